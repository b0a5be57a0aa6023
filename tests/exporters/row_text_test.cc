// Digits as the standard library prints them.
#include "exporters/row_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace innosalvage {
namespace {

std::string Put(auto&& put) {
  RowText text;
  TextCursor to = text.Begin(64);
  put(to);
  text.End(to);
  return std::string(text.text());
}

TEST(RowText, NumbersHaveTheirDigitsAndNoMore) {
  const auto check = [](std::uint64_t value) {
    ASSERT_EQ(Put([&](TextCursor& to) { to.PutNumber(value); }), std::to_string(value));
  };
  for (std::uint64_t value = 0; value < 20'000; ++value) check(value);
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1, power * 9}) check(value);
  }
  std::mt19937_64 random(8);
  for (int i = 0; i < 100'000; ++i) check(random() >> (random() % 64));
  check(UINT64_MAX);
}

TEST(RowText, PaddedNumbersHaveAllTheirZeros) {
  std::mt19937_64 random(8);
  std::uint64_t limit = 1;
  for (unsigned width = 1; width <= 18; ++width) {
    limit *= 10;
    for (int i = 0; i < 2'000; ++i) {
      const std::uint64_t value = i == 0 ? 0 : i == 1 ? limit - 1 : random() % limit;
      ASSERT_EQ(Put([&](TextCursor& to) { to.PutPadded(value, width); }), fmt::format("{:0{}}", value, width));
    }
  }
  EXPECT_EQ(Put([](TextCursor& to) { to.PutPadded(0, 0); }), "");
}

TEST(RowText, BytesOfARegisterStandInTheirOrder) {
  EXPECT_EQ(Put([](TextCursor& to) { to.PutBytes(0x6867666564636261U, 3); }), "abc");
  EXPECT_EQ(Put([](TextCursor& to) {
              to.PutMinus(false);
              to.PutNumber(7);
              to.PutMinus(true);
              to.Put(std::string_view("x"));
            }),
            "7-x");
}

// What is put in one store of a fixed size may go past the room asked for, and not past the memory.
TEST(RowText, TheRoomAskedForIsFollowedByMore) {
  RowText text;
  for (std::size_t room = 0; room < 3'000; room += 7) {
    text.End(text.Begin(room));
    ASSERT_GE(text.capacity() - text.size(), room + TextCursor::kSlack);
    TextCursor to = text.Begin(room);
    to.Advance(room);
    text.End(to);
  }
}

TEST(RowText, IsCutToWhatItWas) {
  RowText text;
  TextCursor to = text.Begin(6);
  to.Put(std::string_view("abcdef"));
  text.End(to);
  text.CutTo(4);
  EXPECT_EQ(text.text(), "abcd");
  text.CutTo(9);
  EXPECT_EQ(text.text(), "abcd");
}

}  // namespace
}  // namespace innosalvage
