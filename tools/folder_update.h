// Folder update: what a command that works on a finished salvage writes into its folder.
//
// Purpose   `merge` and `verify` add files and a section to the reports; report.json, report.html, report.txt and
//           manifest.json stay in step.
// Fails     where a file cannot be written, or one that was is gone: the reports before it stay as they were.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "exporters/output_folder.h"
#include "parser/error.h"
#include "tools/salvage_folder.h"

namespace innosalvage {

struct FolderFile {
  std::string path;  // relative to OUT
  std::string file_class;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string sha256;
};

class FolderUpdate {
 public:
  // `out`: the same folder, to write to.
  FolderUpdate(SalvageFolder& folder, OutputFolder out) : folder_(folder), out_(std::move(out)) {}

  Result<FolderFile> WriteFile(const std::string& path, std::string_view file_class, std::string_view content);
  void Add(FolderFile file) { files_.push_back(std::move(file)); }

  // Sets member `name` of the report, and the section of report.txt; writes all four.
  Result<void> WriteReports(const std::string& name, Json member, std::string_view section);

 private:
  SalvageFolder& folder_;
  OutputFolder out_;
  std::vector<FolderFile> files_;
};

}  // namespace innosalvage
