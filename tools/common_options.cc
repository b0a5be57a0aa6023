#include "tools/common_options.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <map>
#include <thread>

#include "exporters/target.h"
#include "tools/choice_option.h"
#include "tools/display_text.h"
#include "tools/keyring_files.h"
#include "tools/limit_option.h"
#include "tools/version.h"

namespace innosalvage {

void AddKeyringOptions(CLI::App& app, CommonOptions& options) {
  app.add_option("--keyring", options.keyring_files,
                 "Keys of encrypted tablespaces: MySQL's keyring file, or MariaDB's file_key_management key file "
                 "(repeatable)")
      ->allow_extra_args(false);
  app.add_option("--keyring-password", options.keyring_password_file,
                 "File with the password of a key file that is encrypted");
  app.add_option("--page0", options.page0_files,
                 "An older copy of an encrypted tablespace that lost its page 0, to take its key from (repeatable)")
      ->allow_extra_args(false);
  app.parse_complete_callback([&options] {
    auto keyring = ReadKeyringFiles(options.keyring_files, options.keyring_password_file);
    if (!keyring) throw CLI::ValidationError("--keyring", Printable(keyring.error().Message()));
    options.keyring = *std::move(keyring);
    auto page0s = ReadFirstPages(options.page0_files);
    if (!page0s) throw CLI::ValidationError("--page0", Printable(page0s.error().Message()));
    options.page0s = *std::move(page0s);
  });
}

void AddCommonOptions(CLI::App& app, CommonOptions& options) {
  app.add_option("PATH", options.paths, "Tablespace files, or folders to search for them")->required();
  app.add_option("--threads", options.threads, "Threads to use (default: one a processor)")
      ->check(CLI::Range(1U, 1024U));
  app.add_option("--also", options.also,
                 "Second image of the same files, or doublewrite files; file or folder (repeatable): hurt pages are "
                 "taken from there where they are whole");
  app.add_option(
      "--schema", options.schema_files,
      "SQL file with CREATE TABLE statements, a whole dump will do, also .gz, .zst, .bz2, .xz; or a .frm file "
      "(repeatable)");
  app.add_option("--schema-dir", options.schema_folders,
                 "Folder with .frm, .sql or SDI-carrying .ibd files, at any depth (repeatable)");
  app.add_option("--tables", options.table_patterns, "Only tables whose DB.TABLE matches, with * and ? (repeatable)");
  app.add_flag("--all", options.all,
               "Also files that are no table of a user's: full-text and vector indexes' own, leftovers of ALTER TABLE");
  app.add_option("--page-size", options.page_size, "Page size in bytes, instead of detecting it")
      ->check(CLI::IsMember({4096, 8192, 16384, 32768, 65536}));
  app.add_option("--checksum", options.checksum,
                 "Checksum family, instead of detecting it: classic (crc32, innodb, none) or full_crc32")
      ->check(CLI::IsMember({"classic", "crc32", "innodb", "none", "full_crc32"}));
  AddKeyringOptions(app, options);
  app.add_option("--ddrescue-map", options.rescue_map,
                 "Map of GNU ddrescue for the one file named: what it does not call finished is unreadable");
  AddLimitOption(app, options.limits);
  const std::map<std::string, ProgressMode> modes = {{"auto", ProgressMode::kAuto}, {"never", ProgressMode::kNever}};
  AddChoiceOption(app, "--progress", options.progress, modes, "auto: a line on a terminal; never");
}

SalvageOptions ToSalvageOptions(const CommonOptions& options) {
  SalvageOptions salvage;
  salvage.threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  salvage.format.page_size = options.page_size;
  salvage.all = options.all;
  salvage.format.keys.keyring = options.keyring;
  salvage.format.keys.page0s = options.page0s;
  if (!options.checksum.empty()) {
    salvage.format.checksums = options.checksum == "full_crc32" ? ChecksumFamily::kFullCrc32 : ChecksumFamily::kClassic;
  }
  return salvage;
}

ReportContext MakeReportContext(std::string_view command, ReportScope scope, const CommonOptions& options) {
  ReportContext context;
  context.scope = scope;
  context.tool_version = ToolVersion();
  context.command = command;
  for (const std::string& path : options.also) context.options.push_back({"--also", path});
  for (const std::string& file : options.schema_files) context.options.push_back({"--schema", file});
  for (const std::string& folder : options.schema_folders) context.options.push_back({"--schema-dir", folder});
  if (!options.target.empty()) context.options.push_back({"--target", options.target});
  for (const std::string& pattern : options.table_patterns) context.options.push_back({"--tables", pattern});
  if (options.all) context.options.push_back({"--all", ""});
  if (options.page_size != 0) context.options.push_back({"--page-size", std::to_string(options.page_size)});
  if (!options.rescue_map.empty()) context.options.push_back({"--ddrescue-map", options.rescue_map});
  if (!options.checksum.empty()) context.options.push_back({"--checksum", options.checksum});
  for (const std::string& file : options.keyring_files) context.options.push_back({"--keyring", file});
  for (const std::string& file : options.page0_files) context.options.push_back({"--page0", file});
  for (const std::string& limit : options.limits) context.options.push_back({"--limit", limit});
  return context;
}

void AddTargetOption(CLI::App& app, CommonOptions& options) {
  app.add_option(
         "--target", options.target,
         "Server that the SQL is for: mysql-5.7, mysql-8, mysql-9, mariadb-10.5, mariadb-11.8, ... (default: as "
         "the source)")
      ->check([](const std::string& text) {
        return ParseTarget(text) ? std::string() : "is no server: mysql-VERSION or mariadb-VERSION, as mysql-8";
      });
}

Table TableForTarget(const Table& table, const CommonOptions& options, std::string& comments, std::ostream& err) {
  const auto target = ParseTarget(options.target);
  if (!target) return table;
  TargetedTable targeted = ForTarget(table, *target);
  for (const std::string& sentence : targeted.replaced) {
    const std::string line = fmt::format("for {}: {}", target->name, Printable(sentence));
    comments += "-- " + line + '\n';
    err << fmt::format("{}.{}: {}\n", Printable(table.db), Printable(table.name), line);
  }
  return std::move(targeted.table);
}

bool IsWanted(const CommonOptions& options, std::string_view db, std::string_view table) {
  if (options.table_patterns.empty()) return true;
  const std::string name = std::string(db) + "." + std::string(table);
  return std::ranges::any_of(options.table_patterns, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace innosalvage
