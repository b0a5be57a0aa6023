#include "salvage/input_hash.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "parser/read_buffer.h"
#include "salvage/sha256.h"

namespace innosalvage {

namespace {

constexpr std::size_t kChunkBytes = 256U << 10U;

std::uint64_t MemoryBytes() {
  return static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES))) *
         static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
}

}  // namespace

InputHash::InputHash(std::unique_ptr<ByteSource> source, std::uint64_t size, std::vector<ByteRange> bad)
    : source_(std::move(source)),
      size_(std::min(size, source_->size())),
      bad_(std::move(bad)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

std::string InputHash::Finish() {
  thread_.join();
  return std::move(sha256_);
}

void InputHash::Run(const std::stop_token& stop) {
  Sha256 hash;
  ReadBuffer buffer(kChunkBytes);
  auto bad = bad_.begin();
  for (std::uint64_t at = 0; at < size_ && !stop.stop_requested();) {
    while (bad != bad_.end() && bad->end() <= at) ++bad;
    const bool lost = bad != bad_.end() && bad->offset <= at;
    const std::uint64_t until = lost ? bad->end() : bad != bad_.end() ? bad->offset : size_;
    const std::span<std::byte> bytes = std::span(buffer).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(kChunkBytes, std::min(until, size_) - at)));
    if (lost) {
      std::ranges::fill(bytes, std::byte{0});
    } else {
      source_->ReadAt(at, bytes);
    }
    hash.Update(bytes);
    at += bytes.size();
  }
  if (!stop.stop_requested()) sha256_ = hash.Finish();
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
