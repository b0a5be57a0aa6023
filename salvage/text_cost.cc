#include "salvage/text_cost.h"

#include <array>

namespace innosalvage {

namespace {

enum Kind : std::uint8_t { kLower, kUpper, kDigit, kSpace, kMark, kHigh, kBegin, kKinds };

// Bits of a kind (column) behind another one (row).
//                                                    lower upper digit space mark  high
constexpr std::array<std::array<double, 6>, kKinds> kAfter = {{
    /* lower */ {0.4, 6.5, 6.0, 2.8, 4.2, 6.0},
    /* upper */ {1.5, 1.2, 4.5, 3.5, 4.0, 5.5},
    /* digit */ {4.5, 4.5, 0.6, 3.2, 3.0, 8.0},
    /* space */ {1.2, 1.7, 2.8, 5.5, 3.8, 5.0},
    /* mark  */ {2.0, 2.6, 2.0, 2.4, 3.2, 6.0},
    /* high  */ {1.6, 4.5, 6.0, 3.0, 4.5, 1.4},
    /* begin */ {1.7, 1.6, 2.2, 8.0, 4.0, 4.0},
}};

//                                                a    b    c    d    e    f    g    h    i    j    k    l    m
constexpr std::array<double, 26> kLetters = {3.6, 5.8, 4.9, 4.6, 3.2, 5.6, 5.5, 4.6, 3.8, 8.0, 6.4, 4.5, 5.1,
                                             3.8, 3.8, 5.4, 9.0, 3.9, 3.9, 3.5, 5.0, 6.4, 5.8, 7.5, 6.0, 8.0};

struct Character {
  Kind kind = kMark;
  double bits = 0.0;
  std::size_t size = 1;
};

// A whole UTF-8 sequence, or a letter of some other character set.
Character HighCharacter(Bytes text, std::size_t i) {
  const unsigned c = std::to_integer<unsigned>(text[i]);
  if (c >= 0xc2 && c < 0xf5) {
    const std::size_t more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    std::size_t have = 0;
    while (have < more && i + 1 + have < text.size() &&
           (std::to_integer<unsigned>(text[i + 1 + have]) & 0xc0U) == 0x80U) {
      ++have;
    }
    const bool cut_off = i + 1 + have == text.size();
    if (have == more || cut_off) return {kHigh, 4.5 * static_cast<double>(1 + have), 1 + have};
  }
  return {kHigh, c >= 0xa0 ? 7.5 : 20.0, 1};
}

constexpr Character AsciiCharacter(unsigned c) {
  if (c >= 'a' && c <= 'z') return {kLower, kLetters[c - 'a'], 1};
  if (c >= 'A' && c <= 'Z') return {kUpper, kLetters[c - 'A'] + 0.3, 1};
  if (c >= '0' && c <= '9') return {kDigit, 3.3, 1};
  if (c == ' ') return {kSpace, 0.0, 1};
  constexpr std::string_view kUsual = ".,-_/:@'";
  if (c > 0x20 && c < 0x7f) return {kMark, kUsual.find(static_cast<char>(c)) != std::string_view::npos ? 3.0 : 5.5, 1};
  if (c == '\n' || c == '\r' || c == '\t') return {kSpace, 5.0, 1};
  return {kMark, 20.0, 1};
}

// Looked up some million times.
struct AsciiTable {
  std::array<Character, 128> characters{};
  std::array<bool, 256> vowels{};
};

constexpr AsciiTable kAscii = [] {
  AsciiTable table;
  for (unsigned c = 0; c < 128; ++c) table.characters[c] = AsciiCharacter(c);
  for (const char c : std::string_view("aeiouyAEIOUY")) table.vowels[static_cast<unsigned char>(c)] = true;
  return table;
}();

Character CharacterAt(Bytes text, std::size_t i) {
  const unsigned c = std::to_integer<unsigned>(text[i]);
  return c < 0x80 ? kAscii.characters[c] : HighCharacter(text, i);
}

// Vowels and consonants alternate, and words in capitals go on so: what a letter costs less behind those before it.
double LetterGain(Bytes text, std::size_t i, Kind before, Kind before_that) {
  double gain = before == kUpper && before_that == kUpper ? 0.8 : 0.0;
  const bool vowel_before = kAscii.vowels[std::to_integer<unsigned>(text[i - 1])];
  const bool vowel = kAscii.vowels[std::to_integer<unsigned>(text[i])];
  if (vowel_before) {
    gain += vowel ? -1.2 : 0.45;
  } else {
    gain += vowel ? 0.45 : -0.35;
  }
  return gain;
}

// Whether the characters before `i` repeat those `period` before them, and so foretell the one at `i`.
bool Repeats(Bytes text, std::size_t i, std::size_t period) {
  return i >= period + 1 && text[i - 1] == text[i - 1 - period] &&
         (period == 1 || (i >= period + 2 && text[i - 2] == text[i - 2 - period]));
}

}  // namespace

double TextBits(Bytes text, std::size_t from) {
  constexpr double kGoesOn = 0.6;  // "aaa", "----", "a1a1a1": likelier to go on than not
  constexpr double kEnds = 1.2;
  double bits = 0.0;
  Kind before = kBegin;
  Kind before_that = kBegin;
  for (std::size_t i = 0; i < text.size();) {
    const Character character = CharacterAt(text, i);
    double own = kAfter[before][character.kind] + character.bits;
    const bool letters = character.kind <= kUpper && before <= kUpper;
    if (letters) own -= LetterGain(text, i, before, character.kind == kUpper ? before_that : kBegin);
    for (const std::size_t period : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
      if (character.bits >= 20.0 || !Repeats(text, i, period)) continue;
      own = text[i] == text[i - period] ? kGoesOn : own + kEnds;
      break;
    }
    if (i >= from) bits += own;
    before_that = before;
    before = character.kind;
    i += character.size;
  }
  return bits;
}

}  // namespace innosalvage
