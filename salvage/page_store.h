// Page store: reads the best image of a page again, as the inventory chose it, repaired where it was, and decoded: what
// it gives is the logical page (page_codec.h).
//
// Threads   safe: reading is positioned, and each caller brings its own buffer.
// Lifetime  refers to source and inventory, which must outlive it. A page read lives in the caller's buffer.
#pragma once

#include "parser/lob.h"
#include "salvage/inventory.h"

namespace innosalvage {

class PageStore {
 public:
  PageStore(const ByteSource& source, const Inventory& inventory) : source_(&source), inventory_(&inventory) {}

  std::uint32_t page_size() const { return inventory_->detected.format.page_size; }
  const Inventory& inventory() const { return *inventory_; }

  // `buffer` has page_size() bytes. kUnreadable where no image of the page exists, kTruncated where it is cut off,
  // kUnsupported where it cannot be decoded.
  Decoded<FetchedPage> Read(std::uint32_t page_no, std::span<std::byte> buffer) const;

  // A run of pages that stand one behind the other in the file, in one read. Returns how many of `page_nos` were
  // read (at least 1 if the buffer holds one page); each page i is at buffer[i * page_size()], and there[i] of its bytes
  // could be decoded: the others are zero.
  std::size_t ReadRun(std::span<const std::uint32_t> page_nos, std::span<std::byte> buffer,
                      std::span<std::size_t> there) const;

  // The same without decoding, as it stands in the file but for repairs. Returns the bytes read.
  std::size_t ReadStored(const PageEntry& entry, std::span<std::byte> buffer) const;

  // Bytes of one image: less than physical_size() where the end of the file, or bytes lost in the middle, cut it off.
  std::size_t SizeOf(const PageEntry& entry) const;

  // True for a page out of which bytes were lost, while what stood behind them is there: its last part, other pages.
  bool IsCutInTwo(const PageEntry& entry) const {
    const std::size_t size = SizeOf(entry);
    return size < physical_size() && entry.offset + size < source_->size();
  }

  // As much of one image as there is (a page that the end of the file cuts off). Returns the bytes of the logical page
  // that could be decoded, or those of the physical one where nothing can be.
  std::size_t ReadPart(const PageEntry& entry, std::span<std::byte> buffer) const;

 private:
  std::size_t physical_size() const { return inventory_->detected.format.physical_size; }
  const PageCodec& codec() const { return inventory_->detected.codec; }

  const ByteSource* source_;
  const Inventory* inventory_;
};

}  // namespace innosalvage
