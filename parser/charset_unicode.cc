#include "parser/charset_unicode.h"

#include <simdjson.h>

#include <bit>
#include <optional>

#include "parser/eight_bytes.h"
#include "parser/utf8_sink.h"

namespace innosalvage {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

// The length of the prefix without bytes that `marks` finds: for eight bytes, it sets the high bit of each such byte.
template <class Marks>
std::size_t PrefixWithout(Bytes text, Marks marks) {
  std::size_t at = 0;
  for (; text.size() - at >= 8; at += 8) {
    const std::uint64_t found = marks(LittleEight(text, at));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (at < text.size() && marks(std::to_integer<std::uint64_t>(text[at])) == 0) ++at;
  return at;
}

// Bytes 0xf0 and above lead four-byte characters: their four high bits are all set.
std::uint64_t FourByteLeads(std::uint64_t eight) {
  return eight & (eight << 1U) & (eight << 2U) & (eight << 3U) & kHighBits;
}

// The size of the character at `at`, which is not ASCII; 0: none is there. Source: The Unicode Standard, table 3-7.
std::size_t SizeOfWideUtf8(Bytes text, std::size_t at) {
  // What is behind the end is no continuation.
  std::uint64_t word = 0;
  if (text.size() - at >= sizeof(word)) {
    word = LittleEight(text, at);
  } else {
    for (std::size_t i = at; i < text.size(); ++i) word |= std::to_integer<std::uint64_t>(text[i]) << (8 * (i - at));
  }
  const auto six = [&](unsigned byte) { return word >> (8 * byte) & 0x3fU; };
  if ((word & 0xc0e0U) == 0x80c0U) return (word & 0x1eU) != 0 ? 2 : 0;
  if ((word & 0xc0c0f0U) == 0x8080e0U) {
    const std::uint64_t c = (word & 0x0fU) << 12U | six(1) << 6U | six(2);
    return c >= 0x800 && (c < 0xd800 || c > 0xdfff) ? 3 : 0;
  }
  if ((word & 0xc0c0c0f8U) == 0x808080f0U) {
    const std::uint64_t c = (word & 0x07U) << 18U | six(1) << 12U | six(2) << 6U | six(3);
    return c >= 0x10000 && c <= 0x10ffff ? 4 : 0;
  }
  return 0;
}

bool IsShortUtf8(Bytes text) {
  for (std::size_t at = 0;;) {
    at += AsciiPrefix(text.subspan(at));
    if (at == text.size()) return true;
    const std::size_t size = SizeOfWideUtf8(text, at);
    if (size == 0) return false;
    at += size;
  }
}

bool IsUtf8(Bytes text) {
  // Most columns are short: there, the call into simdjson costs more than a loop.
  constexpr std::size_t kShort = 128;
  if (text.size() <= kShort) return IsShortUtf8(text);
  const std::string_view view = AsText(text.subspan(AsciiPrefix(text)));
  return view.empty() || simdjson::validate_utf8(view.data(), view.size());
}

bool IsUtf8mb3(Bytes text) {
  text = text.subspan(AsciiPrefix(text));
  return PrefixWithout(text, FourByteLeads) == text.size() && IsUtf8(text);
}

constexpr bool IsSurrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }

// Takes one character off the front of `text`, which is not empty.
using NextCharacter = std::optional<char32_t> (*)(Bytes& text);

std::optional<char32_t> NextUcs2(Bytes& text) {
  if (text.size() < 2) return std::nullopt;
  const auto c = static_cast<char32_t>(LoadBig(text.first(2)));
  text = text.subspan(2);
  if (IsSurrogate(c)) return std::nullopt;
  return c;
}

template <std::uint64_t (*LoadUnit)(Bytes)>
std::optional<char32_t> NextUtf16(Bytes& text) {
  if (text.size() < 2) return std::nullopt;
  const auto first = static_cast<char32_t>(LoadUnit(text.first(2)));
  text = text.subspan(2);
  if (!IsSurrogate(first)) return first;
  if (first >= 0xdc00 || text.size() < 2) return std::nullopt;
  const auto second = static_cast<char32_t>(LoadUnit(text.first(2)));
  text = text.subspan(2);
  if (second < 0xdc00 || second > 0xdfff) return std::nullopt;
  return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
}

std::optional<char32_t> NextUtf32(Bytes& text) {
  if (text.size() < 4) return std::nullopt;
  const auto c = static_cast<char32_t>(LoadBig(text.first(4)));
  text = text.subspan(4);
  if (c > 0x10ffff || IsSurrogate(c)) return std::nullopt;
  return c;
}

template <NextCharacter Next>
bool AppendAll(Bytes text, std::string& out) {
  Utf8Sink sink(out);
  while (!text.empty()) {
    const std::optional<char32_t> c = Next(text);
    if (!c) return sink.Discard();
    sink.Put(*c);
  }
  return sink.Finish();
}

template <NextCharacter Next>
bool AllWellFormed(Bytes text) {
  while (!text.empty()) {
    if (!Next(text)) return false;
  }
  return true;
}

}  // namespace

std::size_t AsciiPrefix(Bytes text) {
  return PrefixWithout(text, [](std::uint64_t eight) { return eight & kHighBits; });
}

bool AppendUnicode(CharsetEncoding encoding, Bytes text, std::string& out) {
  switch (encoding) {
    case CharsetEncoding::kUtf8mb3:
    case CharsetEncoding::kUtf8mb4:
      if (!IsWellFormedUnicode(encoding, text)) return false;
      out.append(AsText(text));
      return true;
    case CharsetEncoding::kUcs2: return AppendAll<NextUcs2>(text, out);
    case CharsetEncoding::kUtf16: return AppendAll<NextUtf16<LoadBig>>(text, out);
    case CharsetEncoding::kUtf16le: return AppendAll<NextUtf16<LoadLittle>>(text, out);
    case CharsetEncoding::kUtf32: return AppendAll<NextUtf32>(text, out);
    case CharsetEncoding::kBinary:
    case CharsetEncoding::kSingleByte:
    case CharsetEncoding::kMultiByte: break;
  }
  return false;
}

bool IsWellFormedUnicode(CharsetEncoding encoding, Bytes text) {
  switch (encoding) {
    case CharsetEncoding::kUtf8mb3: return IsUtf8mb3(text);
    case CharsetEncoding::kUtf8mb4: return IsUtf8(text);
    case CharsetEncoding::kUcs2: return text.size() % 2 == 0;
    case CharsetEncoding::kUtf16: return AllWellFormed<NextUtf16<LoadBig>>(text);
    case CharsetEncoding::kUtf16le: return AllWellFormed<NextUtf16<LoadLittle>>(text);
    case CharsetEncoding::kUtf32: return AllWellFormed<NextUtf32>(text);
    case CharsetEncoding::kBinary:
    case CharsetEncoding::kSingleByte:
    case CharsetEncoding::kMultiByte: break;
  }
  return false;
}

}  // namespace innosalvage
