// Exit codes of the command line: a contract that scripts rely on (docs/cli.md).
#pragma once

namespace innosalvage {

enum class ExitCode : int {
  kClean = 0,          // everything was read, nothing was lost
  kSalvaged = 1,       // rows came out, something was lost or is suspect
  kUsage = 2,          // the command line is wrong
  kNothingUsable = 3,  // no input could be used
  kOutputFailed = 4,   // output could not be written; what was written before stays and is listed
};

}  // namespace innosalvage
