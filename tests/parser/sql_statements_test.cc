// Statements of SQL text, as a client would send them.
#include "parser/sql_statements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace innosalvage {
namespace {

std::vector<std::string> Statements(const std::string& text) {
  std::istringstream in(text);
  SqlStatements statements(in);
  std::vector<std::string> all;
  while (const auto statement = statements.Next()) all.push_back(statement->text);
  return all;
}

struct SplitCase {
  std::string name;
  std::string text;
  std::vector<std::string> statements;
};

class SqlStatementsTest : public testing::TestWithParam<SplitCase> {};

TEST_P(SqlStatementsTest, EndsWhereAClientWouldEndIt) { EXPECT_EQ(Statements(GetParam().text), GetParam().statements); }

INSTANTIATE_TEST_SUITE_P(
    Texts, SqlStatementsTest,
    testing::Values(SplitCase{"Two", "SELECT 1;\nSELECT 2;\n", {"SELECT 1", "SELECT 2"}},
                    SplitCase{"NoneAtTheEnd", "SELECT 1", {"SELECT 1"}}, SplitCase{"Empty", " ;\n;; ", {}},
                    SplitCase{"SemicolonInQuotes", "SELECT ';', \";\", `;`;x", {"SELECT ';', \";\", `;`", "x"}},
                    SplitCase{"DoubledQuote", "SELECT 'a'';b';x", {"SELECT 'a'';b'", "x"}},
                    SplitCase{"EscapedQuote", "SELECT 'a\\';b';x", {"SELECT 'a\\';b'", "x"}},
                    SplitCase{"BackslashInAName", "SELECT `a\\`;x", {"SELECT `a\\`", "x"}},
                    SplitCase{"LineComments", "-- it's;\n# it's;\n--\nSELECT 1 -- it's;\n+1;", {"SELECT 1 \n+1"}},
                    SplitCase{"NoComment", "SELECT 1--1;x", {"SELECT 1--1", "x"}},
                    SplitCase{"CommentBefore", "/* it's; */ SELECT 1;", {"SELECT 1"}},
                    SplitCase{"CommentInside", "SELECT /* it's; */ 1;x", {"SELECT /* it's; */ 1", "x"}},
                    SplitCase{"CommentAlone", "/**/;/* a */", {}},
                    SplitCase{"CommentOfASlash", "/*/ ; */SELECT 1;", {"SELECT 1"}},
                    SplitCase{"Versioned", "/*!40101 SET a = '*/;' */;x", {"/*!40101 SET a = '*/;' */", "x"}},
                    SplitCase{"OfMariaDb", "/*M!100616 SET a = ';' */;x", {"/*M!100616 SET a = ';' */", "x"}},
                    SplitCase{"CommentOfAnM", "/*Mind the gap; it's*/ SELECT 1;", {"SELECT 1"}},
                    SplitCase{"CommentOfAnMInside", "SELECT /*M+ it's; */ 1;x", {"SELECT /*M+ it's; */ 1", "x"}},
                    SplitCase{"CommentOfAnMAlone", "/*M*/SELECT 1;", {"SELECT 1"}}),
    [](const auto& test) { return test.param.name; });

TEST(SqlStatements, LinesAreThoseOfTheFirstWord) {
  std::istringstream in("\n-- a\nSELECT\n1;\n/* b\n*/ SELECT 2;");
  SqlStatements statements(in);
  EXPECT_EQ(statements.Next()->line, 3U);
  EXPECT_EQ(statements.Next()->line, 6U);
}

TEST(SqlStatements, OneThatIsTooLongIsCutAndSaysSo) {
  std::istringstream in("SELECT 12345;SELECT 1;");
  SqlStatements statements(in, 8);
  const auto cut = statements.Next();
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->text, "SELECT 1");
  EXPECT_TRUE(cut->too_long);
  const auto next = statements.Next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->text, "SELECT 1");
  EXPECT_FALSE(next->too_long);
}

}  // namespace
}  // namespace innosalvage
