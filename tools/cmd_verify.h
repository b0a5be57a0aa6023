// innosalvage verify OUT --socket S: a real server's word on what a salvage wrote.
//
// Shape     loads tables/ (or merged/) into scratch databases of its own, which are dropped at the end, and compares
//           with the report: rows of each table; no row in a range of keys that the report calls lost. Lists the
//           statements that the server refused, warnings, and rows whose foreign key has no parent. OUT/verify.json,
//           and a section in each face of the report.
// Promise   no other database of that server is touched: the scratch ones are made under names that did not exist, and
//           of the files nothing is run but what salvage and merge write (own_statement.h).
// Exit      0 the server has what the report says, and refused nothing; 1 it does not; 2 usage; 3 the server cannot be
//           reached; 4 output could not be written.
#pragma once

#include <ostream>

#include "tools/common_options.h"
#include "tools/exit_code.h"

namespace innosalvage {

struct VerifyCommand {
  std::string out;
  std::string socket;
  std::string user = "root";
  std::vector<std::string> table_patterns;
  bool merged = false;
  std::vector<std::string> limits;  // NAME=VALUE, as given
};

void AddVerify(CLI::App& app, VerifyCommand& command);
ExitCode RunVerify(const VerifyCommand& command, std::ostream& out, std::ostream& err);

}  // namespace innosalvage
