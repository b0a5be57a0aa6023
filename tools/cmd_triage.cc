#include "tools/cmd_triage.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "exporters/output_file.h"
#include "exporters/report_html.h"
#include "exporters/report_json.h"
#include "exporters/triage_text.h"
#include "tools/display_text.h"
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

}  // namespace

void AddTriage(CLI::App& app, TriageCommand& command) {
  AddCommonOptions(app, command.common);
  app.add_option("--json", command.json, "Write the report as JSON to this file; - for standard output");
  app.add_option("--html", command.html, "Write the report as a page for the browser to this file");
}

ExitCode RunTriage(const TriageCommand& command, std::ostream& out, std::ostream& err) {
  auto survey = SurveyInputs(command.common, HashPolicy::kNo, err);
  if (!survey) return survey.error();
  const ReportContext context = MakeReportContext("triage", ReportScope::kTriage, command.common);
  if (command.json == "-") {
    out << ReportJson(survey->run, context);
  } else {
    out << TriageText(survey->run, ::isatty(STDOUT_FILENO) == 1 ? Colour::kYes : Colour::kNo);
  }
  if (!command.json.empty() && command.json != "-" &&
      !WriteReport(command.json, "--json", ReportJson(survey->run, context), err)) {
    return ExitCode::kOutputFailed;
  }
  if (!command.html.empty() && !WriteReport(command.html, "--html", ReportHtml(survey->run, context), err)) {
    return ExitCode::kOutputFailed;
  }
  const auto& files = survey->run.tablespaces;
  if (std::ranges::none_of(files, &TablespaceFindings::recognised)) return ExitCode::kNothingUsable;
  return survey->run.clean() && survey->problems.empty() ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
