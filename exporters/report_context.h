// Report context: what a report tells of a run beside its findings: which program, asked for what, wrote which files.
//
// Purpose   filled by the tool, read by all faces of the report (report_json.h, report_text.h, manifest.h).
// Units     bytes. Times as text, since they are only printed.
// Contract  same input, same bytes out: nothing here may depend on the clock, the machine or the number of threads,
//           unless the user asked for it. `started` is therefore empty by default.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salvage/server_state.h"

namespace innosalvage {

enum class ReportScope : std::uint8_t {
  kSalvage,  // rows were read
  kTriage,   // pages only: nothing is known about rows, and the reports say so instead of printing zeros
};

enum class OutputClass : std::uint8_t {
  kTable,  // trusted rows
  kSuspect,
  kDeleted,
  kLostAndFound,
  kScript,  // load.sql, load_suspect.sql
  kReport,
};
inline constexpr std::size_t kOutputClasses = 6;

enum class OutputState : std::uint8_t {
  kComplete,
  kIncomplete,  // a file could not be written, or is gone again: what is told of the rows read is not told of files
};

std::string_view Name(OutputClass output_class);  // "table", "lost_and_found", ... as in report.json
std::string_view Name(ReportScope scope);         // "salvage", "triage"

struct ReportedOutput {
  std::string path;  // relative to the output folder
  OutputClass output_class = OutputClass::kTable;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string sha256;  // hex; empty: not known
};

struct ReportedOption {
  std::string name;   // "--schema"
  std::string value;  // empty for a flag
};

// Who worked on what, as an examiner's papers want it. Empty: not told.
struct CaseNotes {
  std::string examiner;
  std::string case_number;
  std::vector<std::string> notes;
};

// A disk image that inputs lie in, or were carved from.
struct ReportedImage {
  std::string path;
  std::uint64_t size = 0;
  std::string sha256;  // hex; empty: the image was not read from end to end
  std::uint64_t bytes_unreadable = 0;
  std::vector<std::string> file_systems;  // "ext4 at 1048576"
  std::vector<std::string> notes;         // what of it was not read as a file system, and why
  std::size_t files = 0;                  // inputs that lie in it
  std::string carved;                     // folder of what was carved, relative to the output; empty: nothing
};

struct ReportContext {
  ReportScope scope = ReportScope::kSalvage;
  std::string tool_name = "innosalvage";
  std::string tool_version;
  std::string command;                  // the subcommand: "salvage"
  std::string started;                  // RFC 3339, UTC; empty: not told
  std::vector<ReportedOption> options;  // what the user gave, in that order
  std::string output_folder;            // as the user gave it; empty: none
  std::vector<ReportedOutput> outputs;  // in the order they are to be listed
  OutputState output_state = OutputState::kComplete;
  CaseNotes case_notes;               // the manifest's
  std::vector<ReportedImage> images;  // the manifest's
  std::optional<ServerState> server;  // what the files say of it; nullopt: they are no server's data directory
};

}  // namespace innosalvage
