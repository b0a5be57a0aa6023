#include "parser/fsp_header.h"

namespace innosalvage {

namespace {

std::size_t XdesOffset(const TablespaceFormat& format, std::uint32_t page_no) {
  const std::uint32_t within = page_no % PagesPerXdesPage(format);
  return XDES_ARR_OFFSET + within / format.extent_pages() * XdesSize(format);
}

}  // namespace

std::optional<Xdes> XdesOf(Bytes descriptor_page, const TablespaceFormat& format, std::uint32_t page_no) {
  const auto entry = FixedAt<XDES_BITMAP>(descriptor_page, XdesOffset(format, page_no));
  if (!entry) return std::nullopt;
  return Xdes{.segment_id = ReadBig<std::uint64_t, 0>(*entry),
              .state = static_cast<XdesState>(ReadBig<std::uint32_t, 20>(*entry))};
}

std::optional<bool> IsFree(Bytes descriptor_page, const TablespaceFormat& format, std::uint32_t page_no) {
  const std::size_t at = XdesOffset(format, page_no);
  const std::uint32_t bit = page_no % format.extent_pages() * 2;
  const auto entry = BytesAt(descriptor_page, at, XdesSize(format));
  if (!entry) return std::nullopt;
  return ((ByteAt(*entry, XDES_BITMAP + bit / 8) >> (bit % 8)) & 1U) != 0;
}

std::size_t EncryptionInfoOffset(const TablespaceFormat& format) {
  return XDES_ARR_OFFSET + XdesSize(format) * (PagesPerXdesPage(format) / format.extent_pages());
}

std::optional<std::uint32_t> SdiRootPage(Bytes page0, const TablespaceFormat& format) {
  const auto info = FixedAt<8>(page0, EncryptionInfoOffset(format) + kEncryptionInfoMaxSize);
  if (!info) return std::nullopt;
  return ReadBig<std::uint32_t, 4>(*info);
}

}  // namespace innosalvage
