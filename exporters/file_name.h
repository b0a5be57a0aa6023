// File names made of database and table names, which may hold any bytes.
//
// Shape     letters, digits, '_' and '-' of ASCII (a leading '-' excepted) and printable UTF-8 characters stay; every
//           other byte is %XX, upper case. So no part holds '/', '.', a space, a control byte or a quote, and two
//           different names never meet in one file name. An empty name is a lone "%".
// Units     at most kMaxFilePart bytes a part; a longer one is cut at a character and ends in "~" and 16 hex digits of
//           the whole name's SHA-256. ('~' itself is always %7E.)
// Fails     never.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace innosalvage {

inline constexpr std::size_t kMaxFilePart = 200;

std::string SafeFileName(std::string_view name);

// "DB.TABLE", both parts safe and at most kMaxFilePart bytes together, so that extensions and a temporary suffix fit
// into the 255 bytes of NAME_MAX; "TABLE" where the database is not known.
std::string SafeTableFileName(std::string_view db, std::string_view table);

}  // namespace innosalvage
