// The documents are what a MySQL 9.7 server wrote (tests/parser/sdi/README.md); what is expected of them is what that
// server's SHOW CREATE TABLE prints (tests/parser/sdi/show_create.sql).
#include "parser/sdi_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "tests/parser/sdi_samples.h"

namespace innosalvage {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

Table TableOf(const std::string& name) {
  const auto object = ParseSdi(Sample(name));
  if (!object) {
    ADD_FAILURE() << name << ": " << object.error().Message();
    return {};
  }
  return std::get<Table>(object->object);
}

const Column& ColumnOf(const Table& table, std::string_view name) {
  for (const Column& column : table.columns) {
    if (column.name == name) return column;
  }
  ADD_FAILURE() << "no column " << name;
  static const Column kNone;
  return kNone;
}

const Index& IndexOf(const Table& table, std::string_view name) {
  for (const Index& index : table.indexes) {
    if (index.name == name) return index;
  }
  ADD_FAILURE() << "no index " << name;
  static const Index kNone;
  return kNone;
}

std::vector<std::string> ColumnNames(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

// As the dictionary of MySQL 9.7 has it after ALTER TABLE ... DISCARD TABLESPACE.
TEST(SdiSchema, DiscardedTablespacesAreTold) {
  const auto object = ParseSdi(Sample("numbers"));
  ASSERT_TRUE(object.has_value());
  EXPECT_FALSE(object->discarded);
  const auto discarded = ParseSdi(Replaced(Sample("numbers"), "autoinc=999;version=0;", "discard=1;"));
  ASSERT_TRUE(discarded.has_value());
  EXPECT_TRUE(discarded->discarded);
}

TEST(SdiSchema, TableKnowsWhereItComesFrom) {
  const auto object = ParseSdi(Sample("numbers"));
  ASSERT_TRUE(object.has_value());
  EXPECT_EQ(object->mysqld_version, 90704U);
  EXPECT_EQ(object->hidden, SdiTableHidden::kVisible);
  EXPECT_FALSE(object->replaced_bytes);
  const auto& table = std::get<Table>(object->object);
  EXPECT_EQ(table.db, "sdi_samples");
  EXPECT_EQ(table.name, "numbers");
  EXPECT_EQ(table.vendor, Vendor::kMySql);
  EXPECT_EQ(table.server_version, 90704U);
  EXPECT_EQ(table.comment, "it's\n\"x\"\\ é 日本");
  EXPECT_THAT(table.auto_increment, Optional(1000U));
  ASSERT_NE(table.collation, nullptr);
  EXPECT_EQ(table.collation->name, "utf8mb4_0900_ai_ci");
  EXPECT_EQ(table.row_format, RowFormat::kDefault) << "CREATE TABLE named none";
  EXPECT_THAT(table.stored_row_format, Optional(RowFormat::kDynamic));
  EXPECT_TRUE(table.se_private_id.has_value());
  EXPECT_THAT(table.clustered_root, Optional(4U));
  EXPECT_EQ(table.clustered_id, table.indexes.at(0).innodb_id);
}

TEST(SdiSchema, NumbersHaveTheirPrintedWidthSignAndDefault) {
  const Table table = TableOf("numbers");
  struct Case {
    std::string_view name;
    SqlType type;
    bool is_unsigned, zerofill, nullable;
    std::uint32_t length;
    std::uint8_t decimals;
    std::optional<std::string> default_sql;
  };
  const Case cases[] = {
      {"a", SqlType::kTinyInt, false, false, true, 0, 0, "NULL"},
      {"b", SqlType::kTinyInt, true, false, false, 0, 0, "'200'"},
      {"c", SqlType::kSmallInt, true, true, true, 5, 0, "'00007'"},
      {"d", SqlType::kMediumInt, false, false, false, 0, 0, std::nullopt},
      {"e", SqlType::kInt, true, true, false, 5, 0, "'00042'"},
      {"f", SqlType::kBigInt, false, false, false, 0, 0, std::nullopt},
      {"g", SqlType::kBigInt, true, false, true, 0, 0, "'18446744073709551615'"},
      {"h", SqlType::kTinyInt, false, false, true, 1, 0, "NULL"},
      {"i", SqlType::kYear, false, false, true, 0, 0, "'1999'"},
      {"j", SqlType::kBit, false, false, false, 10, 0, "b'1000000001'"},
      {"k", SqlType::kFloat, false, false, true, 7, 3, "'1.500'"},
      {"l", SqlType::kDouble, true, false, true, 0, 0, "NULL"},
      {"m", SqlType::kDecimal, false, false, false, 10, 2, "'12.50'"},
      {"n", SqlType::kDecimal, true, true, true, 5, 0, "'00003'"},
  };
  ASSERT_EQ(table.columns.size(), std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const Case& expected = cases[i];
    const Column& column = table.columns[i];
    SCOPED_TRACE(expected.name);
    EXPECT_EQ(column.name, expected.name);
    EXPECT_EQ(column.type, expected.type);
    EXPECT_EQ(column.is_unsigned, expected.is_unsigned);
    EXPECT_EQ(column.zerofill, expected.zerofill);
    EXPECT_EQ(column.nullable, expected.nullable);
    EXPECT_EQ(column.length, expected.length);
    EXPECT_EQ(column.decimals, expected.decimals);
    EXPECT_EQ(column.default_sql, expected.default_sql);
    EXPECT_EQ(column.collation, nullptr);
  }
  EXPECT_TRUE(ColumnOf(table, "f").auto_increment);
  EXPECT_TRUE(ColumnOf(table, "k").has_decimals);
  EXPECT_FALSE(ColumnOf(table, "l").has_decimals);
}

TEST(SdiSchema, CharLengthIsBytesAndBecomesCharacters) {
  const Table table = TableOf("texts");
  EXPECT_EQ(ColumnOf(table, "a").length, 10U);
  EXPECT_EQ(ColumnOf(table, "c").length, 255U);
  EXPECT_EQ(ColumnOf(table, "d").length, 5U) << "ucs2";
  EXPECT_EQ(ColumnOf(table, "h").length, 300U);
  EXPECT_EQ(ColumnOf(table, "i").type, SqlType::kText) << "TEXT(100) of four-byte characters is a TEXT";
  EXPECT_EQ(ColumnOf(table, "i").length, 0U);
  EXPECT_EQ(ColumnOf(table, "j").collation->name, "utf8mb4_bin");
  EXPECT_TRUE(ColumnOf(table, "j").explicit_collation);
  EXPECT_EQ(ColumnOf(table, "k").type, SqlType::kBinary);
  EXPECT_EQ(ColumnOf(table, "k").length, 4U);
  EXPECT_EQ(ColumnOf(table, "l").type, SqlType::kVarBinary);
  EXPECT_EQ(ColumnOf(table, "n").type, SqlType::kBlob);
}

// default_value_utf8 has "?x" for e and "0x" for l; SHOW CREATE TABLE prints 0xF09F988078 and 'ab\0\0', which are the
// same values.
TEST(SdiSchema, TextAndBinaryDefaultsComeFromTheBytes) {
  const Table table = TableOf("texts");
  EXPECT_THAT(ColumnOf(table, "a").default_sql, Optional(std::string("'it''s'")));
  EXPECT_THAT(ColumnOf(table, "b").default_sql, Optional(std::string("''")));
  EXPECT_THAT(ColumnOf(table, "c").default_sql, Optional(std::string("'é'")));
  EXPECT_THAT(ColumnOf(table, "d").default_sql, Optional(std::string("'ab'")));
  EXPECT_THAT(ColumnOf(table, "e").default_sql, Optional(std::string("'😀x'")));
  EXPECT_THAT(ColumnOf(table, "f").default_sql, Optional(std::string("'a\\0b'")));
  EXPECT_THAT(ColumnOf(table, "g").default_sql, Optional(std::string("'tr  '")));
  EXPECT_THAT(ColumnOf(table, "h").default_sql, Optional(std::string("'long'")));
  EXPECT_EQ(ColumnOf(table, "i").default_sql, std::nullopt) << "TEXT has no DEFAULT NULL";
  EXPECT_THAT(ColumnOf(table, "k").default_sql, Optional(std::string("0x61620000")));
  EXPECT_THAT(ColumnOf(table, "l").default_sql, Optional(std::string("0x00FF41")));
  EXPECT_THAT(ColumnOf(table, "m").default_sql, Optional(std::string("''")));
}

// default_value_utf8 of e is '2000-01-01 00:00:00', in the time zone +05:30 of the session that created the table.
TEST(SdiSchema, TimestampDefaultsAreUtc) {
  const Table table = TableOf("times");
  EXPECT_THAT(ColumnOf(table, "e").default_sql, Optional(std::string("'1999-12-31 18:30:00'")));
  EXPECT_THAT(ColumnOf(table, "f").default_sql, Optional(std::string("'2020-06-07 02:39:10.123'")));
  EXPECT_THAT(ColumnOf(table, "g").default_sql, Optional(std::string("'0000-00-00 00:00:00'")));
  EXPECT_THAT(ColumnOf(table, "h").default_sql, Optional(std::string("NULL")));
}

TEST(SdiSchema, TemporalColumnsHavePrecisionAndEncoding) {
  const Table table = TableOf("times");
  EXPECT_EQ(ColumnOf(table, "a").type, SqlType::kDate);
  EXPECT_THAT(ColumnOf(table, "a").default_sql, Optional(std::string("'2024-02-29'")));
  EXPECT_EQ(ColumnOf(table, "b").type, SqlType::kTime);
  EXPECT_EQ(ColumnOf(table, "b").fsp, 3);
  EXPECT_THAT(ColumnOf(table, "b").old_temporal, Optional(false));
  EXPECT_THAT(ColumnOf(table, "b").default_sql, Optional(std::string("'-12:34:56.789'")));
  EXPECT_THAT(ColumnOf(table, "c").default_sql, Optional(std::string("CURRENT_TIMESTAMP")));
  EXPECT_EQ(ColumnOf(table, "d").fsp, 6);
  EXPECT_THAT(ColumnOf(table, "d").default_sql, Optional(std::string("CURRENT_TIMESTAMP(6)")));
  EXPECT_EQ(ColumnOf(table, "d").on_update_sql, "CURRENT_TIMESTAMP(6)");
}

// enum_column_types 8, 12 and 13 are the encodings before MySQL 5.6.4, 18, 19 and 20 those since.
TEST(SdiSchema, OldTemporalTypesAreTold) {
  const auto object = ParseSdi(Replaced(Sample("times"), R"("name":"c","type":19)", R"("name":"c","type":13)"));
  ASSERT_TRUE(object.has_value()) << object.error().Message();
  EXPECT_THAT(ColumnOf(std::get<Table>(object->object), "c").old_temporal, Optional(true));
}

TEST(SdiSchema, MembersAreDecodedFromTheColumnsCharacterSet) {
  const Table table = TableOf("lists");
  EXPECT_THAT(ColumnOf(table, "b").members, ElementsAre("a,b", "it's", "", "é日😀"));
  EXPECT_THAT(ColumnOf(table, "b").default_sql, Optional(std::string("'é日😀'")));
  EXPECT_EQ(ColumnOf(table, "c").type, SqlType::kSet);
  EXPECT_THAT(ColumnOf(table, "c").default_sql, Optional(std::string("'one,three'")));
  EXPECT_THAT(ColumnOf(table, "d").members, ElementsAre("é", "ü"));
  EXPECT_EQ(ColumnOf(table, "d").default_sql, std::nullopt);
  EXPECT_THAT(ColumnOf(table, "e").members, ElementsAre("a", "b"));
  EXPECT_THAT(ColumnOf(table, "f").default_sql, Optional(std::string("''")));
}

TEST(SdiSchema, JsonSpatialAndVectorColumns) {
  const Table table = TableOf("documents");
  EXPECT_EQ(ColumnOf(table, "j").type, SqlType::kJson);
  EXPECT_THAT(ColumnOf(table, "k").default_sql, Optional(std::string("(json_array(1,2))")));
  EXPECT_EQ(ColumnOf(table, "g").type, SqlType::kGeometry);
  EXPECT_EQ(ColumnOf(table, "g").srid, std::nullopt);
  EXPECT_EQ(ColumnOf(table, "p").type, SqlType::kPoint);
  EXPECT_THAT(ColumnOf(table, "p").srid, Optional(4326U));
  EXPECT_EQ(ColumnOf(table, "q").type, SqlType::kGeometryCollection);
  EXPECT_EQ(ColumnOf(table, "v").type, SqlType::kVector);
  EXPECT_EQ(ColumnOf(table, "v").length, 3U);
  EXPECT_EQ(IndexOf(table, "sp").kind, IndexKind::kSpatial);
  EXPECT_EQ(IndexOf(table, "sp").parts.at(0).prefix, 0U);
  EXPECT_EQ(IndexOf(table, "sp").comment, "sp");
}

TEST(SdiSchema, ExpressionsAreAsTheServerSpellsThem) {
  const Table table = TableOf("expressions");
  EXPECT_EQ(ColumnOf(table, "b").generated, Generated::kVirtual);
  EXPECT_EQ(ColumnOf(table, "b").generation_expression, "(`a` + 1)");
  EXPECT_EQ(ColumnOf(table, "b").default_sql, std::nullopt);
  EXPECT_EQ(ColumnOf(table, "c").generated, Generated::kStored);
  EXPECT_EQ(ColumnOf(table, "c").generation_expression, "concat(_utf8mb4'x\\'',`a`,_utf8mb4'é')");
  EXPECT_EQ(ColumnOf(table, "c").comment, "gen");
  EXPECT_THAT(ColumnOf(table, "d").default_sql, Optional(std::string("(concat(_utf8mb4'a',_utf8mb4'\\'b'))")));
  EXPECT_THAT(ColumnOf(table, "e").default_sql, Optional(std::string("((now() + interval 1 day))")));
  ASSERT_EQ(table.checks.size(), 3U);
  EXPECT_EQ(table.checks[1].name, "named");
  EXPECT_EQ(table.checks[1].expression, "(`d` <> _utf8mb4'it\\'s')");
  EXPECT_TRUE(table.checks[1].enforced);
  EXPECT_EQ(table.checks[2].name, "off");
  EXPECT_FALSE(table.checks[2].enforced);
}

// The server writes the byte E9 of _latin1 0xe9 into the JSON as it is.
TEST(SdiSchema, BytesThatAreNotUtf8AreReplacedAndTold) {
  const auto object = ParseSdi(Sample("bytes"));
  ASSERT_TRUE(object.has_value()) << object.error().Message();
  EXPECT_TRUE(object->replaced_bytes);
  EXPECT_EQ(ColumnOf(std::get<Table>(object->object), "b").generation_expression, "concat(`a`,_latin1'\xEF\xBF\xBD')");
}

TEST(SdiSchema, KeyPartsHavePrefixesInCharactersAndDirections) {
  const Table table = TableOf("plain_keys");
  const auto part = [](std::uint32_t column, std::uint32_t prefix, bool descending) {
    return testing::AllOf(Field(&KeyPart::column, column), Field(&KeyPart::prefix, prefix),
                          Field(&KeyPart::descending, descending), Field(&KeyPart::expression, IsEmpty()));
  };
  EXPECT_EQ(table.indexes.at(0).name, "PRIMARY");
  EXPECT_EQ(table.indexes.at(0).kind, IndexKind::kPrimary);
  EXPECT_THAT(table.indexes.at(0).parts, ElementsAre(part(0, 0, false))) << "columns that InnoDB adds are left out";
  EXPECT_EQ(IndexOf(table, "u").kind, IndexKind::kUnique);
  EXPECT_THAT(IndexOf(table, "u").parts, ElementsAre(part(1, 0, false)));
  EXPECT_THAT(IndexOf(table, "k1").parts, ElementsAre(part(1, 10, false), part(2, 5, true), part(5, 0, false)));
  EXPECT_THAT(IndexOf(table, "k2").parts, ElementsAre(part(3, 7, false), part(4, 4, false)));
  EXPECT_EQ(IndexOf(table, "k2").comment, "com'ment");
  EXPECT_TRUE(IndexOf(table, "k3").invisible);
  EXPECT_FALSE(IndexOf(table, "k2").invisible);
  EXPECT_EQ(IndexOf(table, "k4").algorithm, "BTREE");
  EXPECT_EQ(IndexOf(table, "k3").algorithm, "");
  EXPECT_THAT(IndexOf(table, "k4").parts, ElementsAre(part(5, 0, true)));
  EXPECT_EQ(IndexOf(table, "ft").kind, IndexKind::kFulltext);
  EXPECT_EQ(IndexOf(table, "ft").root_page, std::nullopt) << "it has no tree in this file";
  EXPECT_THAT(IndexOf(table, "ft2").parts, ElementsAre(part(1, 0, false), part(3, 0, false)));
  EXPECT_EQ(IndexOf(table, "ft2").other_options, "WITH PARSER `ngram`");
}

TEST(SdiSchema, PartsThatInnoDbAddsAreKnownByTheirLengthInServersBefore8016) {
  const std::regex flag("\"hidden\":(true|false),(\"column_opx\")");
  for (const char* const name : {"plain_keys", "functional_keys", "unique_key", "no_key", "subpartitioned", "child"}) {
    const std::string without = std::regex_replace(Sample(name), flag, "$2");
    ASSERT_LT(without.size(), Sample(name).size()) << name;
    const auto object = ParseSdi(without);
    ASSERT_TRUE(object.has_value()) << name << ": " << object.error().Message();
    const Table table = TableOf(name);
    const Table& older = std::get<Table>(object->object);
    ASSERT_EQ(older.indexes.size(), table.indexes.size()) << name;
    for (std::size_t i = 0; i < table.indexes.size(); ++i) {
      const auto same = [](const KeyPart& a, const KeyPart& b) {
        return a.column == b.column && a.prefix == b.prefix && a.descending == b.descending &&
               a.expression == b.expression;
      };
      EXPECT_TRUE(std::ranges::equal(older.indexes[i].parts, table.indexes[i].parts, same))
          << name << ": " << table.indexes[i].name;
    }
  }
}

TEST(SdiSchema, HiddenFullTextColumnAndIndexAreKept) {
  const Table table = TableOf("plain_keys");
  EXPECT_THAT(ColumnNames(table.columns), ElementsAre("id", "a", "b", "c", "d", "e", "FTS_DOC_ID"));
  EXPECT_EQ(table.columns.back().hidden, Hidden::kByEngine);
  EXPECT_EQ(table.columns.back().type, SqlType::kBigInt);
  ASSERT_EQ(table.hidden_indexes.size(), 1U);
  EXPECT_EQ(table.hidden_indexes[0].name, "FTS_DOC_ID_INDEX");
  EXPECT_THAT(table.hidden_indexes[0].parts, ElementsAre(Field(&KeyPart::column, 6U)));
  EXPECT_THAT(table.hidden_indexes[0].root_page, Optional(5U));
}

TEST(SdiSchema, FunctionalKeyPartsPointAtHiddenColumns) {
  const Table table = TableOf("functional_keys");
  EXPECT_THAT(ColumnNames(table.columns),
              ElementsAre("a", "b", "j", "!hidden!f1!0!0", "!hidden!f2!0!0", "!hidden!mv!0!0"));
  EXPECT_EQ(table.columns[3].hidden, Hidden::kBySql);
  EXPECT_EQ(table.columns[3].generated, Generated::kVirtual);
  const Index& f2 = IndexOf(table, "f2");
  ASSERT_EQ(f2.parts.size(), 2U);
  EXPECT_EQ(f2.parts[0].expression, "lower(`b`)");
  EXPECT_EQ(f2.parts[0].column, 4U);
  EXPECT_EQ(f2.parts[1].expression, "");
  EXPECT_EQ(f2.parts[1].column, 0U);
  EXPECT_TRUE(f2.parts[1].descending);
  EXPECT_EQ(IndexOf(table, "mv").parts.at(0).expression, "cast(json_extract(`j`,_utf8mb4'$.x') as unsigned array)");
}

TEST(SdiSchema, WithoutAKeyTheClusteredIndexIsInnoDbsOwn) {
  const Table table = TableOf("no_key");
  EXPECT_THAT(ColumnNames(table.columns), ElementsAre("a", "b"));
  ASSERT_EQ(table.indexes.size(), 1U);
  EXPECT_EQ(table.indexes[0].name, "a");
  EXPECT_THAT(table.indexes[0].root_page, Optional(5U));
  ASSERT_EQ(table.hidden_indexes.size(), 1U);
  EXPECT_EQ(table.hidden_indexes[0].name, "PRIMARY");
  EXPECT_THAT(table.hidden_indexes[0].parts, IsEmpty());
  EXPECT_EQ(table.clustered_id, table.hidden_indexes[0].innodb_id);
  EXPECT_THAT(table.clustered_root, Optional(4U));
  EXPECT_EQ(ClusteredIndex(table), std::nullopt);
}

TEST(SdiSchema, UniqueKeyThatClustersIsTheFirstIndex) {
  const Table table = TableOf("unique_key");
  ASSERT_EQ(table.indexes.size(), 2U);
  EXPECT_EQ(table.indexes[0].name, "uc");
  EXPECT_THAT(ClusteredIndex(table), Optional(0U));
  EXPECT_EQ(table.clustered_id, table.indexes[0].innodb_id);
}

TEST(SdiSchema, ForeignKeys) {
  const Table table = TableOf("child");
  ASSERT_EQ(table.foreign_keys.size(), 2U);
  const ForeignKey& fk1 = table.foreign_keys[0];
  EXPECT_EQ(fk1.name, "fk1");
  EXPECT_THAT(fk1.columns, ElementsAre("p"));
  EXPECT_EQ(fk1.referenced_db, "") << "the same";
  EXPECT_EQ(fk1.referenced_table, "parent");
  EXPECT_THAT(fk1.referenced_columns, ElementsAre("id"));
  EXPECT_EQ(fk1.on_delete, "CASCADE");
  EXPECT_EQ(fk1.on_update, "SET NULL");
  EXPECT_THAT(table.foreign_keys[1].columns, ElementsAre("q", "r"));
  EXPECT_THAT(table.foreign_keys[1].referenced_columns, ElementsAre("k", "id"));
  EXPECT_EQ(table.foreign_keys[1].on_delete, "") << "NO ACTION is not printed";
}

TEST(SdiSchema, RowFormatIsWhatCreateTableNamed) {
  const Table compressed = TableOf("compressed");
  EXPECT_EQ(compressed.row_format, RowFormat::kCompressed);
  EXPECT_EQ(compressed.key_block_size, 4U);
  const Table by_size = TableOf("compressed_by_size");
  EXPECT_EQ(by_size.row_format, RowFormat::kDefault);
  EXPECT_EQ(by_size.key_block_size, 8U);
  EXPECT_THAT(by_size.stored_row_format, Optional(RowFormat::kCompressed));
}

TEST(SdiSchema, OptionsAreKeptToBePrintedBack) {
  const Table table = TableOf("options");
  EXPECT_EQ(table.row_format, RowFormat::kRedundant);
  EXPECT_EQ(table.other_options,
            "MAX_ROWS=100 STATS_PERSISTENT=0 STATS_AUTO_RECALC=0 STATS_SAMPLE_PAGES=33 CHECKSUM=1 "
            "CONNECTION='x;y=z\\\\'");
  const Table attributes = TableOf("attributes");
  EXPECT_EQ(ColumnOf(attributes, "a").other_attributes, "/*!50606 STORAGE DISK */ /*!50606 COLUMN_FORMAT FIXED */");
  EXPECT_EQ(ColumnOf(attributes, "b").hidden, Hidden::kByUser);
  EXPECT_EQ(ColumnOf(attributes, "c").other_attributes, "/*!80013 NOT SECONDARY */");
}

TEST(SdiSchema, InstantColumnsTellTheirVersions) {
  const Table table = TableOf("instant");
  EXPECT_THAT(ColumnNames(table.columns), ElementsAre("d", "id", "b", "c", "e"));
  const InstantColumn c = ParseInstantColumn(ColumnOf(table, "c").se_private_data);
  EXPECT_THAT(c.version_added, Optional(1U));
  EXPECT_THAT(c.default_value, Optional(std::string("\x80\x00\x00\x4d", 4)));
  EXPECT_FALSE(c.default_null);
  const InstantColumn e = ParseInstantColumn(ColumnOf(table, "e").se_private_data);
  EXPECT_TRUE(e.default_null);
  EXPECT_EQ(e.default_value, std::nullopt);
  EXPECT_THAT(ParseInstantColumn(ColumnOf(table, "id").se_private_data).physical_pos, Optional(0U));
  ASSERT_EQ(table.dropped_columns.size(), 1U);
  const InstantColumn a = ParseInstantColumn(table.dropped_columns[0].se_private_data);
  EXPECT_THAT(a.version_dropped, Optional(3U));
  EXPECT_THAT(a.physical_pos, Optional(3U));
  // Key parts are counted without InnoDB's columns and dropped ones.
  EXPECT_EQ(table.indexes.at(0).parts.at(0).column, 1U);
}

// The dictionary keeps neither precision nor fractional digits of a dropped column: they follow from its print width.
TEST(SdiSchema, DroppedColumnsHaveTheirFullType) {
  const Table table = TableOf("dropped");
  EXPECT_THAT(ColumnNames(table.columns), ElementsAre("id"));
  const std::vector<Column>& dropped = table.dropped_columns;
  ASSERT_EQ(dropped.size(), 13U);
  EXPECT_EQ(dropped[0].type, SqlType::kDecimal);
  EXPECT_EQ(dropped[0].length, 10U);
  EXPECT_EQ(dropped[0].decimals, 2);
  EXPECT_EQ(dropped[1].type, SqlType::kDateTime);
  EXPECT_EQ(dropped[1].fsp, 3);
  EXPECT_EQ(dropped[2].type, SqlType::kBit);
  EXPECT_EQ(dropped[2].length, 10U);
  EXPECT_THAT(dropped[3].members, ElementsAre("a", "b"));
  EXPECT_EQ(dropped[4].length, 10U);
  EXPECT_EQ(dropped[5].type, SqlType::kTime);
  EXPECT_EQ(dropped[5].fsp, 2);
  EXPECT_EQ(dropped[6].type, SqlType::kTimestamp);
  EXPECT_EQ(dropped[6].fsp, 0);
  EXPECT_TRUE(dropped[7].is_unsigned);
  EXPECT_FALSE(dropped[7].nullable);
  EXPECT_EQ(dropped[8].length, 65U);
  EXPECT_EQ(dropped[8].decimals, 30);
  EXPECT_EQ(dropped[9].length, 5U) << "VECTOR";
  EXPECT_EQ(dropped[10].type, SqlType::kFloat);
  EXPECT_EQ(dropped[12].length, 6U);
  EXPECT_EQ(dropped[12].decimals, 0);
}

TEST(SdiSchema, PartitionClauses) {
  EXPECT_EQ(TableOf("by_range").partition_sql,
            "PARTITION BY RANGE (year(`d`))\n"
            "(PARTITION `p0` VALUES LESS THAN (2000) COMMENT = 'it''s' ENGINE = InnoDB,\n"
            " PARTITION `p 1` VALUES LESS THAN MAXVALUE MAX_ROWS = 10 ENGINE = InnoDB)");
  EXPECT_EQ(TableOf("by_list_columns").partition_sql,
            "PARTITION BY LIST COLUMNS (`b`,`a`)\n"
            "(PARTITION `p0` VALUES IN (('a',1),('b',NULL)) ENGINE = InnoDB,\n"
            " PARTITION `p1` VALUES IN ((NULL,3)) ENGINE = InnoDB)");
  EXPECT_EQ(TableOf("by_hash").partition_sql, "PARTITION BY LINEAR HASH (`a`)\nPARTITIONS 2");
  EXPECT_EQ(TableOf("by_key").partition_sql, "PARTITION BY KEY ALGORITHM = 1 (`a`)\nPARTITIONS 2");
  EXPECT_EQ(TableOf("subpartitioned").partition_sql,
            "PARTITION BY LIST (`id`)\n"
            "SUBPARTITION BY LINEAR KEY (`d`)\n"
            "(PARTITION `p0` VALUES IN (NULL,1)\n"
            " (SUBPARTITION `s0` ENGINE = InnoDB,\n"
            "  SUBPARTITION `s1` COMMENT = 'q' ENGINE = InnoDB),\n"
            " PARTITION `p1` VALUES IN (2)\n"
            " (SUBPARTITION `s2` ENGINE = InnoDB,\n"
            "  SUBPARTITION `s3` ENGINE = InnoDB))");
  EXPECT_EQ(TableOf("no_key").partition_sql, "");
}

TEST(SdiSchema, ServersBefore8019DoNotListSubpartitions) {
  std::string json = std::regex_replace(Sample("subpartitioned"), std::regex("\"subpartitions\":"), "\"absent\":");
  json = std::regex_replace(json, std::regex("\"default_subpartitioning\":[0-9]+"), "\"default_subpartitioning\":3");
  const auto object = ParseSdi(json);
  ASSERT_TRUE(object.has_value()) << object.error().Message();
  const Table& table = std::get<Table>(object->object);
  EXPECT_THAT(table.partition_sql, HasSubstr("SUBPARTITION BY LINEAR KEY (`d`)\n("));
  for (const Partition& partition : table.partitions) EXPECT_EQ(partition.subpartition, "");
}

TEST(SdiSchema, EachPartitionHasItsTrees) {
  const Table table = TableOf("by_range");
  EXPECT_EQ(table.se_private_id, std::nullopt);
  EXPECT_EQ(table.clustered_root, std::nullopt);
  ASSERT_EQ(table.partitions.size(), 2U);
  for (const Partition& partition : table.partitions) {
    EXPECT_TRUE(partition.se_private_id.has_value());
    EXPECT_THAT(partition.clustered_root, Optional(4U));
    ASSERT_EQ(partition.indexes.size(), 2U);
    EXPECT_EQ(partition.indexes[0].index, UINT32_MAX) << "over DB_ROW_ID";
    EXPECT_EQ(partition.indexes[1].index, 0U);
    EXPECT_EQ(partition.indexes[1].name, "id");
    EXPECT_THAT(partition.indexes[1].root_page, Optional(5U));
  }
  EXPECT_EQ(table.partitions[1].name, "p 1");
  EXPECT_NE(table.partitions[0].space_id, table.partitions[1].space_id);
  const Table sub = TableOf("subpartitioned");
  ASSERT_EQ(sub.partitions.size(), 4U);
  EXPECT_EQ(sub.partitions[3].name, "p1");
  EXPECT_EQ(sub.partitions[3].subpartition, "s3");
}

TEST(SdiSchema, TablespaceDocument) {
  const auto object = ParseSdi(Sample("tablespace"));
  ASSERT_TRUE(object.has_value());
  const auto& space = std::get<SdiTablespace>(object->object);
  EXPECT_EQ(space.name, "sdi_samples/numbers");
  EXPECT_THAT(space.file_names, ElementsAre("./sdi_samples/numbers.ibd"));
  EXPECT_THAT(space.flags, Optional(16417U));
  EXPECT_THAT(space.server_version, Optional(90704U));
  EXPECT_TRUE(space.space_id.has_value());
}

TEST(SdiSchema, InstantColumnCountOfServersBefore8029) {
  EXPECT_THAT(ParseInstantColumnCount("autoinc=0;instant_col=3;version=0;"), Optional(3U));
  EXPECT_EQ(ParseInstantColumnCount("autoinc=0;version=0;"), std::nullopt);
}

}  // namespace
}  // namespace innosalvage
