#include "tools/process_memory.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace innosalvage {

#if defined(__GLIBC__)

namespace {

// Where memory is limited, large pieces are what would not be given.
bool MemoryIsLimited() {
  constexpr std::array kLimits = {RLIMIT_AS, RLIMIT_DATA};
  for (const auto resource : kLimits) {
    rlimit limit{};
    if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return true;
  }
  return false;
}

}  // namespace

void TakeMemoryInLargePieces() {
  if (MemoryIsLimited()) return;
  constexpr int kPiece = 64 << 20;
  constexpr int kOwnMapping = 32 << 20;  // the most that mallopt takes
  constexpr std::uintptr_t kHugePage = 2U << 20U;
  ::mallopt(M_ARENA_MAX, 1);
  ::mallopt(M_TOP_PAD, kPiece);
  ::mallopt(M_MMAP_THRESHOLD, kOwnMapping);
  ::mallopt(M_TRIM_THRESHOLD, INT_MAX);
  // More than a start has left: the heap grows by this and the piece.
  // It is malloc's own heap that is meant, and addresses are rounded.
  // NOLINTBEGIN(cppcoreguidelines-no-malloc, cppcoreguidelines-pro-type-reinterpret-cast, performance-no-int-to-ptr)
  void* const block = std::malloc(1U << 20U);
  if (block == nullptr) return;
  const auto begin = (reinterpret_cast<std::uintptr_t>(block) + kHugePage - 1) / kHugePage * kHugePage;
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)) / kHugePage * kHugePage;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(block);
  // NOLINTEND(cppcoreguidelines-no-malloc, cppcoreguidelines-pro-type-reinterpret-cast, performance-no-int-to-ptr)
}

#else

void TakeMemoryInLargePieces() {}

#endif

}  // namespace innosalvage
