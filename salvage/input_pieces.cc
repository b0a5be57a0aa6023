#include "salvage/input_pieces.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace innosalvage {

namespace {

constexpr std::size_t kPieceBytes = 256U << 10U;

std::uint64_t MemoryBytes() {
  return static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
         static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
}

}  // namespace

InputPieces::InputPieces(std::unique_ptr<ByteSource> source, std::uint64_t size, std::vector<ByteRange> bad)
    : source_(std::move(source)),
      size_(std::min(size, source_->size())),
      bad_(std::move(bad)),
      buffer_(kPieceBytes),
      whole_(size_ == size) {}

Bytes InputPieces::Next() {
  if (at_ >= size_) return {};
  while (next_bad_ < bad_.size() && bad_[next_bad_].end() <= at_) ++next_bad_;
  const bool more_bad = next_bad_ < bad_.size();
  const bool lost = more_bad && bad_[next_bad_].offset <= at_;
  const std::uint64_t until = lost ? bad_[next_bad_].end() : more_bad ? bad_[next_bad_].offset : size_;
  const std::span<std::byte> piece = std::span(buffer_).first(
      static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, std::min(until, size_) - at_)));
  if (lost) {
    std::ranges::fill(piece, std::byte{0});
  } else {
    const ReadOutcome read = source_->ReadAt(at_, piece);
    whole_ = whole_ && read.size == piece.size() && read.bad.empty();
  }
  at_ += piece.size();
  return piece;
}

bool StayInPageCache(const std::vector<std::string>& paths) {
  std::uint64_t bytes = 0;
  for (const std::string& path : paths) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) return false;
    bytes += std::filesystem::file_size(path, failure);
    if (failure) return false;
  }
  return bytes <= MemoryBytes() / 4;
}

}  // namespace innosalvage
