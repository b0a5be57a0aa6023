// innosalvage carve IMAGE -o DIR: finds InnoDB pages anywhere in an image, and rebuilds the tablespaces.
#pragma once

#include <ostream>

#include "tools/carve_job.h"
#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct CarveCommand {
  std::vector<std::string> image;  // one file or device
  std::vector<std::string> join;   // folders of runs with --range
  std::string out;
  unsigned threads = 0;
  bool resume = false;
  std::string range;
  std::string map;
  std::vector<std::string> keyring_files;
  std::string keyring_password_file;
  CaseNotes notes;
  std::vector<std::string> limits;  // NAME=VALUE, as given
  ProgressMode progress = ProgressMode::kAuto;
};

void AddCarve(CLI::App& app, CarveCommand& command);
ExitCode RunCarve(const CarveCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
