#include "exporters/json_text.h"

#include "exporters/escape.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

constexpr char kByNumber = 'u';  // \u00XX

constexpr EscapeTable MakeJsonEscapes() {
  EscapeTable table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = kByNumber;
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}
constexpr EscapeTable kJsonEscapes = MakeJsonEscapes();
constexpr std::string_view kHexDigits = "0123456789abcdef";

void AppendEscapedJson(std::string_view utf8, std::string& out) {
  for (;;) {
    const std::size_t plain = PlainPrefix(kJsonEscapes, utf8);
    out += utf8.substr(0, plain);
    if (plain == utf8.size()) return;
    const char c = utf8[plain];
    out += '\\';
    out += EscapeOf(kJsonEscapes, c);
    if (EscapeOf(kJsonEscapes, c) == kByNumber) {
      out += "00";
      out += kHexDigits[static_cast<unsigned char>(c) >> 4U];
      out += kHexDigits[static_cast<unsigned char>(c) & 15U];
    }
    utf8.remove_prefix(plain + 1);
  }
}

}  // namespace

void AppendUtf8AsJsonString(std::string_view utf8, std::string& out) {
  out += '"';
  AppendEscapedJson(utf8, out);
  out += '"';
}

void AppendJsonString(std::string_view text, std::string& out) {
  std::string utf8;
  while (!text.empty()) {
    const std::size_t size = FirstUtf8Char(text).size;
    utf8 += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  AppendUtf8AsJsonString(utf8, out);
}

void JsonQuoteTail(std::size_t start, std::string& out) {
  const std::string_view tail = std::string_view(out).substr(start);
  if (PlainPrefix(kJsonEscapes, tail) == tail.size()) {
    out.insert(start, 1, '"');
    out += '"';
    return;
  }
  const std::string copy(tail);
  out.resize(start);
  AppendUtf8AsJsonString(copy, out);
}

}  // namespace innosalvage
