#include "salvage/mysql_dictionary_sdi.h"

#include <gtest/gtest.h>

#include "salvage/mysql_dictionary.h"

namespace innosalvage {
namespace {

TableCell Number(std::uint64_t number) { return {TableCell::State::kNumber, number, {}}; }
TableCell Text(std::string text) { return {TableCell::State::kText, 0, std::move(text)}; }
TableCell Null() { return {}; }

// A table of the dictionary with some of its columns.
DictionaryTable Of(std::string name, const std::vector<std::string>& columns,
                   const std::vector<std::vector<TableCell>>& rows) {
  Table table;
  table.name = std::move(name);
  for (const std::string& column_name : columns) {
    Column& column = table.columns.emplace_back();
    column.name = column_name;
  }
  DictionaryTable dictionary_table(table);
  for (const std::vector<TableCell>& cells : rows) {
    dictionary_table.Add({.cells = cells, .trust = Trust::kIntact, .page_no = 0});
  }
  return dictionary_table;
}

// A table of three columns, of which the tests say the rest.
class MySqlDictionarySdiTest : public testing::Test {
 protected:
  bool IsWhole(std::vector<DictionaryTable> more) const {
    more.push_back(Of("tables", {"id", "schema_id", "name", "type", "engine"},
                      {{Number(1), Number(5), Text("orders"), Text("BASE TABLE"), Text("InnoDB")}}));
    more.push_back(Of(
        "columns", {"id", "table_id", "ordinal_position"},
        {{Number(11), Number(1), Number(1)}, {Number(12), Number(1), Number(2)}, {Number(13), Number(1), Number(3)}}));
    const MySqlDictionary dictionary(std::move(more));
    const auto documents = SdiWriter(dictionary).Documents();
    EXPECT_EQ(documents.size(), 1U);
    return !documents.empty() && !documents.front().json.empty();
  }

  bool KeyIsWhole(const std::vector<std::vector<TableCell>>& parts) const {
    return IsWhole({Of("foreign_keys", {"id", "table_id"}, {{Number(7), Number(1)}}),
                    Of("foreign_key_column_usage", {"foreign_key_id", "ordinal_position", "column_id"}, parts)});
  }

  bool PartitionsAreWhole(const std::vector<std::vector<TableCell>>& partitions) const {
    return IsWhole({Of("table_partitions", {"id", "table_id", "parent_partition_id", "number"}, partitions)});
  }
};

TEST_F(MySqlDictionarySdiTest, ADatabaseWhoseRowIsLostIsNamedByItsTablespaces) {
  std::vector<DictionaryTable> tables;
  tables.push_back(Of("tables", {"id", "schema_id", "tablespace_id"},
                      {{Number(1), Number(5), Number(9)}, {Number(2), Number(6), Null()}}));
  tables.push_back(Of("table_partitions", {"id", "table_id", "tablespace_id"}, {{Number(3), Number(2), Number(8)}}));
  tables.push_back(Of("tablespaces", {"id", "name"},
                      {{Number(9), Text("my@002ddb/orders")}, {Number(8), Text("stock/parts#p#p0")}}));
  const MySqlDictionary dictionary(std::move(tables));
  EXPECT_EQ(dictionary.SchemaName(5), "my-db");
  EXPECT_EQ(dictionary.SchemaName(6), "stock");
  EXPECT_EQ(dictionary.SchemaName(7), "");
}

TEST_F(MySqlDictionarySdiTest, ADatabaseWhoseRowIsLostIsNamedByTheStatisticsOfATableThatNoOtherHas) {
  std::vector<DictionaryTable> tables;
  tables.push_back(Of("tables", {"id", "schema_id", "name"},
                      {{Number(1), Number(5), Text("log")},
                       {Number(2), Number(5), Text("parts")},
                       {Number(3), Number(6), Text("log")}}));
  tables.push_back(
      Of("innodb_table_stats", {"database_name", "table_name"},
         {{Text("stock"), Text("log")}, {Text("stock"), Text("parts#p#p0")}, {Text("sales"), Text("log")}}));
  const MySqlDictionary dictionary(std::move(tables));
  EXPECT_EQ(dictionary.SchemaName(5), "stock");
  EXPECT_EQ(dictionary.SchemaName(6), "");
}

TEST_F(MySqlDictionarySdiTest, AForeignKeyOfWhichPartsAreLostIsNone) {
  const std::vector<TableCell> first = {Number(7), Number(1), Number(11)};
  const std::vector<TableCell> second = {Number(7), Number(2), Number(12)};
  const std::vector<TableCell> third = {Number(7), Number(3), Number(13)};
  EXPECT_TRUE(KeyIsWhole({first, second, third}));
  EXPECT_FALSE(KeyIsWhole({first, third}));
  EXPECT_FALSE(KeyIsWhole({second, third}));
  EXPECT_FALSE(KeyIsWhole({}));
}

TEST_F(MySqlDictionarySdiTest, PartitionsAreNumberedThrough) {
  const auto partition = [](std::uint64_t number) {
    return std::vector<TableCell>{Number(20 + number), Number(1), Null(), Number(number)};
  };
  EXPECT_TRUE(PartitionsAreWhole({partition(0), partition(1), partition(2)}));
  EXPECT_FALSE(PartitionsAreWhole({partition(0), partition(2)}));
  EXPECT_FALSE(PartitionsAreWhole({partition(1), partition(2)}));
}

TEST_F(MySqlDictionarySdiTest, SubpartitionsAreNumberedThroughInTheirPartition) {
  const auto row = [](std::uint64_t id, TableCell parent, std::uint64_t number) {
    return std::vector<TableCell>{Number(id), Number(1), std::move(parent), Number(number)};
  };
  const auto p0 = row(20, Null(), 0), p1 = row(21, Null(), 1);
  const auto p0s0 = row(30, Number(20), 0), p0s1 = row(31, Number(20), 1);
  const auto p1s0 = row(32, Number(21), 0), p1s1 = row(33, Number(21), 1);
  EXPECT_TRUE(PartitionsAreWhole({p0, p1, p0s0, p0s1, p1s0, p1s1}));
  EXPECT_FALSE(PartitionsAreWhole({p0, p1, p0s0, p0s1, p1s1}));
}

}  // namespace
}  // namespace innosalvage
