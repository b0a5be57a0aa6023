#include "salvage/page_store.h"

#include <algorithm>

namespace innosalvage {

Decoded<FetchedPage> PageStore::Read(std::uint32_t page_no, std::span<std::byte> buffer) const {
  const PageEntry* entry = inventory_->Find(page_no);
  if (entry == nullptr) return Hurt(DamageKind::kUnreadable, page_no, 0);
  if (entry->verdict == PageVerdict::kNotRead) return Hurt(DamageKind::kUnsupported, page_no, 0);
  const std::span<std::byte> physical = buffer.first(physical_size());
  if (const std::size_t size = SizeOf(*entry); size < physical.size()) {
    return Hurt(DamageKind::kTruncated, page_no, static_cast<std::uint32_t>(size), physical.size(), size);
  }
  const ReadOutcome outcome = inventory_->ReadImage(*source_, *entry, physical);
  if (outcome.size < physical.size()) {
    return Hurt(DamageKind::kTruncated, page_no, outcome.size, physical.size(), outcome.size);
  }
  const PageImage image = codec().DecodeInPlace(buffer.first(page_size()), physical.size());
  if (!image.readable()) return Hurt(DamageKind::kUnsupported, page_no, 0);
  return FetchedPage{.bytes = image.bytes,
                     .verified = IsVerified(entry->verdict) && image.obstacle == PageObstacle::kNone,
                     .zip = inventory_->detected.format.zip};
}

namespace {

// Behind what was decoded the zeros are ours.
std::size_t BytesThere(const PageImage& image) {
  return image.obstacle == PageObstacle::kDamaged ? std::min(image.whole, image.bytes.size()) : image.bytes.size();
}

}  // namespace

std::size_t PageStore::ReadRun(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer,
                               std::span<std::size_t> there) const {
  if (page_nos.empty()) return 0;
  const PageEntry* first = inventory_->Find(page_nos.front());
  const std::size_t size = physical_size();
  if (first == nullptr || SizeOf(*first) < size) return 0;
  // A page restored from elsewhere stands with no neighbour.
  if (inventory_->RestoredFrom(*first) != nullptr) {
    const std::span<std::byte> page = buffer.first(page_size());
    if (inventory_->ReadImage(*source_, *first, page.first(size)).size < size) return 0;
    there[0] = BytesThere(codec().DecodeInPlace(page, size));
    return 1;
  }
  std::size_t n = 1;
  for (; n < page_nos.size() && (n + 1) * page_size() <= buffer.size(); ++n) {
    const PageEntry* entry = inventory_->Find(page_nos[n]);
    if (entry == nullptr || entry->offset != first->offset + n * size) break;
    if (inventory_->RestoredFrom(*entry) != nullptr || SizeOf(*entry) < size) break;
  }
  const ReadOutcome outcome = source_->ReadAt(first->offset, buffer.first(n * size));
  const std::size_t whole = outcome.size / size;
  // Logical pages may be larger than physical ones: spread out from the last, so that none is written over unread.
  for (std::size_t i = whole; i-- > 0;) {
    const std::span<std::byte> page = buffer.subspan(i * page_size(), page_size());
    if (size != page_size()) std::ranges::copy_backward(buffer.subspan(i * size, size), page.first(size).end());
    inventory_->ApplyRepair(*inventory_->Find(page_nos[i]), page.first(size));
    there[i] = BytesThere(codec().DecodeInPlace(page, size));
  }
  // A page cut off by the end of the file is read for itself by the caller, who then sees how much there is.
  return whole;
}

std::size_t PageStore::SizeOf(const PageEntry& entry) const {
  // Only what did not verify can be short.
  if (entry.verdict != PageVerdict::kCutOff) return physical_size();
  const auto next = static_cast<std::size_t>(&entry - inventory_->entries.data()) + 1;
  const std::size_t own = inventory_->entries.size() - static_cast<std::size_t>(inventory_->pages_added);
  const std::uint64_t end = next < own ? inventory_->entries[next].offset : source_->size();
  return static_cast<std::size_t>(std::min<std::uint64_t>(physical_size(), end - entry.offset));
}

std::size_t PageStore::ReadStored(const PageEntry& entry, std::span<std::byte> buffer) const {
  return inventory_->ReadImage(*source_, entry, buffer.first(std::min(buffer.size(), SizeOf(entry)))).size;
}

std::size_t PageStore::ReadPart(const PageEntry& entry, std::span<std::byte> buffer) const {
  const std::size_t size = ReadStored(entry, buffer);
  return BytesThere(codec().DecodeInPlace(buffer, size));
}

}  // namespace innosalvage
