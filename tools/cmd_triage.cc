#include "tools/cmd_triage.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "exporters/missing_tables_text.h"
#include "exporters/report_document.h"
#include "exporters/report_text.h"
#include "exporters/terminal_text.h"
#include "exporters/triage_text.h"
#include "tools/display_text.h"
#include "tools/input_source.h"
#include "tools/missing_files.h"
#include "tools/report_file.h"
#include "tools/server_files.h"
#include "tools/survey.h"

namespace innosalvage {

namespace {

bool WriteReport(const std::string& path, std::string_view option, const std::string& text, std::ostream& err) {
  const auto written = WriteReportFile(path, text);
  if (written) return true;
  err << Printable(path + ": report cannot be written: " + written.error().what + "; name another file with ") << option
      << '\n';
  return false;
}

std::string ServerText(const ServerState& state, const std::vector<MissingTable>& missing) {
  std::string text = MissingTablesText(missing);
  if (!text.empty()) text = "\nMissing\n" + text;
  const std::vector<std::string> notes = state.Notes();
  if (!notes.empty()) text += "\nThe server as a whole\n";
  for (const std::string& note : notes) AppendWrapped("- ", TerminalText(note), kReportColumns, text);
  return text;
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
  survey->run.missing_tables = FindMissingFiles(command.common, survey->run, survey->catalog, false);
  ReportContext context = MakeReportContext("triage", ReportScope::kTriage, command.common);
  const auto opener = MakeOpener(command.common);
  if (!opener) {
    err << Printable(opener.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  context.server = ReadServerState(command.common.paths, survey->run, *opener);
  Json document = ReportDocument(survey->run, context);
  if (command.json == "-") {
    out << ToText(document);
  } else {
    out << TriageText(survey->run, ::isatty(STDOUT_FILENO) == 1 ? Colour::kYes : Colour::kNo)
        << ServerText(*context.server, survey->run.missing_tables);
  }
  out.flush();  // the reports may go to the same place
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
