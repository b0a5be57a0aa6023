// The session that a dump sets up for itself: how its literals are to be read.
//
// Purpose   SET NAMES, SET character_set_client, SET sql_mode, SET time_zone and USE of a dump, followed statement by
//           statement.
// Fails     never: what is not understood changes nothing.
// Source    client/mysqldump.c(c) write_header and dump_table (MySQL 8.0, MariaDB 10.11); mydumper's set_session hash.
#pragma once

#include <string>
#include <string_view>

#include "parser/charset.h"

namespace innosalvage {

struct DumpSession {
  std::string db;  // of the last USE; empty: none yet
  // Of string literals. The binary character set: literals hold the bytes of the column's own.
  const Charset* charset = FindCharset("utf8mb4");
  bool backslash_escapes = true;  // no NO_BACKSLASH_ESCAPES
  bool ansi_quotes = false;       // "x" is a name
  bool utc = false;               // TIMESTAMPs are in UTC
  bool zone_set = false;          // the dump says so, or something else

  // `statement` without its delimiter; versioned comments around it are passed over.
  void Follow(std::string_view statement);

 private:
  const Charset* names_ = FindCharset("utf8mb4");  // what SET NAMES said
};

}  // namespace innosalvage
