#include "salvage/schema_trial.h"

#include <fmt/format.h>

#include <vector>

namespace innosalvage {

namespace {

// What a CREATE TABLE does not tell: whether old or new temporal types are in the file.
std::vector<Table> Readings(const Table& table) {
  std::vector<Table> readings = {table};
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (IsTemporalWithFraction(column.type) && !column.old_temporal) open.push_back(i);
  }
  if (open.empty()) return readings;
  Table old = table;
  for (const std::size_t i : open) old.columns[i].old_temporal = true;
  for (const std::size_t i : open) readings.front().columns[i].old_temporal = false;
  readings.push_back(std::move(old));
  // A table altered by a newer server has both kinds: try each mixture while there are few.
  constexpr std::size_t kMaxOpen = 5;
  if (open.size() < 2 || open.size() > kMaxOpen) return readings;
  for (std::size_t mask = 1; mask + 1 < (std::size_t{1} << open.size()); ++mask) {
    Table mixed = table;
    for (std::size_t i = 0; i < open.size(); ++i) mixed.columns[open[i]].old_temporal = ((mask >> i) & 1U) != 0;
    readings.push_back(std::move(mixed));
  }
  return readings;
}

SchemaTrial TryIndex(const PageStore& store, Table table, std::uint64_t index_id) {
  SchemaTrial trial{.table = std::move(table), .index_id = index_id, .fit = {}, .error = {}};
  for (const bool compact : {true, false}) {
    auto plan = PlanTable(trial.table, RecordFormatOf(compact));
    if (!plan) {
      trial.error = plan.error().Message();
      return trial;
    }
    SchemaFit fit = FitSchema(store, *plan, index_id);
    if (compact || !fit.format_differs) trial.fit = fit;
    if (!fit.format_differs) return trial;
  }
  return trial;
}

}  // namespace

RecordFormat RecordFormatOf(bool compact) { return compact ? RecordFormat::kCompact : RecordFormat::kRedundant; }

SchemaTrial TrySchema(const PageStore& store, const Table& table, const std::set<std::uint64_t>& index_ids) {
  SchemaTrial best;
  best.table = table;
  double best_score = -1.0;
  std::vector<std::uint64_t> ids;
  if (table.clustered_id) {
    ids.push_back(*table.clustered_id);
  } else {
    ids.assign(index_ids.begin(), index_ids.end());
  }
  constexpr std::size_t kMaxIndexes = 70;  // 64 secondary indexes is the servers' limit
  if (ids.size() > kMaxIndexes) ids.resize(kMaxIndexes);
  for (const Table& reading : Readings(table)) {
    for (const std::uint64_t id : ids) {
      SchemaTrial trial = TryIndex(store, reading, id);
      // An index without records fits everything: it wins only where nothing is proven.
      const double score = trial.fit.score() + (trial.fit.fits() && trial.fit.proven() ? 1.0 : 0.0);
      if (score > best_score) {
        best_score = score;
        best = std::move(trial);
      }
      if (best_score >= 2.0) return best;
    }
  }
  return best;
}

std::string DescribeMisfit(const SchemaTrial& trial) {
  const SchemaFit& fit = trial.fit;
  if (fit.unsupported) return "records of instant DDL, which this version does not read yet";
  if (fit.format_differs) return "the pages are in another row format than can be";
  std::string text = fmt::format(
      "the schema does not fit: of {} records on verified pages {} can be cut and {} hold legal "
      "values; {} of {} pages add up",
      fit.records, fit.records_cut, fit.records_legal, fit.pages_exact, fit.pages);
  if (fit.worst_column != kNoColumn) {
    text += fmt::format("; most break at column `{}`", trial.table.columns[fit.worst_column].name);
  }
  return text;
}

}  // namespace innosalvage
