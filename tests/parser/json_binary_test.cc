#include "parser/json_binary.h"

#include <gtest/gtest.h>

#include <bit>
#include <chrono>

#include "parser/json_text.h"
#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

struct PlainCase {
  std::string_view stored, text;
};
struct OpaqueCase {
  std::string_view stored, text, sql;
};

// Records and SELECT of MySQL 9.7.
constexpr PlainCase kPlain[] = {
    {"0400", "null"},
    {"0401", "true"},
    {"0402", "false"},
    {"050500", "5"},
    {"05fbff", "-5"},
    {"0770110100", "70000"},
    {"0790eefeff", "-70000"},
    {"0a00f2052a01000000", "5000000000"},
    {"09000efad5feffffff", "-5000000000"},
    {"0affffffffffffffff", "18446744073709551615"},
    {"0b000000000000f03f", "1.0"},
    {"0c00", "\"\""},
    {"0c03616263", "\"abc\""},
    {"0200000400", "[]"},
    {"0000000400", "{}"},
    {"02070049000501000502000219000c2f000b31000b39000b410002001600050300000a0001000c000b000100040000610178408c"
     "b5781daf15449a9999999999b93f0000000000000080",
     "[1, 2, [3, {\"a\": null}], \"x\", 1e20, 0.1, -0.0]"},
    {"0004004b00200000002000010021000100220002000c2400002a000501000b43006162616105656d707479010019000b00010002"
     "0c006303000d00040100040200040000df413adc11c519be",
     "{\"\": \"empty\", \"a\": {\"c\": [true, false, null]}, \"b\": 1, \"aa\": -0.0000000015}"},
    {"0205001f0006050005fbff050500091300081b0000f2052a0100000070110100", "[5, -5, 5, 5000000000, 70000]"},
    {"0201001e000c07001661225c00010708090a0b0c0d1b1f7f2fc3a9f09f9880",
     "[\"a\\\"\\\\\\u0000\\u0001\\u0007\\b\\t\\n\\u000b\\f\\r\\u001b\\u001f/é😀\"]"},
    {"0202000c010c0a000c8a007f61616161616161616161616161616161616161616161616161616161616161616161616161616161"
     "61616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161616161"
     "61616161616161616161616161616161616161616161616161616161616161616161618001626262626262626262626262626262"
     "62626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262"
     "62626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262626262"
     "626262626262626262",
     "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaa\", \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
     "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"]"},
    {"00010010000b0003000c0e006b220a0176", "{\"k\\\"\\n\": \"v\"}"},
    {"020100e4000007000200dd0012000d001f00120004010000310059620a225a5a58226101c3a95ae282ac63f09f9880227f585a22"
     "20c3a958010300ac00190001001a00070021001100023200094700004f002220590101585a61e282ac7f0a59f09f9880017f7f62"
     "622f590300150005cf680400000b0d009daa10fe7f5fd8390a0a34fdfeffffff04005d002000040024000b002f000c003b001100"
     "0401000c4c000b4d00095500e282ac590a01580159e282ac7f585a225959e282ac205ac3a958622f5cf09f9880f09f9880615963"
     "2062c3a900ab6af336786a9c4378335ec300000000",
     "[{\"Yb\\n\\\"ZZX\\\"a\\u0001éZ\": true, \"€c😀\\\"XZ\\\" éX\\u0001\": {\"\\\"\": [26831, null, 4.8067359"
     "324570625e-30], \" Y\\u0001\\u0001XZa\": -4341888502, \"€\\nY😀\\u0001bb/Y\": {\"€Y\": true, \"\\n\\u0"
     "001X\\u0001Y€XZ\": \"\", \"\\\"YY€ ZéXb\": 5.1189528950018323e17, \"/\\\\😀😀aYc bé\": "
     "3277730680}}}]"},
    {"000400fd00200000002000010021000b002c000d000401000a390002410009f500632f5c61f09f9880017fc3a9c3a9e282ac630a"
     "200a2f615a22b13e677265c7b4000500b400040200052084021300023900006d00040026000c1000040200091600091e000559c3"
     "a9592fd10617889d83fffd0a2aebfaed088cce02003400020a0002260004001c000b10000718000402000402000a03a0d81971be"
     "45360da2c902000e00040200070a008b64ffff0200470012000000120003000015000522545a0a2f03003200190001001a000400"
     "1e0006000c24000b2a00040000592f2f627fc3a901202f010563c3a92f6145cadafa2d968ec000883cbd6adc2aa9",
     "{\"\": true, \"c\": 50884734332911281, \"/\\\\a😀\\u0001é\": [false, -31712, [\"YéY/\", false, -14425195"
     "0436251951, -3563463386946917878], [[9.421280967445667e27, -912126666, false, false], [false, -39797]], "
     "{\"\": {\"Y\": \"cé/a\", \"//b\": -978.7724511235216, \"é\\u0001 /\\u0001\": null}, \"Z\\n/\": 21538}],"
     " \"é€c\\n \\n/aZ\\\"\": -6256946381278377984}"},
    {"000300db00190003001c00040020000500002500005300027d002f0a0a09c3a96258f09f988001002e000b0005000010000120e2"
     "82ac01001e000b0008000c1300617f095a7f6309010a587f202201e282ac2f5c01002a000b000c00001700010161e282ac7f2058"
     "2f015c010013000b0000000b0b00fa902ce0288cb13a05005e00040100040100050f0c0a1300001b004b4f278d01000000020043"
     "0012000100130005000a18000020007f090a58222f0c84245192906b1c020023001200030015000e0004010004020063097f7f58"
     "6109620ac3a9c3a901206109",
     "{\"/\\n\\n\": {\"\\u0001 €\": {\"a\\tZc\\t\\u0001\": \"X \\\"\\u0001€/\\\\\"}}, \"\\téb\": {\"\\u0001"
     "\\u0001a€ X/\\u0001\\\\\": {\"\": 5.669902630666634e-26}}, \"X😀\": [true, true, 3087, 6663130955, {\""
     "\": 2047889413670994956, \"\\t\\nX\\\"/\": {\"c\\t\": true, \"Xa\\tb\\néé\\u0001 a\\t\": false}}]}"},
};

// Records and SELECT of MySQL 9.7, which takes each expression and prints the same text for it. Its record is the same
// to the byte as well, but for the precision of a DECIMAL and for types 249 and 254, which no expression has.
constexpr OpaqueCase kOpaque[] = {
    {"020c0061000f28000f2d000f32000f37000f3b0006e8070f45000f4a000c4f000c53000c55000b5900fc03616263fe036162630f"
     "03616263100201ff070878e001000042b219f903616263fb0361626303616263016103612c62000000a09999b93f",
     "[\"base64:type252:YWJj\", \"base64:type254:YWJj\", \"base64:type15:YWJj\", \"base64:type16:Af8=\", \"202"
     "4-01-01 00:00:00.123000\", 2024, \"base64:type249:YWJj\", \"base64:type251:YWJj\", \"abc\", \"a\", \"a,b"
     "\", 0.10000000149011612]",
     "JSON_ARRAY((SELECT X'616263' UNION ALL SELECT c FROM JSON_TABLE('[]','$[*]' COLUMNS(c BLOB PATH '$')) AS"
     " t),_utf8mb4'base64:type254:YWJj',X'616263',(SELECT c FROM JSON_TABLE('511','$' COLUMNS(c BIT(16) PATH '"
     "$')) AS t),(SELECT c FROM JSON_TABLE('\"2024-01-01 00:00:00.123000\"','$' COLUMNS(c TIMESTAMP(6) PATH '$"
     "')) AS t),CAST(2024 AS UNSIGNED),_utf8mb4'base64:type249:YWJj',IF(1,X'616263',CAST('' AS BINARY(16777216"
     "))),_utf8mb4'abc',_utf8mb4'a',_utf8mb4'a,b',0.10000000149011612e0)"},
    {"0201000b000f0700fa0241ff", "[\"base64:type250:Qf8=\"]", "JSON_ARRAY(IF(1,X'41FF',CAST('' AS BINARY(70000))))"},
    {"000f00fe006d0001006e0001006f000100700001007100010072000100730002007500020077000200790002007b0003007e0003"
     "008100030084000300870004000b8b000402000400000c93000401000607000ba70002af0000b3000ab7000bbf000fc70009cd00"
     "09d50002dd0065666e737475647a6561656f756d64626c6465636d61786d696e6b275c797dc39425ad49b2541369742773202271"
     "22205c20010ac3a9f09f988000000000000000800000040000000400ffffffffffffffff000000000000f8bff60403027fcdffff"
     "ffffffffff7f0000000000000080020021000f0a00021000f60402018100010011000f07000b0820a107b8c8000000",
     "{\"e\": 1e100, \"f\": false, \"n\": null, \"s\": \"it's \\\"q\\\" \\\\ \\u0001\\né😀\", \"t\": true, \"u"
     "\": 7, \"dz\": -0.0, \"ea\": [], \"eo\": {}, \"um\": 18446744073709551615, \"dbl\": -1.5, \"dec\": -0.50"
     ", \"max\": 9223372036854775807, \"min\": -9223372036854775808, \"k'\\\\y\": [1.0, [\"12:34:56.500000\"]]"
     "}",
     "JSON_OBJECT(_utf8mb4'e',1e100,_utf8mb4'f',FALSE,_utf8mb4'n',NULL,_utf8mb4's',_utf8mb4 X'6974277320227122"
     "205C20010AC3A9F09F9880',_utf8mb4't',TRUE,_utf8mb4'u',CAST(7 AS UNSIGNED),_utf8mb4'dz',-0.0e0,_utf8mb4'ea"
     "',JSON_ARRAY(),_utf8mb4'eo',JSON_OBJECT(),_utf8mb4'um',CAST(18446744073709551615 AS UNSIGNED),_utf8mb4'd"
     "bl',-1.5e0,_utf8mb4'dec',CAST('-0.50' AS DECIMAL(2,2)),_utf8mb4'max',9223372036854775807,_utf8mb4'min',C"
     "AST('-9223372036854775808' AS SIGNED),_utf8mb4 X'6B275C79',JSON_ARRAY(CAST('1.0' AS DECIMAL(2,1)),JSON_A"
     "RRAY(CAST('12:34:56.500000' AS TIME(6)))))"},
    {"02020045000f0a000f3200f626500085f5e0ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9fff6"
     "111f1e7ffffffffffffffffffffffffffffe",
     "[99999999999999999999999999999999999999999999999999999999999999999999999999999999, -0.000000000000000000"
     "000000000001]",
     "JSON_ARRAY(99999999999999999999999999999999999999999999999999999999999999999999999999999999,CAST('-0.000"
     "000000000000000000000000001' AS DECIMAL(30,30)))"},
    {"02030086000f0d000f48000f84000f39414141414141414141414141414141414141414141414141414141414141414141414141"
     "4141414141414141414141414141414141414141410f3a4141414141414141414141414141414141414141414141414141414141"
     "41414141414141414141414141414141414141414141414141414141410f00",
     "[\"base64:type15:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\", \"base6"
     "4:type15:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\\nQQ==\", \"base64"
     ":type15:\"]",
     "JSON_ARRAY(X'4141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414"
     "14141414141414141414141',X'41414141414141414141414141414141414141414141414141414141414141414141414141414"
     "141414141414141414141414141414141414141',X'')"},
    {"02040038000f10000f1a000f24000f2e000a0800000000000000000a0800000000007eaf190c0800000000000000000c083f420f"
     "fb7efff37e",
     "[\"0000-00-00\", \"2023-02-31\", \"0000-00-00 00:00:00.000000\", \"9999-12-31 23:59:59.999999\"]",
     "JSON_ARRAY(CAST('0000-00-00' AS DATE),CAST('2023-02-31' AS DATE),CAST('0000-00-00 00:00:00.000000' AS DA"
     "TETIME(6)),CAST('9999-12-31 23:59:59.999999' AS DATETIME(6)))"},
    {"0003005200190001001a0001001b0003000f1e000f27000f3000647a626967f6070b027ffffff3cdf6070b028000000000f62042"
     "1e80bc614e35b7bf87350e34c02f075f79075bcd1500bc614e35b7bf87037a",
     "{\"d\": -12.50, \"z\": 0.00, \"big\": 12345678901234567890123456789012345.123456789012345678901234567890"
     "}",
     "JSON_OBJECT(_utf8mb4'd',CAST('-12.50' AS DECIMAL(4,2)),_utf8mb4'z',CAST('0.00' AS DECIMAL(2,2)),_utf8mb4"
     "'big',CAST('12345678901234567890123456789012345.123456789012345678901234567890' AS DECIMAL(65,30)))"},
    {"02050045000f13000f1d000f27000f31000f3b000a080000000000bab2190c0840e201fa7ebbb2190b080000000591cbffff0b08"
     "e05ef8ffffffffff0c08000000fa7ebbb219",
     "[\"2024-02-29\", \"2024-02-29 23:59:58.123456\", \"-838:59:59.000000\", \"-00:00:00.500000\", \"2024-02-"
     "29 23:59:58.000000\"]",
     "JSON_ARRAY(CAST('2024-02-29' AS DATE),CAST('2024-02-29 23:59:58.123456' AS DATETIME(6)),CAST('-838:59:59"
     ".000000' AS TIME(6)),CAST('-00:00:00.500000' AS TIME(6)),CAST('2024-02-29 23:59:58.000000' AS DATETIME(6"
     ")))"},
    {"02040020000f10000f15000f1a000f1d000f034142430f036162630f01050f0178",
     "[\"base64:type15:QUJD\", \"base64:type15:YWJj\", \"base64:type15:BQ==\", \"base64:type15:eA==\"]",
     "JSON_ARRAY(X'414243',X'616263',X'05',X'78')"},
    {"0ff6070a018000000105", "1.5", "CAST(CAST('1.5' AS DECIMAL(2,1)) AS JSON)"},
    {"0f0a080000000000bab219", "\"2024-02-29\"", "CAST(CAST('2024-02-29' AS DATE) AS JSON)"},
    {"0f0f0141", "\"base64:type15:QQ==\"", "CAST(X'41' AS JSON)"},
    {"0201006d000f07000f64414141414141414141414141414141414141414141414141414141414141414141414141414141414141"
     "41414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141"
     "414141414141",
     "[\"base64:type15:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\\nQUFBQUFB"
     "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==\"]",
     "JSON_ARRAY(X'4141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414"
     "14141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414"
     "14141')"},
};

JsonDocument Decoded(Bytes stored, std::pmr::memory_resource& arena) {
  const auto document = DecodeJson(stored, arena);
  EXPECT_TRUE(document.has_value());
  return document.value_or(JsonDocument{});
}

bool IsLegal(Bytes stored) {
  std::pmr::monotonic_buffer_resource arena;
  return DecodeJson(stored, arena).has_value();
}

bool IsLegal(std::string_view hex) { return IsLegal(Bytes(FromHex(hex))); }

std::string Double(double number) {
  JsonNumberText text;
  PutJsonDouble(number, text);
  return std::string(text.text());
}

void Append(std::vector<std::byte>& bytes, std::uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xffU));
}

TEST(JsonBinary, PlainDocumentsPrintAsTheServerDoesAndNeedNoSql) {
  for (const PlainCase& c : kPlain) {
    std::pmr::monotonic_buffer_resource arena;
    const auto stored = FromHex(c.stored);
    const JsonDocument document = Decoded(stored, arena);
    EXPECT_EQ(document.text, c.text);
    EXPECT_EQ(document.sql, "");
  }
}

TEST(JsonBinary, DocumentsWithOpaqueValuesHaveAnExpressionAsWell) {
  for (const OpaqueCase& c : kOpaque) {
    std::pmr::monotonic_buffer_resource arena;
    const auto stored = FromHex(c.stored);
    const JsonDocument document = Decoded(stored, arena);
    EXPECT_EQ(document.text, c.text);
    EXPECT_EQ(document.sql, c.sql);
  }
}

TEST(JsonBinary, AValueOfAJsonColumnHasBoth) {
  std::pmr::monotonic_buffer_resource arena;
  const auto stored = FromHex("0ff6070a018000000105");
  const auto value = DecodeValue(ColumnOf(SqlType::kJson), stored, arena);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->kind, ValueKind::kJson);
  EXPECT_EQ(value->text, "1.5");
  EXPECT_EQ(value->sql, "CAST(CAST('1.5' AS DECIMAL(2,1)) AS JSON)");
}

TEST(JsonBinary, NoBytesAtAllPrintAsNull) {
  std::pmr::monotonic_buffer_resource arena;
  EXPECT_EQ(Decoded({}, arena).text, "null");
}

TEST(JsonBinary, DoublesPrintAsTheServerPrintsThem) {  // SELECT JSON_ARRAY(...) of MySQL 9.7
  EXPECT_EQ(Double(1e14), "100000000000000.0");
  EXPECT_EQ(Double(1e15), "1e15");
  EXPECT_EQ(Double(1234567890123456.0), "1.234567890123456e15");
  EXPECT_EQ(Double(2905011221249542.5), "2905011221249542.5");
  EXPECT_EQ(Double(12345678901234567.0), "1.2345678901234568e16");
  EXPECT_EQ(Double(0.000001), "0.000001");
  EXPECT_EQ(Double(1e-15), "0.000000000000001");
  EXPECT_EQ(Double(1.2345678901234567e-15), "0.0000000000000012345678901234568");
  EXPECT_EQ(Double(1e-16), "1e-16");
  EXPECT_EQ(Double(5e-324), "5e-324");
  EXPECT_EQ(Double(1.7976931348623157e308), "1.7976931348623157e308");
  EXPECT_EQ(Double(-0.0), "-0.0");
  EXPECT_EQ(Double(100), "100.0");
  EXPECT_EQ(Double(1.5e-100), "1.5e-100");
}

// Arrays, each the only element of the one around it.
std::vector<std::byte> NestedArrays(unsigned depth) {
  std::vector<std::byte> bytes = {std::byte{2}};
  for (unsigned left = depth; left > 0; --left) {
    Append(bytes, left > 1 ? 1 : 0, 2);
    Append(bytes, left * 7 - 3, 2);
    if (left > 1) {
      Append(bytes, 2, 1);
      Append(bytes, 7, 2);
    }
  }
  return bytes;
}

TEST(JsonBinary, NestsAsDeepAsTheServerDoesAndNoDeeper) {
  std::pmr::monotonic_buffer_resource arena;
  const auto deepest = NestedArrays(100);
  EXPECT_EQ(Decoded(deepest, arena).text, std::string(100, '[') + std::string(100, ']'));
  EXPECT_FALSE(IsLegal(NestedArrays(101)));
  EXPECT_FALSE(IsLegal(NestedArrays(9000)));
}

TEST(JsonBinary, LargeContainersHaveTheirOwnWidths) {
  // The shape of a document above 64 KB, here with few elements: 32-bit integers stand in the entry.
  std::vector<std::byte> bytes = {std::byte{1}};
  Append(bytes, 1, 4);
  Append(bytes, 4 + 4 + 6 + 5 + 1 + 29, 4);
  Append(bytes, 19, 4);
  Append(bytes, 1, 2);
  Append(bytes, 3, 1);
  Append(bytes, 20, 4);
  Append(bytes, 'k', 1);
  Append(bytes, 4, 4);
  Append(bytes, 29, 4);
  for (const auto& [type, value] : {std::pair{4U, 1U}, {5U, 0xfffeU}, {7U, 0xfffe0000U}, {8U, 70000U}}) {
    Append(bytes, type, 1);
    Append(bytes, value, 4);
  }
  Append(bytes, 0, 1);
  std::pmr::monotonic_buffer_resource arena;
  EXPECT_EQ(Decoded(bytes, arena).text, R"({"k": [true, -2, -131072, 70000]})");
}

TEST(JsonBinary, IllegalDocumentsAreNamedSo) {
  EXPECT_EQ(Printed(ColumnOf(SqlType::kJson), "0403"), Illegal(DamageKind::kIllegalJson));  // literal 3
  EXPECT_FALSE(IsLegal("0d00"));                                                            // no such type
  EXPECT_FALSE(IsLegal("0c01ff"));                                                          // not UTF-8
  EXPECT_FALSE(IsLegal("0b000000000000f07f"));                                              // infinity
  EXPECT_FALSE(IsLegal("0c808080808000"));                              // a length of more than five bytes
  EXPECT_FALSE(IsLegal("000200140012000100130001000400000400006261"));  // keys that do not ascend
  EXPECT_FALSE(IsLegal("000200140012000100130001000400000400006161"));
  EXPECT_TRUE(IsLegal("000200140012000100130001000400000400006162"));
  EXPECT_FALSE(IsLegal("0ff6070a01800000010a"));  // DECIMAL with a group too large
  EXPECT_TRUE(IsLegal("0ff6070a018000000109"));
  EXPECT_FALSE(IsLegal("0f0a080000000000bab2"));  // a DATE cut short
}

TEST(JsonBinary, ManyEntriesForOneLargeValueDoNotMultiplyIt) {
  // Arrays of 1000 entries that all lead to the next array, ten deep: 10^30 values if they were followed.
  std::vector<std::byte> bytes = {std::byte{2}};
  constexpr unsigned kCount = 1000;
  constexpr unsigned kHeader = 4 + kCount * 3;
  for (unsigned level = 10; level > 0; --level) {
    Append(bytes, kCount, 2);
    Append(bytes, level * kHeader + 2, 2);
    for (unsigned i = 0; i < kCount; ++i) {
      Append(bytes, level > 1 ? 2 : 12, 1);
      Append(bytes, kHeader, 2);
    }
  }
  Append(bytes, 0x6101, 2);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(IsLegal(bytes));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(JsonBinary, EveryTruncationAndEveryOtherByteEndsInADocumentOrInDamage) {
  std::size_t refused = 0;
  const auto try_all = [&](std::string_view hex) {
    const auto original = FromHex(hex);
    for (std::size_t size = 0; size < original.size(); ++size) {
      // A copy of its own size, so that a sanitizer sees the first byte read past it.
      const std::vector<std::byte> shorter(original.begin(), original.begin() + static_cast<std::ptrdiff_t>(size));
      refused += IsLegal(shorter) ? 0U : 1U;
    }
    for (std::size_t i = 0; i < original.size(); ++i) {
      for (unsigned value = 0; value < 256; ++value) {
        auto other = original;
        other[i] = static_cast<std::byte>(value);
        refused += IsLegal(other) ? 0U : 1U;
      }
    }
  };
  for (const PlainCase& c : kPlain) try_all(c.stored);
  for (const OpaqueCase& c : kOpaque) try_all(c.stored);
  EXPECT_GT(refused, 0U);
}

TEST(JsonBinary, EveryDocumentCutShortIsIllegal) {
  for (const PlainCase& c : kPlain) {
    const auto stored = FromHex(c.stored);
    for (std::size_t size = 1; size < stored.size(); ++size) EXPECT_FALSE(IsLegal(Bytes(stored).first(size)));
  }
}

}  // namespace
}  // namespace innosalvage
