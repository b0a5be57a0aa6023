// Target: the server that SQL is written for, and what of a definition it does not have.
//
// Purpose   a table of one server loads into another: collations, types and attributes that the target lacks are
//           replaced by the nearest that it has, and each replacement is told.
// Shape     "mysql-5.7", "mysql-8", "mysql-8.4", "mysql-9", "mariadb-10.5", "mariadb-11.8": a vendor, and a version of
//           one or two parts. A series stands for its newest release.
// Fails     ParseTarget where the text is none of these. ForTarget never: what it does not know stays as it is.
// Source    sql/sql_yacc.yy and the reference manuals' release notes; the collations of each server as their own
//           information_schema.collations lists them (parser/charset_tables.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/schema.h"

namespace innosalvage {

struct Target {
  Vendor vendor = Vendor::kUnknown;
  std::uint32_t version = 0;  // 80499: the newest of 8.4
  std::string name;
};

std::optional<Target> ParseTarget(std::string_view text);

struct TargetedTable {
  Table table;
  std::vector<std::string> replaced;  // "column `u`: UUID becomes CHAR(36)", one sentence each
};

// Values keep their text: what the rows' SQL says fits the replaced types as well.
TargetedTable ForTarget(const Table& table, const Target& target);

}  // namespace innosalvage
