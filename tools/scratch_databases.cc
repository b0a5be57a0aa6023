#include "tools/scratch_databases.h"

#include <fmt/format.h>

#include <random>

#include "exporters/sql_text.h"

namespace innosalvage {

Result<std::string> ScratchDatabases::For(const std::string& db) {
  const auto known = made_.find(db);
  if (known != made_.end()) return known->second;
  std::random_device random;
  constexpr unsigned kDatabaseExists = 1007;  // ER_DB_CREATE_EXISTS
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::string name = fmt::format("innosalvage_verify_{:08x}{:08x}", random(), random());
    const auto refused = server_.Execute("CREATE DATABASE " + QuoteIdentifier(name));
    if (!refused) {
      made_[db] = name;
      return name;
    }
    if (refused->error != kDatabaseExists) {
      return Fail(name, "scratch database cannot be created: " + refused->why);
    }
  }
  return Fail(db, "no free name for a scratch database");
}

std::vector<std::string> ScratchDatabases::Drop() {
  std::vector<std::string> left;
  for (const auto& [db, name] : made_) {
    static_cast<void>(server_.Execute("SET FOREIGN_KEY_CHECKS=0"));
    if (server_.Execute("DROP DATABASE " + QuoteIdentifier(name))) left.push_back(name);
  }
  made_.clear();
  return left;
}

}  // namespace innosalvage
