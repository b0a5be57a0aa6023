#include "salvage/sdi_blobs.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>
#include <utility>

#include "parser/limits.h"
#include "parser/lob.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

constexpr std::size_t BTR_BLOB_HDR_NEXT_PAGE_NO = FIL_PAGE_DATA + 4;

// The stream's text; empty where it is none, ends early or its checksum differs.
std::string InflateAll(const std::vector<std::byte>& deflated) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  std::string text;
  std::array<char, 1U << 16U> piece;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast, cppcoreguidelines-pro-type-reinterpret-cast): zlib's types
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(deflated.data()));
  stream.avail_in = static_cast<uInt>(deflated.size());
  int result = Z_OK;
  while (result == Z_OK && IsWithin(Limit::kSdiObject, text.size())) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    result = inflate(&stream, Z_NO_FLUSH);
    text.append(piece.data(), piece.size() - stream.avail_out);
  }
  // NOLINTEND(cppcoreguidelines-pro-type-const-cast, cppcoreguidelines-pro-type-reinterpret-cast)
  inflateEnd(&stream);
  return result == Z_STREAM_END ? text : std::string();
}

bool IsSdiBlob(const PageEntry& entry) { return entry.type == FIL_PAGE_SDI_BLOB || entry.type == FIL_PAGE_SDI_ZBLOB; }

}  // namespace

std::vector<SdiDocument> FindSdiBlobs(const PageStore& store, const std::set<std::uint32_t>& known) {
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
  std::uint64_t json_bytes = 0;
  // A page belongs to the first chain that came to it: many heads could name the same long one.
  std::unordered_map<std::uint32_t, std::uint32_t> head_of;
  for (const PageEntry* head : pages) {
    if (known.contains(head->page_no) || followers.contains(head->page_no)) continue;
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
    const LobRead read = ReadLob(reference, fetch, deflated);
    std::string json = InflateAll(deflated);
    constexpr std::uint32_t kTable = 1;
    if (json.find("\"dd_object_type\"") == std::string::npos) continue;
    if (!IsWithin(Limit::kSdiFile, json_bytes + json.size())) continue;
    json_bytes += json.size();
    documents.push_back({.type = kTable,
                         .id = UINT64_MAX,
                         .json = std::move(json),
                         .page_no = head->page_no,
                         .trx_id = 0,
                         .verified = read.all_verified});
  }
  return documents;
}

}  // namespace innosalvage
