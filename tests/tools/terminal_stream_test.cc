#include "tools/terminal_stream.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tools/display_text.h"

namespace innosalvage {
namespace {

struct ShownCase {
  const char* name;
  std::string text;
  std::string shown;
};

class ShownTest : public testing::TestWithParam<ShownCase> {};

TEST_P(ShownTest, InMessagesAndOnStandardOutput) {
  EXPECT_EQ(Printable(GetParam().text), GetParam().shown);
  std::ostringstream to;
  TerminalStream(to) << GetParam().text;
  EXPECT_EQ(to.str(), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ShownTest,
    testing::Values(ShownCase{"Plain", "Größe 漢字", "Größe 漢字"}, ShownCase{"Escape", "a\x1b[31m", R"(a\x1b[31m)"},
                    ShownCase{"Bell", "a\a", R"(a\x07)"}, ShownCase{"ReturnAndDelete", "a\r\x7f", R"(a\x0d\x7f)"},
                    ShownCase{"C1AsUtf8",
                              "\xc2\x9b"
                              "31m\xc2\x80",
                              R"(\x9b31m\x80)"},
                    ShownCase{"C1AsBytes",
                              "\x9b"
                              "31m\x80",
                              R"(\x9b31m\x80)"},
                    ShownCase{"Embedding", "\u202a\u202b\u202c\u202d\u202e",
                              R"(\u{202a}\u{202b}\u{202c}\u{202d}\u{202e})"},
                    ShownCase{"Isolates", "\u2066\u2067\u2068\u2069", R"(\u{2066}\u{2067}\u{2068}\u{2069})"},
                    ShownCase{"Marks", "\u200e\u200f", R"(\u{200e}\u{200f})"},
                    ShownCase{"LineEnds", "\u2028\u2029", R"(\u{2028}\u{2029})"},
                    ShownCase{"NoUtf8", "\xff\xc3(\xed\xa0\x80", R"(\xff\xc3(\xed\xa0\x80)"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(TerminalStream, KeepsLinesAndBackslashes) {
  std::ostringstream to;
  {
    TerminalStream stream(to);
    stream << "a\n\nDEFAULT 'it\\'s" << '\x1b' << "'\n" << 5 << std::flush;
    EXPECT_EQ(to.str(), "a\n\nDEFAULT 'it\\'s\\x1b'\n");
  }
  EXPECT_EQ(to.str(), "a\n\nDEFAULT 'it\\'s\\x1b'\n5");
}

TEST(TerminalStream, EndsAsWhatItWritesToDoes) {
  std::ostream closed(nullptr);
  TerminalStream stream(closed);
  stream << "a\n";
  EXPECT_FALSE(stream);
}

}  // namespace
}  // namespace innosalvage
