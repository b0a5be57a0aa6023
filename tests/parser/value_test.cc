#include "parser/value.h"

#include <gtest/gtest.h>

#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

Column Unsigned(SqlType type) {
  Column column = ColumnOf(type);
  column.is_unsigned = true;
  return column;
}

Column Text(SqlType type, std::uint32_t length, std::string_view collation) {
  Column column = ColumnOf(type, length);
  column.collation = FindCollation(collation);
  return column;
}

Column Members(SqlType type, std::size_t count) {
  Column column = ColumnOf(type);
  for (std::size_t i = 0; i < count; ++i) column.members.push_back("m" + std::to_string(i));
  return column;
}

std::string Hex(std::string_view text) {
  std::string hex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 0xfU];
  }
  return hex;
}

// Stored bytes and values in this file: MySQL 9.7, where nothing else is said.

TEST(Integer, SignedOnesHaveTheirSignBitFlipped) {
  EXPECT_EQ(Printed(ColumnOf(SqlType::kTinyInt), "00"), "-128");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kTinyInt), "ff"), "127");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kSmallInt), "7fff"), "-1");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kMediumInt), "000000"), "-8388608");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kMediumInt), "7fffff"), "-1");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kMediumInt), "ffffff"), "8388607");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInt), "7fffffff"), "-1");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInt), "80000000"), "0");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInt), "ffffffff"), "2147483647");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBigInt), "0000000000000000"), "-9223372036854775808");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBigInt), "7ffffffffffffffe"), "-2");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBigInt), "ffffffffffffffff"), "9223372036854775807");
}

TEST(Integer, UnsignedOnesArePlain) {
  EXPECT_EQ(Printed(Unsigned(SqlType::kTinyInt), "ff"), "255");
  EXPECT_EQ(Printed(Unsigned(SqlType::kMediumInt), "ffffff"), "16777215");
  EXPECT_EQ(Printed(Unsigned(SqlType::kBigInt), "ffffffffffffffff"), "18446744073709551615");
}

TEST(Integer, AnotherWidthIsIllegal) {
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInt), "800000"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInt), ""), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(Unsigned(SqlType::kBigInt), "000000000000000000"), Illegal(DamageKind::kIllegalLength));
}

TEST(Float, IsLittleEndianAndFinite) {
  std::pmr::memory_resource& none = *std::pmr::null_memory_resource();
  EXPECT_EQ(DecodeValue(ColumnOf(SqlType::kFloat), FromHex("0000c03f"), none)->f, 1.5F);
  EXPECT_EQ(DecodeValue(ColumnOf(SqlType::kFloat), FromHex("cdccccbd"), none)->f, -0.1F);
  EXPECT_EQ(DecodeValue(ColumnOf(SqlType::kDouble), FromHex("000000000000f83f"), none)->d, 1.5);
  EXPECT_EQ(DecodeValue(ColumnOf(SqlType::kDouble), FromHex("9a9999999999b9bf"), none)->d, -0.1);
  EXPECT_EQ(Printed(ColumnOf(SqlType::kFloat), "0000807f"), Illegal(DamageKind::kIllegalFloat));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kFloat), "0000c07f"), Illegal(DamageKind::kIllegalFloat));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kDouble), "000000000000f0ff"), Illegal(DamageKind::kIllegalFloat));
  EXPECT_EQ(Printed(Unsigned(SqlType::kDouble), "9a9999999999b9bf"), Illegal(DamageKind::kIllegalFloat));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kDouble), "0000c03f"), Illegal(DamageKind::kIllegalLength));
}

TEST(Year, CountsFrom1900AndZeroIsZero) {
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear), "00"), "0");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear), "01"), "1901");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear), "7c"), "2024");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear), "ff"), "2155");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear, 2), "64"), "2000");  // MariaDB 10.11 prints YEAR(2) as 00
  EXPECT_EQ(Printed(ColumnOf(SqlType::kYear), "0000"), Illegal(DamageKind::kIllegalLength));
}

TEST(Bit, IsItsBytesWithoutBitsAboveItsLength) {
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kBit, 10), "0201")), "0201");
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kBit, 64), "ffffffffffffffff")), "ffffffffffffffff");
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kBit), "01")), "01");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBit, 10), "0401"), Illegal(DamageKind::kIllegalBit));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBit), "02"), Illegal(DamageKind::kIllegalBit));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBit, 10), "01"), Illegal(DamageKind::kIllegalLength));
}

TEST(Enum, CountsMembersFromOne) {
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 3), "01"), "m0");
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 3), "03"), "m2");
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 3), "00"), "");
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 3), "04"), Illegal(DamageKind::kIllegalEnum));
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 300), "012c"), "m299");
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 300), "012d"), Illegal(DamageKind::kIllegalEnum));
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 300), "01"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(Members(SqlType::kEnum, 255), "ff"), "m254");
}

TEST(Set, HasABitAMemberInOneToFourOrEightBytes) {
  EXPECT_EQ(Printed(Members(SqlType::kSet, 3), "01"), "m0");
  EXPECT_EQ(Printed(Members(SqlType::kSet, 3), "05"), "m0,m2");
  EXPECT_EQ(Printed(Members(SqlType::kSet, 3), "00"), "");
  EXPECT_EQ(Printed(Members(SqlType::kSet, 20), "080101"), "m0,m8,m19");
  EXPECT_EQ(Printed(Members(SqlType::kSet, 64), "8000000000000001"), "m0,m63");
  EXPECT_EQ(Printed(Members(SqlType::kSet, 3), "08"), Illegal(DamageKind::kIllegalSet));
  EXPECT_EQ(Printed(Members(SqlType::kSet, 40), "0000000000"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(Members(SqlType::kSet, 40), "0000010000000000"), Illegal(DamageKind::kIllegalSet));
}

TEST(EnumAndSet, AreTextInUtf8) {
  std::pmr::monotonic_buffer_resource arena;
  EXPECT_EQ(DecodeValue(Members(SqlType::kEnum, 3), FromHex("01"), arena)->charset, FindCharset("utf8mb4"));
  EXPECT_EQ(DecodeValue(Members(SqlType::kSet, 3), FromHex("05"), arena)->charset, FindCharset("utf8mb4"));
}

TEST(Char, LosesItsPadding) {
  EXPECT_EQ(Printed(Text(SqlType::kChar, 4, "utf8mb4_0900_ai_ci"), "61202020"), "a");
  EXPECT_EQ(Printed(Text(SqlType::kChar, 4, "utf8mb4_0900_ai_ci"), "c3a9c3a9"), "éé");
  EXPECT_EQ(Hex(Printed(Text(SqlType::kChar, 4, "ucs2_general_ci"), "0061002000200020")), "0061");
  EXPECT_EQ(Hex(Printed(Text(SqlType::kChar, 4, "ucs2_general_ci"), "00e9003f00200020")), "00e9003f");
}

TEST(Char, OfRedundantRowsHasMoreSpacesThanCharacters) {
  EXPECT_EQ(Printed(Text(SqlType::kChar, 2, "utf8mb4_0900_ai_ci"), "6120202020202020"), "a");
}

TEST(VarChar, KeepsItsSpacesAndCountsCharacters) {
  const Column column = Text(SqlType::kVarChar, 3, "utf8mb4_general_ci");
  EXPECT_EQ(Printed(column, "612020"), "a  ");
  EXPECT_EQ(Printed(column, "f09f9880f09f9880f09f9880"), "😀😀😀");
  EXPECT_EQ(Printed(column, "61616161"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(column, "c3a961616161"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(column, ""), "");
  EXPECT_EQ(Printed(Text(SqlType::kVarChar, 0, "latin1_swedish_ci"), "61"), Illegal(DamageKind::kIllegalLength));
}

TEST(VarChar, CountsCharactersOfTheEastAsianSets) {
  struct Case {
    std::string_view collation, three_characters;
  };
  // HEX(CONVERT(... USING ...)) of 'あaア', 'あa𠀀' and '中a𠀀' on MySQL 9.7.
  for (const Case& c : {Case{"sjis_japanese_ci", "82a0618341"}, Case{"cp932_japanese_ci", "82a0618341"},
                        Case{"ujis_japanese_ci", "a4a261a5a2"}, Case{"eucjpms_japanese_ci", "a4a261a5a2"},
                        Case{"gbk_chinese_ci", "a4a261a5a2"}, Case{"gb18030_chinese_ci", "d6d06195328236"},
                        Case{"utf16_general_ci", "30420061d840dc00"}, Case{"utf16le_general_ci", "4230610040d800dc"}}) {
    EXPECT_EQ(Hex(Printed(Text(SqlType::kVarChar, 3, c.collation), c.three_characters)), c.three_characters)
        << c.collation;
    EXPECT_EQ(Printed(Text(SqlType::kVarChar, 2, c.collation), c.three_characters), Illegal(DamageKind::kIllegalLength))
        << c.collation;
  }
}

TEST(TextTypes, AreWellFormedOrIllegal) {
  EXPECT_EQ(Printed(Text(SqlType::kText, 0, "utf8mb4_0900_ai_ci"), "61c3"), Illegal(DamageKind::kIllegalText));
  EXPECT_EQ(Printed(Text(SqlType::kText, 0, "utf8mb4_0900_ai_ci"), "61c3a9"), "aé");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kText), "61"), Illegal(DamageKind::kUnsupported));
}

TEST(TextTypes, AreViewsIntoTheirBytes) {
  const auto stored = FromHex("616263");
  std::pmr::memory_resource& none = *std::pmr::null_memory_resource();
  const auto value = DecodeValue(Text(SqlType::kText, 0, "latin1_swedish_ci"), stored, none);
  EXPECT_EQ(value->text.data(), AsText(stored).data());
  EXPECT_EQ(DecodeValue(ColumnOf(SqlType::kBlob), stored, none)->text.data(), AsText(stored).data());
}

TEST(TextTypes, HaveTheirTypesLength) {
  const std::vector<std::byte> bytes(256, std::byte{'a'});
  EXPECT_EQ(Printed(ColumnOf(SqlType::kTinyBlob), Bytes(bytes)), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kTinyBlob), Bytes(bytes).first(255)).size(), 255U);
  EXPECT_EQ(Printed(Text(SqlType::kTinyText, 0, "latin1_swedish_ci"), Bytes(bytes)),
            Illegal(DamageKind::kIllegalLength));
}

TEST(Binary, KeepsTrailingZerosAndItsLength) {
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kBinary, 4), "61000000")), "61000000");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBinary, 4), "610000"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kBinary, 4), "6100000000"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kVarBinary, 4), "0061")), "0061");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kVarBinary, 4), "6100000000"), Illegal(DamageKind::kIllegalLength));
}

TEST(Vector, IsFloatsUpToItsDimensions) {  // MySQL 9.7 and MariaDB 11.8
  EXPECT_EQ(Hex(Printed(ColumnOf(SqlType::kVector, 3), "0000803f0000004000004040")), "0000803f0000004000004040");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kVector, 2), "0000803f0000004000004040"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(ColumnOf(SqlType::kVector, 3), "0000803f00"), Illegal(DamageKind::kIllegalLength));
}

TEST(CompressedColumn, InflatesAsMariaDbDoes) {  // MariaDB 10.11.18
  Column column = Text(SqlType::kVarChar, 300, "latin1_swedish_ci");
  column.compressed = true;
  std::string expected;
  for (int i = 0; i < 50; ++i) expected += "abcd";
  EXPECT_EQ(Printed(column, ""), "");
  EXPECT_EQ(Printed(column, "00616263"), "abc");
  EXPECT_EQ(Printed(column, "89c84b4c4a4e491c061800"), expected);
  column.type = SqlType::kText;
  EXPECT_EQ(Printed(column, "8a01904b4c4a4e491cc583060300"), expected + expected);
}

TEST(CompressedColumn, WhatDoesNotInflateToItsLengthIsIllegal) {
  Column column = Text(SqlType::kText, 0, "latin1_swedish_ci");
  column.compressed = true;
  const auto original = FromHex("8a01904b4c4a4e491cc583060300");
  for (std::size_t size = 1; size < original.size(); ++size) {
    EXPECT_EQ(Printed(column, Bytes(original).first(size)), Illegal(DamageKind::kIllegalLength));
  }
  EXPECT_EQ(Printed(column, "8a01914b4c4a4e491cc583060300"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(column, "8cffffffff4b4c"), Illegal(DamageKind::kIllegalLength));
  EXPECT_EQ(Printed(column, "9a01904b4c"), Illegal(DamageKind::kUnsupported));
  column.type = SqlType::kTinyText;
  EXPECT_EQ(Printed(column, Bytes(original)), Illegal(DamageKind::kIllegalLength));
}

}  // namespace
}  // namespace innosalvage
