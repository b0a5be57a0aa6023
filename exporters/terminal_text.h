// Terminal text: text of unknown origin made fit for a terminal, and laid out in columns.
//
// Purpose   names in data files may hold anything: an escape sequence must not reach the reader's terminal, a direction
//           mark must not make a line read as another, a line feed must not forge a line of the report.
// Units     columns: two for East Asian wide characters, none for combining marks, one for all others.
// Fails     never: bytes that are not UTF-8 are shown as \xNN.
// Source    widths: Unicode Standard Annex #11; character classes from ICU.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace innosalvage {

// kKept: for text that is to be read as it is, SQL, or that has names escaped already.
enum class Backslashes : std::uint8_t { kDoubled, kKept };

// Printable characters stay. Controls below 0x100 and bytes that are not UTF-8 become \xNN; a backslash becomes \\, so
// that no name can pretend to be escaped; format, private and unassigned characters, other line ends and spaces that
// are not U+0020 become \u{NNNN}.
std::string TerminalText(std::string_view text, Backslashes backslashes = Backslashes::kDoubled);

// Columns that the result of TerminalText takes.
std::size_t Columns(std::string_view shown);

// At most `columns` of them, the middle cut out for "...". `shown` is a result of TerminalText.
std::string ShortenToColumns(std::string_view shown, std::size_t columns);

// Appends `shown` as lines of at most `width` columns, broken at spaces or, in longer words, anywhere. The first line
// starts with `head`, the others with as many spaces as `head` has columns. Each ends with a line feed.
void AppendWrapped(std::string_view head, std::string_view shown, std::size_t width, std::string& out);

// Left or right in a field; longer text is kept.
std::string PadRight(std::string_view shown, std::size_t columns);
std::string PadLeft(std::string_view shown, std::size_t columns);

}  // namespace innosalvage
