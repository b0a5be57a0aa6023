#include "tools/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "salvage/data_files.h"
#include "salvage/dictionary.h"
#include "salvage/partitions.h"
#include "tools/display_text.h"
#include "tools/image_inputs.h"
#include "tools/input_files.h"
#include "tools/input_source.h"
#include "tools/page_copy_files.h"
#include "tools/schema_sources.h"

namespace innosalvage {

namespace {

// The definitions inside a file, for the other files: partitions, copies that lost theirs.
void ShareDefinitions(const TablespaceFindings& findings, SchemaCatalog& catalog) {
  const std::string name = std::filesystem::path(findings.path).filename().string();
  for (const TableFindings& table : findings.tables) {
    if (!table.schema_source.starts_with("SDI ")) continue;
    SchemaCandidate candidate;
    candidate.table = table.table;
    candidate.source = table.schema_source + " of " + name;
    candidate.origin = SchemaOrigin::kSdi;
    catalog.Add(std::move(candidate));
  }
}

// What of a tablespace of several data files is not there.
void NoteMissingParts(TablespaceFindings& findings) {
  const std::uint32_t page_size = findings.inventory.detected.format.physical_size;
  std::uint64_t end = 0;
  for (const InputPart& part : findings.parts) {
    if (part.offset > end) {
      findings.notes.push_back(fmt::format("no data file given holds pages {} to {}: name it as well if it exists",
                                           end / page_size, part.offset / page_size - 1));
    }
    end = part.offset + part.size;
  }
}

TablespaceFindings SurveyOne(const std::string& path, const std::vector<InputPart>& parts,
                             const SalvageOptions& options, SchemaCatalog& catalog, Progress& progress) {
  TablespaceFindings findings;
  const auto source = OpenTablespace(path, parts, options.open);
  if (!source) {
    findings.path = path;
    findings.recognised = false;
    findings.refused = source.error().what;
    return findings;
  }
  SalvageOptions told = options;
  told.catalog = &catalog;
  const std::string name = std::filesystem::path(path).filename().string();
  told.progress = [&](std::string_view what, std::uint64_t done, std::uint64_t total) {
    progress.Update(name, what, done, total);
  };
  told.parts = parts;
  findings = ScanTablespace(**source, path, told);
  if (told.scanned) told.scanned(findings);
  if (!findings.recognised) return findings;
  const DictionaryRead read = ReadDictionary(**source, findings, catalog);
  FindTables(**source, findings, told);
  findings.notes.insert(findings.notes.end(), read.notes.begin(), read.notes.end());
  NoteMissingParts(findings);
  ShareDefinitions(findings, catalog);
  return findings;
}

void ReadSequences(const TablespaceFindings& findings, const SalvageOptions& options, Survey& survey) {
  for (const TableFindings& table : findings.tables) {
    if (!IsSequence(table.table) || !table.refused.empty() || !table.fit.proven()) continue;
    const auto source = OpenTablespace(findings.path, findings.parts, options.open);
    if (!source) continue;
    const PageStore store(**source, findings.inventory);
    if (auto state = ReadSequenceState(store, table.table, table.index_id)) {
      survey.sequences.emplace(std::pair(table.table.db, table.table.name), *std::move(state));
    }
  }
}

}  // namespace

bool LacksSchema(const TablespaceFindings& findings) {
  const bool none = std::ranges::all_of(findings.tables, &TableFindings::inferred);
  return findings.recognised && findings.kind == TablespaceKind::kTable && none &&
         !(findings.tables.empty() && findings.refused.empty());
}

void FindTablesAgain(TablespaceFindings& findings, const SalvageOptions& options, const SchemaCatalog& catalog) {
  SalvageOptions told = options;
  told.catalog = &catalog;
  const auto source = OpenTablespace(findings.path, findings.parts, options.open);
  if (source) FindTables(**source, findings, told);
}

std::vector<TablespaceFindings> SurveyGroup(const InputGroup& group, const SalvageOptions& options,
                                            SchemaCatalog& catalog, Progress& progress) {
  std::vector<TablespaceFindings> found;
  if (!group.parts.empty()) {
    found.push_back(SurveyOne(group.paths.front(), group.parts, options, catalog, progress));
    return found;
  }
  for (const std::string& path : group.paths) found.push_back(SurveyOne(path, {}, options, catalog, progress));
  if (found.size() == 1) return found;
  for (TablespaceFindings& findings : found) {
    if (LacksSchema(findings)) FindTablesAgain(findings, options, catalog);
  }
  return found;
}

tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err) {
  InputFiles inputs = FindInputFiles(options.paths);
  auto schemas = ReadSchemaSources(options, inputs.paths, err);
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
  survey.catalog = std::move(schemas->catalog);
  PageCopies copies = CollectPageCopies(options, err);
  SalvageOptions salvage = ToSalvageOptions(options);
  images.AddCopies(copies, salvage.format);
  salvage.copies = &copies;
  salvage.open = images.opener();
  salvage.hash = hash == HashPolicy::kYes;
  for (const InputGroup& group : GroupInputs(inputs.paths, salvage.open)) {
    for (TablespaceFindings& findings : SurveyGroup(group, salvage, survey.catalog, progress)) {
      survey.run.tablespaces.push_back(std::move(findings));
    }
  }
  for (TablespaceFindings& findings : survey.run.tablespaces) {
    if (LacksSchema(findings)) FindTablesAgain(findings, salvage, survey.catalog);
  }
  for (const TablespaceFindings& findings : survey.run.tablespaces) ReadSequences(findings, salvage, survey);
  NameMissingPartitions(survey.run);
  return survey;
}

}  // namespace innosalvage
