#include "tools/survey.h"

#include <filesystem>

#include "tools/display_text.h"
#include "tools/input_files.h"
#include "tools/schema_files.h"

namespace innosalvage {

tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err) {
  const auto catalog = ReadSchemaFiles(options.schema_files, err);
  if (!catalog) {
    err << Printable(catalog.error().Message()) << '\n';
    return tl::unexpected(ExitCode::kUsage);
  }
  InputFiles inputs = FindInputFiles(options.paths);
  for (const Error& problem : inputs.problems) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return tl::unexpected(ExitCode::kNothingUsable);
  Survey survey;
  survey.problems = std::move(inputs.problems);
  Progress progress(err, options.progress);
  for (const std::string& path : inputs.paths) {
    auto source = OpenFile(path);
    if (!source) {
      TablespaceFindings findings;
      findings.path = path;
      findings.recognised = false;
      findings.refused = source.error().what;
      survey.run.tablespaces.push_back(std::move(findings));
      continue;
    }
    SalvageOptions salvage = ToSalvageOptions(options);
    salvage.catalog = &*catalog;
    salvage.hash = hash == HashPolicy::kYes;
    const std::string name = std::filesystem::path(path).filename().string();
    salvage.progress = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
      progress.Update(name, what, done, total);
    };
    survey.run.tablespaces.push_back(SurveyTablespace(**source, path, salvage));
  }
  return survey;
}

}  // namespace innosalvage
