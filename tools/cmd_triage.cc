#include "tools/cmd_triage.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "exporters/output_file.h"
#include "exporters/report_json.h"
#include "exporters/triage_text.h"
#include "tools/display_text.h"
#include "tools/survey.h"

namespace innosalvage {

void AddTriage(CLI::App& app, TriageCommand& command) {
  AddCommonOptions(app, command.common);
  app.add_option("--json", command.json, "Write the report as JSON to this file; - for standard output");
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
  if (!command.json.empty() && command.json != "-") {
    auto file = OutputFile::Create(std::filesystem::path(command.json), Compression::kNone);
    if (file) (*file)->Append(ReportJson(survey->run, context));
    const bool written = file && (*file)->Commit().has_value();
    if (!written) {
      err << Printable(command.json) << ": report cannot be written; name another file with --json\n";
      return ExitCode::kOutputFailed;
    }
  }
  const auto& files = survey->run.tablespaces;
  if (std::ranges::none_of(files, &TablespaceFindings::recognised)) return ExitCode::kNothingUsable;
  return survey->run.clean() && survey->problems.empty() ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
