#include "parser/page_type.h"

#include <fmt/format.h>

namespace innosalvage {

namespace {

std::string_view KnownName(std::uint16_t type, Vendor vendor) {
  switch (type) {
    case FIL_PAGE_TYPE_ALLOCATED: return "ALLOCATED";
    case FIL_PAGE_UNDO_LOG: return "UNDO_LOG";
    case FIL_PAGE_INODE: return "INODE";
    case FIL_PAGE_IBUF_FREE_LIST: return "IBUF_FREE_LIST";
    case FIL_PAGE_IBUF_BITMAP: return "IBUF_BITMAP";
    case FIL_PAGE_TYPE_SYS: return "SYS";
    case FIL_PAGE_TYPE_TRX_SYS: return "TRX_SYS";
    case FIL_PAGE_TYPE_FSP_HDR: return "FSP_HDR";
    case FIL_PAGE_TYPE_XDES: return "XDES";
    case FIL_PAGE_TYPE_BLOB: return "BLOB";
    case FIL_PAGE_TYPE_ZBLOB: return "ZBLOB";
    case FIL_PAGE_TYPE_ZBLOB2: return "ZBLOB2";
    case FIL_PAGE_TYPE_UNKNOWN: return "UNKNOWN";
    case FIL_PAGE_COMPRESSED: return "COMPRESSED";
    case FIL_PAGE_ENCRYPTED: return "ENCRYPTED";
    case FIL_PAGE_COMPRESSED_AND_ENCRYPTED: return "COMPRESSED_AND_ENCRYPTED";
    case FIL_PAGE_ENCRYPTED_RTREE: return "ENCRYPTED_RTREE";
    case FIL_PAGE_SDI_BLOB: return vendor == Vendor::kMariaDb ? "INSTANT" : "SDI_BLOB";
    case FIL_PAGE_SDI_ZBLOB: return "SDI_ZBLOB";
    case FIL_PAGE_TYPE_LEGACY_DBLWR: return "LEGACY_DBLWR";
    case FIL_PAGE_TYPE_RSEG_ARRAY: return "RSEG_ARRAY";
    case FIL_PAGE_TYPE_LOB_INDEX: return "LOB_INDEX";
    case FIL_PAGE_TYPE_LOB_DATA: return "LOB_DATA";
    case FIL_PAGE_TYPE_LOB_FIRST: return "LOB_FIRST";
    case FIL_PAGE_TYPE_ZLOB_FIRST: return "ZLOB_FIRST";
    case FIL_PAGE_TYPE_ZLOB_DATA: return "ZLOB_DATA";
    case FIL_PAGE_TYPE_ZLOB_INDEX: return "ZLOB_INDEX";
    case FIL_PAGE_TYPE_ZLOB_FRAG: return "ZLOB_FRAG";
    case FIL_PAGE_TYPE_ZLOB_FRAG_ENTRY: return "ZLOB_FRAG_ENTRY";
    case FIL_PAGE_SDI: return "SDI";
    case FIL_PAGE_RTREE: return "RTREE";
    case FIL_PAGE_INDEX: return "INDEX";
    case FIL_PAGE_PAGE_COMPRESSED: return "PAGE_COMPRESSED";
    case FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED: return "PAGE_COMPRESSED_ENCRYPTED";
    default: return {};
  }
}

}  // namespace

std::string PageTypeName(std::uint16_t type, Vendor vendor) {
  const std::string_view name = KnownName(type, vendor);
  if (!name.empty()) return std::string(name);
  return fmt::format("unknown ({})", type);
}

bool IsKnownPageType(std::uint16_t type) {
  return type != FIL_PAGE_TYPE_UNKNOWN && !KnownName(type, Vendor::kUnknown).empty();
}

}  // namespace innosalvage
