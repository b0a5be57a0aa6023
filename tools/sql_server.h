// A MySQL or MariaDB server, reached over its socket, for `verify`.
//
// Shape     Connect, Execute, Query. A connection that the server closed (a statement too large for it) is made anew,
//           in the same database; the statement then counts as refused.
// Fails     Connect and Query: with the server's own words. Execute: the refusal is a value, since refusals are what is
//           looked for.
// Source    MariaDB Connector/C, which speaks caching_sha2_password, MySQL's default, over a socket as well.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/error.h"

struct st_mysql;

namespace innosalvage {

struct ServerAccess {
  std::string socket;
  std::string user;
  std::string password;
};

struct Refusal {
  unsigned error = 0;  // the server's number
  std::string why;
};

class SqlServer {
 public:
  static Result<std::unique_ptr<SqlServer>> Connect(const ServerAccess& access);
  ~SqlServer();
  SqlServer(const SqlServer&) = delete;
  SqlServer& operator=(const SqlServer&) = delete;

  std::optional<Refusal> Use(const std::string& database);
  std::optional<Refusal> Execute(std::string_view sql);
  unsigned warnings() const { return warnings_; }  // of the last Execute

  using Rows = std::vector<std::vector<std::optional<std::string>>>;
  Result<Rows> Query(std::string_view sql);

  const std::string& version() const { return version_; }

 private:
  explicit SqlServer(ServerAccess access) : access_(std::move(access)) {}
  Result<void> Open();

  ServerAccess access_;
  std::string database_;
  std::string version_;
  st_mysql* mysql_ = nullptr;
  unsigned warnings_ = 0;
};

}  // namespace innosalvage
