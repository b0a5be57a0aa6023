#include "salvage/page_store.h"

#include <algorithm>

namespace innosalvage {

Decoded<FetchedPage> PageStore::Read(std::uint32_t page_no, std::span<std::byte> buffer) const {
  const PageEntry* entry = inventory_->Find(page_no);
  if (entry == nullptr) return Hurt(DamageKind::kUnreadable, page_no, 0);
  if (entry->verdict == PageVerdict::kNotRead) return Hurt(DamageKind::kUnsupported, page_no, 0);
  const ReadOutcome outcome = source_->ReadAt(entry->offset, buffer.first(page_size()));
  if (outcome.size < page_size()) return Hurt(DamageKind::kTruncated, page_no, outcome.size, page_size(), outcome.size);
  inventory_->ApplyRepair(*entry, buffer.first(page_size()));
  return FetchedPage{.bytes = buffer.first(page_size()), .verified = IsVerified(entry->verdict)};
}

std::size_t PageStore::ReadRun(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer) const {
  if (page_nos.empty()) return 0;
  const PageEntry* first = inventory_->Find(page_nos.front());
  if (first == nullptr) return 0;
  std::size_t n = 1;
  for (; n < page_nos.size() && (n + 1) * page_size() <= buffer.size(); ++n) {
    const PageEntry* entry = inventory_->Find(page_nos[n]);
    if (entry == nullptr || entry->offset != first->offset + n * page_size()) break;
  }
  const ReadOutcome outcome = source_->ReadAt(first->offset, buffer.first(n * page_size()));
  const std::size_t whole = outcome.size / page_size();
  for (std::size_t i = 0; i < whole; ++i) {
    inventory_->ApplyRepair(*inventory_->Find(page_nos[i]), buffer.subspan(i * page_size(), page_size()));
  }
  // A page cut off by the end of the file is read for itself by the caller, who then sees how much there is.
  return whole;
}

std::size_t PageStore::ReadPart(const PageEntry& entry, std::span<std::byte> buffer) const {
  const std::size_t size = source_->ReadAt(entry.offset, buffer).size;
  inventory_->ApplyRepair(entry, buffer.first(size));
  return size;
}

}  // namespace innosalvage
