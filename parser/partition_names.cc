#include "parser/partition_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t kMaxPartitions = 8192;  // MAX_PARTITIONS, sql/sql_const.h

// A PARTITION BY clause, as far as names and numbers of partitions go.
class ClauseReader {
 public:
  explicit ClauseReader(SqlTokenCursor cursor) : cursor_(std::move(cursor)) {}

  std::vector<PartitionName> Read() {
    ReadHead();
    if (cursor_.AcceptSymbol('(')) ReadList();
    if (cursor_.failed() || partitions_.size() > kMaxPartitions) return {};
    if (partitions_.empty()) NameByDefault();
    std::vector<PartitionName> names;
    for (const Entry& entry : partitions_) {
      if (!entry.subpartitions.empty()) {
        for (const std::string& sub : entry.subpartitions) names.push_back({entry.name, sub});
      } else if (subpartitioned_) {
        for (std::uint64_t i = 0; i < n_subpartitions_; ++i) {
          names.push_back({entry.name, fmt::format("{}sp{}", entry.name, i)});
        }
      } else {
        names.push_back({entry.name, {}});
      }
      if (names.size() > kMaxPartitions) return {};
    }
    return names;
  }

 private:
  struct Entry {
    std::string name;
    std::vector<std::string> subpartitions;
  };

  // PARTITION BY method (...) [PARTITIONS n] [SUBPARTITION BY method (...) [SUBPARTITIONS n]]; stops at the list, which
  // is the only bracket that begins with the word PARTITION.
  void ReadHead() {
    while (!cursor_.AtEnd() && !AtList()) {
      if (cursor_.Accept("SYSTEM_TIME")) {
        system_time_ = true;
        n_partitions_ = 2;
      } else if (cursor_.Accept("PARTITIONS")) {
        n_partitions_ = std::min(cursor_.ExpectNumber("a number of partitions"), kMaxPartitions + 1);
      } else if (cursor_.Accept("SUBPARTITION", "BY")) {
        subpartitioned_ = true;
      } else if (cursor_.Accept("SUBPARTITIONS")) {
        n_subpartitions_ = std::min(cursor_.ExpectNumber("a number of subpartitions"), kMaxPartitions + 1);
      } else if (cursor_.IsSymbol('(')) {
        cursor_.ExpectParentheses("an expression");
      } else {
        cursor_.Skip();
      }
    }
  }

  bool AtList() const { return cursor_.IsSymbol('(') && cursor_.IsWord("PARTITION", 1); }

  void ReadList() {
    while (cursor_.Accept("PARTITION")) {
      partitions_.push_back({cursor_.ExpectName("a partition's name"), {}});
      ReadPartition(partitions_.back());
      if (!cursor_.AcceptSymbol(',')) break;
    }
  }

  // What follows a partition's name, up to the comma behind it or the end of the list.
  void ReadPartition(Entry& entry) {
    while (!cursor_.AtEnd() && !cursor_.IsSymbol(',') && !cursor_.IsSymbol(')')) {
      if (cursor_.IsSymbol('(') && cursor_.IsWord("SUBPARTITION", 1)) {
        cursor_.Skip();
        ReadSubpartitions(entry);
      } else if (cursor_.IsSymbol('(')) {
        cursor_.ExpectParentheses("values");
      } else {
        cursor_.Skip();
      }
    }
  }

  void ReadSubpartitions(Entry& entry) {
    while (cursor_.Accept("SUBPARTITION")) {
      entry.subpartitions.push_back(cursor_.ExpectName("a subpartition's name"));
      while (!cursor_.AtEnd() && !cursor_.IsSymbol(',') && !cursor_.IsSymbol(')')) cursor_.Skip();
      if (!cursor_.AcceptSymbol(',')) break;
    }
    cursor_.ExpectSymbol(')');
  }

  void NameByDefault() {
    for (std::uint64_t i = 0; i < n_partitions_; ++i) {
      const bool current = system_time_ && i + 1 == n_partitions_;
      partitions_.push_back({current ? "pn" : fmt::format("p{}", i), {}});
    }
  }

  SqlTokenCursor cursor_;
  std::vector<Entry> partitions_;
  std::uint64_t n_partitions_ = 1;
  std::uint64_t n_subpartitions_ = 1;
  bool subpartitioned_ = false;
  bool system_time_ = false;
};

}  // namespace

std::vector<PartitionName> PartitionNames(const Table& table) {
  std::vector<PartitionName> names;
  for (const Partition& partition : table.partitions) names.push_back({partition.name, partition.subpartition});
  if (!names.empty() || table.partition_sql.empty()) return names;
  const auto tokens = LexSql(table.partition_sql, 1);
  if (!tokens) return names;
  return ClauseReader(SqlTokenCursor(table.partition_sql, tokens->tokens)).Read();
}

}  // namespace innosalvage
