#include "parser/sdi_partition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/dd_properties.h"
#include "parser/sql_quote.h"

namespace innosalvage {
namespace {

constexpr std::size_t kMostPartitions = 8192;  // sql/sql_const.h MAX_PARTITIONS
constexpr std::size_t kMostValues = 1U << 20U;
constexpr std::size_t kMostIndexes = 1024;

// sql/dd/types/table.h enum_partition_type; enum_subpartition_type has the first seven.
enum class DdPartitioning : std::uint8_t {
  kNone,
  kHash,
  kKey51,
  kKey55,
  kLinearHash,
  kLinearKey51,
  kLinearKey55,
  kRange,
  kList,
  kRangeColumns,
  kListColumns,
};
// enum_default_partitioning: how the user gave the partitions.
enum class DdDefault : std::uint8_t { kNone, kOneByOne, kNotAtAll, kNumber };

// The head of the clause, and whether what follows is an expression or a list of columns.
struct Method {
  std::string_view sql;
  bool columns = false;
};

constexpr std::array<Method, 11> kMethods = {{
    {"", false},
    {"HASH", false},
    {"KEY ALGORITHM = 1", true},
    {"KEY", true},
    {"LINEAR HASH", false},
    {"LINEAR KEY ALGORITHM = 1", true},
    {"LINEAR KEY", true},
    {"RANGE", false},
    {"LIST", false},
    {"RANGE COLUMNS", true},
    {"LIST COLUMNS", true},
}};

bool IsRange(DdPartitioning type) { return type == DdPartitioning::kRange || type == DdPartitioning::kRangeColumns; }
bool IsList(DdPartitioning type) { return type == DdPartitioning::kList || type == DdPartitioning::kListColumns; }

// `prefix` is "" or "sub". Columns are listed in the _utf8 member, quoted; the other has "a;b". Expressions are escaped
// in the _utf8 member.
std::string MethodSql(const SdiReader& table, std::string_view prefix, DdPartitioning type) {
  const Method& method = kMethods.at(static_cast<std::size_t>(type));
  const std::string key = fmt::format("{}partition_expression{}", prefix, method.columns ? "_utf8" : "");
  return fmt::format("{} ({})", method.sql, table.OptionalText(key));
}

std::string ValueSql(const SdiReader& value) {
  if (value.Flag("max_value")) return "MAXVALUE";
  if (value.Flag("null_value")) return "NULL";
  return value.Text("value_utf8");
}

// Values are listed in any order: list_num numbers the tuples of VALUES IN, column_num the columns of a tuple.
std::string ValuesSql(const SdiReader& partition, DdPartitioning type) {
  if (!IsRange(type) && !IsList(type)) return {};
  struct Entry {
    std::uint32_t list = 0;
    std::uint32_t column = 0;
    std::string sql;
  };
  std::vector<Entry> entries;
  for (const SdiReader& value : partition.List("values", kMostValues)) {
    entries.push_back({value.Number32("list_num"), value.Number32("column_num"), ValueSql(value)});
  }
  if (entries.empty()) {
    partition.Fail("values", "are missing");
    return {};
  }
  std::ranges::stable_sort(
      entries, [](const Entry& a, const Entry& b) { return a.list != b.list ? a.list < b.list : a.column < b.column; });
  if (type == DdPartitioning::kRange && entries.size() == 1 && entries[0].sql == "MAXVALUE") {
    return " VALUES LESS THAN MAXVALUE";
  }
  const bool tuples = IsList(type) && std::ranges::any_of(entries, [](const Entry& e) { return e.column > 0; });
  std::string out = IsRange(type) ? " VALUES LESS THAN (" : " VALUES IN (";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool first = i == 0 || entries[i].list != entries[i - 1].list;
    const bool last = i + 1 == entries.size() || entries[i].list != entries[i + 1].list;
    if (i > 0) out += ',';
    if (tuples && first) out += '(';
    out += entries[i].sql;
    if (tuples && last) out += ')';
  }
  return out + ')';
}

std::string OptionsSql(const SdiReader& partition) {
  std::string out;
  const DdProperties options = DdProperties::Parse(partition.OptionalText("options"));
  if (const auto rows = options.Number("max_rows"); rows.value_or(0) > 0) out += fmt::format(" MAX_ROWS = {}", *rows);
  if (const auto rows = options.Number("min_rows"); rows.value_or(0) > 0) out += fmt::format(" MIN_ROWS = {}", *rows);
  if (const std::string comment = partition.OptionalText("comment"); !comment.empty()) {
    out += " COMMENT = " + QuoteText(comment);
  }
  return out + " ENGINE = InnoDB";
}

Partition ReadTrees(const SdiReader& leaf) {
  Partition result;
  if (const std::uint64_t id = leaf.NumberOr("se_private_id", UINT64_MAX); id != UINT64_MAX) result.se_private_id = id;
  result.se_private_data = leaf.OptionalText("se_private_data");
  for (const SdiReader& entry : leaf.List("indexes", kMostIndexes)) {
    const DdProperties data = DdProperties::Parse(entry.OptionalText("se_private_data"));
    PartitionIndex& index = result.indexes.emplace_back();
    index.index = entry.Number32("index_opx");
    index.innodb_id = data.Number("id");
    index.root_page = data.Number32("root");
    index.space_id = data.Number32("space_id");
    if (index.index == 0) {  // InnoDB keeps the clustered index first
      result.clustered_id = index.innodb_id;
      result.clustered_root = index.root_page;
      result.space_id = index.space_id;
    }
  }
  return result;
}

DdPartitioning TypeOf(const SdiReader& table, std::string_view key, DdPartitioning most) {
  const std::uint64_t type = table.NumberOr(key, 0);
  if (type > static_cast<std::uint64_t>(most)) {
    table.Fail(key, fmt::format("is {}: not a way to partition", type));
    return DdPartitioning::kNone;
  }
  return static_cast<DdPartitioning>(type);
}

DdDefault DefaultOf(const SdiReader& table, std::string_view key) {
  return static_cast<DdDefault>(table.NumberOr(key, 0, static_cast<std::uint64_t>(DdDefault::kNumber)));
}

}  // namespace

SdiPartitions ReadSdiPartitions(const SdiReader& table) {
  SdiPartitions result;
  const DdPartitioning type = TypeOf(table, "partition_type", DdPartitioning::kListColumns);
  const DdPartitioning subtype = TypeOf(table, "subpartition_type", DdPartitioning::kLinearKey55);
  const std::vector<SdiReader> partitions = table.List("partitions", kMostPartitions);
  if (type == DdPartitioning::kNone || table.Failed()) return result;

  const DdDefault given = DefaultOf(table, "default_partitioning");
  const DdDefault given_sub = DefaultOf(table, "default_subpartitioning");
  const bool one_by_one = given == DdDefault::kOneByOne || IsRange(type) || IsList(type);
  std::string list;
  std::size_t subpartitions = 0;
  for (const SdiReader& partition : partitions) {
    const std::string name = partition.Text("name");
    list += fmt::format("{}PARTITION {}{}", list.empty() ? "(" : ",\n ", QuoteName(name), ValuesSql(partition, type));
    const std::vector<SdiReader> leaves = partition.List("subpartitions", kMostPartitions);
    subpartitions = std::max(subpartitions, leaves.size());
    if (given_sub != DdDefault::kOneByOne || leaves.empty()) list += OptionsSql(partition);
    std::string sublist;
    for (const SdiReader& leaf : leaves) {
      const std::string leaf_name = leaf.Text("name");
      sublist += fmt::format("{}SUBPARTITION {}{}", sublist.empty() ? "\n (" : ",\n  ", QuoteName(leaf_name),
                             OptionsSql(leaf));
      result.partitions.push_back(ReadTrees(leaf));
      result.partitions.back().name = name;
      result.partitions.back().subpartition = leaf_name;
    }
    if (leaves.empty()) {
      result.partitions.push_back(ReadTrees(partition));
      result.partitions.back().name = name;
    }
    if (given_sub == DdDefault::kOneByOne && !sublist.empty()) list += sublist + ")";
  }

  result.sql = "PARTITION BY " + MethodSql(table, "", type);
  if (given == DdDefault::kNumber && !one_by_one) result.sql += fmt::format("\nPARTITIONS {}", partitions.size());
  if (subtype != DdPartitioning::kNone) {
    result.sql += "\nSUBPARTITION BY " + MethodSql(table, "sub", subtype);
    // None listed: servers before 8.0.19 leave them out (sql/dd/impl/sdi.h); how many there were is not known.
    if (given_sub == DdDefault::kNumber && subpartitions > 0) {
      result.sql += fmt::format("\nSUBPARTITIONS {}", subpartitions);
    }
  }
  if (one_by_one && !list.empty()) result.sql += "\n" + list + ")";
  return result;
}

}  // namespace innosalvage
