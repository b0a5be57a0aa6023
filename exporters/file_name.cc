#include "exporters/file_name.h"

#include <utility>

#include "exporters/utf8.h"
#include "salvage/sha256.h"

namespace innosalvage {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";
constexpr std::size_t kHashDigits = 16;

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// The name without its limit, and where it may be cut: at most `limit` bytes of whole characters.
struct Escaped {
  std::string text;
  std::size_t cut = 0;
};

Escaped Escape(std::string_view name, std::size_t limit) {
  Escaped escaped;
  std::string& out = escaped.text;
  if (name.empty()) out = "%";
  while (!name.empty()) {
    std::size_t size = 1;
    const bool leading_dash = out.empty() && name.front() == '-';  // would read as an option
    if (IsPlain(name.front()) && !leading_dash) {
      out += name.front();
    } else if (const Utf8Char first = FirstUtf8Char(name); first.size > 1 && IsPrintableAbove7f(first.code)) {
      size = first.size;
      out += name.substr(0, size);
    } else {
      const unsigned byte = static_cast<unsigned char>(name.front());
      out += '%';
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 15U];
    }
    name.remove_prefix(size);
    if (out.size() <= limit) escaped.cut = out.size();
  }
  return escaped;
}

std::string Cut(Escaped escaped, std::string_view hashed) {
  escaped.text.resize(escaped.cut);
  escaped.text += '~';
  Sha256 hash;
  hash.Update(AsBytes(hashed));
  escaped.text += hash.Finish().substr(0, kHashDigits);
  return std::move(escaped.text);
}

}  // namespace

std::string SafeFileName(std::string_view name) {
  Escaped escaped = Escape(name, kMaxFilePart - kHashDigits - 1);
  if (escaped.text.size() <= kMaxFilePart) return std::move(escaped.text);
  return Cut(std::move(escaped), name);
}

std::string SafeTableFileName(std::string_view db, std::string_view table) {
  if (db.empty()) return SafeFileName(table);
  constexpr std::size_t kHalf = (kMaxFilePart - 1) / 2;
  Escaped db_part = Escape(db, kHalf - kHashDigits - 1);
  Escaped table_part = Escape(table, kHalf - kHashDigits - 1);
  if (db_part.text.size() + 1 + table_part.text.size() <= kMaxFilePart) return db_part.text + '.' + table_part.text;
  const auto half = [](Escaped part, std::string_view name) {
    return part.text.size() <= kHalf ? std::move(part.text) : Cut(std::move(part), name);
  };
  return half(std::move(db_part), db) + '.' + half(std::move(table_part), table);
}

}  // namespace innosalvage
