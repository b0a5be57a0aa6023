#include "parser/charset_multi_byte.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "parser/charset_multi_byte_maps.h"
#include "parser/charset_unicode.h"
#include "parser/utf8_sink.h"

namespace innosalvage {
namespace {

constexpr std::size_t kCharsets = 9;
constexpr std::size_t kCodes = 0x10000;

constexpr bool In(unsigned byte, unsigned first, unsigned last) { return byte >= first && byte <= last; }

constexpr bool IsEucTrail(unsigned byte) { return In(byte, 0xa1, 0xfe); }
constexpr bool IsGbkTrail(unsigned byte) { return In(byte, 0x40, 0x7e) || In(byte, 0x80, 0xfe); }
constexpr bool IsSjisTrail(unsigned byte) { return In(byte, 0x40, 0x7e) || In(byte, 0x80, 0xfc); }

std::size_t BytesOfBig5(Bytes text) {
  const unsigned lead = ByteAt(text, 0);
  const unsigned trail = ByteAt(text, 1);
  return In(lead, 0xa1, 0xf9) && (In(trail, 0x40, 0x7e) || In(trail, 0xa1, 0xfe)) ? 2 : 0;
}

std::size_t BytesOfGbk(Bytes text) { return In(ByteAt(text, 0), 0x81, 0xfe) && IsGbkTrail(ByteAt(text, 1)) ? 2 : 0; }

std::size_t BytesOfGb2312(Bytes text) { return In(ByteAt(text, 0), 0xa1, 0xf7) && IsEucTrail(ByteAt(text, 1)) ? 2 : 0; }

std::size_t BytesOfGb18030(Bytes text) {
  if (BytesOfGbk(text) == 2) return 2;
  return In(ByteAt(text, 0), 0x81, 0xfe) && In(ByteAt(text, 1), '0', '9') && In(ByteAt(text, 2), 0x81, 0xfe) &&
                 In(ByteAt(text, 3), '0', '9')
             ? 4
             : 0;
}

std::size_t BytesOfSjis(Bytes text) {  // cp932 as well
  const unsigned lead = ByteAt(text, 0);
  if (In(lead, 0xa1, 0xdf)) return 1;  // half-width katakana
  return (In(lead, 0x81, 0x9f) || In(lead, 0xe0, 0xfc)) && IsSjisTrail(ByteAt(text, 1)) ? 2 : 0;
}

std::size_t BytesOfUjis(Bytes text) {  // eucjpms as well
  const unsigned lead = ByteAt(text, 0);
  if (lead == 0x8e) return In(ByteAt(text, 1), 0xa1, 0xdf) ? 2 : 0;
  if (lead == 0x8f) return IsEucTrail(ByteAt(text, 1)) && IsEucTrail(ByteAt(text, 2)) ? 3 : 0;
  return IsEucTrail(lead) && IsEucTrail(ByteAt(text, 1)) ? 2 : 0;
}

std::size_t BytesOfEuckr(Bytes text) {
  const unsigned trail = ByteAt(text, 1);
  return In(ByteAt(text, 0), 0x81, 0xfe) && (In(trail, 'A', 'Z') || In(trail, 'a', 'z') || In(trail, 0x81, 0xfe)) ? 2
                                                                                                                  : 0;
}

// The length of the character at the front of `text`, which is not ASCII; 0 where none is well-formed. ByteAt reads 0
// past the end, which is no trail anywhere, so a cut-off character is not well-formed.
std::size_t BytesOfCharacter(MultiByteCharset charset, Bytes text) {
  switch (charset) {
    case MultiByteCharset::kBig5: return BytesOfBig5(text);
    case MultiByteCharset::kGbk: return BytesOfGbk(text);
    case MultiByteCharset::kGb2312: return BytesOfGb2312(text);
    case MultiByteCharset::kGb18030: return BytesOfGb18030(text);
    case MultiByteCharset::kCp932:
    case MultiByteCharset::kSjis: return BytesOfSjis(text);
    case MultiByteCharset::kUjis:
    case MultiByteCharset::kEucjpms: return BytesOfUjis(text);
    case MultiByteCharset::kEuckr: return BytesOfEuckr(text);
  }
  return 0;
}

const MultiByteMap& MapOf(MultiByteCharset charset) {
  switch (charset) {
    case MultiByteCharset::kBig5: return Big5Map();
    case MultiByteCharset::kGbk: return GbkMap();
    case MultiByteCharset::kGb2312: return Gb2312Map();
    case MultiByteCharset::kGb18030: return Gb18030Map();
    case MultiByteCharset::kCp932: return Cp932Map();
    case MultiByteCharset::kSjis: return SjisMap();
    case MultiByteCharset::kUjis: return UjisMap();
    case MultiByteCharset::kEucjpms: return EucjpmsMap();
    case MultiByteCharset::kEuckr: break;
  }
  return EuckrMap();
}

struct CodeTable {
  std::vector<char16_t> units;  // by code, see MultiByteMap; kUnmappedCode where there is none
  bool ascii_is_itself = true;  // not in sjis: 0x5c becomes U+005C, which becomes 0x815f
};

void Expand(const MultiByteMap& map, std::vector<char16_t>& units) {
  if (map.base != nullptr) Expand(*map.base, units);  // one level: no base has a base
  std::size_t read = 0;
  for (const CodeRun& run : map.runs) {
    for (std::size_t i = 0; i < run.count; ++i) {
      const std::size_t step = run.first == kUnmappedCode ? 0 : i;
      units[run.code + i] = run.first == 0 ? map.text[read++] : static_cast<char16_t>(run.first + step);
    }
  }
}

CodeTable MakeTable(const MultiByteMap& map) {
  CodeTable table = {std::vector<char16_t>(kCodes, kUnmappedCode), true};
  for (char16_t c = 0; c < 0x80; ++c) table.units[c] = c;
  Expand(map, table.units);
  for (char16_t c = 0; c < 0x80; ++c) table.ascii_is_itself = table.ascii_is_itself && table.units[c] == c;
  return table;
}

const CodeTable& TableOf(MultiByteCharset charset) {
  static const std::array<CodeTable, kCharsets> kTables = [] {
    std::array<CodeTable, kCharsets> tables;
    for (std::size_t i = 0; i < kCharsets; ++i) tables[i] = MakeTable(MapOf(static_cast<MultiByteCharset>(i)));
    return tables;
  }();
  return kTables[static_cast<std::size_t>(charset)];
}

constexpr char32_t kNoCharacter = 0xffffffff;

char32_t FourByteCharacter(Bytes four) {
  const std::uint32_t number =
      (((ByteAt(four, 0) - 0x81) * 10 + (ByteAt(four, 1) - 0x30)) * 126 + (ByteAt(four, 2) - 0x81)) * 10 +
      (ByteAt(four, 3) - 0x30);
  const std::span<const FourByteRun> runs = Gb18030FourByteRuns();
  const auto after = std::ranges::upper_bound(runs, number, std::less{}, &FourByteRun::number);
  if (after == runs.begin()) return kNoCharacter;
  const FourByteRun& run = *std::prev(after);
  return number - run.number < run.count ? run.first + (number - run.number) : kNoCharacter;
}

// The character that one well-formed sequence means.
char32_t CharacterOf(const CodeTable& table, Bytes sequence) {
  if (sequence.size() == 4) return FourByteCharacter(sequence);
  const std::uint64_t code = LoadBig(sequence);
  const char16_t unit = table.units[sequence.size() == 3 ? (code & 0xff7fU) : code];
  return unit == kUnmappedCode ? kNoCharacter : unit;
}

}  // namespace

bool AppendMultiByte(MultiByteCharset charset, Bytes text, std::string& out) {
  const CodeTable& table = TableOf(charset);
  Utf8Sink sink(out);
  if (table.ascii_is_itself) {
    const std::size_t ascii = AsciiPrefix(text);
    sink.PutUtf8(AsText(text.first(ascii)));
    text = text.subspan(ascii);
  }
  while (!text.empty()) {
    const bool ascii = ByteAt(text, 0) < 0x80;
    const std::size_t length = ascii ? 1 : BytesOfCharacter(charset, text);
    if (length == 0) return sink.Discard();
    const char32_t c = CharacterOf(table, text.first(length));
    if (c == kNoCharacter) return sink.Discard();
    sink.Put(c);
    text = text.subspan(length);
  }
  return sink.Finish();
}

bool IsWellFormedMultiByte(MultiByteCharset charset, Bytes text) {
  text = text.subspan(AsciiPrefix(text));
  while (!text.empty()) {
    const std::size_t length = ByteAt(text, 0) < 0x80 ? 1 : BytesOfCharacter(charset, text);
    if (length == 0) return false;
    text = text.subspan(length);
  }
  return true;
}

}  // namespace innosalvage
