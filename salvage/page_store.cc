#include "salvage/page_store.h"

#include <algorithm>

namespace innosalvage {

Decoded<FetchedPage> PageStore::Read(std::uint32_t page_no, std::span<std::byte> buffer) const {
  const PageEntry* entry = inventory_->Find(page_no);
  if (entry == nullptr) return Hurt(DamageKind::kUnreadable, page_no, 0);
  if (entry->verdict == PageVerdict::kNotRead) return Hurt(DamageKind::kUnsupported, page_no, 0);
  const std::span<std::byte> physical = buffer.first(physical_size());
  const ReadOutcome outcome = source_->ReadAt(entry->offset, physical);
  if (outcome.size < physical.size()) {
    return Hurt(DamageKind::kTruncated, page_no, outcome.size, physical.size(), outcome.size);
  }
  inventory_->ApplyRepair(*entry, physical);
  const PageImage image = codec().DecodeInPlace(buffer.first(page_size()), physical.size());
  if (!image.readable()) return Hurt(DamageKind::kUnsupported, page_no, 0);
  return FetchedPage{.bytes = image.bytes,
                     .verified = IsVerified(entry->verdict) && image.obstacle == PageObstacle::kNone,
                     .zip = inventory_->detected.format.zip};
}

std::size_t PageStore::ReadRun(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer) const {
  if (page_nos.empty()) return 0;
  const PageEntry* first = inventory_->Find(page_nos.front());
  if (first == nullptr) return 0;
  const std::size_t size = physical_size();
  std::size_t n = 1;
  for (; n < page_nos.size() && (n + 1) * page_size() <= buffer.size(); ++n) {
    const PageEntry* entry = inventory_->Find(page_nos[n]);
    if (entry == nullptr || entry->offset != first->offset + n * size) break;
  }
  const ReadOutcome outcome = source_->ReadAt(first->offset, buffer.first(n * size));
  const std::size_t whole = outcome.size / size;
  // Logical pages may be larger than physical ones: spread out from the last, so that none is written over unread.
  for (std::size_t i = whole; i-- > 0;) {
    const std::span<std::byte> page = buffer.subspan(i * page_size(), page_size());
    if (size != page_size()) std::ranges::copy_backward(buffer.subspan(i * size, size), page.first(size).end());
    inventory_->ApplyRepair(*inventory_->Find(page_nos[i]), page.first(size));
    codec().DecodeInPlace(page, size);
  }
  // A page cut off by the end of the file is read for itself by the caller, who then sees how much there is.
  return whole;
}

std::size_t PageStore::ReadStored(const PageEntry& entry, std::span<std::byte> buffer) const {
  const std::size_t size = source_->ReadAt(entry.offset, buffer.first(std::min(buffer.size(), physical_size()))).size;
  inventory_->ApplyRepair(entry, buffer.first(size));
  return size;
}

std::size_t PageStore::ReadPart(const PageEntry& entry, std::span<std::byte> buffer) const {
  const std::size_t size = ReadStored(entry, buffer);
  return codec().DecodeInPlace(buffer, size).bytes.size();
}

}  // namespace innosalvage
