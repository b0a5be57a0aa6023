#include "salvage/sdi_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <vector>

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

// The heads of a page that name one stream: each begins as an object does, skips the other heads in a stored block and
// comes to what all inflate, 8 MiB of zeros without the checksum of any.
class SdiBomb {
 public:
  explicit SdiBomb(std::vector<std::byte> file, std::size_t page_begin) : file_(std::move(file)), begin_(page_begin) {
    constexpr std::size_t kBehindHeads = kFirst + kHeads * kStep;
    for (std::size_t i = 0; i < kHeads; ++i) {
      const std::size_t at = kFirst + i * kStep;
      Put(at, 1, 4);
      Put(at + 4, 100 + i, 8);
      Put(at + 25, std::size_t{8} << 20U, 4);
      Put(at + 29, kPageSize - 8 - (at + 33), 4);
      Put(at + 33, 0x789c, 2);
      PutStored(at + 35, 2);
      Put(at + 40, 0x7b22, 2);  // {"
      PutStored(at + 42, kBehindHeads - (at + kStep));
    }
    const std::vector<std::byte> zeros(std::size_t{8} << 20U);
    std::vector<std::byte> deflated(compressBound(zeros.size()));
    uLongf size = deflated.size();
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
    compress2(reinterpret_cast<Bytef*>(deflated.data()), &size, reinterpret_cast<const Bytef*>(zeros.data()),
              zeros.size(), Z_BEST_COMPRESSION);
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    const Bytes raw = Bytes(deflated).subspan(2, size - 6);  // without zlib's header and checksum
    std::ranges::copy(raw, file_.begin() + static_cast<std::ptrdiff_t>(begin_ + kBehindHeads));
  }

  static constexpr std::size_t kHeads = 100;
  const std::vector<std::byte>& file() const { return file_; }

 private:
  static constexpr std::size_t kPageSize = 16384;
  static constexpr std::size_t kFirst = 1000;
  static constexpr std::size_t kStep = 47;

  void Put(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      file_[begin_ + at + i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
    }
  }
  // The head of a stored block: no more than its length and that inverted, little-endian.
  void PutStored(std::size_t at, std::size_t size) {
    const auto swapped = ((size & 0xffU) << 8U) | (size >> 8U);
    Put(at, 0, 1);
    Put(at + 1, swapped, 2);
    Put(at + 3, swapped ^ 0xffffU, 2);
  }

  std::vector<std::byte> file_;
  std::size_t begin_;
};

TEST_F(SdiReaderTest, HeadsThatShareOneStreamCostNoMoreThanTheLimit) {
  const auto sdi = std::ranges::find(inventory_.entries, FIL_PAGE_SDI, &PageEntry::type);
  ASSERT_NE(sdi, inventory_.entries.end());
  const SdiBomb bomb(ReadFixture("mysql-9/key_last"), sdi->offset);
  const auto source = MemorySource(bomb.file());
  const Inventory inventory = *ScanPages(*source, "key_last.ibd", {});
  constexpr std::uint64_t kMost = std::uint64_t{64} << 20U;
  const SdiRead read = ReadSdi(PageStore(*source, inventory), kMost);
  EXPECT_LT(read.inflating_left, std::uint64_t{8} << 20U);
  const auto refused = std::ranges::find(read.damage, kMost, &Damage::expected);
  ASSERT_NE(refused, read.damage.end());
  EXPECT_EQ(refused->kind, DamageKind::kBadSdi);
  const std::vector<Limit> reached = ReachedLimits();
  EXPECT_NE(std::ranges::find(reached, Limit::kSdiFile), reached.end());
}

}  // namespace
}  // namespace innosalvage
