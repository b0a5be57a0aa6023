#include "parser/redo_log.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "parser/checksum.h"

namespace innosalvage {
namespace {

constexpr std::uint64_t kStartLsn = 12288;
constexpr std::size_t kStartOffset = 12288;  // of MariaDB 10.8
constexpr std::size_t kBlock = 512;

void Put(std::vector<std::byte>& file, std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) file[at + i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
}

std::optional<std::uint64_t> EndOf(const std::vector<std::byte>& bytes) {
  const auto file = MemorySource(bytes);
  const auto header = ReadRedoHeader(*file);
  return header ? FindRedoEnd(*file, *header) : std::nullopt;
}

// A mini-transaction of one record of three bytes: 8 bytes with its end.
constexpr std::size_t kMiniTransaction = 8;
std::vector<std::byte> MiniTransaction(int sequence_bit) {
  std::vector<std::byte> bytes(kMiniTransaction);
  Put(bytes, 0, 0x320102, 3);
  Put(bytes, 3, static_cast<std::uint64_t>(sequence_bit), 1);
  Put(bytes, 4, Crc32c(Bytes(bytes).first(3)), 4);
  return bytes;
}

// A log of MariaDB 10.8 whose circle holds so many of them, and a checkpoint in front of one of them.
class PhysLog {
 public:
  PhysLog(std::size_t count, std::uint64_t checkpoint) : bytes_(kStartOffset + count * kMiniTransaction) {
    Put(bytes_, 0, 0x50687973, 4);
    Put(bytes_, 8, kStartLsn, 8);
    Put(bytes_, 4096, kStartLsn + checkpoint * kMiniTransaction, 8);
    Put(bytes_, 4096 + 60, Crc32c(Bytes(bytes_).subspan(4096, 60)), 4);
  }
  void Write(std::size_t from, std::size_t to, int sequence_bit) {
    const auto mini = MiniTransaction(sequence_bit);
    for (; from < to; ++from) {
      std::ranges::copy(mini, bytes_.begin() + static_cast<std::ptrdiff_t>(kStartOffset + from * kMiniTransaction));
    }
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

std::uint64_t LsnOf(std::uint64_t mini) { return kStartLsn + mini * kMiniTransaction; }

TEST(RedoLog, EndsBehindTheLastMiniTransaction) {
  PhysLog log(1000, 10);
  log.Write(0, 300, 1);
  EXPECT_EQ(EndOf(log.bytes()), LsnOf(300));
}

TEST(RedoLog, MiniTransactionsOfTheLapBeforeDoNotCount) {
  PhysLog log(1000, 1900);  // the second lap began at 1000
  log.Write(0, 1000, 0);
  log.Write(0, 50, 1);  // and the third at 2000
  EXPECT_EQ(EndOf(log.bytes()), LsnOf(2050));
}

// It went round and round.
TEST(RedoLog, ACircleFullOfMiniTransactionsHasNoEnd) {
  PhysLog log(1000, 10);
  log.Write(0, 1000, 1);
  log.Write(0, 10, 0);
  EXPECT_EQ(EndOf(log.bytes()), std::nullopt);
}

// A log of blocks: the first `filled` of them full, the next half full.
std::vector<std::byte> BlockLog(std::uint32_t format, std::size_t blocks, std::size_t filled) {
  constexpr std::size_t kHead = 4 * kBlock;
  constexpr std::uint64_t kFirst = 8192;
  std::vector<std::byte> bytes(kHead + blocks * kBlock);
  Put(bytes, 0, format, 4);
  Put(bytes, 8, kFirst, 8);
  Put(bytes, kBlock + 8, kFirst, 8);
  Put(bytes, kBlock + 16, kHead, 8);
  Put(bytes, kBlock + 508, Crc32c(Bytes(bytes).subspan(kBlock, 508)), 4);
  for (std::size_t i = 0; i < std::min(blocks, filled + 1); ++i) {
    Put(bytes, kHead + i * kBlock, kFirst / kBlock + i + 1, 4);
    Put(bytes, kHead + i * kBlock + 4, i < filled ? kBlock : kBlock / 2, 2);
  }
  return bytes;
}

TEST(RedoLog, EndsInABlockThatIsNotFull) {
  for (const std::uint32_t format : {1U, 5U, 6U}) EXPECT_EQ(EndOf(BlockLog(format, 20, 7)), 8192 + 7 * kBlock + 256);
}

TEST(RedoLog, AFileFullToItsEndTellsNoEndWhereTheLogIsACircle) {
  for (const std::uint32_t format : {1U, 5U, 103U, 0x50485953U}) {
    SCOPED_TRACE(format);
    EXPECT_EQ(EndOf(BlockLog(format, 20, 20)), std::nullopt);
  }
}

TEST(RedoLog, AFileOfManyEndsWithItsLastBlock) { EXPECT_EQ(EndOf(BlockLog(6, 20, 20)), 8192 + 20 * kBlock); }

}  // namespace
}  // namespace innosalvage
