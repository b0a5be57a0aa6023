// Options that several subcommands share, and what they become.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "exporters/report_context.h"
#include "salvage/schema_catalog.h"
#include "salvage/tablespace_salvage.h"
#include "tools/progress.h"

// CLI11 is large: only what adds options reads its header.
namespace CLI {
class App;
}

namespace innosalvage {

struct CommonOptions {
  std::vector<std::string> paths;
  unsigned threads = 0;           // 0: as many as the machine has
  std::vector<std::string> also;  // second images, for pages that are hurt
  std::vector<std::string> schema_files;
  std::vector<std::string> schema_folders;
  std::string target;  // of schema and salvage
  std::vector<std::string> table_patterns;
  bool all = false;  // files that are no table of a user's as well
  std::uint32_t page_size = 0;
  std::string checksum;
  std::vector<std::string> keyring_files;
  std::string keyring_password_file;
  std::shared_ptr<const Keyring> keyring;  // of these files, once the command line was read
  std::vector<std::string> page0_files;
  std::vector<std::vector<std::byte>> page0s;  // their first bytes
  std::string rescue_map;
  std::vector<std::string> limits;  // NAME=VALUE, as given
  ProgressMode progress = ProgressMode::kAuto;
};

// Adds PATH... and the options to a subcommand.
void AddCommonOptions(CLI::App& app, CommonOptions& options);

// Adds --keyring and --keyring-password: the files are read as soon as the command line was, so that one that is no
// keyring is a matter of usage.
void AddKeyringOptions(CLI::App& app, CommonOptions& options);

// The options as salvage/ takes them; catalog and progress are set by the caller.
SalvageOptions ToSalvageOptions(const CommonOptions& options);

// The report's context with the common options in it. Paths are told by the findings, threads change nothing.
ReportContext MakeReportContext(std::string_view command, ReportScope scope, const CommonOptions& options);

// --target of the subcommands that write SQL.
void AddTargetOption(CLI::App& app, CommonOptions& options);

// The table as the target has it. What was replaced is told on `err`, and stands before CREATE TABLE as comments, one a
// line, in `comments`.
Table TableForTarget(const Table& table, const CommonOptions& options, std::string& comments, std::ostream& err);

// Whether a table is asked for: patterns match "db.table", with * and ?; none given: all.
bool IsWanted(const CommonOptions& options, std::string_view db, std::string_view table);

}  // namespace innosalvage
