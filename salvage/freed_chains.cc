#include "salvage/freed_chains.h"

#include <unordered_map>

#include "parser/page_type.h"

namespace innosalvage {

namespace {

enum class Neighbour : std::uint8_t { kUnknown, kAgrees, kPassesOver };

// What the page that a leaf has for its neighbour says of it. One that is newer and has another neighbour passes it
// over: the leaf was taken out of the list.
Neighbour Ask(const Inventory& inventory, std::uint64_t index_id, const PageEntry& leaf, bool left) {
  const std::uint32_t page_no = left ? leaf.prev : leaf.next;
  const PageEntry* entry = page_no == FIL_NULL ? nullptr : inventory.Find(page_no);
  if (entry == nullptr || !IsVerified(entry->verdict)) return Neighbour::kUnknown;
  const bool leaf_page = entry->type == FIL_PAGE_INDEX && entry->index_id == index_id && entry->level == 0;
  if (leaf_page && (left ? entry->next : entry->prev) == leaf.page_no) return Neighbour::kAgrees;
  return entry->lsn >= leaf.lsn ? Neighbour::kPassesOver : Neighbour::kUnknown;
}

bool PassedOver(const Inventory& inventory, std::uint64_t index_id, std::span<const LeafRef> chain) {
  const Neighbour left = Ask(inventory, index_id, *inventory.Find(chain.front().page_no), true);
  const Neighbour right = Ask(inventory, index_id, *inventory.Find(chain.back().page_no), false);
  if (left == Neighbour::kAgrees || right == Neighbour::kAgrees) return false;
  return left == Neighbour::kPassesOver || right == Neighbour::kPassesOver;
}

}  // namespace

std::vector<bool> FreedChains(const Inventory& inventory, std::uint64_t index_id,
                              std::span<const std::uint32_t> leaf_pages,
                              const std::vector<std::vector<LeafRef>>& chains) {
  std::unordered_map<std::uint32_t, std::size_t> chain_of;  // by page
  for (std::size_t i = 0; i < chains.size(); ++i) {
    for (const LeafRef& leaf : chains[i]) chain_of[leaf.page_no] = i;
  }
  const auto for_each_other = [&](std::uint32_t page_no, auto&& visit) {
    const PageEntry& entry = *inventory.Find(page_no);
    const auto own = chain_of.find(page_no);
    for (const std::uint32_t to : {entry.prev, entry.next}) {
      const auto other = chain_of.find(to);
      if (other == chain_of.end() || (own != chain_of.end() && own->second == other->second)) continue;
      visit(other->second);
    }
  };
  std::vector<std::size_t> pointed_at(chains.size(), 0);  // from outside, by leaves that are not known to be freed
  for (const std::uint32_t page_no : leaf_pages) {
    if (!IsVerified(inventory.Find(page_no)->verdict)) continue;
    for_each_other(page_no, [&](std::size_t chain) { ++pointed_at[chain]; });
  }
  std::vector<bool> passed_over(chains.size());
  std::vector<std::size_t> next;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    passed_over[i] = PassedOver(inventory, index_id, chains[i]);
    if (passed_over[i] && pointed_at[i] == 0) next.push_back(i);
  }
  std::vector<bool> is_freed(chains.size(), false);
  while (!next.empty()) {
    const std::size_t freed = next.back();
    next.pop_back();
    is_freed[freed] = true;
    for (const LeafRef& leaf : chains[freed]) {
      for_each_other(leaf.page_no, [&](std::size_t chain) {
        if (--pointed_at[chain] == 0 && passed_over[chain]) next.push_back(chain);
      });
    }
  }
  return is_freed;
}

}  // namespace innosalvage
