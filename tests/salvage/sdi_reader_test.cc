#include "salvage/sdi_reader.h"

#include <gtest/gtest.h>

#include "parser/page_type.h"
#include "tests/fixture.h"

namespace innosalvage {
namespace {

class SdiReaderTest : public testing::Test {
 protected:
  SdiReaderTest()
      : source_(MemorySource(ReadFixture("mysql-9/key_last"))),
        inventory_(*ScanPages(*source_, "key_last.ibd", {})),
        store_(*source_, inventory_) {}

  std::unique_ptr<ByteSource> source_;
  Inventory inventory_;
  PageStore store_;
};

TEST_F(SdiReaderTest, ATableAndItsTablespaceStandInTheOrderOfTheirTypes) {
  const SdiRead read = ReadSdi(store_);
  ASSERT_EQ(read.documents.size(), 2U);
  EXPECT_EQ(read.documents[0].type, 1U);
  EXPECT_EQ(read.documents[1].type, 2U);
  EXPECT_TRUE(read.damage.empty());
}

TEST_F(SdiReaderTest, APageOfTheDoublewriteAreaSaysNothingOfItsFile) {
  for (PageEntry& entry : inventory_.entries) {
    if (entry.type == FIL_PAGE_SDI) entry.verdict = PageVerdict::kUnused;  // as SettleDoublewriteArea leaves it
  }
  EXPECT_TRUE(ReadSdi(store_).documents.empty());
}

TEST_F(SdiReaderTest, WhatWouldPassTheLimitIsDamage) {
  const SdiRead whole = ReadSdi(store_);
  std::uint64_t sum = 0;
  for (const SdiDocument& document : whole.documents) sum += document.json.size();
  EXPECT_EQ(ReadSdi(store_, sum).documents.size(), 2U);
  const SdiRead read = ReadSdi(store_, sum - 1);
  ASSERT_EQ(read.documents.size(), 1U);
  EXPECT_EQ(read.documents[0].json, whole.documents[0].json);
  ASSERT_FALSE(read.damage.empty());
  EXPECT_EQ(read.damage.back().kind, DamageKind::kBadSdi);
}

}  // namespace
}  // namespace innosalvage
