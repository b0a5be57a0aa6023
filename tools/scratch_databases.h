// Scratch databases of `verify`: one for each database of a salvage, under a name that did not exist; dropped at the
// end, whatever happens.
//
// Fails     For: the server does not create it. Nothing is ever dropped that For did not create.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/sql_server.h"

namespace innosalvage {

class ScratchDatabases {
 public:
  explicit ScratchDatabases(SqlServer& server) : server_(server) {}
  ~ScratchDatabases() { Drop(); }
  ScratchDatabases(const ScratchDatabases&) = delete;
  ScratchDatabases& operator=(const ScratchDatabases&) = delete;

  // The scratch database that stands for `db`.
  Result<std::string> For(const std::string& db);
  // Those that could not be dropped.
  std::vector<std::string> Drop();

 private:
  SqlServer& server_;
  std::map<std::string, std::string> made_;
};

}  // namespace innosalvage
