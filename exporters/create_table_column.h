// Writes one column's definition. Internal to create_table.h.
#pragma once

#include <string>
#include <string_view>

#include "parser/schema.h"

namespace innosalvage {

// "`name` type attributes", without comma or line end.
std::string ColumnSql(const Table& table, const Column& column);

// "VARCHAR(20)", "DECIMAL(10,2) UNSIGNED", "ENUM('a','b')" in lower case, without character set.
std::string ColumnTypeSql(const Column& column);

// " CHARACTER SET x COLLATE y". A collation of one vendor alone stands in that vendor's comment, so that the other one
// takes its own default.
std::string CharsetSql(const Collation& collation, std::string_view charset_words, std::string_view collate_words);

// `text` for one vendor alone, in its comment; bare where the text itself holds a sign of a comment.
std::string ForMySql(std::string_view version, std::string_view text);
std::string ForMariaDb(std::string_view version, std::string_view text);

}  // namespace innosalvage
