// Survey: the inputs of a command scanned, their tables and schemas found, no rows read.
#pragma once

#include <ostream>
#include <tl/expected.hpp>

#include "salvage/findings.h"
#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct Survey {
  RunFindings run;
  std::vector<Error> problems;
};

enum class HashPolicy : std::uint8_t { kNo, kYes };

// Problems are told on `err` as they come. Fails with the exit code to end with.
tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err);

}  // namespace innosalvage
