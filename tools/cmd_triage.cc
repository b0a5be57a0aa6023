#include "tools/cmd_triage.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "exporters/output_file.h"
#include "exporters/report_document.h"
#include "exporters/terminal_text.h"
#include "exporters/triage_text.h"
#include "parser/limits.h"
#include "tools/display_text.h"
#include "tools/server_files.h"
#include "tools/survey.h"

namespace innosalvage {

namespace {

bool WriteReport(const std::string& path, std::string_view option, const std::string& text, std::ostream& err) {
  auto file = OutputFile::Create(std::filesystem::path(path), Compression::kNone);
  if (file) (*file)->Append(text);
  if (file && (*file)->Commit().has_value()) return true;
  err << Printable(path) << ": report cannot be written; name another file with " << option << '\n';
  return false;
}

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// The members that a triage's report has beyond a salvage's.
void AddServer(const ServerState& state, Json& document) {
  Json open = Json::array();
  for (const OpenTransaction& transaction : state.open) {
    if (!IsWithin(Limit::kReportList, open.size() + 1)) break;
    open.push_back(
        Json{{"id", transaction.id}, {"prepared", transaction.prepared}, {"only_inserts", transaction.only_inserts}});
  }
  Json missing = Json::array();
  for (const MissingTable& table : state.missing) {
    if (!IsWithin(Limit::kReportList, missing.size() + 1)) break;
    missing.push_back(MissingTableObject(table));
  }
  document["server"] = Json{{"clean_shutdown", OrNull(state.clean_shutdown)},
                            {"all_written", OrNull(state.all_written)},
                            {"redo_files", state.redo_files},
                            {"redo_creator", TextOrNull(state.redo_creator)},
                            {"checkpoint_lsn", OrNull(state.checkpoint_lsn)},
                            {"redo_end_lsn", OrNull(state.redo_end_lsn)},
                            {"newest_page_lsn", state.newest_page_lsn},
                            {"undo_seen", state.undo_seen},
                            {"open_transactions", std::move(open)},
                            {"open_transactions_total", state.open.size()},
                            {"missing_files", std::move(missing)},
                            {"missing_files_total", state.missing.size()},
                            {"servers", state.servers},
                            {"beyond_redo", state.beyond_redo},
                            {"same_space_id", state.same_space_id}};
  document["notes"] = state.Notes();
}

std::string NotesText(const ServerState& state) {
  std::string text;
  for (const std::string& note : state.Notes()) AppendWrapped("- ", TerminalText(note), 80, text);
  return text.empty() ? text : "\nThe server as a whole\n" + text;
}

}  // namespace

void AddTriage(CLI::App& app, TriageCommand& command) {
  AddCommonOptions(app, command.common);
  app.add_option("--json", command.json, "Write the report as JSON to this file; - for standard output");
  app.add_option("--html", command.html, "Write the report as a page for the browser to this file");
}

ExitCode RunTriage(const TriageCommand& command, std::ostream& out, std::ostream& err) {
  auto survey = SurveyInputs(command.common, HashPolicy::kNo, err);
  if (!survey) return survey.error();
  const ServerState state = ReadServerState(command.common, *survey);
  survey->run.missing_tables = state.missing;
  Json document = ReportDocument(survey->run, MakeReportContext("triage", ReportScope::kTriage, command.common));
  AddServer(state, document);
  if (command.json == "-") {
    out << ToText(document);
  } else {
    out << TriageText(survey->run, ::isatty(STDOUT_FILENO) == 1 ? Colour::kYes : Colour::kNo) << NotesText(state);
  }
  if (!command.json.empty() && command.json != "-" && !WriteReport(command.json, "--json", ToText(document), err)) {
    return ExitCode::kOutputFailed;
  }
  if (!command.html.empty() && !WriteReport(command.html, "--html", ReportHtmlOf(std::move(document)), err)) {
    return ExitCode::kOutputFailed;
  }
  const auto& files = survey->run.tablespaces;
  if (std::ranges::none_of(files, &TablespaceFindings::recognised)) return ExitCode::kNothingUsable;
  const bool clean = survey->run.clean() && survey->problems.empty();
  return clean ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
