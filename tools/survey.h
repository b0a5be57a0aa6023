// Survey: the inputs of a command scanned, their tables and schemas found, no rows read.
#pragma once

#include <ostream>
#include <tl/expected.hpp>

#include "salvage/findings.h"
#include "tools/common_options.h"
#include "tools/exit_code.h"
#include "tools/input_groups.h"

namespace innosalvage {

struct Survey {
  RunFindings run;
  std::vector<Error> problems;
};

enum class HashPolicy : std::uint8_t { kNo, kYes };

// Pass one over the files of a group, in the order of the group. Of a partitioned table MySQL 8 and later keep the
// definition in the first partition's file only: it serves the others as well.
std::vector<TablespaceFindings> SurveyGroup(const InputGroup& group, const SalvageOptions& options, Progress& progress);

// Problems are told on `err` as they come. Fails with the exit code to end with.
tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err);

}  // namespace innosalvage
