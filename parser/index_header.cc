#include "parser/index_header.h"

namespace innosalvage {

std::optional<Damage> CheckIndexHeader(const IndexHeader& header, std::size_t page_size, std::uint32_t page_no) {
  const auto bad = [&](std::size_t offset, std::uint64_t expected, std::uint64_t found) {
    return Damage{
        DamageKind::kBadPageHeader, {page_no, static_cast<std::uint32_t>(PAGE_HEADER + offset)}, expected, found};
  };
  const std::size_t directory = header.n_dir_slots * PAGE_DIR_SLOT_SIZE + FIL_PAGE_DATA_END;
  if (header.n_dir_slots < 2 || directory > page_size - header.user_records()) return bad(0, 2, header.n_dir_slots);
  // 64 KiB pages wrap no offset: the directory keeps the heap below 65536.
  if (header.heap_top < header.user_records() || header.heap_top > page_size - directory) {
    return bad(2, header.user_records(), header.heap_top);
  }
  if (header.n_heap < PAGE_HEAP_NO_USER_LOW || header.n_heap > page_size / 6) return bad(4, 2, header.n_heap);
  if (header.n_recs > header.n_heap - PAGE_HEAP_NO_USER_LOW) {
    return bad(16, header.n_heap - PAGE_HEAP_NO_USER_LOW, header.n_recs);
  }
  if (header.free != 0 && (header.free < header.user_records() || header.free >= header.heap_top)) {
    return bad(6, header.user_records(), header.free);
  }
  if (header.garbage > page_size) return bad(8, page_size, header.garbage);
  constexpr std::uint16_t kMaxLevel = 50;  // BTR_MAX_NODE_LEVEL, btr0types.h
  if (header.level > kMaxLevel) return bad(26, kMaxLevel, header.level);
  return std::nullopt;
}

namespace {

// The byte behind "infimum" is 0, and counts in COMPACT as in REDUNDANT; supremum has none in COMPACT.
bool HasInfimumAndSupremum(Bytes page, const IndexHeader& header) {
  using namespace std::string_view_literals;
  return AsText(page.subspan(header.infimum(), 8)) == "infimum\0"sv &&
         AsText(page.subspan(header.supremum(), 8)) == "supremum"sv;
}

}  // namespace

bool LooksLikeIndexPage(Bytes page) {
  const auto head = FixedAt<PAGE_DATA>(page, 0);
  if (!head) return false;
  const IndexHeader header = DecodeIndexHeader(*head);
  if (CheckIndexHeader(header, page.size(), 0)) return false;
  return HasInfimumAndSupremum(page, header) || ReadInstantRoot(page).has_value();
}

std::optional<InstantRoot> ReadInstantRoot(Bytes page) {
  const auto head = FixedAt<PAGE_DATA>(page, 0);
  if (!head) return std::nullopt;
  const IndexHeader header = DecodeIndexHeader(*head);
  InstantRoot root{.core_fields = static_cast<std::uint32_t>(header.direction >> 3U)};
  constexpr std::uint32_t kMostFields = 1023;  // REC_MAX_N_FIELDS
  if (root.core_fields == 0 || root.core_fields > kMostFields) return std::nullopt;
  if (CheckIndexHeader(header, page.size(), 0) || header.index_id == 0) return std::nullopt;
  if (HasInfimumAndSupremum(page, header)) return root;
  root.metadata_blob = true;
  const bool zeros = AllZero(page.subspan(header.infimum(), 8)) && AllZero(page.subspan(header.supremum(), 7));
  return zeros ? std::optional(root) : std::nullopt;
}

}  // namespace innosalvage
