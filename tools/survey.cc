#include "tools/survey.h"

#include <algorithm>
#include <filesystem>

#include "salvage/partitions.h"
#include "tools/display_text.h"
#include "tools/image_inputs.h"
#include "tools/input_files.h"
#include "tools/input_source.h"
#include "tools/page_copy_files.h"
#include "tools/schema_sources.h"

namespace innosalvage {

namespace {

// The definition found in one of the files, for those in which none was found.
void ShareDefinition(const InputGroup& group, const SalvageOptions& options, std::vector<TablespaceFindings>& found) {
  const auto defined = std::ranges::find_if(found, [](const TablespaceFindings& file) {
    return !file.tables.empty() && !file.tables.front().table.partition_sql.empty();
  });
  if (defined == found.end()) return;
  SchemaCatalog catalog;
  if (options.catalog != nullptr) catalog = *options.catalog;
  const TableFindings& table = defined->tables.front();
  const std::string name = std::filesystem::path(defined->path).filename().string();
  catalog.Add(table.table, table.schema_source + " of " + name);
  SalvageOptions shared = options;
  shared.catalog = &catalog;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i].recognised || !found[i].tables.empty() || found[i].refused.empty()) continue;
    const auto source = options.open(group[i]);
    if (source) FindTables(**source, found[i], shared);
  }
}

}  // namespace

std::vector<TablespaceFindings> SurveyGroup(const InputGroup& group, const SalvageOptions& options,
                                            Progress& progress) {
  std::vector<TablespaceFindings> found;
  for (const std::string& path : group) {
    auto source = options.open(path);
    if (!source) {
      TablespaceFindings& findings = found.emplace_back();
      findings.path = path;
      findings.recognised = false;
      findings.refused = source.error().what;
      continue;
    }
    SalvageOptions told = options;
    const std::string name = std::filesystem::path(path).filename().string();
    told.progress = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
      progress.Update(name, what, done, total);
    };
    found.push_back(SurveyTablespace(**source, path, told));
  }
  if (group.size() > 1) ShareDefinition(group, options, found);
  return found;
}

tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err) {
  InputFiles inputs = FindInputFiles(options.paths);
  const auto schemas = ReadSchemaSources(options, inputs.paths, err);
  if (!schemas) {
    err << Printable(schemas.error().Message()) << '\n';
    return tl::unexpected(ExitCode::kUsage);
  }
  auto opener = MakeOpener(options);
  if (!opener) {
    err << Printable(opener.error().Message()) << '\n';
    return tl::unexpected(ExitCode::kUsage);
  }
  Progress progress(err, options.progress);
  ImageInputs images(*std::move(opener), options);
  images.Expand(inputs, {}, progress, err);
  for (const Error& problem : inputs.problems) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return tl::unexpected(ExitCode::kNothingUsable);
  Survey survey;
  survey.problems = std::move(inputs.problems);
  const PageCopies copies = CollectPageCopies(options, err);
  SalvageOptions salvage = ToSalvageOptions(options);
  salvage.catalog = &schemas->catalog;
  salvage.copies = &copies;
  salvage.open = images.opener();
  salvage.hash = hash == HashPolicy::kYes;
  for (const InputGroup& group : GroupPartitions(inputs.paths)) {
    for (TablespaceFindings& findings : SurveyGroup(group, salvage, progress)) {
      survey.run.tablespaces.push_back(std::move(findings));
    }
  }
  NameMissingPartitions(survey.run);
  return survey;
}

}  // namespace innosalvage
