#include "parser/file_name_encoding.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

// Names and files of testdata/cells and testdata/partitions: what the servers made of them.
TEST(DecodeFileName, ReadsWhatTheServersWrite) {
  EXPECT_EQ(DecodeFileName("na@002dme@0020d@0027@0pt@0p"), "na-me d'été");
  EXPECT_EQ(DecodeFileName("we@0023ird@0020n@0kme"), "we#ird näme");
  EXPECT_EQ(DecodeFileName("@1Onder@0040x"), "Ünder@x");
  EXPECT_EQ(DecodeFileName("@65e5@672c@8a9e"), "日本語");
  EXPECT_EQ(DecodeFileName("x@00400023y"), "x@0023y");
}

TEST(DecodeFileName, TheMarkBehindADevicesNameIsNoPartOfIt) {
  EXPECT_EQ(DecodeFileName("con@@@"), "con");
  EXPECT_EQ(DecodeFileName("LPT1@@@"), "LPT1");
}

TEST(DecodeFileName, WhatIsNoEncodingStays) {
  EXPECT_EQ(DecodeFileName("@@@"), "@@@");
  EXPECT_EQ(DecodeFileName("t@"), "t@");
  EXPECT_EQ(DecodeFileName("t@zz"), "t@zz");
}

}  // namespace
}  // namespace innosalvage
