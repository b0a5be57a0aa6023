#include "tools/cmd_schema.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exporters/create_sequence.h"
#include "exporters/create_table.h"
#include "exporters/sql_text.h"
#include "exporters/target.h"
#include "salvage/table_path.h"
#include "tools/display_text.h"
#include "tools/input_files.h"
#include "tools/schema_sources.h"
#include "tools/survey.h"

namespace innosalvage {

namespace {

std::string FitText(const TableFindings& table) {
  if (!table.refused.empty()) return "not usable: " + table.refused;
  if (!table.fit.proven()) return "not proven: the table has no record on a page that verifies";
  return fmt::format("fits: {} records on {} sampled pages, all of them explained to the byte", table.fit.records,
                     table.fit.pages);
}

// `sequence`: how it counts, or null.
void Print(const TableFindings& table, const SequenceState* sequence, const std::string& path, const std::string& fit,
           const CommonOptions& common, std::ostream& out, std::ostream& err) {
  // Comments end with their line: nothing from the file may bring a new one.
  out << fmt::format("-- {}.{}: {}, from {}\n-- {}\n", Printable(table.table.db), Printable(table.table.name),
                     Printable(table.schema_source), Printable(path), Printable(fit));
  if (!table.identified_by.empty()) out << fmt::format("-- known by {}\n", Printable(table.identified_by));
  if (table.dropped) out << "-- dropped\n";
  if (!table.schema_gaps.empty()) out << fmt::format("-- not known: {}\n", Printable(table.schema_gaps));
  if (!table.schema_omits.empty())
    out << fmt::format("-- left out, since not stored: {}\n", Printable(table.schema_omits));
  CreateTableOptions options;
  options.foreign_keys = CreateTableOptions::Include::kYes;
  options.partitions = CreateTableOptions::Include::kYes;
  options.encryption = CreateTableOptions::Include::kYes;
  std::string comments;
  const Table target = TableForTarget(table.table, common, comments, err);
  out << comments;
  const auto server = ParseTarget(common.target);
  if (sequence != nullptr && !(server && server->vendor == Vendor::kMySql)) {
    out << CreateSequenceSql(target, *sequence) << '\n';
  } else {
    out << CreateTableSql(target, options) << '\n';
  }
}

using TableName = std::pair<std::string, std::string>;  // database and name

// A definition without rows to try it on.
void PrintAlone(const SchemaCandidate& entry, const std::string& path, const std::string& why,
                const CommonOptions& common, std::ostream& out, std::ostream& err) {
  TableFindings table;
  table.table = entry.table;
  table.schema_source = entry.source;
  table.schema_gaps = entry.gaps;
  table.schema_omits = entry.omits;
  Print(table, nullptr, path, "not tried: " + why, common, out, err);
}

// Tables that a dictionary knows and whose own files were not given, or are not theirs any more.
std::size_t PrintOthers(const Survey& survey, const CommonOptions& options, std::set<TableName>& printed,
                        std::ostream& out, std::ostream& err) {
  std::size_t tables = 0;
  for (const SchemaCandidate& entry : survey.catalog.entries()) {
    const bool dictionary = entry.origin == SchemaOrigin::kDictionary || entry.origin == SchemaOrigin::kSysTables;
    if (!dictionary || entry.own || entry.dropped || entry.table.columns.empty()) continue;
    if (!IsWanted(options, entry.table.db, entry.table.name)) continue;
    if (!printed.insert({entry.table.db, entry.table.name}).second) continue;
    PrintAlone(entry, "the dictionary alone", "its tablespace was not given", options, out, err);
    ++tables;
  }
  return tables;
}

// Tables that have a .frm among the paths given and no tablespace that was read: it is lost, or encrypted. Beside the
// dictionary of a later server a .frm is left over from before.
std::size_t PrintFrmAlone(const FrmDefinitions& definitions, const SchemaCatalog& catalog, const CommonOptions& options,
                          std::set<TableName>& printed, std::ostream& out, std::ostream& err) {
  std::size_t tables = 0;
  for (const SchemaCandidate& entry : definitions.tables) {
    if (entry.table.columns.empty() || !IsWanted(options, entry.table.db, entry.table.name)) continue;
    const auto later = [&](const SchemaCandidate& other) {
      return other.origin == SchemaOrigin::kDictionary && other.table.db == entry.table.db &&
             other.table.name == entry.table.name;
    };
    if (std::ranges::any_of(catalog.entries(), later)) continue;
    if (!printed.insert({entry.table.db, entry.table.name}).second) continue;
    PrintAlone(entry, "that file alone", "no rows of it were read", options, out, err);
    ++tables;
  }
  return tables;
}

// The paths given, in two: those that hold tablespaces, or should; and .frm files and folders that have these and no
// tablespace.
struct SchemaPaths {
  std::vector<std::string> tablespaces;
  std::vector<std::string> frm;
};
SchemaPaths SplitPaths(const CommonOptions& options) {
  SchemaPaths split;
  std::ostream silent(nullptr);
  for (const std::string& path : options.paths) {
    std::error_code error;
    bool frm = std::filesystem::path(path).extension() == ".frm" && std::filesystem::is_regular_file(path, error);
    if (std::filesystem::is_directory(path, error)) {
      // That it holds no tablespace is the one problem. Others (DATA DIRECTORY, a folder that cannot be read) are told.
      const InputFiles found = FindInputFiles({path});
      frm = found.paths.empty() && found.problems.size() == 1 &&
            !ReadFrmDefinitions(options, {path}, silent).tables.empty();
    }
    (frm ? split.frm : split.tablespaces).push_back(path);
  }
  return split;
}

// Without tablespaces: only that the other options hold what they should.
tl::expected<Survey, ExitCode> NoTablespaces(const CommonOptions& options, std::ostream& err) {
  const auto schemas = ReadSchemaSources(options, {}, err);
  if (schemas) return Survey{};
  err << Printable(schemas.error().Message()) << '\n';
  return tl::unexpected(ExitCode::kUsage);
}

}  // namespace

void AddSchema(CLI::App& app, SchemaCommand& command) {
  AddCommonOptions(app, command.common);
  AddTargetOption(app, command.common);
}

ExitCode RunSchema(const SchemaCommand& command, std::ostream& out, std::ostream& err) {
  const SchemaPaths paths = SplitPaths(command.common);
  CommonOptions common = command.common;
  common.paths = paths.tablespaces;
  const FrmDefinitions alone = ReadFrmDefinitions(common, paths.frm, err);
  auto survey = common.paths.empty() ? NoTablespaces(common, err) : SurveyInputs(common, HashPolicy::kNo, err);
  const bool frm_alone = !survey && survey.error() == ExitCode::kNothingUsable && !alone.tables.empty();
  if (frm_alone) survey = Survey{};
  if (!survey) return survey.error();
  std::size_t tables = 0;
  std::set<TableName> printed;
  std::set<TableName> partitioned;
  bool clean = survey->problems.empty() && !frm_alone && alone.all_read;
  // Sequences first: a column's DEFAULT may ask one.
  for (const bool sequences : {true, false}) {
    for (const TablespaceFindings& file : survey->run.tablespaces) {
      for (const TableFindings& table : file.tables) {
        const auto sequence = survey->sequences.find({table.table.db, table.table.name});
        const SequenceState* state = sequence == survey->sequences.end() ? nullptr : &sequence->second;
        if ((state != nullptr) != sequences || !IsWanted(command.common, table.table.db, table.table.name)) continue;
        // Each file of a partitioned table has the definition of them all.
        const bool known = !partitioned.insert({table.table.db, table.table.name}).second;
        if (!table.partition.empty() && known) continue;
        Print(table, state, file.path, FitText(table), command.common, out, err);
        printed.insert({table.table.db, table.table.name});
        const TablePath place = ParseTablePath(file.path);  // which a .frm beside it goes by
        printed.insert({place.db, place.table});
        ++tables;
        clean = clean && table.refused.empty();
      }
    }
  }
  for (const TablespaceFindings& file : survey->run.tablespaces) {
    if (file.refused.empty()) continue;
    err << fmt::format("{}: {}\n", Printable(file.path), Printable(file.refused));
    clean = false;
  }
  // A .frm says more than SYS_TABLES does. What stands beside a tablespace was told about when that was read.
  tables += PrintFrmAlone(alone, survey->catalog, common, printed, out, err);
  std::ostream silent(nullptr);
  tables += PrintFrmAlone(ReadFrmDefinitions(common, common.paths, silent), survey->catalog, common, printed, out, err);
  tables += PrintOthers(*survey, command.common, printed, out, err);
  if (tables == 0) {
    for (const std::string& path : paths.frm) {
      if (alone.all_read) err << fmt::format("{}: defines no table in InnoDB that is asked for\n", Printable(path));
    }
    return ExitCode::kNothingUsable;
  }
  return clean ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
