#include "salvage/clear_page.h"

#include "parser/index_header.h"

namespace innosalvage {

namespace {

constexpr std::string_view kInfimum = "infimum";

bool IsInfimum(std::size_t origin) { return origin == PAGE_NEW_INFIMUM || origin == PAGE_OLD_INFIMUM; }

}  // namespace

static_assert(PAGE_OLD_INFIMUM + kInfimum.size() <= kHeadWithInfimum);
static_assert(PAGE_NEW_INFIMUM + kInfimum.size() <= kHeadWithInfimum);

bool StandsInClear(Bytes page) {
  if (page.size() < PAGE_DATA + FIL_PAGE_DATA_END || !LooksLikeIndexPage(page)) return false;
  const std::size_t infimum = BigAt<std::uint16_t>(page, page.size() - FIL_PAGE_DATA_END - PAGE_DIR_SLOT_SIZE);
  return IsInfimum(infimum) && AsText(page.subspan(infimum, kInfimum.size())) == kInfimum;
}

bool MayStandInClear(std::span<const std::byte, kHeadWithInfimum> head) {
  return AsText(Bytes(head).subspan(PAGE_NEW_INFIMUM, kInfimum.size())) == kInfimum ||
         AsText(Bytes(head).subspan(PAGE_OLD_INFIMUM, kInfimum.size())) == kInfimum;
}

}  // namespace innosalvage
