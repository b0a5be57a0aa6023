#include "parser/record_fields.h"

namespace innosalvage {

namespace {

constexpr unsigned kTwoBytes = 0x80U;
constexpr unsigned kExternal = 0x40U;

// Which fields of the layout a record has.
struct RecordShape {
  std::size_t marks = 0;     // bytes between header and NULL bitmap, or end offsets
  std::size_t n_fields = 0;  // the first so many ...
  std::uint32_t version = 0;
  bool by_version = false;  // ... or those of `version`
  std::size_t null_bits = 0;

  bool Has(std::size_t i, const LayoutField& field) const {
    if (!by_version) return i < n_fields;
    return field.added <= version && (field.dropped == 0 || field.dropped > version);
  }
};

Decoded<RecordShape> OfVersion(const InstantLayout& instant, std::uint32_t page_no, std::size_t origin,
                               std::size_t marks, std::uint32_t version) {
  if (version >= instant.fields_in_version.size()) {
    return Hurt(DamageKind::kBadRecordHeader, page_no, origin, instant.fields_in_version.size(), version);
  }
  return RecordShape{.marks = marks,
                     .n_fields = instant.fields_in_version[version],
                     .version = version,
                     .by_version = true,
                     .null_bits = instant.nullable_in_version[version]};
}

Decoded<RecordShape> OfCount(const InstantLayout& instant, std::uint32_t page_no, std::size_t origin, std::size_t marks,
                             std::size_t count) {
  if (count < instant.core_fields || count >= instant.nullable_before.size()) {
    return Hurt(DamageKind::kBadRecordHeader, page_no, origin, instant.core_fields, count);
  }
  return RecordShape{.marks = marks, .n_fields = count, .null_bits = instant.nullable_before[count]};
}

// The bytes between header and NULL bitmap, or end offsets, that say which fields a record has. Zero where there are
// none: whether the record lies within its bounds is seen when it is cut.
class Marks {
 public:
  Marks(Bytes page, std::size_t end, std::size_t low) : page_(page), end_(end), low_(low) {}
  unsigned Byte(std::size_t back) const { return end_ >= low_ + back ? ByteAt(page_, end_ - back) : 0; }
  bool two_bytes() const { return (Byte(1) & 0x80U) != 0; }

 private:
  Bytes page_;
  std::size_t end_;
  std::size_t low_;
};

// `at`: where the header begins.
Decoded<RecordShape> ReadMarks(Bytes page, std::uint32_t page_no, std::size_t at, const RecordHeader& header,
                               const RecordLayout& layout, RecordBounds bounds) {
  const InstantLayout& instant = *layout.instant;
  const Marks marks(page, at, bounds.low);
  const std::size_t count_size = marks.two_bytes() ? 2 : 1;
  const bool redundant = layout.format == RecordFormat::kRedundant;
  if (instant.dialect == InstantDialect::kMariaDb) {
    if (header.min_rec() != instant.metadata) return Hurt(DamageKind::kUnsupported, page_no, at);
    if (redundant) return OfCount(instant, page_no, at, 0, header.n_fields);
    if (header.status != RecordStatus::kInstant) return OfCount(instant, page_no, at, 0, instant.core_fields);
    const std::size_t more = marks.two_bytes() ? (marks.Byte(1) & 0x7fU) | (marks.Byte(2) << 7U) : marks.Byte(1);
    const std::size_t one = instant.metadata_blob ? 0 : 1;  // the BLOB's reference counts among the core fields
    return OfCount(instant, page_no, at, count_size, instant.core_fields + more + one);
  }
  if ((header.info_bits & REC_INFO_VERSION_FLAG) != 0 && instant.versions) {
    return OfVersion(instant, page_no, at, 1, marks.Byte(1));
  }
  if (redundant) {
    if (instant.counts) return OfCount(instant, page_no, at, 0, header.n_fields);
    return OfVersion(instant, page_no, at, 0, 0);
  }
  if (instant.counts && (header.info_bits & REC_INFO_INSTANT_FLAG) != 0) {
    const std::size_t count = marks.two_bytes() ? ((marks.Byte(1) & 0x7fU) << 8U) | marks.Byte(2) : marks.Byte(1);
    return OfCount(instant, page_no, at, count_size, count);
  }
  if ((header.info_bits & (REC_INFO_VERSION_FLAG | REC_INFO_INSTANT_FLAG)) != 0) {
    return Hurt(DamageKind::kUnsupported, page_no, at);
  }
  if (instant.counts) return OfCount(instant, page_no, at, 0, instant.core_fields);
  return OfVersion(instant, page_no, at, 0, 0);
}

Decoded<RecordShape> ShapeOf(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordHeader& header,
                             const RecordLayout& layout, RecordBounds bounds) {
  if (!layout.instant) {
    // Node pointers carry other bits and another status.
    const bool marked = (header.info_bits & (REC_INFO_VERSION_FLAG | REC_INFO_INSTANT_FLAG)) != 0;
    if (!layout.node_pointer && (marked || header.status == RecordStatus::kInstant)) {
      return Hurt(DamageKind::kUnsupported, page_no, origin);
    }
    return RecordShape{.n_fields = layout.fields.size(), .null_bits = layout.null_bits};
  }
  const std::size_t extra = layout.format == RecordFormat::kCompact ? REC_N_NEW_EXTRA_BYTES : REC_N_OLD_EXTRA_BYTES;
  if (origin < bounds.low + extra) return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.low, origin);
  return ReadMarks(page, page_no, origin - extra, header, layout, bounds);
}

Decoded<RecordExtent> SplitCompact(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordLayout& layout,
                                   const RecordShape& shape, RecordBounds bounds, std::span<FieldRef> fields) {
  const std::size_t null_bytes = (shape.null_bits + 7) / 8;
  if (origin < bounds.low + REC_N_NEW_EXTRA_BYTES + shape.marks + null_bytes) {
    return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.low, origin);
  }
  // The first bitmap byte; the others lie below it.
  const std::size_t nulls = origin - REC_N_NEW_EXTRA_BYTES - shape.marks - 1;
  std::size_t lens = nulls + 1 - null_bytes;  // one past the next length byte
  std::size_t null_bit = 0;
  std::size_t at = origin;
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    const LayoutField& layout_field = layout.fields[i];
    FieldRef& field = fields[i];
    field = {.offset = static_cast<std::uint32_t>(at)};
    if (!shape.Has(i, layout_field)) {
      field.absent = true;
      continue;
    }
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
      field.external = layout_field.system == SystemField::kMetadataBlob;
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
                                     const RecordLayout& layout, const RecordShape& shape, RecordBounds bounds,
                                     std::span<FieldRef> fields) {
  if (header.n_fields != shape.n_fields) {
    return Hurt(DamageKind::kBadRecordHeader, page_no, origin, shape.n_fields, header.n_fields);
  }
  const std::size_t width = header.short_offsets ? 1 : 2;
  const std::size_t fixed = REC_N_OLD_EXTRA_BYTES + shape.marks;
  const std::size_t extra = fixed + width * shape.n_fields;
  if (origin < bounds.low + extra) return Hurt(DamageKind::kFieldOutOfPage, page_no, origin, bounds.low, extra);
  std::size_t end_of_previous = 0;
  std::size_t present = 0;
  for (std::size_t i = 0; i < layout.fields.size(); ++i) {
    if (!shape.Has(i, layout.fields[i])) {
      fields[i] = {.offset = static_cast<std::uint32_t>(origin + end_of_previous), .absent = true};
      continue;
    }
    ++present;
    const std::size_t at = origin - fixed - width * present;
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
    if (layout_field.is_dropped) continue;  // whatever the servers leave in its place
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
  const auto shape = ShapeOf(page, page_no, origin, header, layout, bounds);
  if (!shape) return tl::unexpected(shape.error());
  return layout.format == RecordFormat::kCompact
             ? SplitCompact(page, page_no, origin, layout, *shape, bounds, fields)
             : SplitRedundant(page, page_no, origin, header, layout, *shape, bounds, fields);
}

}  // namespace innosalvage
