#include "salvage/schema_trial.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "parser/sdi_schema.h"
#include "salvage/instant_metadata.h"

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

SchemaTrial TryLayout(const PageStore& store, Table table, std::uint64_t index_id, RecordFormat format) {
  SchemaTrial trial{.table = std::move(table), .index_id = index_id, .fit = {}, .error = {}, .note = {}};
  if (const auto plan = PlanTable(trial.table, format)) {
    trial.fit = FitSchema(store, *plan, index_id);
  } else {
    trial.error = plan.error().Message();
  }
  return trial;
}

// The best of several readings of a table's past. Guesses count only where one alone explains the records.
SchemaTrial TryReadings(const PageStore& store, const Table& table, std::uint64_t index_id, RecordFormat format,
                        std::vector<InstantReading> readings) {
  std::optional<SchemaTrial> best;
  std::size_t guesses = 0;
  for (InstantReading& reading : readings) {
    SchemaTrial trial = TryLayout(store, std::move(reading.table), index_id, format);
    trial.note = reading.note;
    if (trial.fit.format_differs || (trial.error.empty() && trial.fit.fits() && !reading.open)) return trial;
    const bool fits = trial.error.empty() && trial.fit.fits() && trial.fit.proven();
    if (fits) ++guesses;
    if (!best || (fits && guesses == 1)) best = std::move(trial);
  }
  if (guesses > 1) best->error = "several pasts explain its records (" + best->note + ")";
  if (guesses == 0) {
    SchemaTrial plain = TryLayout(store, table, index_id, format);
    if (plain.error.empty() && plain.fit.fits() && plain.fit.proven()) return plain;
    if (best->error.empty()) best->error = DescribeMisfit(*best) + (best->note.empty() ? "" : " (" + best->note + ")");
  }
  return *std::move(best);
}

// With what MariaDB's instant DDL left behind, where it was used.
SchemaTrial TryFormat(const PageStore& store, const Table& table, std::uint64_t index_id, RecordFormat format) {
  if (table.vendor == Vendor::kMySql) return TryLayout(store, table, index_id, format);
  auto readings = ReadInstantMetadata(store, table, index_id, format, InstantSearch::kRootAndFirstLeaf);
  if (readings.empty()) {
    SchemaTrial plain = TryLayout(store, table, index_id, format);
    if (plain.fit.fits() || plain.fit.format_differs || !plain.error.empty()) return plain;
    readings = ReadInstantMetadata(store, table, index_id, format, InstantSearch::kAllLeaves);
    if (readings.empty()) return plain;
  }
  return TryReadings(store, table, index_id, format, std::move(readings));
}

SchemaTrial TryIndex(const PageStore& store, const Table& table, std::uint64_t index_id) {
  SchemaTrial best;
  for (const bool compact : {true, false}) {
    SchemaTrial trial = TryFormat(store, table, index_id, RecordFormatOf(compact));
    const bool settled = !trial.error.empty() || !trial.fit.format_differs;
    if (compact || settled) best = std::move(trial);
    if (settled) break;
  }
  return best;
}

}  // namespace

RecordFormat RecordFormatOf(bool compact) { return compact ? RecordFormat::kCompact : RecordFormat::kRedundant; }

SchemaTrial TrySchema(const PageStore& store, const Table& given, const std::set<std::uint64_t>& index_ids) {
  Table table = given;
  // A partition has an instant_col of its own: the caller has looked at it.
  if (table.vendor == Vendor::kMySql && !table.instant) {
    const auto columns = table.partitions.empty() ? ParseInstantColumnCount(table.se_private_data) : std::nullopt;
    table.instant = MySqlInstantDdl(table, columns);
  }
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
  if (fit.unsupported) return "has records of ALGORITHM=INSTANT changes that the definition does not know of";
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
