#include "tools/terminal_stream.h"

#include <string_view>

#include "exporters/terminal_text.h"

namespace innosalvage {

TerminalStream::Buffer::~Buffer() { WriteLine(); }

TerminalStream::Buffer::int_type TerminalStream::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

std::streamsize TerminalStream::Buffer::xsputn(const char* text, std::streamsize size) {
  std::string_view rest(text, static_cast<std::size_t>(size));
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    line_ += rest.substr(0, end);
    WriteLine();
    to_ << '\n';
    rest.remove_prefix(end + 1);
  }
  line_ += rest;
  return to_ ? size : 0;
}

void TerminalStream::Buffer::WriteLine() {
  to_ << TerminalText(line_, Backslashes::kKept);
  line_.clear();
}

}  // namespace innosalvage
