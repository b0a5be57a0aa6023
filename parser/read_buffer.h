// Read buffer: bytes to read a file into, which begin where a page of memory begins.
//
// Purpose   the system copies what it has of a file, page by page, to the reader. Where malloc puts large blocks, 16
//           bytes behind the begin of a page, that copy takes four times as long on some processors
//           (docs/performance.md).
// Shape     a vector like any other; it converts to spans.
// Fails     as a vector does: std::bad_alloc.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace innosalvage {

template <class T>
struct PageAlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{4096};

  PageAlignedAllocator() = default;
  template <class U>
  explicit PageAlignedAllocator(const PageAlignedAllocator<U>& /*other*/) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* memory, std::size_t /*n*/) { ::operator delete(memory, kAlignment); }
  friend bool operator==(const PageAlignedAllocator& /*a*/, const PageAlignedAllocator& /*b*/) { return true; }
};

using ReadBuffer = std::vector<std::byte, PageAlignedAllocator<std::byte>>;

}  // namespace innosalvage
