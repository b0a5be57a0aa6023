#include "exporters/side_script.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "exporters/sql_text.h"

namespace innosalvage {
namespace {

SideDefinition View(const std::string &name, const std::string &from) {
  return {SideDefinitionKind::kView,
          "shop",
          name,
          fmt::format("CREATE VIEW {} AS SELECT * FROM {}",
                      QuoteIdentifier(name), from),
          {},
          "shop.frm"};
}

std::string TextOf(const std::vector<SideDefinition> &definitions) {
  const std::vector<SideScript> scripts =
      SideScripts(definitions, "innosalvage");
  return scripts.size() == 1 ? scripts.front().text : std::string();
}

// The names of the views as they are quoted, in the order of the script.
std::vector<std::string> OrderOf(const std::vector<SideDefinition> &views) {
  const std::string text = TextOf(views);
  std::vector<std::string> names;
  constexpr std::string_view kBegin = "\nCREATE VIEW `";
  for (std::size_t at = text.find(kBegin); at != std::string::npos;
       at = text.find(kBegin, at + 1)) {
    const std::size_t begin = at + kBegin.size();
    names.push_back(text.substr(begin, text.find("` AS", begin) - begin));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(SideScript, AViewComesBehindThoseItNames) {
  EXPECT_EQ(OrderOf({View("a", "`c` JOIN `b`"), View("b", "`shop`.`d`"),
                     View("c", "`t`"), View("d", "`t`")}),
            (Names{"d", "b", "c", "a"}));
}

TEST(SideScript, AQuoteOrABacktickInTheTextHidesNoName) {
  EXPECT_EQ(
      OrderOf(
          {View("a", "`t` WHERE x = 'it\\'s `' AND y IN (SELECT 1 FROM `b`)"),
           View("b", "`t`")}),
      (Names{"b", "a"}));
  EXPECT_EQ(OrderOf({View("a", "`x``` JOIN `b`"), View("x`", "`t`"),
                     View("b", "`t`")}),
            (Names{"x``", "b", "a"}));
}

TEST(SideScript, ViewsThatNameEachOtherAreWrittenOnce) {
  EXPECT_EQ(OrderOf({View("a", "`b`"), View("b", "`a`")}), (Names{"b", "a"}));
}

// Looking for each name in each text took a minute for these.
TEST(SideScript, TenThousandViewsAreOrderedAtOnce) {
  constexpr int kViews = 10'000;
  std::vector<SideDefinition> views;
  const std::string padding(1000, 'x');
  for (int i = 0; i < kViews; ++i)
    views.push_back(View(fmt::format("v{}", i), "`t`, '" + padding + "'"));
  views.front() = View("v0", "`v9999`");
  const Names names = OrderOf(views);
  ASSERT_EQ(names.size(), kViews);
  EXPECT_EQ(names[0], "v9999");
  EXPECT_EQ(names[1], "v0");
}

} // namespace
} // namespace innosalvage
