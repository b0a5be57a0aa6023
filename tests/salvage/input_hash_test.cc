// The hash beside the rows against that of all bytes at once, and against the bytes that pass one could not read.
#include "salvage/input_hash.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "salvage/sha256.h"

namespace innosalvage {
namespace {

std::vector<std::byte> SomeBytes(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 2654435761U >> 11U);
  return bytes;
}

std::string HashOf(Bytes bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

TEST(InputHash, IsThatOfAllBytes) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{256} << 10U, std::size_t{700'001}}) {
    const auto bytes = SomeBytes(size);
    InputHash hash(MemorySource(bytes), size, {});
    EXPECT_EQ(hash.Finish(), HashOf(bytes)) << size;
  }
}

// FIPS 180-4's example.
TEST(InputHash, IsSha256) {
  InputHash hash(MemorySource({std::byte{'a'}, std::byte{'b'}, std::byte{'c'}}), 3, {});
  EXPECT_EQ(hash.Finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(InputHash, WhatPassOneCouldNotReadIsZero) {
  auto bytes = SomeBytes(600'000);
  const std::vector<ByteRange> bad = {
      {.offset = 0, .size = 512}, {.offset = 262'000, .size = 1024}, {.offset = 599'488, .size = 512}};
  InputHash hash(MemorySource(bytes), bytes.size(), bad);
  for (const ByteRange& range : bad) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(range.offset), range.size, std::byte{0});
  }
  EXPECT_EQ(hash.Finish(), HashOf(bytes));
}

TEST(InputHash, BytesThatCameAfterPassOneDoNotCount) {
  const auto bytes = SomeBytes(1000);
  InputHash hash(MemorySource(bytes), 900, {});
  EXPECT_EQ(hash.Finish(), HashOf(Bytes(bytes).first(900)));
}

// So large that nobody would see its end.
class EndlessSource final : public ByteSource {
 public:
  explicit EndlessSource(std::atomic<std::size_t>& reads) : reads_(reads) {}
  std::uint64_t size() const override { return std::uint64_t{1} << 60U; }
  ReadOutcome ReadAt(std::uint64_t /*offset*/, std::span<std::byte> buffer) const override {
    ++reads_;
    return {.size = buffer.size(), .bad = {}};
  }

 private:
  std::atomic<std::size_t>& reads_;
};

TEST(InputHash, StopsWhenNobodyWaitsForIt) {
  std::atomic<std::size_t> reads = 0;
  {
    auto source = std::make_unique<EndlessSource>(reads);
    const std::uint64_t size = source->size();
    const InputHash hash(std::move(source), size, {});
    while (reads == 0) std::this_thread::yield();
  }
  const std::size_t then = reads;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(reads, then);
}

TEST(StayInPageCache, RegularFilesThatAreNotTooLarge) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "stay_in_page_cache";
  std::filesystem::create_directories(folder);
  const std::string small = (folder / "small").string();
  const std::string huge = (folder / "huge").string();
  std::ofstream(small) << "x";
  std::ofstream(huge) << "x";
  std::filesystem::resize_file(huge, std::uint64_t{1} << 43U);  // a hole
  EXPECT_TRUE(StayInPageCache({small}));
  EXPECT_FALSE(StayInPageCache({small, huge}));
  EXPECT_FALSE(StayInPageCache({small, (folder / "missing").string()}));
  EXPECT_FALSE(StayInPageCache({folder.string()}));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace innosalvage
