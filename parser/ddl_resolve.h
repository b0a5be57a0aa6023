// Draws the conclusions that a server draws from a definition: character sets, implied NOT NULL, types that become
// others, names of keys, hidden columns. Internal to the CREATE TABLE reader (ddl_parser.h).
//
// Purpose   what decides how rows are stored must come out as on the server that made the table.
// Fails     a sentence, where a definition contradicts itself. What had to be assumed goes to `remarks`.
// Source    sql/sql_table.cc mysql_prepare_create_table, prepare_blob_field, sort_keys, make_unique_key_name (MySQL
//           5.7, 8.0); sql/sql_table.cc, sql/handler.cc vers_* (MariaDB 10.11).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parser/ddl_draft.h"
#include "parser/ddl_element.h"

namespace innosalvage {

// The server that a definition is read for.
struct DdlPlatform {
  Vendor vendor = Vendor::kUnknown;
  std::uint32_t version = 0;  // 80018; 0: unknown
};

// The collation of a charset for which none is named; it changed over the versions. Never nullptr.
const Collation* DefaultCollation(const Charset& charset, const DdlPlatform& platform);

// What a server of this version gives a database without a character set; nullptr: version unknown.
const Charset* ServerDefaultCharset(const DdlPlatform& platform);

// The collation that `draft` means under the level above it.
tl::expected<const Collation*, std::string> ResolveCollation(const CharsetDraft& draft, const Collation& inherited,
                                                             const DdlPlatform& platform,
                                                             std::vector<std::string>& remarks);

// Adds `draft`'s column at its place, and what it says about keys. `replaces`: the column that MODIFY or CHANGE names.
tl::expected<void, std::string> AddColumn(TableDraft& table, ColumnDraft draft, const std::string* replaces,
                                          const DdlPlatform& platform, std::vector<std::string>& remarks);

void AddElements(TableDraft& table, TableElements elements, const DdlPlatform& platform);

// After each statement: primary key's NOT NULL, names and order of keys, indexes that foreign keys need.
void ConcludeStatement(TableDraft& table, const DdlPlatform& platform);

// Key parts become column numbers, hidden columns are added. Keys of unknown columns are left out, with a remark.
Table ConcludeTable(TableDraft draft, std::vector<std::string>& remarks);

std::vector<Column>::iterator FindColumn(Table& table, std::string_view name);

}  // namespace innosalvage
