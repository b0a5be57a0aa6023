#include "parser/record_header.h"

namespace innosalvage {

namespace {

Decoded<RecordHeader> ReadCompact(Bytes page, std::uint32_t page_no, std::size_t origin) {
  const auto extra = FixedAt<REC_N_NEW_EXTRA_BYTES>(page, origin - REC_N_NEW_EXTRA_BYTES);
  if (!extra) return Hurt(DamageKind::kTruncated, page_no, origin, REC_N_NEW_EXTRA_BYTES, 0);
  const auto flags = ReadBig<std::uint8_t, 0>(*extra);
  const auto heap = ReadBig<std::uint16_t, 1>(*extra);
  const auto relative = ReadBig<std::uint16_t, 3>(*extra);
  const unsigned status = heap & 7U;
  if (status > static_cast<unsigned>(RecordStatus::kInstant)) {
    return Hurt(DamageKind::kBadRecordHeader, page_no, origin - 3, 0, status);
  }
  // The page size is a power of two; the servers add modulo it (rec_get_next_offs).
  const std::size_t next = relative == 0 ? 0 : (origin + relative) & (page.size() - 1);
  return RecordHeader{.next = static_cast<std::uint32_t>(next),
                      .heap_no = static_cast<std::uint16_t>(heap >> 3U),
                      .n_owned = static_cast<std::uint8_t>(flags & 0x0fU),
                      .info_bits = static_cast<std::uint8_t>(flags & 0xf0U),
                      .status = static_cast<RecordStatus>(status)};
}

Decoded<RecordHeader> ReadRedundant(Bytes page, std::uint32_t page_no, std::size_t origin) {
  const auto extra = FixedAt<REC_N_OLD_EXTRA_BYTES>(page, origin - REC_N_OLD_EXTRA_BYTES);
  if (!extra) return Hurt(DamageKind::kTruncated, page_no, origin, REC_N_OLD_EXTRA_BYTES, 0);
  const auto flags = ReadBig<std::uint8_t, 0>(*extra);
  const auto middle = LoadBig(extra->subspan<1, 3>());  // 13 bits heap no, 10 bits n_fields, 1 bit short
  RecordHeader header{.next = ReadBig<std::uint16_t, 4>(*extra),
                      .heap_no = static_cast<std::uint16_t>(middle >> 11U),
                      .n_owned = static_cast<std::uint8_t>(flags & 0x0fU),
                      .info_bits = static_cast<std::uint8_t>(flags & 0xf0U),
                      .n_fields = static_cast<std::uint16_t>((middle >> 1U) & 0x3ffU),
                      .short_offsets = (middle & 1U) != 0};
  // REDUNDANT records carry no status: infimum and supremum are known by their heap numbers, node pointers by the
  // level.
  if (header.heap_no == 0) header.status = RecordStatus::kInfimum;
  if (header.heap_no == 1) header.status = RecordStatus::kSupremum;
  return header;
}

}  // namespace

Decoded<RecordHeader> ReadRecordHeader(Bytes page, std::uint32_t page_no, RecordFormat format, std::size_t origin) {
  if (origin < PAGE_DATA + REC_N_OLD_EXTRA_BYTES - 1 || origin >= page.size()) {
    return Hurt(DamageKind::kTruncated, page_no, origin, page.size(), origin);
  }
  return format == RecordFormat::kCompact ? ReadCompact(page, page_no, origin) : ReadRedundant(page, page_no, origin);
}

}  // namespace innosalvage
