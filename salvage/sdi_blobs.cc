#include "salvage/sdi_blobs.h"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "parser/limits.h"
#include "parser/lob.h"
#include "parser/page_type.h"
#include "salvage/sdi_inflater.h"

namespace innosalvage {

namespace {

constexpr std::size_t BTR_BLOB_HDR_NEXT_PAGE_NO = FIL_PAGE_DATA + 4;

bool IsSdiBlob(const PageEntry& entry) { return entry.type == FIL_PAGE_SDI_BLOB || entry.type == FIL_PAGE_SDI_ZBLOB; }

}  // namespace

std::vector<SdiDocument> FindSdiBlobs(const PageStore& store, const SdiRead& read) {
  std::vector<const PageEntry*> pages;
  std::set<std::uint32_t> followers;
  std::vector<std::byte> buffer(store.page_size());
  for (const PageEntry& entry : store.inventory().entries) {
    if (!IsSdiBlob(entry) || store.inventory().Find(entry.page_no) != &entry) continue;
    const auto page = store.Read(entry.page_no, buffer);
    if (!page) continue;
    pages.push_back(&entry);
    followers.insert(entry.type == FIL_PAGE_SDI_BLOB ? BigAt<std::uint32_t>(page->bytes, BTR_BLOB_HDR_NEXT_PAGE_NO)
                                                     : entry.next);
  }
  std::ranges::stable_sort(pages, std::greater{}, &PageEntry::lsn);
  std::vector<SdiDocument> documents;
  SdiInflater inflater(read.inflating_left);
  // A page belongs to the first chain that came to it: many heads could name the same long one.
  std::unordered_map<std::uint32_t, std::uint32_t> head_of;
  for (const PageEntry* head : pages) {
    if (inflater.exhausted()) break;
    if (read.blobs.contains(head->page_no) || followers.contains(head->page_no)) continue;
    // Where a reference has the header of the first part: compressed chains have none, and name FIL_PAGE_NEXT.
    const std::size_t offset = head->type == FIL_PAGE_SDI_BLOB ? FIL_PAGE_DATA : FIL_PAGE_NEXT;
    const LobReference reference{.page_no = head->page_no,
                                 .offset = static_cast<std::uint32_t>(offset),
                                 .length = ValueOf(Limit::kSdiObject) / 4};
    std::vector<std::byte> deflated;
    const auto fetch = [&](std::uint32_t no) -> Decoded<FetchedPage> {
      const auto [at, fresh] = head_of.try_emplace(no, head->page_no);
      if (!fresh && at->second != head->page_no) return Hurt(DamageKind::kLobCycle, no, 0, head->page_no, at->second);
      return store.Read(no, buffer);
    };
    // It stops at the end of the chain, since how long the value was is lost.
    const LobRead chain = ReadLob(reference, fetch, deflated);
    std::optional<std::string> json = inflater.InflateAll(deflated);
    constexpr std::uint32_t kTable = 1;
    if (!json || json->find("\"dd_object_type\"") == std::string::npos) continue;
    documents.push_back({.type = kTable,
                         .id = UINT64_MAX,
                         .json = *std::move(json),
                         .page_no = head->page_no,
                         .trx_id = 0,
                         .verified = chain.all_verified});
  }
  return documents;
}

}  // namespace innosalvage
