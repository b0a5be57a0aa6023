// Client text: what the line readers of the mysql and mariadb clients make of a statement that a file gave.
//
// Purpose   between DELIMITER lines a client still has commands of its own: \! and \. outside of quotes, "delimiter x" in
//           the middle of a line, any named one where a statement has not begun. Text of a hostile file must reach the
//           server as one piece, or not at all.
// Rules     the text begins with CREATE, after spaces: from there on a client knows no command by its name. Outside of
//           quotes and comments stand no backslash, no control character but spaces, and nothing that some collation
//           takes for the word "delimiter" and a space. Quotes and comments end in the text; a comment from -- or # may
//           end with it. What clients of different versions read differently is refused: /*M!, a quote in /*+ */, a
//           comment in /*! */.
// Not       what the server makes of it: the text may hold a second statement behind a semicolon. For a client that was
//           called with --named-commands, or in a character set of which a byte may be a quote (gbk, sjis), nothing holds.
// Fails     never.
// Source    add_line, read_and_execute in client/mysql.cc (MySQL 5.7 to 9, MariaDB 10.5 to 11.8).
#pragma once

#include <cstdint>
#include <string_view>

namespace innosalvage {

// How the session that the text is for reads strings.
struct ClientSession {
  bool backslash_escapes = true;  // not NO_BACKSLASH_ESCAPES
  bool quotes_are_names = false;  // ANSI_QUOTES
};

// Of a list of names; of none that is known, what a server does without.
ClientSession SessionUnder(std::string_view sql_mode);

struct ClientReading {
  std::string_view unsafe;       // why the text must not be given to a client: "it …"; empty: it may
  bool ends_in_comment = false;  // from -- or #: what is to end the statement needs a line of its own
  bool several = false;          // a semicolon stands outside of quotes and comments
};

// The delimiter in force must not stand in it: that is for the caller to choose.
ClientReading ReadAsClient(std::string_view sql, ClientSession session);

}  // namespace innosalvage
