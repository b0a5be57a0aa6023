#include "tools/cmd_schema.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "exporters/create_table.h"
#include "exporters/sql_text.h"
#include "tools/display_text.h"
#include "tools/input_files.h"
#include "tools/survey.h"

namespace innosalvage {

namespace {

std::string FitText(const TableFindings& table) {
  if (!table.refused.empty()) return "not usable: " + table.refused;
  if (!table.fit.proven()) return "not proven: the table has no record on a page that verifies";
  return fmt::format("fits: {} records on {} sampled pages, all of them explained to the byte", table.fit.records,
                     table.fit.pages);
}

}  // namespace

void AddSchema(CLI::App& app, SchemaCommand& command) {
  AddCommonOptions(app, command.common);
  AddTargetOption(app, command.common);
}

ExitCode RunSchema(const SchemaCommand& command, std::ostream& out, std::ostream& err) {
  auto survey = SurveyInputs(command.common, HashPolicy::kNo, err);
  if (!survey) return survey.error();
  std::size_t tables = 0;
  std::set<std::pair<std::string, std::string>> partitioned;
  bool clean = survey->problems.empty();
  for (const TablespaceFindings& file : survey->run.tablespaces) {
    for (const TableFindings& table : file.tables) {
      if (!IsWanted(command.common, table.table.db, table.table.name)) continue;
      // Each file of a partitioned table has the definition of them all.
      const bool printed = !partitioned.insert({table.table.db, table.table.name}).second;
      if (!table.partition.empty() && printed) continue;
      // Comments end with their line: nothing from the file may bring a new one.
      out << fmt::format("-- {}.{}: {}, from {}\n-- {}\n", Printable(table.table.db), Printable(table.table.name),
                         Printable(table.schema_source), Printable(file.path), Printable(FitText(table)));
      std::string comments;
      const Table target = TableForTarget(table.table, command.common, comments, err);
      out << comments;
      CreateTableOptions options;
      options.foreign_keys = CreateTableOptions::Include::kYes;
      options.partitions = CreateTableOptions::Include::kYes;
      out << CreateTableSql(target, options) << '\n';
      ++tables;
      clean = clean && table.refused.empty();
    }
    if (!file.refused.empty()) {
      err << fmt::format("{}: {}\n", Printable(file.path), Printable(file.refused));
      clean = false;
    }
  }
  if (tables == 0) return ExitCode::kNothingUsable;
  return clean ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
