#include "tools/sql_server.h"

#include <errmsg.h>
#include <mysql.h>

namespace innosalvage {

Result<std::unique_ptr<SqlServer>> SqlServer::Connect(const ServerAccess& access) {
  std::unique_ptr<SqlServer> server(new SqlServer(access));  // NOLINT: the constructor is private
  if (const auto opened = server->Open(); !opened) return tl::unexpected(opened.error());
  return server;
}

SqlServer::~SqlServer() {
  if (mysql_ != nullptr) mysql_close(mysql_);
}

Result<void> SqlServer::Open() {
  if (mysql_ != nullptr) mysql_close(mysql_);
  mysql_ = mysql_init(nullptr);
  if (mysql_ == nullptr) return Fail(access_.socket, "out of memory");
  // A large row is one packet; the server's own limit is what counts.
  unsigned long packet = 1UL << 30U;
  mysql_optionsv(mysql_, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
  mysql_optionsv(mysql_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  const unsigned seconds = 30;
  mysql_optionsv(mysql_, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
  const char* const database = database_.empty() ? nullptr : database_.c_str();
  if (mysql_real_connect(mysql_, nullptr, access_.user.c_str(), access_.password.c_str(), database, 0,
                         access_.socket.c_str(), 0) == nullptr) {
    return Fail(access_.socket, std::string("the server does not let us in: ") + mysql_error(mysql_) +
                                    "; see --socket, --user and MYSQL_PWD");
  }
  version_ = mysql_get_server_info(mysql_);
  return {};
}

std::optional<Refusal> SqlServer::Use(const std::string& database) {
  if (mysql_select_db(mysql_, database.c_str()) != 0) return Refusal{mysql_errno(mysql_), mysql_error(mysql_)};
  database_ = database;
  return std::nullopt;
}

std::optional<Refusal> SqlServer::Execute(std::string_view sql) {
  warnings_ = 0;
  if (mysql_real_query(mysql_, sql.data(), static_cast<unsigned long>(sql.size())) == 0) {
    MYSQL_RES* const result = mysql_store_result(mysql_);
    if (result != nullptr) mysql_free_result(result);
    warnings_ = mysql_warning_count(mysql_);
    return std::nullopt;
  }
  Refusal refusal{mysql_errno(mysql_), mysql_error(mysql_)};
  if (refusal.error == CR_SERVER_GONE_ERROR || refusal.error == CR_SERVER_LOST) {
    if (const auto opened = Open(); !opened) refusal.why += "; and then " + opened.error().what;
  }
  return refusal;
}

Result<SqlServer::Rows> SqlServer::Query(std::string_view sql) {
  if (mysql_real_query(mysql_, sql.data(), static_cast<unsigned long>(sql.size())) != 0) {
    return Fail(access_.socket, mysql_error(mysql_));
  }
  MYSQL_RES* const result = mysql_store_result(mysql_);
  if (result == nullptr) return Fail(access_.socket, mysql_error(mysql_));
  Rows rows;
  const unsigned columns = mysql_num_fields(result);
  while (MYSQL_ROW row = mysql_fetch_row(result)) {
    const unsigned long* const lengths = mysql_fetch_lengths(result);
    auto& values = rows.emplace_back();
    for (unsigned i = 0; i < columns; ++i) {
      values.push_back(row[i] == nullptr ? std::nullopt : std::optional<std::string>(std::string(row[i], lengths[i])));
    }
  }
  mysql_free_result(result);
  return rows;
}

}  // namespace innosalvage
