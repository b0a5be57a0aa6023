#include "parser/charset.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

#include "parser/charset_multi_byte.h"
#include "parser/charset_single_byte.h"
#include "parser/charset_tables.h"
#include "parser/charset_unicode.h"
#include "parser/utf8_sink.h"

namespace innosalvage {
namespace {

constexpr char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `known` is lower case already.
bool SameName(std::string_view known, std::string_view name) {
  return std::ranges::equal(known, name, std::equal_to{}, std::identity{}, LowerAscii);
}

bool StartsWithName(std::string_view name, std::string_view known) {
  return name.size() >= known.size() && SameName(known, name.substr(0, known.size()));
}

CharsetCodec CodecOf(const Charset& charset) {
  // Nearly always one of the table's own; a copy is found by its name.
  const std::span<const Charset> all = Charsets();
  const Charset* const found = [&]() -> const Charset* {
    const bool ours = !std::less{}(&charset, &all.front()) && !std::less{}(&all.back(), &charset);
    return ours ? &charset : FindCharset(charset.name);
  }();
  return found == nullptr ? CharsetCodec{} : CharsetCodecs()[static_cast<std::size_t>(found - all.data())];
}

bool AppendSingleByte(const SingleByteMap& map, Bytes text, std::string& out) {
  Utf8Sink sink(out);
  if (map['@'] == u'@') {  // ASCII is itself in all of them but swe7, a national variant that begins to differ here
    const std::size_t ascii = AsciiPrefix(text);
    sink.PutUtf8(AsText(text.first(ascii)));
    text = text.subspan(ascii);
  }
  for (const std::byte b : text) {
    const char16_t c = map[std::to_integer<std::size_t>(b)];
    if (c == kUnmappedByte) return sink.Discard();
    sink.Put(c);
  }
  return sink.Finish();
}

}  // namespace

const Charset* FindCharset(std::string_view name) {
  if (SameName("utf8", name)) name = "utf8mb3";
  const auto all = Charsets();
  const auto found = std::ranges::find_if(all, [&](const Charset& c) { return SameName(c.name, name); });
  return found == all.end() ? nullptr : &*found;
}

const Collation* FindCollation(std::string_view name) {
  const auto all = Collations();
  // Names that MySQL and MariaDB number differently are in the table twice; MySQL's number is the smaller one.
  if (!StartsWithName(name, "utf8_")) {
    const auto found = std::ranges::find_if(all, [&](const Collation& c) { return SameName(c.name, name); });
    return found == all.end() ? nullptr : &*found;
  }
  constexpr std::string_view kMb3 = "utf8mb3";
  const std::string_view rest = name.substr(4);  // "_general_ci"
  const auto found = std::ranges::find_if(
      all, [&](const Collation& c) { return c.name.starts_with(kMb3) && SameName(c.name.substr(kMb3.size()), rest); });
  return found == all.end() ? nullptr : &*found;
}

const Collation* FindCollation(std::uint32_t id) {
  const auto all = Collations();
  const auto found = std::ranges::lower_bound(all, id, std::less{}, &Collation::id);
  return found == all.end() || found->id != id ? nullptr : &*found;
}

bool AppendUtf8(const Charset& charset, Bytes text, std::string& out) {
  const CharsetCodec codec = CodecOf(charset);
  switch (codec.encoding) {
    case CharsetEncoding::kBinary: return false;
    case CharsetEncoding::kSingleByte: return AppendSingleByte(SingleByteMaps()[codec.map], text, out);
    case CharsetEncoding::kMultiByte: return AppendMultiByte(static_cast<MultiByteCharset>(codec.map), text, out);
    case CharsetEncoding::kUtf8mb3:
    case CharsetEncoding::kUtf8mb4:
    case CharsetEncoding::kUcs2:
    case CharsetEncoding::kUtf16:
    case CharsetEncoding::kUtf16le:
    case CharsetEncoding::kUtf32: break;
  }
  return AppendUnicode(codec.encoding, text, out);
}

bool IsWellFormed(const Charset& charset, Bytes text) {
  const CharsetCodec codec = CodecOf(charset);
  switch (codec.encoding) {
    case CharsetEncoding::kBinary:
    case CharsetEncoding::kSingleByte: return true;
    case CharsetEncoding::kMultiByte: return IsWellFormedMultiByte(static_cast<MultiByteCharset>(codec.map), text);
    case CharsetEncoding::kUtf8mb3:
    case CharsetEncoding::kUtf8mb4:
    case CharsetEncoding::kUcs2:
    case CharsetEncoding::kUtf16:
    case CharsetEncoding::kUtf16le:
    case CharsetEncoding::kUtf32: break;
  }
  return IsWellFormedUnicode(codec.encoding, text);
}

std::string_view PadSpace(const Charset& charset) {
  using std::string_view_literals::operator""sv;
  switch (CodecOf(charset).encoding) {
    case CharsetEncoding::kBinary: return "\0"sv;  // pad_char of my_charset_bin, strings/ctype-bin.cc
    case CharsetEncoding::kUcs2:
    case CharsetEncoding::kUtf16: return "\0 "sv;
    case CharsetEncoding::kUtf16le: return " \0"sv;
    case CharsetEncoding::kUtf32: return "\0\0\0 "sv;
    case CharsetEncoding::kSingleByte:
    case CharsetEncoding::kMultiByte:
    case CharsetEncoding::kUtf8mb3:
    case CharsetEncoding::kUtf8mb4: break;
  }
  return " "sv;
}

}  // namespace innosalvage
