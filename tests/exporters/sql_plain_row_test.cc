// The short way of plain rows against the long one: for each type, any bytes give the same text or are refused by both.
#include "exporters/sql_plain_row.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory_resource>
#include <random>

#include "exporters/sql_formatter.h"

namespace innosalvage {
namespace {

using Make = std::function<std::vector<std::byte>(std::mt19937&)>;

struct TypeCase {
  std::string name;
  Column column;
  Make make;
};

Column Of(SqlType type, std::uint32_t length = 0, std::uint8_t decimals = 0, std::string_view collation = {}) {
  Column column;
  column.name = "c";
  column.type = type;
  column.length = length;
  column.decimals = decimals;
  if (!collation.empty()) column.collation = FindCollation(collation);
  return column;
}

Column Unsigned(Column column) {
  column.is_unsigned = true;
  return column;
}

Column Enum(std::vector<std::string> members) {
  Column column = Of(SqlType::kEnum, 0, 0, "utf8mb4_general_ci");
  column.members = std::move(members);
  return column;
}

Column WithFsp(Column column, std::uint8_t fsp) {
  column.fsp = fsp;
  return column;
}

// Any bytes, the lowest and the highest ones more often than their share.
Make Any(std::size_t size) {
  return [size](std::mt19937& random) {
    std::vector<std::byte> bytes(size);
    const std::uint64_t kind = random() % 8;
    for (std::byte& byte : bytes) {
      byte = static_cast<std::byte>(kind == 0 ? 0U : kind == 1 ? 0xffU : kind == 2 ? random() % 3 : random());
    }
    if (!bytes.empty() && random() % 2 == 0) bytes[0] = std::byte{0x80};
    if (random() % 50 == 0) bytes.push_back(std::byte{1});
    return bytes;
  };
}

// A DECIMAL whose groups are legal, most of the time: small digits in each byte.
Make Digits(std::size_t size) {
  return [size](std::mt19937& random) {
    std::vector<std::byte> bytes(size);
    const bool negative = random() % 2 == 0;
    for (std::size_t i = 0; i < size; ++i) {
      std::uint64_t value = random() % 4 == 0 ? random() % 60 : random() % 2;
      if (i == 0) value = (random() % 8) | 0x80U;
      bytes[i] = static_cast<std::byte>(negative ? value ^ 0xffU : value);
    }
    return bytes;
  };
}

// Seconds of the first and the last day of months and years.
Make Seconds() {
  return [](std::mt19937& random) {
    const std::uint64_t day = random() % 49710;
    const std::uint64_t of_day = random() % 3 == 0 ? 0 : random() % 3 == 1 ? 86399 : random() % 86400;
    const std::uint64_t seconds = random() % 20 == 0 ? 0 : day * 86400 + of_day;
    std::vector<std::byte> bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::byte>(seconds >> shift));
    return bytes;
  };
}

// Text of words, quotes, control characters, characters of more bytes, and broken ones.
Make Text(std::size_t longest) {
  return [longest](std::mt19937& random) {
    constexpr std::array<std::string_view, 12> kPieces = {
        "a", "order ", "'",          "\\",  "\n", "\xc3\xbc", "\xe4\xb8\x9c", "\xf0\x9f\x98\x80",
        " ", "\t",     "0123456789", "\x1a"};
    const std::size_t size = random() % (longest + 2);
    const bool plain = random() % 2 == 0;
    std::string text;
    while (text.size() < size) text += plain ? (random() % 2 == 0 ? "a" : "0123456789") : kPieces[random() % 12];
    if (random() % 10 == 0) text += static_cast<char>(random());
    if (random() % 10 == 0) text += '\0';
    std::vector<std::byte> bytes;
    for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
    return bytes;
  };
}

class SqlPlainRowTest : public testing::TestWithParam<TypeCase> {};

TEST_P(SqlPlainRowTest, AnyBytesGiveTheTextOfTheLongWayOrAreRefusedByBoth) {
  Table table;
  table.name = "t";
  table.columns = {GetParam().column};
  const std::array<std::uint32_t, 1> columns = {0};
  const SqlValue values(table);
  const SqlPlainRow plain(table, columns, values);
  constexpr std::size_t kPage = 16384;
  std::mt19937 random(20240229);
  RowText out;
  std::size_t legal = 0;
  std::vector<std::byte> page(kPage, std::byte{0xa5});
  for (int i = 0; i < 5000; ++i) {
    const std::vector<std::byte> stored = GetParam().make(random);
    // At the very end of the page's records, too, where the bytes behind the value are the trailer.
    const std::size_t offset = i % 2 == 0 ? 200 : kPage - 8 - stored.size();
    std::ranges::copy(stored, page.begin() + static_cast<std::ptrdiff_t>(offset));
    PlainRows rows;
    rows.table = &table;
    rows.page = page;
    rows.n_columns = 1;
    rows.rows = 1;
    rows.fields = {{.offset = static_cast<std::uint32_t>(offset), .length = static_cast<std::uint32_t>(stored.size())}};
    out.Clear();
    const bool taken = plain.Append(rows, 0, out);

    std::pmr::monotonic_buffer_resource arena;
    const auto value = DecodeValue(table.columns[0], stored, arena);
    ASSERT_EQ(taken, value.has_value()) << "round " << i;
    if (!value) continue;
    ++legal;
    std::string expected = ",\n(";
    values.Append(*value, expected);
    expected += ')';
    ASSERT_EQ(out.text(), expected) << "round " << i;
  }
  EXPECT_GT(legal, 100U) << "the bytes made are hardly ever legal: the test shows nothing";
}

// The room that a row asks for holds what stands around its values, too.
TEST(SqlPlainRow, ARowWithoutValuesHasItsBrackets) {
  const Table table;
  const SqlValue values(table);
  const SqlPlainRow plain(table, {}, values);
  RowText out;
  EXPECT_TRUE(plain.Append(PlainRows{}, 0, out));
  EXPECT_LE(out.size(), out.capacity());
  EXPECT_TRUE(plain.Append(PlainRows{}, 0, out));
  EXPECT_LE(out.size(), out.capacity());
  EXPECT_EQ(out.text(), ",\n(),\n()");
}

// A partition from before the server converted its columns, in the table of one from after it: three bytes of TIME mean
// another time there.
TEST(SqlPlainRow, RowsOfATableThatStoresItsColumnsInAnotherWayAreNotTaken) {
  const auto table_of = [](Column column) {
    Table table;
    table.name = "t";
    table.columns = {std::move(column)};
    return table;
  };
  const auto with = [&](auto&& change) {
    Column column = Of(SqlType::kTime);
    column.old_temporal = false;
    change(column);
    return table_of(column);
  };
  const Table table = with([](Column&) {});
  const std::array<std::uint32_t, 1> columns = {0};
  const SqlValue values(table);
  const SqlPlainRow plain(table, columns, values);
  EXPECT_TRUE(plain.Reads(table));
  EXPECT_TRUE(plain.Reads(with([](Column& column) { column.comment = "no matter"; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.old_temporal = true; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.fsp = 1; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.type = SqlType::kMediumInt; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.is_unsigned = true; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.compressed = true; })));
  EXPECT_FALSE(plain.Reads(with([](Column& column) { column.members = {"a"}; })));
  EXPECT_FALSE(plain.Reads(Table{}));

  RowFileContext context;
  context.table = &table;
  context.columns = columns;
  const SqlFormatter formatter(std::move(context));
  const Table old = with([](Column& column) { column.old_temporal = true; });
  // 01:02:03 as before MySQL 5.6; as since then it is 02:31:27.
  const std::array<std::byte, 32> page = {std::byte{0x80}, std::byte{0x27}, std::byte{0xdb}};
  PlainRows rows{.table = &old, .page = page, .n_columns = 1, .rows = 1, .deleted = 0, .fields = {{.length = 3}}};
  FormattedRows out;
  EXPECT_FALSE(formatter.AppendPlainRows(rows, out));
  rows.table = &table;
  ASSERT_TRUE(formatter.AppendPlainRows(rows, out));
  EXPECT_EQ(out.Text(), ",\n('02:31:27')");
}

INSTANTIATE_TEST_SUITE_P(
    Types, SqlPlainRowTest,
    testing::Values(TypeCase{"TinyInt", Of(SqlType::kTinyInt), Any(1)},
                    TypeCase{"SmallIntUnsigned", Unsigned(Of(SqlType::kSmallInt)), Any(2)},
                    TypeCase{"MediumInt", Of(SqlType::kMediumInt), Any(3)}, TypeCase{"Int", Of(SqlType::kInt), Any(4)},
                    TypeCase{"BigInt", Of(SqlType::kBigInt), Any(8)},
                    TypeCase{"BigIntUnsigned", Unsigned(Of(SqlType::kBigInt)), Any(8)},
                    TypeCase{"Decimal12_2", Of(SqlType::kDecimal, 12, 2), Digits(6)},
                    TypeCase{"Decimal5_0", Of(SqlType::kDecimal, 5, 0), Digits(3)},
                    TypeCase{"Decimal9_9", Of(SqlType::kDecimal, 9, 9), Digits(4)},
                    TypeCase{"Decimal11_2", Of(SqlType::kDecimal, 11, 2), Digits(5)},
                    TypeCase{"Decimal10_10", Of(SqlType::kDecimal, 10, 10), Digits(5)},
                    TypeCase{"Decimal18_9", Of(SqlType::kDecimal, 18, 9), Digits(8)},
                    TypeCase{"Decimal18_18", Of(SqlType::kDecimal, 18, 18), Digits(8)},
                    TypeCase{"Decimal36_18", Of(SqlType::kDecimal, 36, 18), Digits(16)},
                    TypeCase{"Decimal65_30", Of(SqlType::kDecimal, 65, 30), Digits(30)},
                    TypeCase{"DecimalUnsigned", Unsigned(Of(SqlType::kDecimal, 12, 2)), Digits(6)},
                    TypeCase{"Date", Of(SqlType::kDate), Any(3)}, TypeCase{"DateTime", Of(SqlType::kDateTime), Any(5)},
                    TypeCase{"DateTime3", WithFsp(Of(SqlType::kDateTime), 3), Any(7)},
                    TypeCase{"DateTimeOld", Of(SqlType::kDateTime), Any(8)},
                    TypeCase{"Timestamp", Of(SqlType::kTimestamp), Seconds()},
                    TypeCase{"Time", Of(SqlType::kTime), Any(3)}, TypeCase{"Year", Of(SqlType::kYear), Any(1)},
                    TypeCase{"Double", Of(SqlType::kDouble), Any(8)},
                    TypeCase{"VarChar", Of(SqlType::kVarChar, 20, 0, "utf8mb4_general_ci"), Text(40)},
                    TypeCase{"VarCharUtf8mb3", Of(SqlType::kVarChar, 20, 0, "utf8mb3_general_ci"), Text(40)},
                    TypeCase{"VarCharLatin1", Of(SqlType::kVarChar, 20, 0, "latin1_swedish_ci"), Text(20)},
                    TypeCase{"VarCharSwe7", Of(SqlType::kVarChar, 20, 0, "swe7_swedish_ci"), Text(20)},
                    TypeCase{"VarCharUcs2", Of(SqlType::kVarChar, 20, 0, "ucs2_general_ci"), Text(20)},
                    TypeCase{"Char", Of(SqlType::kChar, 10, 0, "utf8mb4_general_ci"), Text(20)},
                    TypeCase{"TinyText", Of(SqlType::kTinyText, 0, 0, "utf8mb4_general_ci"), Text(300)},
                    TypeCase{"Text", Of(SqlType::kText, 0, 0, "utf8mb4_general_ci"), Text(300)},
                    TypeCase{"VarBinary", Of(SqlType::kVarBinary, 20, 0, "binary"), Any(9)},
                    TypeCase{"Enum", Enum({"card", "it's", ""}), Any(1)},
                    TypeCase{"EnumOf300", Enum(std::vector<std::string>(300, "x")), Any(2)}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace innosalvage
