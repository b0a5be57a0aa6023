#include "parser/record_fields.h"

namespace innosalvage {

namespace {

constexpr unsigned kTwoBytes = 0x80U;
constexpr unsigned kExternal = 0x40U;

Decoded<RecordExtent> SplitCompact(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordLayout& layout,
                                   RecordBounds bounds, std::span<FieldRef> fields) {
  const std::size_t null_bytes = (layout.null_bits + 7) / 8;
  if (origin < bounds.low + REC_N_NEW_EXTRA_BYTES + null_bytes) {
    return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.low, origin);
  }
  const std::size_t nulls = origin - REC_N_NEW_EXTRA_BYTES - 1;  // first bitmap byte; the others lie below it
  std::size_t lens = nulls + 1 - null_bytes;                     // one past the next length byte
  std::size_t null_bit = 0;
  std::size_t at = origin;
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const LayoutField& layout_field = layout.fields[i];
    FieldRef& field = fields[i];
    field = {.offset = static_cast<std::uint32_t>(at)};
    if (layout_field.nullable) {
      const bool is_null = ((std::to_integer<unsigned>(page[nulls - null_bit / 8]) >> (null_bit % 8)) & 1U) != 0;
      ++null_bit;
      if (is_null) {
        field.is_null = true;
        continue;
      }
    }
    if (layout_field.fixed_length != 0) {
      field.length = layout_field.fixed_length;
    } else {
      if (lens <= bounds.low) return Hurt(DamageKind::kFieldOutOfPage, page_no, lens, bounds.low, i);
      unsigned length = std::to_integer<unsigned>(page[--lens]);
      if (layout_field.big && (length & kTwoBytes) != 0) {
        if (lens <= bounds.low) return Hurt(DamageKind::kFieldOutOfPage, page_no, lens, bounds.low, i);
        field.external = (length & kExternal) != 0;
        length = ((length & 0x3fU) << 8U) | std::to_integer<unsigned>(page[--lens]);
      }
      field.length = length;
      if (!field.external && length > layout_field.max_length) {
        return Hurt(DamageKind::kIllegalLength, page_no, lens, layout_field.max_length, length);
      }
    }
    if (field.length > bounds.high - at) return Hurt(DamageKind::kFieldOutOfPage, page_no, at, bounds.high, i);
    at += field.length;
  }
  return RecordExtent{static_cast<std::uint32_t>(lens), static_cast<std::uint32_t>(at)};
}

Decoded<RecordExtent> SplitRedundant(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordHeader& header,
                                     const RecordLayout& layout, RecordBounds bounds, std::span<FieldRef> fields) {
  if (header.n_fields != layout.fields.size()) {
    return Hurt(DamageKind::kBadRecordHeader, page_no, origin, layout.fields.size(), header.n_fields);
  }
  const std::size_t width = header.short_offsets ? 1 : 2;
  const std::size_t extra = REC_N_OLD_EXTRA_BYTES + width * layout.fields.size();
  if (origin < bounds.low + extra) return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.low, extra);
  std::size_t end_of_previous = 0;
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const std::size_t at = origin - REC_N_OLD_EXTRA_BYTES - width * (i + 1);
    const unsigned info = header.short_offsets ? ByteAt(page, at) : BigAt<std::uint16_t>(page, at);
    const unsigned null_bit = header.short_offsets ? 0x80U : 0x8000U;
    const unsigned external_bit = header.short_offsets ? 0U : 0x4000U;
    const std::size_t end = info & (header.short_offsets ? 0x7fU : 0x3fffU);
    if (end < end_of_previous || end > bounds.high - origin) {
      return Hurt(DamageKind::kFieldOutOfPage, page_no, at, bounds.high, end);
    }
    FieldRef& field = fields[i];
    field = {.offset = static_cast<std::uint32_t>(origin + end_of_previous),
             .length = static_cast<std::uint32_t>(end - end_of_previous),
             .is_null = (info & null_bit) != 0,
             .external = (info & external_bit) != 0};
    end_of_previous = end;
    const LayoutField& layout_field = layout.fields[i];
    if (field.is_null) {
      if (!layout_field.nullable) return Hurt(DamageKind::kIllegalNull, page_no, at, 0, i);
      field.length = 0;
      field.external = false;
      continue;
    }
    // Only COMPACT treats fixed columns above DICT_MAX_FIXED_COL_LEN as variable, so 0 says nothing here.
    const bool fits = layout_field.fixed_length != 0 ? field.length == layout_field.fixed_length
                                                     : field.external || field.length <= layout_field.max_length;
    if (!fits || (field.external && !layout_field.big)) {
      return Hurt(DamageKind::kIllegalLength, page_no, at, layout_field.fixed_length, field.length);
    }
  }
  return RecordExtent{static_cast<std::uint32_t>(origin - extra), static_cast<std::uint32_t>(origin + end_of_previous)};
}

}  // namespace

Decoded<RecordExtent> SplitRecord(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordHeader& header,
                                  const RecordLayout& layout, RecordBounds bounds, std::span<FieldRef> fields) {
  if (bounds.high > page.size() || origin > bounds.high) {
    return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.high, origin);
  }
  return layout.format == RecordFormat::kCompact
             ? SplitCompact(page, page_no, origin, layout, bounds, fields)
             : SplitRedundant(page, page_no, origin, header, layout, bounds, fields);
}

}  // namespace innosalvage
