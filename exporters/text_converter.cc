#include "exporters/text_converter.h"

#include <algorithm>

#include "exporters/number_text.h"

namespace innosalvage {

namespace {

bool IsAscii(std::string_view text) {
  unsigned seen = 0;
  for (const char c : text) seen |= static_cast<unsigned char>(c);  // no early exit: the compiler makes it SIMD
  return seen < 0x80;
}

// Whether each ASCII byte alone is that ASCII character. (swe7 and the 2 and 4 byte sets are not so. No multi-byte
// character of any set starts below 0x80, hence runs of such bytes are themselves too.)
bool AsciiIsItself(const Charset& charset) {
  if (charset.mbminlen != 1) return false;
  std::string converted;
  for (unsigned i = 0; i < 0x80; ++i) {
    const std::string one(1, static_cast<char>(i));
    converted.clear();
    if (!AppendUtf8(charset, AsBytes(one), converted) || converted != one) return false;
  }
  return true;
}

}  // namespace

TextConverter::TextConverter(const Table& table) : utf8_(FindCharset("utf8mb4")) {
  std::vector<const Charset*> candidates = {utf8_};
  for (const Column& column : table.columns) {
    if (column.collation != nullptr) candidates.push_back(column.collation->charset);
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  for (const Charset* charset : candidates) {
    if (charset != nullptr && AsciiIsItself(*charset)) keeping_ascii_.push_back(charset);
  }
}

bool TextConverter::KeepsAscii(const Charset* charset) const {
  return std::find(keeping_ascii_.begin(), keeping_ascii_.end(), charset == nullptr ? utf8_ : charset) !=
         keeping_ascii_.end();
}

bool TextConverter::IsPlainAscii(const Value& value) const { return KeepsAscii(value.charset) && IsAscii(value.text); }

bool TextConverter::AppendUtf8(const Value& value, std::string& out) const {
  const Charset* charset = value.charset == nullptr ? utf8_ : value.charset;
  return charset != nullptr && innosalvage::AppendUtf8(*charset, AsBytes(value.text), out);
}

void AppendCharsetHex(const Value& value, std::string& out) {
  out += '_';
  out += value.charset == nullptr ? std::string_view("utf8mb4") : value.charset->name;
  out += " 0x";
  AppendHex(value.text, out);
}

}  // namespace innosalvage
