#include "tools/cmd_carve.h"

#include <fmt/format.h>

#include <fstream>
#include <thread>

#include "salvage/sha256.h"
#include "tools/choice_option.h"
#include "tools/disk_image.h"
#include "tools/display_text.h"
#include "tools/keyring_files.h"
#include "tools/limit_option.h"

namespace innosalvage {

namespace {

// "0-1G", "512M-", "4096-8192": bytes, with the suffixes K, M, G and T of 1024.
std::optional<std::uint64_t> ParseBytes(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned shift = 0;
  switch (text.back()) {
    case 'K':
    case 'k': shift = 10; break;
    case 'M':
    case 'm': shift = 20; break;
    case 'G':
    case 'g': shift = 30; break;
    case 'T':
    case 't': shift = 40; break;
    default: break;
  }
  if (shift != 0) text.remove_suffix(1);
  std::uint64_t value = 0;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > (std::uint64_t{1} << 58U) / 10) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (value > (UINT64_MAX >> shift)) return std::nullopt;
  return value << shift;
}

std::optional<CarveRange> ParseRange(const std::string& text) {
  if (text.empty()) return CarveRange{};
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos) return std::nullopt;
  const auto from = dash == 0 ? std::optional<std::uint64_t>(0) : ParseBytes(std::string_view(text).substr(0, dash));
  const auto to = dash + 1 == text.size() ? std::optional<std::uint64_t>(UINT64_MAX)
                                          : ParseBytes(std::string_view(text).substr(dash + 1));
  if (!from || !to || *from >= *to) return std::nullopt;
  return CarveRange{*from, *to};
}

ExitCode Tell(const Error& error, ExitCode code, std::ostream& err) {
  err << Printable(error.Message()) << '\n';
  return code;
}

void Summarise(const CarveOutcome& outcome, std::ostream& out) {
  std::uint64_t pages = 0;
  for (const auto& space : outcome.tablespaces) pages += space.carved.pages;
  out << fmt::format("{:>10} {:>8} {:>8} {:>8} {:>6}  file\n", "space", "pages", "hurt", "missing", "older");
  for (const auto& space : outcome.tablespaces) {
    out << fmt::format("{:>10} {:>8} {:>8} {:>8} {:>6}  {}\n", space.key.space_id, space.carved.pages,
                       space.carved.hurt, space.carved.missing, space.older ? "yes" : "", Printable(space.name));
  }
  out << fmt::format("{} tablespaces of {} pages", outcome.tablespaces.size(), pages);
  if (outcome.bytes_unreadable > 0)
    out << fmt::format("; {} bytes of the image are unreadable", outcome.bytes_unreadable);
  out << '\n';
}

}  // namespace

void AddCarve(CLI::App& app, CarveCommand& command) {
  app.add_option("IMAGE", command.image, "The image or block device")->required()->expected(1);
  app.add_option("-o,--out", command.out, "Folder for what is found; must be new or empty, but for --resume")
      ->required();
  app.add_option("--threads", command.threads, "Threads to use (default: one a processor)")
      ->check(CLI::Range(1U, 1024U));
  app.add_flag("--resume", command.resume, "Go on with a run that was stopped, in the same folder");
  app.add_option("--range", command.range,
                 "Scan these bytes of the image only, A-B; K, M, G, T count 1024. Joined later with --join");
  app.add_option("--join", command.join, "Folders of runs with --range: rebuild the tablespaces from all of them")
      ->expected(1, 1000000);
  app.add_option("--ddrescue-map", command.map, "Map of GNU ddrescue: what it does not call finished is unreadable");
  app.add_option("--keyring", command.keyring_files,
                 "Keys of MariaDB's encrypted tablespaces: by what they open, pages are put into their files (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--keyring-password", command.keyring_password_file,
                 "File with the password of a key file that is encrypted");
  app.add_option("--examiner", command.notes.examiner, "Who does this, for carve.json");
  app.add_option("--case", command.notes.case_number, "Case, for carve.json");
  app.add_option("--note", command.notes.notes, "A remark, for carve.json (repeatable)")->allow_extra_args(false);
  const std::map<std::string, ProgressMode> modes = {{"auto", ProgressMode::kAuto}, {"never", ProgressMode::kNever}};
  AddChoiceOption(app, "--progress", command.progress, modes, "auto: a line on a terminal; never");
  AddLimitOption(app, command.limits);
}

ExitCode RunCarve(const CarveCommand& command, std::ostream& out, std::ostream& err) {
  const auto range = ParseRange(command.range);
  if (!range) {
    return Tell({"is no range of bytes; A-B is, as 0-100G or 100G-", "--range " + command.range}, ExitCode::kUsage,
                err);
  }
  if (!command.range.empty() && !command.join.empty()) {
    return Tell({"a range is scanned, or ranges are joined", "--range and --join"}, ExitCode::kUsage, err);
  }
  auto keyring = ReadKeyringFiles(command.keyring_files, command.keyring_password_file);
  if (!keyring) return Tell(keyring.error(), ExitCode::kUsage, err);
  auto image = OpenImage(command.image.front());
  if (!image) return Tell(image.error(), ExitCode::kNothingUsable, err);
  CarveOptions options;
  options.image_name = command.image.front();
  options.out = command.out;
  options.threads = command.threads != 0 ? command.threads : std::max(1U, std::thread::hardware_concurrency());
  options.resume = command.resume;
  options.range = *range;
  options.notes = command.notes;
  options.keyring = *std::move(keyring);
  if (!command.map.empty()) {
    const auto map = ReadRescueMap(command.map);
    if (!map) return Tell(map.error(), ExitCode::kUsage, err);
    Sha256 hash;
    hash.Update(AsBytes(RescueMapText(*map, {})));
    options.map_name = command.map;
    options.map_sha256 = hash.Finish();
    image = MappedSource(*std::move(image), *map);
  } else if (!IsContainer(command.image.front())) {
    options.sparse_file = command.image.front();
  }
  Progress progress(err, command.progress);
  CarveJob job(**image, options, progress);
  if (auto made = job.MakeFolder(); !made) return Tell(made.error(), ExitCode::kOutputFailed, err);
  if (command.join.empty()) {
    auto scanned = job.Scan();
    progress.Clear();
    if (!scanned) return Tell(scanned.error(), ExitCode::kOutputFailed, err);
    if (!command.range.empty()) {
      out << fmt::format(
          "{} pages found in the range; join the ranges with: innosalvage carve {} --join DIR... -o OUT\n", job.finds(),
          Printable(command.image.front()));
      return ExitCode::kClean;
    }
  }
  std::vector<std::string> logs;
  for (const std::string& folder : command.join)
    logs.push_back((std::filesystem::path(folder) / "carve.finds").string());
  const auto outcome = job.Build(logs);
  progress.Clear();
  if (!outcome) return Tell(outcome.error(), ExitCode::kOutputFailed, err);
  Summarise(*outcome, out);
  if (outcome->tablespaces.empty()) return ExitCode::kNothingUsable;
  return outcome->clean() ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
