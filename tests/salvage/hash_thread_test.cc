// Hashes made beside the rows against that of all bytes at once, and against the bytes that pass one could not read.
#include "salvage/hash_thread.h"

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

std::string HashOfInput(const std::vector<std::byte>& bytes, std::uint64_t size, const std::vector<ByteRange>& bad) {
  HashThread thread;
  thread.Begin(InputPieces(MemorySource(bytes), size, bad));
  return thread.FinishInput();
}

TEST(HashThread, OfAnInputIsThatOfAllBytes) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{256} << 10U, std::size_t{700'001}}) {
    const auto bytes = SomeBytes(size);
    EXPECT_EQ(HashOfInput(bytes, size, {}), HashOf(bytes)) << size;
  }
}

// FIPS 180-4's example.
TEST(HashThread, IsSha256) {
  EXPECT_EQ(HashOfInput({std::byte{'a'}, std::byte{'b'}, std::byte{'c'}}, 3, {}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HashThread, WhatPassOneCouldNotReadIsZero) {
  auto bytes = SomeBytes(600'000);
  const std::vector<ByteRange> bad = {
      {.offset = 0, .size = 512}, {.offset = 262'000, .size = 1024}, {.offset = 599'488, .size = 512}};
  const std::string hash = HashOfInput(bytes, bytes.size(), bad);
  for (const ByteRange& range : bad) {
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(range.offset), range.size, std::byte{0});
  }
  EXPECT_EQ(hash, HashOf(bytes));
}

TEST(HashThread, BytesThatCameAfterPassOneDoNotCount) {
  const auto bytes = SomeBytes(1000);
  EXPECT_EQ(HashOfInput(bytes, 900, {}), HashOf(Bytes(bytes).first(900)));
}

// Two outputs in turns, in pieces of many sizes, beside an input that is shorter, as long or longer; and beside none.
TEST(HashThread, OutputsBesideAnInput) {
  const auto out = SomeBytes(900'000);
  for (const std::size_t size : {std::size_t{0}, std::size_t{10'000}, std::size_t{800'000}, std::size_t{3'000'000}}) {
    const auto in = SomeBytes(size);
    HashThread thread;
    if (size != 0) thread.Begin(InputPieces(MemorySource(in), size, {}));
    const auto a = thread.Open();
    const auto b = thread.Open();
    std::size_t piece = 1;
    for (std::size_t at = 0; at < out.size(); at += piece, piece = piece * 3 % 70'001 + 1) {
      const Bytes next = Bytes(out).subspan(at, std::min(piece, out.size() - at));
      a->Add(next, nullptr);
      b->Add(next, nullptr);
      thread.MayReach(at);
    }
    EXPECT_EQ(a->Finish(), HashOf(out));
    EXPECT_EQ(b->Finish(), HashOf(out));
    if (size != 0) {
      EXPECT_EQ(thread.FinishInput(), HashOf(in));
    }
  }
}

TEST(HashThread, OneInputAfterTheOther) {
  HashThread thread;
  const auto output = thread.Open();
  const auto bytes = SomeBytes(500'000);
  for (int i = 0; i < 3; ++i) {
    thread.Begin(InputPieces(MemorySource(bytes), bytes.size(), {}));
    output->Add(bytes, nullptr);
    EXPECT_EQ(thread.FinishInput(), HashOf(bytes));
  }
  std::vector<std::byte> three_times;
  for (int i = 0; i < 3; ++i) three_times.insert(three_times.end(), bytes.begin(), bytes.end());
  EXPECT_EQ(output->Finish(), HashOf(three_times));
}

// What an output was given is let go once it is hashed, also where nobody asks for the hash.
TEST(HashThread, LetsBytesGo) {
  HashThread thread;
  auto bytes = std::make_shared<const std::vector<std::byte>>(SomeBytes(1'000'000));
  const std::weak_ptr<const std::vector<std::byte>> watched = bytes;
  {
    const auto output = thread.Open();
    for (int i = 0; i < 40; ++i) output->Add(*bytes, bytes);
    bytes.reset();
  }
  EXPECT_TRUE(watched.expired());
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

TEST(HashThread, StopsWhenNobodyWaitsForTheInput) {
  std::atomic<std::size_t> reads = 0;
  {
    auto source = std::make_unique<EndlessSource>(reads);
    const std::uint64_t size = source->size();
    HashThread thread;
    thread.Begin(InputPieces(std::move(source), size, {}));
    thread.MayReach(size);
    while (reads < 3) std::this_thread::yield();
  }
  const std::size_t then = reads;
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(reads, then);
}

// The input alone goes no further than allowed: a piece is read ahead, and the one hashed last may reach further.
TEST(HashThread, TheInputWaitsForItsRows) {
  std::atomic<std::size_t> reads = 0;
  auto source = std::make_unique<EndlessSource>(reads);
  const std::uint64_t size = source->size();
  HashThread thread;
  thread.Begin(InputPieces(std::move(source), size, {}));
  thread.MayReach(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LE(reads, 2U);
}

// A drive that fails between the two reads: no hash is better than that of zeros.
class FailingSource final : public ByteSource {
 public:
  std::uint64_t size() const override { return 100'000; }
  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    std::ranges::fill(buffer, std::byte{0});
    return {.size = buffer.size(), .bad = {{offset, 512}}};
  }
};

TEST(HashThread, WhatCannotBeReadAgainHasNone) {
  HashThread thread;
  thread.Begin(InputPieces(std::make_unique<FailingSource>(), 100'000, {}));
  EXPECT_EQ(thread.FinishInput(), "");
  thread.Begin(InputPieces(std::make_unique<FailingSource>(), 100'000, {{0, 100'000}}));  // pass one could not either
  EXPECT_NE(thread.FinishInput(), "");
  thread.Begin(InputPieces(std::make_unique<FailingSource>(), 200'000, {{0, 200'000}}));  // cut since
  EXPECT_EQ(thread.FinishInput(), "");
}

// Told so it goes ahead, until there are rows.
TEST(HashThread, TheInputGoesAheadUntilOutputsCome) {
  std::atomic<std::size_t> reads = 0;
  auto source = std::make_unique<EndlessSource>(reads);
  const std::uint64_t size = source->size();
  HashThread thread;
  thread.Begin(InputPieces(std::move(source), size, {}), HashThread::Start::kAhead);
  while (reads < 4) std::this_thread::yield();
  const auto bytes = std::make_shared<const std::vector<std::byte>>(SomeBytes(1000));
  const auto output = thread.Open();
  output->Add(*bytes, bytes);
  output->Finish();
  // A piece that was under way may have been the last one.
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const std::size_t then = reads;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
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
