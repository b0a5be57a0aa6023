// Another order of columns, judged by how alike the texts of each column are.
#include "salvage/text_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace innosalvage {
namespace {

std::vector<Bytes> Texts(std::initializer_list<std::string_view> texts) {
  std::vector<Bytes> bytes;
  for (const std::string_view text : texts) bytes.push_back(AsBytes(text));
  std::ranges::sort(bytes, {}, AsText);
  return bytes;
}

// The rows of a table `phone VARCHAR NULL, name VARCHAR NOT NULL`: of those without a phone the wrong order calls the
// name `name` as the right one does, of the others it calls the phone so.
TEST(TextOrder, AColumnThatMixesCosts) {
  const TextsOfColumns right = {{"name", Texts({"Anna", "Bert", "Carl", "Dora"})},
                                {"phone", Texts({"0049 30 1234567", "0049 30 7654321"})}};
  const TextsOfColumns mixed = {{"name", Texts({"0049 30 1234567", "0049 30 7654321", "Carl", "Dora"})},
                                {"phone", Texts({"Anna", "Bert"})}};
  const auto gain = GainOfOrder(mixed, right);
  ASSERT_TRUE(gain);
  EXPECT_EQ(gain->moved, 4U);
  EXPECT_EQ(gain->texts, 6U);
  EXPECT_TRUE(gain->IsClear(4));
  EXPECT_FALSE(gain->IsClear(5));  // where more rows could have told, this is little
  const auto back = GainOfOrder(right, mixed);
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->IsClear(4));
}

TEST(TextOrder, OneThatRenamesColumnsGainsNothing) {
  const TextsOfColumns given = {{"a", Texts({"x1", "x2", "x3"})}, {"b", Texts({"Anna", "Bert", "Carl"})}};
  const TextsOfColumns renamed = {{"a", given.at("b")}, {"b", given.at("a")}};
  const auto gain = GainOfOrder(given, renamed);
  ASSERT_TRUE(gain);
  EXPECT_NEAR(gain->bits, 0.0, 1e-9);
  EXPECT_FALSE(gain->IsClear(3));
}

TEST(TextOrder, OtherTextsAreNotCompared) {
  const TextsOfColumns given = {{"a", Texts({"x1"})}, {"b", Texts({"Anna"})}};
  const TextsOfColumns cut_elsewhere = {{"a", Texts({"x1A"})}, {"b", Texts({"nna"})}};
  EXPECT_FALSE(GainOfOrder(given, cut_elsewhere));
  EXPECT_FALSE(GainOfOrder(given, given));
}

// `street VARCHAR NOT NULL, street2 VARCHAR NULL`, of which three of many rows have no second one: with NULL declared
// at the wrong one of them, those rows call the street `street2`. In which column most rows have their text tells
// nothing.
TEST(TextOrder, FewRowsThatMixAreEnough) {
  std::vector<std::string> streets;
  for (std::size_t row = 0; row < 60; ++row) streets.push_back(std::to_string(100 + row) + " Long Avenue");
  TextsOfColumns right;
  TextsOfColumns mixed;
  for (std::size_t row = 0; row < streets.size(); ++row) {
    const Bytes street = AsBytes(streets[row]);
    const bool no_second = row < 3;
    right["street"].push_back(street);
    mixed[no_second ? "street2" : "street"].push_back(street);
    if (no_second) continue;
    right["street2"].push_back(AsBytes(""));
    mixed["street2"].push_back(AsBytes(""));
  }
  for (TextsOfColumns* columns : {&right, &mixed}) {
    for (auto& [name, texts] : *columns) std::ranges::sort(texts, {}, AsText);
  }
  const auto gain = GainOfOrder(mixed, right);
  ASSERT_TRUE(gain);
  EXPECT_EQ(gain->mixed, 3U);
  EXPECT_TRUE(gain->IsClear(60));
  const auto back = GainOfOrder(right, mixed);
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->IsClear(60));
}

// Each column has the same few texts, so that no order is better than another, whatever moves.
TEST(TextOrder, ColumnsThatAreAlikeTellNothing) {
  constexpr std::array<std::string_view, 5> kWords = {"alpha", "Berlin", "x", "42", "North Street 12"};
  TextsOfColumns given;
  TextsOfColumns other;
  for (std::size_t row = 0; row < 60; ++row) {
    const Bytes first = AsBytes(kWords[row * 7 % kWords.size()]);
    const Bytes second = AsBytes(kWords[row * row % kWords.size()]);
    const bool moved = row % 3 == 0;
    given["a"].push_back(first);
    given["b"].push_back(second);
    other["a"].push_back(moved ? second : first);
    other["b"].push_back(moved ? first : second);
  }
  for (TextsOfColumns* columns : {&given, &other}) {
    for (auto& [name, texts] : *columns) std::ranges::sort(texts, {}, AsText);
  }
  const auto gain = GainOfOrder(given, other);
  ASSERT_TRUE(gain);
  EXPECT_FALSE(gain->IsClear(60));
}

}  // namespace
}  // namespace innosalvage
