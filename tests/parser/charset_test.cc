#include "parser/charset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "parser/charset_tables.h"

namespace innosalvage {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

// What AppendUtf8 makes of the bytes, or "not exact"; the string that was there before must stay in either case.
std::string Converted(std::string_view charset, std::string_view text) {
  const Charset* const found = FindCharset(charset);
  if (found == nullptr) return "unknown charset";
  std::string out = "before|";
  const bool exact = AppendUtf8(*found, AsBytes(text), out);
  if (!exact) return out == "before|" ? "not exact" : "not exact, yet appended";
  return out.starts_with("before|") ? out.substr(7) : "lost what was there before";
}

bool WellFormed(std::string_view charset, std::string_view text) {
  return IsWellFormed(*FindCharset(charset), AsBytes(text));
}

// Every fact below was read off MySQL 9.7 and MariaDB 10.5, 10.11 and 11.8 (gb18030: MySQL alone), with statements like
// SELECT HEX(CONVERT(_latin1 0x80 USING utf8mb4)) and the way back.

TEST(Charset, EveryCharsetOfTheServersIsKnownByName) {
  constexpr std::array kAll = {"big5",  "dec8",     "cp850",   "hp8",     "koi8r",   "latin1",  "latin2",
                               "swe7",  "ascii",    "ujis",    "sjis",    "hebrew",  "tis620",  "euckr",
                               "koi8u", "gb2312",   "greek",   "cp1250",  "gbk",     "latin5",  "utf8",
                               "ucs2",  "armscii8", "utf8mb3", "cp866",   "keybcs2", "macce",   "macroman",
                               "cp852", "latin7",   "cp1251",  "utf16",   "utf16le", "cp1256",  "cp1257",
                               "utf32", "binary",   "cp932",   "utf8mb4", "eucjpms", "gb18030", "geostd8"};
  std::set<const Charset*> found;
  for (const std::string_view name : kAll) {
    SCOPED_TRACE(name);
    ASSERT_NE(FindCharset(name), nullptr);
    found.insert(FindCharset(name));
  }
  EXPECT_EQ(found.size(), 41U);
  EXPECT_EQ(Charsets().size(), 41U);
}

TEST(Charset, NamesIgnoreCaseAndUtf8IsUtf8mb3) {
  EXPECT_EQ(FindCharset("LATIN1"), FindCharset("latin1"));
  EXPECT_EQ(FindCharset("utf8")->name, "utf8mb3");
  EXPECT_EQ(FindCharset("UTF8"), FindCharset("utf8mb3"));
  EXPECT_EQ(FindCharset(""), nullptr);
  EXPECT_EQ(FindCharset("latin"), nullptr);
  EXPECT_EQ(FindCharset("latin10"), nullptr);
}

TEST(Charset, WidthsAreThoseOfTheServers) {
  struct Widths {
    std::string_view name;
    int min, max;
  };
  for (const auto& [name, min, max] :
       {Widths{"latin1", 1, 1}, Widths{"binary", 1, 1}, Widths{"utf8mb3", 1, 3}, Widths{"utf8mb4", 1, 4},
        Widths{"ucs2", 2, 2}, Widths{"utf16", 2, 4}, Widths{"utf16le", 2, 4}, Widths{"utf32", 4, 4},
        Widths{"gbk", 1, 2}, Widths{"gb18030", 1, 4}, Widths{"sjis", 1, 2}, Widths{"ujis", 1, 3},
        Widths{"eucjpms", 1, 3}, Widths{"euckr", 1, 2}, Widths{"big5", 1, 2}}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(FindCharset(name)->mbminlen, min);
    EXPECT_EQ(FindCharset(name)->mbmaxlen, max);
  }
}

TEST(Charset, DefaultCollationsAreCollationsOfTheCharset) {
  for (const Charset& charset : Charsets()) {
    SCOPED_TRACE(charset.name);
    const Collation* const collation = FindCollation(charset.default_collation);
    ASSERT_NE(collation, nullptr);
    EXPECT_EQ(collation->charset, &charset);
  }
  EXPECT_EQ(FindCharset("latin1")->default_collation, "latin1_swedish_ci");
}

TEST(Collation, IdsAreThoseOfTheServers) {
  struct Row {
    std::uint32_t id;
    std::string_view name, charset;
  };
  for (const auto& [id, name, charset] : {
           Row{1, "big5_chinese_ci", "big5"}, Row{8, "latin1_swedish_ci", "latin1"},
           Row{33, "utf8mb3_general_ci", "utf8mb3"}, Row{45, "utf8mb4_general_ci", "utf8mb4"},
           Row{46, "utf8mb4_bin", "utf8mb4"}, Row{63, "binary", "binary"}, Row{83, "utf8mb3_bin", "utf8mb3"},
           Row{224, "utf8mb4_unicode_ci", "utf8mb4"}, Row{248, "gb18030_chinese_ci", "gb18030"},
           Row{255, "utf8mb4_0900_ai_ci", "utf8mb4"},         // MySQL 8.0 on
           Row{309, "utf8mb4_0900_bin", "utf8mb4"},           // MySQL 8.0 on
           Row{608, "utf8mb4_croatian_ci", "utf8mb4"},        // MariaDB
           Row{1069, "utf8mb4_general_nopad_ci", "utf8mb4"},  // MariaDB
           Row{2048, "utf8mb3_uca1400_ai_ci", "utf8mb3"},     // MariaDB 10.10 on
           Row{2304, "utf8mb4_uca1400_ai_ci", "utf8mb4"},     // MariaDB 10.10 on
           Row{2560, "ucs2_uca1400_ai_ci", "ucs2"},           // MariaDB 10.10 on
       }) {
    SCOPED_TRACE(name);
    const Collation* const collation = FindCollation(id);
    ASSERT_NE(collation, nullptr);
    EXPECT_EQ(collation->name, name);
    EXPECT_EQ(collation->charset, FindCharset(charset));
  }
}

TEST(Collation, UnknownIdsAndNamesAreNull) {
  for (const std::uint32_t id : {0U, 17U, 100U, 400U, 65535U, 65536U + 8U, 0xffffffffU}) {
    EXPECT_EQ(FindCollation(id), nullptr) << id;
  }
  for (const std::string_view name : {"", "latin1", "utf8_", "latin1_swedish_c", "latin1_swedish_ci "}) {
    EXPECT_EQ(FindCollation(name), nullptr) << name;
  }
}

TEST(Collation, NamesIgnoreCaseAndTheOldPrefixUtf8IsUtf8mb3) {
  EXPECT_EQ(FindCollation("Latin1_Swedish_CI")->id, 8);
  EXPECT_EQ(FindCollation("utf8_general_ci")->id, 33);
  EXPECT_EQ(FindCollation("UTF8_bin")->name, "utf8mb3_bin");
  EXPECT_EQ(FindCollation("utf8mb4_uca1400_as_cs")->id, 2307);
}

TEST(Collation, OfANameWithTwoIdsMySqlsIsFound) {
  EXPECT_EQ(FindCollation("utf8mb3_croatian_ci")->id, 213);  // MariaDB: 576
  EXPECT_EQ(FindCollation(213)->name, "utf8mb3_croatian_ci");
  EXPECT_EQ(FindCollation(576)->name, "utf8mb3_croatian_ci");
}

TEST(Collation, EveryOneIsFoundByItsIdAndItsName) {
  for (const Collation& collation : Collations()) {
    SCOPED_TRACE(collation.name);
    EXPECT_EQ(FindCollation(collation.id), &collation);
    ASSERT_NE(FindCollation(collation.name), nullptr);
    EXPECT_EQ(FindCollation(collation.name)->charset, collation.charset);
  }
}

TEST(AppendUtf8, Latin1IsWindows1252WithTheFiveHolesAsC1Controls) {
  EXPECT_EQ(Converted("latin1", "caf\xe9"), "café");
  EXPECT_EQ(Converted("latin1", "\x80"), "\u20ac");
  EXPECT_EQ(Converted("latin1", "\x81\x8d\x8f\x90\x9d"), "\xc2\x81\xc2\x8d\xc2\x8f\xc2\x90\xc2\x9d");
  EXPECT_EQ(Converted("latin1", "\x00\x7f\xff"sv), "\0\x7fÿ"s);
}

TEST(AppendUtf8, AsciiHasNoUpperHalf) {
  EXPECT_EQ(Converted("ascii", "plain ~ \\ text"), "plain ~ \\ text");
  EXPECT_EQ(Converted("ascii", "plain\x80"), "not exact");
}

TEST(AppendUtf8, SingleByteCharsetsFollowTheServersMaps) {
  EXPECT_EQ(Converted("cp1251", "\xcf\xf0\xe8\xe2\xe5\xf2"), "Привет");
  EXPECT_EQ(Converted("koi8r", "\xf0\xd2\xc9\xd7\xc5\xd4"), "Привет");
  EXPECT_EQ(Converted("cp866", "\x8f\xe0\xa8\xa2\xa5\xe2"), "Привет");
  EXPECT_EQ(Converted("latin2", "\xb3\xf3\xbc"), "łóź");
  EXPECT_EQ(Converted("greek", "\xe1\xe2\xe3"), "αβγ");
  EXPECT_EQ(Converted("hebrew", "\xe0\xe1"), "אב");
  EXPECT_EQ(Converted("tis620", "\xa1\xa2"), "กข");
  EXPECT_EQ(Converted("macroman", "\x8e"), "é");
}

TEST(AppendUtf8, Swe7HasLettersWhereAsciiHasBrackets) {
  EXPECT_EQ(Converted("swe7", "[\\]{|}"), "ÄÖÅäöå");
  EXPECT_EQ(Converted("swe7", "@"), "É");
  EXPECT_EQ(Converted("swe7", "plain"), "plain");
  EXPECT_EQ(Converted("swe7", "\x80"), "not exact");
}

TEST(AppendUtf8, AsciiIsItselfInEveryCharsetButTwo) {
  for (const Charset& charset : Charsets()) {
    if (charset.name == "binary" || charset.mbminlen > 1) continue;
    for (char c = 0; c < 0x7f; ++c) {
      const bool differs = (charset.name == "swe7" && "@[\\]^`{|}~"sv.find(c) != std::string_view::npos) ||
                           (charset.name == "sjis" && c == '\\');
      // Alone and after another character: the bulk path and the one by one must agree.
      EXPECT_EQ(Converted(charset.name, std::string(1, c)) == std::string(1, c), !differs) << charset.name << int{c};
      EXPECT_EQ(Converted(charset.name, "a"s + c) == "a"s + c, !differs) << charset.name << int{c};
    }
  }
}

TEST(AppendUtf8, TheBackslashOfSjisDoesNotComeBack) {
  EXPECT_EQ(Converted("sjis", "a\\b"), "not exact");  // 0x5c -> U+005C -> 0x815f
  EXPECT_EQ(Converted("sjis", "a\x81_b"), "a\\b");    // 0x815f -> U+005C -> 0x815f
  EXPECT_EQ(Converted("cp932", "a\\b"), "a\\b");
  EXPECT_EQ(Converted("cp932", "\x81\x5f"), "＼");
}

TEST(AppendUtf8, MultiByteCharsetsFollowTheServersMaps) {
  EXPECT_EQ(Converted("sjis", "\x93\xfa\x96\x7b\xb1"), "日本ｱ");
  EXPECT_EQ(Converted("cp932", "\x93\xfa\x96\x7b\x87\x40"), "日本①");
  EXPECT_EQ(Converted("ujis", "a\xc6\xfc\xcb\xdc\x8e\xb1\x8f\xb0\xa1"), "a日本ｱ丂");
  EXPECT_EQ(Converted("eucjpms", "a\xc6\xfc\xcb\xdc\x8e\xb1\x8f\xb0\xa1"), "a日本ｱ丂");
  EXPECT_EQ(Converted("gb2312", "\xd6\xd0\xce\xc4"), "中文");
  EXPECT_EQ(Converted("gbk", "\xd6\xd0\xce\xc4\x81\x40"), "中文丂");
  EXPECT_EQ(Converted("big5", "\xa4\xa4\xa4\xe5"), "中文");
  EXPECT_EQ(Converted("euckr", "\xc7\xd1\xb1\xdb\x81\x41"), "한글갂");
}

TEST(AppendUtf8, OneOfTwoCodesForACharacterIsNotExact) {
  EXPECT_EQ(Converted("cp932", "\x81\xca"), "￢");         // the one that MySQL and MariaDB write
  EXPECT_EQ(Converted("cp932", "\xee\xf9"), "not exact");  // NEC's second code for the same
  EXPECT_EQ(Converted("cp932", "\xfa\x54"), "not exact");  // IBM's third
}

TEST(AppendUtf8, Gb18030CoversAllOfUnicode) {
  EXPECT_EQ(Converted("gb18030", "\xd6\xd0\xce\xc4"), "中文");
  EXPECT_EQ(Converted("gb18030", "\x81\x30\x81\x30"), "\xc2\x80");
  EXPECT_EQ(Converted("gb18030", "\x84\x31\xa4\x39"), "\uffff");
  EXPECT_EQ(Converted("gb18030", "\x90\x30\x81\x30"), "\U00010000");
  EXPECT_EQ(Converted("gb18030", "\x94\x39\xfc\x36"), "\U0001f600");
  EXPECT_EQ(Converted("gb18030", "\xe3\x32\x9a\x35"), "\U0010ffff");
  EXPECT_EQ(Converted("gb18030", "\xe3\x32\x9a\x36"), "not exact");  // well-formed, but past the end of Unicode
  EXPECT_EQ(Converted("gb18030", "\xfe\x39\xfe\x39"), "not exact");
}

TEST(AppendUtf8, Utf8IsTakenAsItIsAndStrictly) {
  for (const std::string_view name : {"utf8mb3", "utf8mb4"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(Converted(name, "żółć \xef\xbf\xbf"), "żółć \xef\xbf\xbf");
    for (const std::string_view bad :
         {"\x80"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xc3"sv, "\xe0\x9f\xbf"sv, "\xe2\x82"sv, "\xed\xa0\x80"sv,
          "\xed\xbf\xbf"sv, "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf0\x9f\x98"sv, "\xff"sv}) {
      EXPECT_EQ(Converted(name, "enough ASCII for the fast path, then " + std::string(bad)), "not exact");
      EXPECT_FALSE(WellFormed(name, bad));
    }
  }
  EXPECT_EQ(Converted("utf8mb4", "\U0001f600"), "\U0001f600");
  EXPECT_EQ(Converted("utf8mb3", "\U0001f600"), "not exact");
  EXPECT_FALSE(WellFormed("utf8mb3", "a text of some length \U0001f600 and more"));
}

TEST(AppendUtf8, WideUnicodeIsBigEndianButForUtf16le) {
  EXPECT_EQ(Converted("ucs2", "\x00\x41\x20\xac"sv), "A€");
  EXPECT_EQ(Converted("utf16", "\x00\x41\xd8\x3d\xde\x00"sv), "A\U0001f600");
  EXPECT_EQ(Converted("utf16le", "\x41\x00\x3d\xd8\x00\xde"sv), "A\U0001f600");
  EXPECT_EQ(Converted("utf32", "\x00\x00\x00\x41\x00\x01\xf6\x00"sv), "A\U0001f600");
}

TEST(AppendUtf8, WideUnicodeRefusesSurrogatesAndCutCharacters) {
  EXPECT_EQ(Converted("ucs2", "\xd8\x3d\xde\x00"sv), "not exact");
  EXPECT_EQ(Converted("ucs2", "\x00\x41\x00"sv), "not exact");
  EXPECT_EQ(Converted("utf16", "\x00\x41\xd8\x3d"sv), "not exact");
  EXPECT_EQ(Converted("utf16", "\xde\x00\xd8\x3d"sv), "not exact");
  EXPECT_EQ(Converted("utf16", "\xd8\x3d\x00\x41"sv), "not exact");
  EXPECT_EQ(Converted("utf16le", "\x00\xd8"sv), "not exact");
  EXPECT_EQ(Converted("utf16", "\x41"sv), "not exact");
  EXPECT_EQ(Converted("utf32", "\x00\x00\xd8\x00"sv), "not exact");
  EXPECT_EQ(Converted("utf32", "\x00\x11\x00\x00"sv), "not exact");
  EXPECT_EQ(Converted("utf32", "\x00\x00\x00"sv), "not exact");
}

TEST(AppendUtf8, BinaryIsNeverText) {
  EXPECT_EQ(Converted("binary", "abc"), "not exact");
  EXPECT_EQ(Converted("binary", ""), "not exact");
}

TEST(AppendUtf8, TheEmptyTextIsTextInEveryCharsetButBinary) {
  for (const Charset& charset : Charsets()) {
    EXPECT_EQ(Converted(charset.name, ""), charset.name == "binary" ? "not exact" : "") << charset.name;
  }
}

TEST(AppendUtf8, LongTextsCrossTheBuffersUnharmed) {
  std::string latin1, utf8;
  for (int i = 0; i < 5000; ++i) {
    latin1 += "\x80z"s;
    utf8 += "€z";
  }
  EXPECT_EQ(Converted("latin1", latin1), utf8);
  EXPECT_EQ(Converted("ascii", std::string(5000, 'x') + "\x80"), "not exact");
  EXPECT_EQ(Converted("sjis", latin1), "not exact");
}

TEST(AppendUtf8, NoTwoCodesOfACharsetGiveTheSameText) {
  // Were there two, only one of them could come back.
  for (const Charset& charset : Charsets()) {
    if (charset.name == "binary" || charset.mbminlen > 1) continue;
    SCOPED_TRACE(charset.name);
    std::set<std::string> seen;
    std::size_t mapped = 0;
    for (unsigned code = 0; code < 0x10000; ++code) {
      const std::array bytes = {static_cast<std::byte>(code >> 8U), static_cast<std::byte>(code & 0xffU)};
      const Bytes text = code < 0x100 ? Bytes(bytes).last(1) : Bytes(bytes);
      if (code >= 0x100 && (charset.mbmaxlen == 1 || IsWellFormed(charset, text.first(1)))) continue;
      std::string out;
      if (!AppendUtf8(charset, text, out)) continue;
      ++mapped;
      seen.insert(out);
    }
    EXPECT_EQ(seen.size(), mapped);
    EXPECT_GE(mapped, 127U);
  }
}

TEST(AppendUtf8, ACopyOfACharsetWorksAsTheOriginal) {
  const Charset copy = *FindCharset("latin1");
  std::string out;
  EXPECT_TRUE(AppendUtf8(copy, AsBytes("\xe9"), out));
  EXPECT_EQ(out, "é");
  EXPECT_FALSE(AppendUtf8(Charset{"klingon", "", 1, 1}, AsBytes("x"), out));
}

TEST(IsWellFormed, AnySequenceIsInSingleByteCharsetsAndBinary) {
  for (const std::string_view name : {"latin1", "ascii", "cp1250", "tis620", "binary"}) {
    EXPECT_TRUE(WellFormed(name, "\x00\x80\xff"sv)) << name;
  }
}

TEST(IsWellFormed, LeadAndTrailBytesAreThoseOfTheServers) {
  struct Edges {
    std::string_view charset;
    std::array<std::string_view, 4> good;
    std::array<std::string_view, 8> bad;  // as a whole, each of them; "\x80" stands for "none more"
  };
  for (const Edges& edges : {
           Edges{"big5",
                 {"\xa1\x40", "\xf9\xfe", "\xf9\x7e", "a\xa1\xa1"},
                 {"\xa1", "\xa0\x40", "\xfa\x40", "\xa1\x3f", "\xa1\x7f", "\xa1\xa0", "\xa1\xff", "\x80"}},
           Edges{"gbk",
                 {"\x81\x40", "\xfe\xfe", "\x81\x80", "a\x81\x7e"},
                 {"\x81", "\x80\x40", "\xff\x40", "\x81\x3f", "\x81\x7f", "\x81\xff", "a\x81", "\x80"}},
           Edges{"gb2312",
                 {"\xa1\xa1", "\xf7\xfe", "a\xa1\xfe", "b"},
                 {"\xa1", "\xa0\xa1", "\xf8\xa1", "\xa1\xa0", "\xa1\xff", "\xa1\x40", "a\xa1", "\x80"}},
           Edges{"euckr",
                 {"\x81\x41", "\xfe\xfe", "\x81\x7a", "\x81\x81"},
                 {"\x81", "\x80\x41", "\xff\x41", "\x81\x40", "\x81\x5b", "\x81\x60", "\x81\x7b", "\x80"}},
           Edges{"sjis",
                 {"\x81\x40", "\xfc\xfc", "\xa1", "\xdf\xe0\x80"},
                 {"\x81", "\xa0\x40", "\xfd\x40", "\x81\x3f", "\x81\x7f", "\x81\xfd", "\xa0", "\x80"}},
           Edges{"cp932",
                 {"\x81\x40", "\xfc\xfc", "\xa1", "\xdf\xe0\x80"},
                 {"\x81", "\xa0\x40", "\xfd\x40", "\x81\x3f", "\x81\x7f", "\x81\xfd", "\xa0", "\x80"}},
           Edges{"ujis",
                 {"\xa1\xa1", "\xfe\xfe", "\x8e\xa1", "\x8f\xa1\xfe"},
                 {"\xa1", "\xa0\xa1", "\xff\xa1", "\x8e\xe0", "\x8f\xa1", "\x8f\xa1\xa0", "\x8f\xa0\xa1", "\x80"}},
           Edges{"eucjpms",
                 {"\xa1\xa1", "\xfe\xfe", "\x8e\xdf", "\x8f\xfe\xa1"},
                 {"\xa1", "\xa0\xa1", "\xff\xa1", "\x8e\xe0", "\x8f\xa1", "\x8f\xa1\xa0", "\x8f\xa0\xa1", "\x80"}},
           Edges{"gb18030",
                 {"\x81\x40", "\xfe\xfe", "\x81\x30\x81\x30", "\xfe\x39\xfe\x39"},
                 {"\x81", "\xff", "\x81\x30", "\x81\x30\x81", "\x81\x3a\x81\x30", "\x81\x30\x80\x30",
                  "\x81\x30\x81\x3a", "\x80"}},
       }) {
    SCOPED_TRACE(edges.charset);
    for (const std::string_view text : edges.good) EXPECT_TRUE(WellFormed(edges.charset, text)) << text;
    for (const std::string_view text : edges.bad) {
      EXPECT_FALSE(WellFormed(edges.charset, text)) << text;
      EXPECT_EQ(Converted(edges.charset, text), "not exact");
    }
  }
}

// The Unicode Standard, table 3-7: well-formed byte sequences.
bool IsRow(std::string_view text, unsigned char low, unsigned char high, unsigned char second_low,
           unsigned char second_high, std::size_t size) {
  const auto in = [&](std::size_t i, unsigned from, unsigned to) {
    return static_cast<unsigned char>(text[i]) >= from && static_cast<unsigned char>(text[i]) <= to;
  };
  if (text.size() != size || !in(0, low, high) || !in(1, second_low, second_high)) return false;
  for (std::size_t i = 2; i < size; ++i) {
    if (!in(i, 0x80, 0xbf)) return false;
  }
  return true;
}

bool IsOneCharacter(std::string_view text) {
  return (text.size() == 1 && static_cast<unsigned char>(text[0]) < 0x80) || IsRow(text, 0xc2, 0xdf, 0x80, 0xbf, 2) ||
         IsRow(text, 0xe0, 0xe0, 0xa0, 0xbf, 3) || IsRow(text, 0xe1, 0xec, 0x80, 0xbf, 3) ||
         IsRow(text, 0xed, 0xed, 0x80, 0x9f, 3) || IsRow(text, 0xee, 0xef, 0x80, 0xbf, 3) ||
         IsRow(text, 0xf0, 0xf0, 0x90, 0xbf, 4) || IsRow(text, 0xf1, 0xf3, 0x80, 0xbf, 4) ||
         IsRow(text, 0xf4, 0xf4, 0x80, 0x8f, 4);
}

bool AllCharacters(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 1;
    while (size <= std::min<std::size_t>(4, text.size()) && !IsOneCharacter(text.substr(0, size))) ++size;
    if (size > std::min<std::size_t>(4, text.size())) return false;
    text.remove_prefix(size);
  }
  return true;
}

// Four bytes of all that the table tells apart, in a short text and in a long one, which are looked at in other ways.
TEST(IsWellFormed, Utf8IsThatOfTheStandardInShortTextsAndLongOnes) {
  const Charset& utf8 = *FindCharset("utf8mb4");
  constexpr std::string_view kOthers = "a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc2\xe1\xf1"sv;
  const std::string behind(200, 'z');
  std::string text(4, 'a');
  std::size_t well_formed = 0;
  for (unsigned lead = 0x7f; lead < 0x100; ++lead) {
    text[0] = static_cast<char>(lead);
    for (const char second : kOthers) {
      text[1] = second;
      for (const char third : kOthers) {
        text[2] = third;
        for (const char fourth : kOthers) {
          text[3] = fourth;
          const bool expected = AllCharacters(text);
          well_formed += expected ? 1 : 0;
          ASSERT_EQ(IsWellFormed(utf8, AsBytes(text)), expected) << testing::PrintToString(text);
          ASSERT_EQ(IsWellFormed(utf8, AsBytes("0123456789" + text + "0123")), expected)
              << testing::PrintToString(text);
          ASSERT_EQ(IsWellFormed(utf8, AsBytes(text + behind)), expected) << testing::PrintToString(text);
          for (std::size_t cut = 1; cut < 4; ++cut) {
            const std::string_view part = std::string_view(text).substr(0, cut);
            ASSERT_EQ(IsWellFormed(utf8, AsBytes(part)), AllCharacters(part)) << testing::PrintToString(text) << cut;
          }
        }
      }
    }
  }
  EXPECT_GT(well_formed, 1000U);
}

TEST(IsWellFormed, ACharacterCanBeWellFormedAndMeanNothing) {
  EXPECT_TRUE(WellFormed("sjis", "\xfc\xfc"));
  EXPECT_EQ(Converted("sjis", "\xfc\xfc"), "not exact");
  EXPECT_TRUE(WellFormed("ucs2", "\xd8\x00"sv));
  EXPECT_EQ(Converted("ucs2", "\xd8\x00"sv), "not exact");
}

TEST(IsWellFormed, WideUnicodeNeedsWholeCharacters) {
  EXPECT_TRUE(WellFormed("ucs2", "\x00\x41"sv));
  EXPECT_FALSE(WellFormed("ucs2", "\x00"sv));
  EXPECT_TRUE(WellFormed("utf16", "\xd8\x3d\xde\x00"sv));
  EXPECT_FALSE(WellFormed("utf16", "\xd8\x3d"sv));
  EXPECT_FALSE(WellFormed("utf16le", "\x41\x00\x41"sv));
  EXPECT_FALSE(WellFormed("utf32", "\x00\x11\x00\x00"sv));
  EXPECT_TRUE(WellFormed("utf32", "\x00\x10\xff\xff"sv));
}

TEST(PadSpace, IsOneSpaceOfTheCharset) {
  EXPECT_EQ(PadSpace(*FindCharset("latin1")), " ");
  EXPECT_EQ(PadSpace(*FindCharset("utf8mb4")), " ");
  EXPECT_EQ(PadSpace(*FindCharset("gbk")), " ");
  EXPECT_EQ(PadSpace(*FindCharset("ucs2")), "\0 "sv);
  EXPECT_EQ(PadSpace(*FindCharset("utf16")), "\0 "sv);
  EXPECT_EQ(PadSpace(*FindCharset("utf16le")), " \0"sv);
  EXPECT_EQ(PadSpace(*FindCharset("utf32")), "\0\0\0 "sv);
  EXPECT_EQ(PadSpace(*FindCharset("binary")), "\0"sv);  // BINARY(n) is padded with zero bytes
}

}  // namespace
}  // namespace innosalvage
