#include "exporters/sql_text.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

using std::string_literals::operator""s;

TEST(QuoteSqlString, EscapesWhatEndsALiteralOrALine) {
  EXPECT_EQ(QuoteSqlString("it's \\ \"x\"\n\r\t\0\x1A"s), "'it\\'s \\\\ \"x\"\\n\\r\t\\0\\Z'");
  EXPECT_EQ(QuoteSqlString("größe 😀"), "'größe 😀'");
  EXPECT_EQ(QuoteSqlString(""), "''");
}

TEST(QuoteIdentifier, DoublesBackticks) { EXPECT_EQ(QuoteIdentifier("a`b"), "`a``b`"); }

}  // namespace
}  // namespace innosalvage
