#include "tools/process_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace innosalvage {

#if defined(__GLIBC__)

void TakeMemoryInLargePieces() {
  constexpr int kPiece = 64 << 20;
  constexpr int kOwnMapping = 32 << 20;  // the most that mallopt takes
  constexpr std::uintptr_t kHugePage = 2U << 20U;
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TOP_PAD, kPiece);
  ::mallopt(M_MMAP_THRESHOLD, kOwnMapping);
  ::mallopt(M_TRIM_THRESHOLD, INT_MAX);
  // More than a start has left: the heap grows by this and the piece.
  void* const block = std::malloc(1U << 20U);
  if (block == nullptr) return;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast, performance-no-int-to-ptr): addresses are rounded
  const auto begin = (reinterpret_cast<std::uintptr_t>(block) + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)) / kHugePage * kHugePage;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast, performance-no-int-to-ptr)
  std::free(block);
}

#else

void TakeMemoryInLargePieces() {}

#endif

}  // namespace innosalvage
