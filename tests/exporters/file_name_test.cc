#include "exporters/file_name.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

using std::string_literals::operator""s;

TEST(SafeFileName, KeepsLettersDigitsAndUtf8) {
  EXPECT_EQ(SafeFileName("orders_2024-01"), "orders_2024-01");
  EXPECT_EQ(SafeFileName("größe_表"), "größe_表");
  EXPECT_EQ(SafeFileName("😀"), "😀");
}

TEST(SafeFileName, EscapesWhatAFolderAShellOrAClientReadsOtherwise) {
  EXPECT_EQ(SafeFileName("../../etc/passwd"), "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd");
  EXPECT_EQ(SafeFileName("a b;c'd\"e`f$g*h"), "a%20b%3Bc%27d%22e%60f%24g%2Ah");
  EXPECT_EQ(SafeFileName("a\nb\0c\x7F"s), "a%0Ab%00c%7F");
  EXPECT_EQ(SafeFileName("-rf"), "%2Drf");
  EXPECT_EQ(SafeFileName("~root"), "%7Eroot");
  EXPECT_EQ(SafeFileName("100%41"), "100%2541");
}

TEST(SafeFileName, EscapesIllFormedAndInvisibleUtf8) {
  EXPECT_EQ(SafeFileName("\xC3"), "%C3");
  EXPECT_EQ(SafeFileName("\xE2\x80\xAE"
                         "gpj"),
            "%E2%80%AEgpj");                             // right-to-left override
  EXPECT_EQ(SafeFileName("\xC0\xAF"), "%C0%AF");         // overlong '/'
  EXPECT_EQ(SafeFileName("\xED\xA0\x80"), "%ED%A0%80");  // surrogate
}

TEST(SafeFileName, OfNothingIsStillAName) { EXPECT_EQ(SafeFileName(""), "%"); }

TEST(SafeFileName, CutsAtACharacterAndKeepsLongNamesApart) {
  const std::string wide(70, '/');  // 210 bytes escaped
  const std::string one = SafeFileName(wide + "1");
  const std::string two = SafeFileName(wide + "2");
  EXPECT_LE(one.size(), kMaxFilePart);
  EXPECT_NE(one, two);
  EXPECT_EQ(one[one.size() - 17], '~');
  EXPECT_EQ((one.size() - 17) % 3, 0U);
  EXPECT_EQ(SafeFileName(std::string(200, 'a')), std::string(200, 'a'));
}

TEST(SafeTableFileName, SeparatesDatabaseAndTableByItsOnlyDot) {
  EXPECT_EQ(SafeTableFileName("shop", "orders"), "shop.orders");
  EXPECT_EQ(SafeTableFileName("a.b", "c"), "a%2Eb.c");
  EXPECT_EQ(SafeTableFileName("a", "b.c"), "a.b%2Ec");
  EXPECT_EQ(SafeTableFileName("", "orders"), "orders");
}

TEST(SafeTableFileName, LeavesRoomForExtensionsWhateverTheNames) {
  std::string wide;
  for (int i = 0; i < 64; ++i) wide += "表";
  EXPECT_LE(SafeTableFileName(wide, wide).size(), kMaxFilePart);
  EXPECT_EQ(SafeTableFileName("d", std::string(198, 't')), "d." + std::string(198, 't'));
}

}  // namespace
}  // namespace innosalvage
