#include "exporters/client_text.h"

#include <gtest/gtest.h>

#include <string>

namespace innosalvage {
namespace {

constexpr ClientSession kUsual;
constexpr ClientSession kNoEscapes{.backslash_escapes = false};

std::string_view Unsafe(std::string_view text, ClientSession session = kUsual) {
  return ReadAsClient(text, session).unsafe;
}

struct TextCase {
  const char* name;
  std::string text;  // behind "CREATE "
  bool safe;
};

class ClientTextTest : public testing::TestWithParam<TextCase> {};

TEST_P(ClientTextTest, IsReadAsClientsDo) {
  const std::string text = "CREATE " + GetParam().text;
  EXPECT_EQ(Unsafe(text).empty(), GetParam().safe) << text << ": " << Unsafe(text);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ClientTextTest,
    testing::Values(
        TextCase{"Statement", "VIEW v AS SELECT `a` FROM t", true},
        TextCase{"CommandInString", R"(x '\\! a' "\\. b" `\! c`)", true},
        TextCase{"EscapedQuote", R"(x 'it\'s \\')", true},
        TextCase{"DoubledQuotes", R"(x 'it''s' "a""b" `c``d`)", true},
        TextCase{"BackslashEndsAName", R"(x `a\`)", true}, TextCase{"BackslashAtALinesEnd", "x 'a\\\nb'", true},
        TextCase{"CommandInComment", "x /* \\! a */ y -- \\! b\n z # \\! c\n", true},
        TextCase{"QuoteInComment", "x /* it's */ y -- it's\n z # it's\n", true},
        TextCase{"VersionedComment", "x /*!50003 y 'a*/' */ z", true},
        TextCase{"Hint", "x /*+ INDEX(`t` `i`) */ y", true}, TextCase{"Minus", "x 5--5", true},
        TextCase{"DelimiterQuoted", "x `delimiter ` 'delimiter ' /* delimiter */", true},
        TextCase{"DelimiterInALongerWord", "x delimiters, NEW.delimiter=1", true},
        TextCase{"OtherLetters", "x désignation délai разделитель ", true},
        TextCase{"System", "x\nsystem touch a", true},  // the statement began before it

        TextCase{"Shell", R"(x \! a)", false}, TextCase{"ShellBehindAString", R"(x '\\'\! a)", false},
        TextCase{"ShellBehindAComment", "x -- a\n\\! b", false},
        TextCase{"ShellInVersionedComment", R"(x /*! \! a */)", false},
        TextCase{"ShellBehindNoComment", R"(x --a \! b)", false}, TextCase{"Delimiter", "x DeLimiter x", false},
        TextCase{"DelimiterInAWord", "x_delimiter\tx", false}, TextCase{"DelimiterAtTheEnd", "x delimiter", false},
        TextCase{"DelimiterInLatin2", "x d\u0273imiter ;", false}, TextCase{"Control", "x deli\001miter", false},
        TextCase{"OpenString", "x 'a", false}, TextCase{"OpenStringByABackslash", R"(x 'a\')", false},
        TextCase{"OpenName", "x `a", false}, TextCase{"OpenComment", "x /* a", false},
        TextCase{"ShortComment", "x /*/", false}, TextCase{"OpenVersionedComment", "x /*! a", false},
        TextCase{"CommentInAComment", "x /*! /* */ ' */", false},
        TextCase{"CommentBeginsInAComment", "x /* /* */", false},
        TextCase{"CommentThatBeginsWhereItEnds", "x /* /*/", false},
        TextCase{"LineCommentInAComment", "x /*! # */ '\n */", false},
        TextCase{"CommentOfMariaDb", "x /*M! ' */ \\! a '", false},
        TextCase{"QuoteInAHint", "x /*+ ' */ \\! a '", false}, TextCase{"Nul", std::string("x \0 y", 5), false},
        TextCase{"NotUtf8", "x \xe9", false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(ClientText, BeginsWithCreate) {
  EXPECT_EQ(Unsafe(" \n create view v"), "");
  for (const char* text :
       {"", "CREATE", "system touch a", "-- a\nCREATE x", "/**/ CREATE x", "CREATE\\! a", "CREATED x"}) {
    EXPECT_EQ(Unsafe(text), "it does not begin with CREATE") << text;
  }
}

TEST(ClientText, TheModeSaysWhatABackslashIs) {
  EXPECT_FALSE(Unsafe(R"(CREATE x 'a\' \! b')", kNoEscapes).empty());
  EXPECT_TRUE(Unsafe(R"(CREATE x 'a\')", kNoEscapes).empty());
  EXPECT_FALSE(Unsafe(R"(CREATE x "a\"")", {.backslash_escapes = true, .quotes_are_names = true}).empty());
  EXPECT_TRUE(SessionUnder("STRICT_ALL_TABLES").backslash_escapes);
  EXPECT_FALSE(SessionUnder("ANSI_QUOTES,no_backslash_escapes").backslash_escapes);
  EXPECT_TRUE(SessionUnder("PIPES_AS_CONCAT,ANSI_QUOTES").quotes_are_names);
  EXPECT_FALSE(SessionUnder("").quotes_are_names);
}

TEST(ClientText, TellsWhatEndsTheStatementAndWhetherThereAreSeveral) {
  EXPECT_TRUE(ReadAsClient("CREATE x -- a", kUsual).ends_in_comment);
  EXPECT_TRUE(ReadAsClient("CREATE x --", kUsual).ends_in_comment);
  EXPECT_FALSE(ReadAsClient("CREATE x -- a\n", kUsual).ends_in_comment);
  EXPECT_TRUE(ReadAsClient("CREATE x; y", kUsual).several);
  EXPECT_FALSE(ReadAsClient("CREATE x ';' /* ; */", kUsual).several);
}

}  // namespace
}  // namespace innosalvage
