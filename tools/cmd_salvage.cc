#include "tools/cmd_salvage.h"

#include <filesystem>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "tools/carve_order.h"
#include "tools/choice_option.h"
#include "tools/display_text.h"
#include "tools/image_inputs.h"
#include "tools/input_source.h"
#include "tools/page_copy_files.h"

namespace innosalvage {

namespace fs = std::filesystem;

void AddSalvage(CLI::App& app, SalvageCommand& command) {
  AddCommonOptions(app, command.common);
  AddTargetOption(app, command.common);
  app.add_option("-o,--out", command.out, "Folder for the results; must be new or empty")->required();
  const std::map<std::string, OutputFormat> formats = {{"sql", OutputFormat::kSql},
                                                       {"csv", OutputFormat::kCsv},
                                                       {"tsv", OutputFormat::kTsv},
                                                       {"jsonl", OutputFormat::kJsonl}};
  app.add_option_function<std::string>(
         "--format",
         [&command, formats](const std::string& name) {
           command.sqlite = name == "sqlite";
           command.format = command.sqlite ? OutputFormat::kSql : formats.at(name);
         },
         "Rows as sql (default), csv, tsv or jsonl; sqlite: as SQL, and all in one database file beside it")
      ->check(CLI::IsMember({"sql", "csv", "tsv", "jsonl", "sqlite"}));
  const std::map<std::string, Compression> compressions = {
      {"none", Compression::kNone}, {"gz", Compression::kGzip}, {"zst", Compression::kZstd}};
  AddChoiceOption(app, "--compress", command.compression, compressions, "Compress rows: none (default), gz or zst");
  app.add_option("--split-size", command.split_size,
                 "Begin another file after so many bytes of a table's rows, as 64M; at least 64K; default: never")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{64} << 10U, std::uint64_t{1} << 50U));
  app.add_flag_callback(
      "--deleted", [&command] { command.deleted = DeletedRows::kWrite; }, "Write deleted rows too, to deleted/");
  app.add_flag_callback(
      "--with-evidence", [&command] { command.evidence = EvidencePolicy::kEveryRow; },
      "Page, heap number and how it was found, beside each row");
  const std::map<std::string, LoadBody> bodies = {{"inline", LoadBody::kInline}, {"source", LoadBody::kSource}};
  AddChoiceOption(
      app, "--load-script", command.load_body, bodies,
      "load.sql holds the rows itself (inline) or names their files (source); default: inline up to 256 MiB");
  app.add_flag("--trust-schema", command.trust_schema,
               "A definition that fits to the byte is taken as it is, however strange its values");
  app.add_flag("--resume", command.resume,
               "Go on with a run that was stopped, in the same folder, with the same options");
  app.add_option("--examiner", command.notes.examiner, "Who does this, for manifest.json");
  app.add_option("--case", command.notes.case_number, "Case, for manifest.json");
  app.add_option("--note", command.notes.notes, "A remark, for manifest.json (repeatable)")->allow_extra_args(false);
  app.add_option("--log-json", command.log_json, "Append what is done to this file, one JSON object a line");
}

ExitCode RunSalvage(const SalvageCommand& command, std::ostream& /*out*/, std::ostream& err) {
  if (command.sqlite && command.split_size > 0) {
    err << "--split-size: salvage.sqlite is made of whole files; give one of the two\n";
    return ExitCode::kUsage;
  }
  InputFiles inputs = FindInputFiles(command.common.paths);
  auto schemas = ReadSchemaSources(command.common, inputs.paths, err);
  if (!schemas) {
    err << Printable(schemas.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  auto log = EventLog::Open(command.log_json);
  if (!log) {
    err << Printable(log.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  auto opener = MakeOpener(command.common);
  if (!opener) {
    err << Printable(opener.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  const std::size_t told = inputs.problems.size();
  for (const Error& problem : inputs.problems) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return ExitCode::kNothingUsable;
  ImageInputs images(*std::move(opener), command.common);
  SalvageJob job(command, {}, images.opener(), CollectPageCopies(command.common, err), *std::move(log), err);
  if (const auto made = job.MakeFolder(); !made) {
    err << Printable(made.error().Message()) << '\n';
    return ExitCode::kOutputFailed;
  }
  images.Resume(command.resume);
  images.Tell(command.notes);
  images.WriteTo(job.out());
  {
    Progress progress(err, command.common.progress);
    images.Expand(inputs, (fs::path(command.out) / "carved").string(), progress, err);
  }
  for (const Error& problem : std::span(inputs.problems).subspan(told)) err << Printable(problem.Message()) << '\n';
  if (inputs.paths.empty()) return images.output_failed() ? ExitCode::kOutputFailed : ExitCode::kNothingUsable;
  if (!images.definitions().empty()) {
    // Least trusted, as those beside a tablespace are. What was given was told about above.
    CommonOptions with_images = command.common;
    with_images.schema_folders.insert(with_images.schema_folders.begin(), images.definitions());
    std::ostringstream told_before;
    if (auto again = ReadSchemaSources(with_images, inputs.paths, told_before)) schemas = std::move(again);
  }
  job.SetImages(images, *std::move(schemas));
  OrderCarved(inputs.paths);
  for (const InputGroup& group : GroupInputs(inputs.paths, job.opener())) job.Salvage(group);
  job.SalvageWaiting();
  job.TellWorthReading([&](const std::string& name, std::uint64_t offset) { return images.PlaceOf(name, offset); },
                       [&](const std::string& image, const ByteRange& range) { return images.BadIn(image, range); });
  return job.Conclude(inputs);
}

}  // namespace innosalvage
