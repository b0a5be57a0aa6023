// UTF-8 as names and comments need it: is this byte the start of a well-formed character, and which one?
//
// Purpose   names come from files that may be hurt; what is printed as UTF-8 must be UTF-8. (Values go through
//           parser/charset.h instead.)
// Fails     size 0: no well-formed character starts here (overlong forms, surrogates and values above U+10FFFF
//           included, as in RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace innosalvage {

struct Utf8Char {
  char32_t code = 0;
  std::size_t size = 0;  // bytes; 0: ill-formed
};

Utf8Char FirstUtf8Char(std::string_view text);

// A character that prints as itself in a name: not a control, not a format or direction mark, not a private or
// unassigned plane's noncharacter. ASCII is judged by the callers.
bool IsPrintableAbove7f(char32_t code);

// Appends `text` for a line of a report or a comment: printable characters as they are, but for quotes, ';' and '\';
// these and all other bytes as \xNN. The result never holds a line end and never ends a comment.
void AppendOneLine(std::string_view text, std::string& out);

}  // namespace innosalvage
