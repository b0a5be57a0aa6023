#include "exporters/side_script.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/sql_text.h"

namespace innosalvage {
namespace {

SideDefinition View(const std::string& name, const std::string& from) {
  return {SideDefinitionKind::kView,
          "shop",
          name,
          fmt::format("CREATE VIEW {} AS SELECT * FROM {}", QuoteIdentifier(name), from),
          {},
          "shop.frm"};
}

std::string TextOf(const std::vector<SideDefinition>& definitions) {
  const std::vector<SideScript> scripts = SideScripts(definitions, "innosalvage");
  return scripts.size() == 1 ? scripts.front().text : std::string();
}

// The names of the views as they are quoted, in the order of the script.
std::vector<std::string> OrderOf(const std::vector<SideDefinition>& views) {
  const std::string text = TextOf(views);
  std::vector<std::string> names;
  constexpr std::string_view kBegin = "\nCREATE VIEW `";
  for (std::size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at + 1)) {
    const std::size_t begin = at + kBegin.size();
    names.push_back(text.substr(begin, text.find("` AS", begin) - begin));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(SideScript, AViewComesBehindThoseItNames) {
  EXPECT_EQ(OrderOf({View("a", "`c` JOIN `b`"), View("b", "`shop`.`d`"), View("c", "`t`"), View("d", "`t`")}),
            (Names{"d", "b", "c", "a"}));
}

TEST(SideScript, AQuoteOrABacktickInTheTextHidesNoName) {
  EXPECT_EQ(OrderOf({View("a", "`t` WHERE x = 'it\\'s `' AND y IN (SELECT 1 FROM `b`)"), View("b", "`t`")}),
            (Names{"b", "a"}));
  EXPECT_EQ(OrderOf({View("a", "`x``` JOIN `b`"), View("x`", "`t`"), View("b", "`t`")}), (Names{"x``", "b", "a"}));
}

TEST(SideScript, ViewsThatNameEachOtherAreWrittenOnce) {
  EXPECT_EQ(OrderOf({View("a", "`b`"), View("b", "`a`")}), (Names{"b", "a"}));
}

// Looking for each name in each text took a minute for these.
TEST(SideScript, TenThousandViewsAreOrderedAtOnce) {
  constexpr int kViews = 10'000;
  std::vector<SideDefinition> views;
  const std::string padding(1000, 'x');
  for (int i = 0; i < kViews; ++i) views.push_back(View(fmt::format("v{}", i), "`t`, '" + padding + "'"));
  views.front() = View("v0", "`v9999`");
  const Names names = OrderOf(views);
  ASSERT_EQ(names.size(), kViews);
  EXPECT_EQ(names[0], "v9999");
  EXPECT_EQ(names[1], "v0");
}

SideDefinition Trigger(std::string sql, std::string sql_mode = {}) {
  return {SideDefinitionKind::kTrigger, "shop", "t", std::move(sql), std::move(sql_mode), "t.TRG"};
}

constexpr std::string_view kTrigger = "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = ";

// No line of it is anything but a comment, a setting, or empty.
void ExpectInert(const SideDefinition& definition) {
  SCOPED_TRACE(definition.sql);
  const std::string text = TextOf({definition});
  EXPECT_NE(text.find("\n-- Left inert, since it"), std::string::npos) << text;
  EXPECT_EQ(text.find("DELIMITER"), std::string::npos) << text;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const std::string line = text.substr(at, text.find('\n', at) - at);
    EXPECT_TRUE(line.empty() || line.starts_with("-- ") || line.starts_with("SET ")) << line;
  }
}

TEST(SideScript, ADefinitionStandsBetweenDelimiterLines) {
  const std::string sql = std::string(kTrigger) + "'it\\'s; \\\\! x'";
  const std::string text = TextOf({Trigger(sql, "ANSI_QUOTES")});
  EXPECT_NE(text.find("SET sql_mode = 'ANSI_QUOTES';\nDELIMITER ;;\n" + sql + " ;;\nDELIMITER ;\n"), std::string::npos)
      << text;
  EXPECT_LT(text.find("sql_mode = '';"), text.find("ANSI_QUOTES"));
}

TEST(SideScript, TextThatGivesTheClientCommandsIsLeftInert) {
  ExpectInert(Trigger("system touch /tmp/x\nDROP DATABASE victim"));
  ExpectInert(Trigger("\\! touch /tmp/x"));
  ExpectInert(Trigger(std::string(kTrigger) + "1\n\\! touch /tmp/x\n"));
  ExpectInert(Trigger(std::string(kTrigger) + "1 delimiter x\nsystem touch /tmp/x"));
}

// DELIMITER takes fifteen characters: of a longer one the text would hold what is left of it.
TEST(SideScript, MoreSemicolonsThanADelimiterMayHaveAreLeftInert) {
  const std::string sql = std::string(kTrigger) + "1";
  EXPECT_NE(TextOf({Trigger(sql + std::string(14, ';'))}).find("DELIMITER ;;;;;;;;;;;;;;;\n"), std::string::npos);
  ExpectInert(Trigger(sql + std::string(15, ';') + "\nsystem touch /tmp/x"));
}

TEST(SideScript, AModeThatIsNoListOfNamesIsNotSet) {
  ExpectInert(Trigger(std::string(kTrigger) + "1", "ANSI\\'; DROP DATABASE victim; -- "));
}

// Of a server that does not know the mode, mysql --force goes on without it.
TEST(SideScript, WithoutBackslashEscapesTheTextMustBeRightWithThemAsWell) {
  const std::string text = TextOf({Trigger(std::string(kTrigger) + "'a'", "NO_BACKSLASH_ESCAPES")});
  EXPECT_NE(text.find("DELIMITER ;\nSET sql_mode = '';\n"), std::string::npos) << text;
  ExpectInert(Trigger(std::string(kTrigger) + "'a\\'", "NO_BACKSLASH_ESCAPES"));
  // A comment at the end by one reading, a string by the other.
  EXPECT_NE(TextOf({Trigger(std::string(kTrigger) + R"('a\' + 1 ''1 #')", "NO_BACKSLASH_ESCAPES")}).find("#'\n;;\n"),
            std::string::npos);
}

TEST(SideScript, AViewIsOneStatement) {
  ExpectInert(View("v", "`t`; DROP DATABASE victim"));
  EXPECT_NE(TextOf({View("v", "`t` WHERE a = ';'")}).find("DELIMITER ;;\nCREATE VIEW"), std::string::npos);
}

TEST(SideScript, ADelimiterBehindACommentHasALineOfItsOwn) {
  EXPECT_NE(TextOf({Trigger(std::string(kTrigger) + "1 -- one")}).find("-- one\n;;\nDELIMITER ;\n"), std::string::npos);
}

}  // namespace
}  // namespace innosalvage
