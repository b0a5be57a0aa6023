// Mappings are what MariaDB 10.11.18 wrote (testdata/mariadb-10.11/instant_dynamic.ibd, page 5), the dictionary's words
// what MySQL 9.7.4 did (tests/parser/sdi/instant.json). Records of MySQL 8.0.12 to 8.0.28 are built by the rules of
// rem0rec.cc (8.0.28): no server of that age is at hand.
#include "parser/instant_ddl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "parser/bytes.h"
#include "parser/ddl_parser.h"
#include "parser/record_fields.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;

Table TableOf(std::string_view sql, Vendor vendor) {
  DdlOptions options;
  options.vendor = vendor;
  options.server_version = vendor == Vendor::kMariaDb ? 101118 : 80028;
  DdlScript script = ParseDdl(sql, options);
  EXPECT_EQ(script.tables.size(), 1U);
  return script.tables.empty() ? Table{} : std::move(script.tables.front().table);
}

Table MovedTable() {
  return TableOf(
      "CREATE TABLE t (first_now INT DEFAULT 42, id INT NOT NULL PRIMARY KEY, a VARCHAR(10), "
      "d VARCHAR(20) NOT NULL DEFAULT 'dflt')",
      Vendor::kMariaDb);
}

constexpr std::string_view kMapping("\0\0\0\4\0\2\xc0\5\0\3\0\0", 12);

std::vector<std::uint32_t> ColumnsOf(const InstantDdl& ddl) {
  std::vector<std::uint32_t> columns;
  for (const InstantField& field : ddl.fields) columns.push_back(field.column);
  return columns;
}

TEST(ColumnMapping, TellsTheOrderOfTheRecordsAndTheDroppedColumns) {
  Table table = MovedTable();
  InstantDdl ddl;
  ASSERT_TRUE(ReadColumnMapping(kMapping, table, ddl));
  EXPECT_THAT(ColumnsOf(ddl), ElementsAre(2U, UINT32_MAX, 3U, 0U));
  ASSERT_EQ(table.dropped_columns.size(), 1U);
  EXPECT_EQ(table.dropped_columns.front().type, SqlType::kBinary);
  EXPECT_EQ(table.dropped_columns.front().length, 4U);
  EXPECT_FALSE(table.dropped_columns.front().nullable);
}

TEST(ColumnMapping, EveryShorterAndLongerOneIsNone) {
  Table table = MovedTable();
  InstantDdl ddl;
  for (std::size_t n = 0; n < kMapping.size(); ++n) {
    EXPECT_FALSE(ReadColumnMapping(kMapping.substr(0, n), table, ddl)) << n;
  }
  EXPECT_FALSE(ReadColumnMapping(std::string(kMapping) + '\0', table, ddl));
}

TEST(ColumnMapping, AnotherTablesIsNone) {
  InstantDdl ddl;
  const auto reads = [&](std::string_view mapping) {
    Table table = MovedTable();
    return ReadColumnMapping(mapping, table, ddl);
  };
  using namespace std::string_view_literals;
  EXPECT_FALSE(reads("\0\0\0\4\0\2\xc0\5\0\3\0\3"sv)) << "a column twice";
  EXPECT_FALSE(reads("\0\0\0\4\0\2\xc0\5\0\3\0\1"sv)) << "the key's column";
  EXPECT_FALSE(reads("\0\0\0\3\0\2\xc0\5\0\3"sv)) << "a column is missing";
  EXPECT_FALSE(reads("\0\0\0\4\0\2\xc0\5\0\4\0\0"sv)) << "no such column";
  EXPECT_FALSE(reads("\0\0\0\4\0\2\x84\5\0\3\0\0"sv)) << "a length beyond what is of fixed length";
}

TEST(MySqlInstantDdl, OrdersFieldsByPhysicalPosition) {
  Table table = TableOf("CREATE TABLE t (d VARCHAR(20), id INT PRIMARY KEY, b INT, c INT, e INT)", Vendor::kMySql);
  table.columns[0].se_private_data = "default=64666c74;physical_pos=6;table_id=1922;version_added=2;";
  table.columns[1].se_private_data = "physical_pos=0;table_id=1922;";
  table.columns[2].se_private_data = "physical_pos=4;table_id=1922;";
  table.columns[3].se_private_data = "default=8000004d;physical_pos=5;table_id=1922;version_added=1;";
  table.columns[4].se_private_data = "default_null=1;physical_pos=7;table_id=1922;version_added=4;";
  Column gone = table.columns[2];
  gone.se_private_data = "physical_pos=3;version_dropped=3;";
  table.dropped_columns = {gone};
  const auto ddl = MySqlInstantDdl(table, std::nullopt);
  ASSERT_TRUE(ddl);
  EXPECT_TRUE(ddl->versions);
  EXPECT_THAT(ColumnsOf(*ddl), ElementsAre(1U, UINT32_MAX, 2U, 3U, 0U, 4U));
  EXPECT_EQ(ddl->fields[1].dropped, 3U);
  EXPECT_EQ(ddl->fields[3].absent.bytes, std::string_view("\x80\0\0M", 4));
  EXPECT_EQ(ddl->fields[4].absent.bytes, "dflt");
  EXPECT_EQ(ddl->fields[5].absent.kind, InstantDefault::Kind::kNull);
}

TEST(MySqlInstantDdl, ATableWithoutHasNone) {
  EXPECT_FALSE(MySqlInstantDdl(TableOf("CREATE TABLE t (id INT PRIMARY KEY, a INT)", Vendor::kMySql), std::nullopt));
}

// A record on a page of its own, its origin in the middle.
class OneRecord {
 public:
  OneRecord(const RecordLayout& layout, std::string_view before, std::string_view fields) : layout_(layout) {
    std::ranges::copy(AsBytes(before), page_.begin() + static_cast<std::ptrdiff_t>(kOrigin - before.size()));
    std::ranges::copy(AsBytes(fields), page_.begin() + static_cast<std::ptrdiff_t>(kOrigin));
  }

  // The fields as text; "NULL", "-" where the record is older than the field.
  std::vector<std::string> Fields() {
    std::vector<FieldRef> fields(layout_.fields.size());
    const auto header = ReadRecordHeader(page_, 0, layout_.format, kOrigin);
    if (!header) return {"no header"};
    const auto extent = SplitRecord(page_, 0, kOrigin, *header, layout_, {PAGE_DATA, page_.size()}, fields);
    if (!extent) return {std::string(Name(extent.error().kind))};
    begin = kOrigin - extent->begin;
    std::vector<std::string> texts;
    for (const FieldRef& field : fields) {
      texts.push_back(field.absent    ? "-"
                      : field.is_null ? "NULL"
                                      : std::string(AsText(Bytes(page_).subspan(field.offset, field.length))));
    }
    return texts;
  }

  std::size_t begin = 0;  // bytes in front of the origin

 private:
  static constexpr std::size_t kOrigin = 8000;
  const RecordLayout& layout_;
  std::array<std::byte, 16384> page_{};
};

constexpr std::string_view kTrx("TTTTTTRRRRRRR", 13);

class AddedAtTheEnd : public testing::Test {
 protected:
  AddedAtTheEnd()
      : table_(TableOf("CREATE TABLE t (id CHAR(4) CHARACTER SET latin1 NOT NULL PRIMARY KEY, a VARCHAR(10), "
                       "b CHAR(2) CHARACTER SET latin1, c VARCHAR(20))",
                       Vendor::kMySql)) {
    table_.columns[2].se_private_data = "default=6262;";
    table_.columns[3].se_private_data = "default_null=1;";
    table_.instant = MySqlInstantDdl(table_, 2);
    layout_ = *ClusteredLayout(table_, RecordFormat::kCompact);
  }
  Table table_;
  RecordLayout layout_;
};

TEST_F(AddedAtTheEnd, ARecordFromBeforeHasTheFirstFields) {
  using namespace std::string_view_literals;
  OneRecord record(layout_, "\3\0\0\0\x10\0\0"sv, "key1" + std::string(kTrx) + "abc");
  EXPECT_THAT(record.Fields(), ElementsAre("key1", "TTTTTT", "RRRRRRR", "abc", "-", "-"));
  EXPECT_EQ(record.begin, 7U);
}

TEST_F(AddedAtTheEnd, TheNumberOfFieldsStandsBetweenHeaderAndBitmap) {
  using namespace std::string_view_literals;
  OneRecord five(layout_, "\3\0\5\x80\0\x10\0\0"sv, "key1" + std::string(kTrx) + "abcBB");
  EXPECT_THAT(five.Fields(), ElementsAre("key1", "TTTTTT", "RRRRRRR", "abc", "BB", "-"));
  EXPECT_EQ(five.begin, 8U);
  OneRecord six(layout_, "\1\3\2\6\x80\0\x10\0\0"sv, "key1" + std::string(kTrx) + "abcc");
  EXPECT_THAT(six.Fields(), ElementsAre("key1", "TTTTTT", "RRRRRRR", "abc", "NULL", "c"));
  OneRecord two_bytes(layout_, "\1\3\2\6\x80\x80\0\x10\0\0"sv, "key1" + std::string(kTrx) + "abcc");
  EXPECT_THAT(two_bytes.Fields(), ElementsAre("key1", "TTTTTT", "RRRRRRR", "abc", "NULL", "c"));
}

TEST_F(AddedAtTheEnd, ANumberOfFieldsThatTheTableNeverHadIsDamage) {
  using namespace std::string_view_literals;
  for (const char n : {'\3', '\7'}) {
    const std::string before = std::string("\3\0"sv) + n + std::string("\x80\0\x10\0\0"sv);
    OneRecord record(layout_, before, "key1" + std::string(kTrx) + "abcBB");
    EXPECT_THAT(record.Fields(), ElementsAre("bad_record_header"));
  }
}

TEST_F(AddedAtTheEnd, DefaultsComeFromTheDictionary) {
  ASSERT_TRUE(layout_.instant);
  EXPECT_EQ(layout_.instant->core_fields, 4U);
  EXPECT_EQ(layout_.instant->defaults[4].bytes, "bb");
  EXPECT_EQ(layout_.instant->defaults[5].kind, InstantDefault::Kind::kNull);
}

TEST(InstantMarks, InATableWithoutInstantDdlAreNotSupported) {
  using namespace std::string_view_literals;
  const Table table = TableOf("CREATE TABLE t (id CHAR(4) CHARACTER SET latin1 NOT NULL PRIMARY KEY)", Vendor::kMySql);
  const RecordLayout layout = *ClusteredLayout(table, RecordFormat::kCompact);
  for (const char bits : {'\x40', '\x80'}) {
    OneRecord record(layout, std::string(1, bits) + std::string("\0\x10\0\0"sv), "key1" + std::string(kTrx));
    EXPECT_THAT(record.Fields(), ElementsAre("unsupported"));
  }
}

}  // namespace
}  // namespace innosalvage
