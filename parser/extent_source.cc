#include "parser/extent_source.h"

#include <algorithm>

namespace innosalvage {

namespace {

class FileInPieces final : public ByteSource {
 public:
  FileInPieces(std::shared_ptr<const ByteSource> image, std::vector<Extent> extents, std::uint64_t size)
      : image_(std::move(image)), extents_(std::move(extents)), size_(size) {}

  std::uint64_t size() const override { return size_; }

  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ReadOutcome outcome;
    if (offset >= size_) return outcome;
    outcome.size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_ - offset));
    buffer = buffer.first(outcome.size);
    std::ranges::fill(buffer, std::byte{0});
    const std::uint64_t end = offset + outcome.size;
    auto extent = std::ranges::upper_bound(extents_, offset, {}, &Extent::file_end);
    for (; extent != extents_.end() && extent->file_offset < end; ++extent) {
      const std::uint64_t from = std::max(extent->file_offset, offset);
      const std::uint64_t to = std::min(extent->file_end(), end);
      const auto part = buffer.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(to - from));
      const std::uint64_t place = extent->image_offset + (from - extent->file_offset);
      const ReadOutcome read = image_->ReadAt(place, part);
      for (const ByteRange& bad : read.bad) outcome.bad.push_back({bad.offset - place + from, bad.size});
      // An image that was cut off lacks what its file system says is there.
      if (read.size < part.size()) outcome.bad.push_back({from + read.size, part.size() - read.size});
    }
    return outcome;
  }

 private:
  std::shared_ptr<const ByteSource> image_;
  std::vector<Extent> extents_;
  std::uint64_t size_;
};

}  // namespace

std::unique_ptr<ByteSource> ExtentSource(std::shared_ptr<const ByteSource> image, std::vector<Extent> extents,
                                         std::uint64_t size) {
  return std::make_unique<FileInPieces>(std::move(image), std::move(extents), size);
}

}  // namespace innosalvage
