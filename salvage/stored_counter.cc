#include "salvage/stored_counter.h"

#include <vector>

#include "parser/index_header.h"
#include "parser/page_type.h"

namespace innosalvage {

std::optional<std::uint64_t> StoredAutoIncrement(const PageStore& store, std::uint64_t index_id) {
  constexpr std::size_t PAGE_ROOT_AUTO_INC = FIL_PAGE_DATA + 18;
  const PageEntry* root = nullptr;
  bool alone = true;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.type != FIL_PAGE_INDEX || entry.index_id != index_id || !IsVerified(entry.verdict)) continue;
    if (root != nullptr && entry.level < root->level) continue;
    alone = root == nullptr || entry.level > root->level;
    root = &entry;
  }
  if (root == nullptr || !alone || root->prev != FIL_NULL || root->next != FIL_NULL) return std::nullopt;
  std::vector<std::byte> buffer(store.page_size());
  const auto page = store.Read(root->page_no, buffer);
  if (!page || !page->verified) return std::nullopt;
  const auto last = BigAt<std::uint64_t>(page->bytes, PAGE_ROOT_AUTO_INC);
  if (last == 0 || last == UINT64_MAX) return std::nullopt;
  return last + 1;
}

}  // namespace innosalvage
