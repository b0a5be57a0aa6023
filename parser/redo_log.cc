#include "parser/redo_log.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parser/bytes.h"
#include "parser/checksum.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t FORMAT_10_5 = 0x50485953;  // "PHYS"
constexpr std::uint32_t FORMAT_10_8 = 0x50687973;  // "Phys"
constexpr std::uint32_t FORMAT_8_0_30 = 6;
constexpr std::uint32_t FORMAT_ENCRYPTED = 1U << 31U;
constexpr std::size_t OS_FILE_LOG_BLOCK_SIZE = 512;
constexpr std::uint64_t LOG_FILE_HDR_SIZE = 4 * OS_FILE_LOG_BLOCK_SIZE;
constexpr std::uint64_t START_OFFSET = 12288;  // MariaDB 10.8
constexpr std::uint32_t LOG_BLOCK_MAX_NO = 0x3fffffff;

std::vector<std::byte> Read(const ByteSource& file, std::uint64_t offset, std::size_t size) {
  std::vector<std::byte> buffer(size);
  const ReadOutcome outcome = file.ReadAt(offset, buffer);
  buffer.resize(outcome.bad.empty() ? outcome.size : 0);
  return buffer;
}

std::uint64_t BigAt(Bytes bytes, std::size_t offset, std::size_t size) { return LoadBig(bytes.subspan(offset, size)); }

// The newest of two copies.
void ReadCheckpoints(const ByteSource& file, RedoHeader& header) {
  const bool phys = header.layout == RedoLayout::kMiniTransactions;
  for (const std::uint64_t at :
       phys ? std::array<std::uint64_t, 2>{4096, 8192} : std::array<std::uint64_t, 2>{512, 1536}) {
    const auto block = Read(file, at, OS_FILE_LOG_BLOCK_SIZE);
    if (block.size() < OS_FILE_LOG_BLOCK_SIZE) continue;
    const Bytes bytes(block);
    const std::uint32_t stored = static_cast<std::uint32_t>(BigAt(bytes, phys ? 60 : 508, 4));
    const std::uint32_t computed = Crc32c(bytes.first(phys ? 60 : 508));
    const std::uint64_t lsn = BigAt(bytes, phys ? 0 : 8, 8);
    // MySQL 5.6 and the formats before 5.7.9 have another checksum there.
    if ((stored != computed && header.format != 0) || lsn == 0) continue;
    if (header.checkpoint_lsn && *header.checkpoint_lsn > lsn) continue;
    header.checkpoint_lsn = lsn;
    if (phys) {
      header.checkpoint_offset = file.size() <= START_OFFSET || lsn < header.start_lsn
                                     ? 0
                                     : START_OFFSET + (lsn - header.start_lsn) % (file.size() - START_OFFSET);
    } else if (header.one_of_many) {
      header.checkpoint_offset = lsn < header.start_lsn ? 0 : LOG_FILE_HDR_SIZE + (lsn - header.start_lsn);
    } else {
      header.checkpoint_offset = BigAt(bytes, 16, 8);
    }
  }
}

// Where the file ends before the log does.
enum class AtFileEnd : std::uint8_t { kLogGoesOn, kItsLastLsn };

// Blocks that follow one another from the one that holds `lsn` on.
std::optional<std::uint64_t> EndOfBlocks(const ByteSource& file, std::uint64_t offset, std::uint64_t lsn,
                                         AtFileEnd at_file_end) {
  constexpr std::size_t kChunk = 1U << 20U;
  offset -= offset % OS_FILE_LOG_BLOCK_SIZE;
  lsn -= lsn % OS_FILE_LOG_BLOCK_SIZE;
  std::uint64_t end = lsn;
  const std::uint64_t first = offset;
  while (offset < file.size() && file.size() - offset >= OS_FILE_LOG_BLOCK_SIZE) {
    const auto chunk = Read(file, offset, kChunk);
    if (chunk.size() < OS_FILE_LOG_BLOCK_SIZE) return std::nullopt;  // not readable
    for (std::size_t at = 0; at + OS_FILE_LOG_BLOCK_SIZE <= chunk.size(); at += OS_FILE_LOG_BLOCK_SIZE) {
      const Bytes block = Bytes(chunk).subspan(at, OS_FILE_LOG_BLOCK_SIZE);
      const std::uint64_t number = BigAt(block, 0, 4) & ~FORMAT_ENCRYPTED;
      const std::uint64_t wanted = (lsn / OS_FILE_LOG_BLOCK_SIZE & LOG_BLOCK_MAX_NO) + 1;
      const std::uint64_t length = BigAt(block, 4, 2) & 0x7fffU;  // the top bit: encrypted
      if (number != wanted || length < 12 || length > OS_FILE_LOG_BLOCK_SIZE) return end;
      end = lsn + length;
      if (length < OS_FILE_LOG_BLOCK_SIZE) return end;
      lsn += OS_FILE_LOG_BLOCK_SIZE;
      end = lsn;
    }
    offset += chunk.size() - chunk.size() % OS_FILE_LOG_BLOCK_SIZE;
  }
  if (offset == first || at_file_end == AtFileEnd::kLogGoesOn) return std::nullopt;
  return end;
}

// MariaDB 10.8: records of a byte of type and length, each behind the other, to a byte 0 or 1: the sequence bit, which
// changes with each lap (get_sequence_bit, log0log.h), so that the mini-transactions of the lap before do not count.
class MiniTransactions {
 public:
  // From the checkpoint on, `lsns` behind the log's first LSN. The file is larger than START_OFFSET.
  MiniTransactions(const ByteSource& file, std::uint64_t offset, std::uint64_t lsns)
      : file_(file), lap_(file.size() - START_OFFSET), lsns_(lsns), offset_(offset) {}

  // Bytes of mini-transactions that verify. nullopt: a whole lap seems to, which no server lets happen.
  std::optional<std::uint64_t> Measure() {
    std::uint64_t good = 0;
    while (TakeOne()) good = taken_;
    if (taken_ == lap_) return std::nullopt;
    return good;
  }

 private:
  int SequenceBit() const { return ((lsns_ + taken_ - 1) / lap_ & 1U) == 0 ? 1 : 0; }  // of the byte taken last

  int Take() {
    if (taken_ == lap_) return -1;
    if (at_ == buffer_.size()) {
      if (offset_ >= file_.size()) offset_ = START_OFFSET;  // the log is a circle
      buffer_ =
          Read(file_, offset_, static_cast<std::size_t>(std::min<std::uint64_t>(1U << 20U, file_.size() - offset_)));
      if (buffer_.empty()) return -1;
      offset_ += buffer_.size();
      at_ = 0;
    }
    ++taken_;
    return std::to_integer<int>(buffer_[at_++]);
  }
  int TakeSummed(std::vector<std::byte>& summed) {
    const int byte = Take();
    if (byte >= 0) summed.push_back(static_cast<std::byte>(byte));
    return byte;
  }

  bool TakeOne() {
    // MTR_SIZE_MAX, and as much of a last record.
    constexpr std::size_t kMaxBytes = 2U << 20U;
    std::vector<std::byte> summed;
    for (;;) {
      const int head = Take();
      if (head < 0) return false;
      if (head <= 1) {
        if (head != SequenceBit()) return false;
        break;
      }
      summed.push_back(static_cast<std::byte>(head));
      std::uint64_t length = static_cast<unsigned>(head) & 15U;
      if (length == 0) {
        const int first = TakeSummed(summed);
        if (first < 0) return false;
        std::size_t bytes = 1;
        std::uint64_t base = 0;
        std::uint64_t value = static_cast<unsigned>(first);
        if (first >= 0x80) {
          bytes = first < 0xc0 ? 2 : first < 0xe0 ? 3 : first < 0xf0 ? 4 : 5;
          base = 0x80;
          if (bytes > 2) base += 1U << 14U;
          if (bytes > 3) base += 1U << 21U;
          if (bytes > 4) base += 1U << 28U;
          value = bytes == 5 ? 0 : static_cast<unsigned>(first) & (0x7fU >> (bytes - 1));
          for (std::size_t i = 1; i < bytes; ++i) {
            const int next = TakeSummed(summed);
            if (next < 0) return false;
            value = value << 8U | static_cast<unsigned>(next);
          }
          value += base;
        }
        if (value + 15 < bytes) return false;
        length = value + 15 - bytes;
      }
      if (summed.size() + length > kMaxBytes) return false;
      for (; length > 0; --length) {
        if (TakeSummed(summed) < 0) return false;
      }
    }
    if (summed.empty()) return false;
    std::uint32_t stored = 0;
    for (int i = 0; i < 4; ++i) {
      const int byte = Take();
      if (byte < 0) return false;
      stored = stored << 8U | static_cast<unsigned>(byte);
    }
    return stored == Crc32c(summed);
  }

  const ByteSource& file_;
  const std::uint64_t lap_;   // bytes of the circle
  const std::uint64_t lsns_;  // of the first byte taken
  std::uint64_t offset_;
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace

std::optional<RedoHeader> ReadRedoHeader(const ByteSource& file) {
  const auto head = Read(file, 0, OS_FILE_LOG_BLOCK_SIZE);
  if (head.size() < OS_FILE_LOG_BLOCK_SIZE) return std::nullopt;
  const Bytes bytes(head);
  RedoHeader header;
  header.format = static_cast<std::uint32_t>(BigAt(bytes, 0, 4));
  header.start_lsn = BigAt(bytes, 8, 8);
  for (std::size_t i = 16; i < 48 && bytes[i] != std::byte{0}; ++i) {
    const auto c = std::to_integer<unsigned char>(bytes[i]);
    if (c < 0x20 || c > 0x7e) return std::nullopt;
    header.creator += static_cast<char>(c);
  }
  const std::uint32_t kind = header.format & ~FORMAT_ENCRYPTED;
  header.encrypted = (header.format & FORMAT_ENCRYPTED) != 0;
  if (kind == FORMAT_10_8) {
    header.layout = RedoLayout::kMiniTransactions;
  } else if (kind == FORMAT_8_0_30 && !header.encrypted) {
    header.one_of_many = true;
  } else if (kind != FORMAT_10_5 && kind > 5 && kind != 103 && kind != 104) {
    return std::nullopt;
  }
  ReadCheckpoints(file, header);
  // A file of zeros has format 0 as well.
  if (kind == 0 && !header.checkpoint_lsn) return std::nullopt;
  return header;
}

std::optional<std::uint64_t> FindRedoEnd(const ByteSource& file, const RedoHeader& header) {
  if (header.layout == RedoLayout::kMiniTransactions) {
    if (header.encrypted || !header.checkpoint_lsn || header.checkpoint_offset < START_OFFSET) return std::nullopt;
    const std::uint64_t lsns = *header.checkpoint_lsn - header.start_lsn;
    const auto behind = MiniTransactions(file, header.checkpoint_offset, lsns).Measure();
    return behind ? std::optional(*header.checkpoint_lsn + *behind) : std::nullopt;
  }
  if (header.one_of_many) return EndOfBlocks(file, LOG_FILE_HDR_SIZE, header.start_lsn, AtFileEnd::kItsLastLsn);
  if (!header.checkpoint_lsn || header.checkpoint_offset < LOG_FILE_HDR_SIZE) return std::nullopt;
  return EndOfBlocks(file, header.checkpoint_offset, *header.checkpoint_lsn, AtFileEnd::kLogGoesOn);
}

}  // namespace innosalvage
