// File name encoding: how the servers spell database and table names as file names (their character set "filename").
//
// Shape     letters, digits and _ of ASCII stand for themselves. Any other character is @ and four hex digits of its
//           UTF-16 unit, but for some 1,500 letters that have a short form: @ and two characters c d from '0' on, whose
//           number (c - '0') * 80 + (d - '0') counts through the letters' alphabets. @@@ stands behind a name that is
//           one of Windows' devices (con, lpt1, ...), on every system, and for no character.
// Fails     never: what is no encoding stays as it is.
// Source    strings/ctype-utf8.c my_mb_wc_filename, sql/sql_table.cc tablename_to_filename (MySQL 5.7); the letters
//           from a server's answers, tests/servers/file_name_table.py.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace innosalvage {

struct FileNameLetter {
  std::uint16_t number = 0;
  std::uint16_t code_point = 0;
};
extern const std::array<FileNameLetter, 1510> kFileNameLetters;  // by number

// The name as UTF-8.
std::string DecodeFileName(std::string_view name);

}  // namespace innosalvage
