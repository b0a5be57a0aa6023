#include "exporters/explain_record.h"

#include <fmt/format.h>

#include <array>

#include "exporters/explain_parts.h"
#include "exporters/hex_preview.h"
#include "parser/lob.h"
#include "parser/value.h"
#include "salvage/key_text.h"

namespace innosalvage {

namespace {

constexpr std::array<std::string_view, 7> kSdiFields = {
    "type", "id", "DB_TRX_ID", "DB_ROLL_PTR", "uncompressed_len", "compressed_len", "data"};

std::string_view StatusName(RecordStatus status) {
  switch (status) {
    case RecordStatus::kOrdinary: return "ordinary";
    case RecordStatus::kNodePointer: return "node pointer";
    case RecordStatus::kInfimum: return "infimum";
    case RecordStatus::kSupremum: return "supremum";
    case RecordStatus::kInstant: return "instant columns";
  }
  return "unknown status";
}

// Source: trx_undo_decode_roll_ptr, trx0undo.ic.
std::string RollPointerText(std::uint64_t pointer) {
  return fmt::format("{} undo, rollback segment {}, page {} + 0x{:04x}",
                     ((pointer >> 55U) & 1U) != 0 ? "insert" : "update", (pointer >> 48U) & 0x7fU,
                     (pointer >> 16U) & 0xffffffffU, pointer & 0xffffU);
}

std::string LobReferenceText(std::span<const std::byte, BTR_EXTERN_FIELD_REF_SIZE> bytes) {
  const LobReference reference = DecodeLobReference(bytes);
  std::string text = fmt::format("{} bytes off-page, from page {} (space {}, offset or version {})", reference.length,
                                 PageNoText(reference.page_no), reference.space_id, reference.offset);
  if (!reference.owned) text += ", owned by another record";
  if (reference.inherited) text += ", inherited";
  if (reference.being_modified) text += ", being modified";
  return text;
}

class RecordExplainer {
 public:
  RecordExplainer(const RecordContext& context, std::uint32_t origin, const RecordHeader& header)
      : context_(context), origin_(origin), header_(header) {}

  RecordExplanation Explain(Mark next) {
    const bool compact = context_.format == RecordFormat::kCompact;
    const std::size_t extra = compact ? REC_N_NEW_EXTRA_BYTES : REC_N_OLD_EXTRA_BYTES;
    result_.ranges.push_back({origin_ - extra, origin_, "record header", RecordHeaderText(header_), next});
    if (UseLayout()) {
      ExplainFields(extra);
    } else if (!compact && CutByOffsets()) {
      ExplainFields(extra);
    }
    return std::move(result_);
  }

 private:
  bool UseLayout() {
    if (context_.layout == nullptr || context_.layout->format != context_.format) return false;
    const bool node_pointer = header_.status == RecordStatus::kNodePointer;
    // REDUNDANT records carry no status.
    if (context_.format == RecordFormat::kCompact && node_pointer != context_.layout->node_pointer) return false;
    const RecordLayout* layout = context_.layout;
    if (!layout->node_pointer && IsMetadata(header_, *layout)) {
      const bool has_blob =
          context_.table != nullptr && context_.table->instant && context_.table->instant->metadata_blob;
      metadata_ = MetadataLayout(*layout, has_blob);
      layout = &metadata_;
    }
    fields_.resize(layout->fields.size());
    const auto extent =
        SplitRecord(context_.page, context_.page_no, origin_, header_, *layout, context_.bounds, fields_);
    if (!extent) {
      result_.damage = extent.error();
      return false;
    }
    layout_ = layout;
    extent_ = *extent;
    return true;
  }

  // REDUNDANT records tell where their fields end.
  bool CutByOffsets() {
    const std::size_t width = header_.short_offsets ? 1 : 2;
    const std::size_t extra = REC_N_OLD_EXTRA_BYTES + width * header_.n_fields;
    if (header_.n_fields == 0 || origin_ < context_.bounds.low + extra || origin_ > context_.bounds.high) return false;
    fields_.assign(header_.n_fields, {});
    std::size_t previous = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::size_t at = origin_ - REC_N_OLD_EXTRA_BYTES - width * (i + 1);
      const unsigned info = header_.short_offsets ? ByteAt(context_.page, at) : BigAt<std::uint16_t>(context_.page, at);
      const std::size_t end = info & (header_.short_offsets ? 0x7fU : 0x3fffU);
      if (end < previous || end > context_.bounds.high - origin_) return false;
      fields_[i] = {.offset = static_cast<std::uint32_t>(origin_ + previous),
                    .length = static_cast<std::uint32_t>(end - previous),
                    .is_null = (info & (header_.short_offsets ? 0x80U : 0x8000U)) != 0,
                    .external = !header_.short_offsets && (info & 0x4000U) != 0};
      previous = end;
    }
    extent_ = {static_cast<std::uint32_t>(origin_ - extra), static_cast<std::uint32_t>(origin_ + previous)};
    return true;
  }

  std::string FieldName(std::size_t i) const {
    if (layout_ == nullptr || i >= layout_->fields.size()) return fmt::format("field {}", i);
    const LayoutField& field = layout_->fields[i];
    switch (field.system) {
      case SystemField::kRowId: return "DB_ROW_ID";
      case SystemField::kTrxId: return "DB_TRX_ID";
      case SystemField::kRollPtr: return "DB_ROLL_PTR";
      case SystemField::kChildPage: return "child page";
      case SystemField::kMetadataBlob: return "column mapping";
      case SystemField::kNone: break;
    }
    if (field.is_dropped) return "dropped column";
    if (context_.is_sdi) return std::string(i < kSdiFields.size() ? kSdiFields[i] : "field");
    if (context_.table != nullptr && field.column < context_.table->columns.size()) {
      return context_.table->columns[field.column].name;
    }
    return fmt::format("field {}", i);
  }

  // Names of the fields that `wanted` picks, the first of them.
  template <class Wanted>
  std::string Names(Wanted wanted) const {
    constexpr std::size_t kMaxNames = 8;
    std::string names;
    std::size_t n = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (!wanted(i)) continue;
      if (n++ >= kMaxNames) continue;
      if (!names.empty()) names += ", ";
      names += FieldName(i);
    }
    return n > kMaxNames ? fmt::format("{} and {} more", names, n - kMaxNames) : names;
  }

  void ExplainFields(std::size_t extra) {
    const std::size_t header_at = origin_ - extra;
    const std::string nulls = Names([&](std::size_t i) { return fields_[i].is_null; });
    if (context_.format == RecordFormat::kRedundant) {
      std::string value = fmt::format("{} fields", fields_.size());
      if (!nulls.empty()) value += "; NULL: " + nulls;
      result_.ranges.push_back({extent_.begin, header_at, "field end offsets", std::move(value)});
    } else if (layout_->instant) {
      const std::string absent = Names([&](std::size_t i) { return fields_[i].absent; });
      result_.ranges.push_back(
          {extent_.begin, header_at, "lengths, NULL bitmap, row version or number of fields",
           (nulls.empty() ? "nothing is NULL" : "NULL: " + nulls) + (absent.empty() ? "" : "; older than " + absent)});
    } else {
      const std::size_t bitmap = header_at - (layout_->null_bits + 7) / 8;
      result_.ranges.push_back({extent_.begin, bitmap, "lengths", LengthsText()});
      result_.ranges.push_back(
          {bitmap, header_at, "NULL bitmap", nulls.empty() ? "nothing is NULL" : "NULL: " + nulls});
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) ExplainField(i);
    result_.cut = true;
  }

  std::string LengthsText() const {
    std::string text;
    std::size_t n = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (layout_->fields[i].fixed_length != 0 || fields_[i].is_null || fields_[i].absent) continue;
      if (++n > 8) return text + ", …";
      if (!text.empty()) text += ", ";
      text += fmt::format("{} {}", FieldName(i), fields_[i].length);
    }
    return text;
  }

  void ExplainField(std::size_t i) {
    const FieldRef& field = fields_[i];
    if (field.length == 0) return;
    const std::string name = FieldName(i);
    const auto bytes = BytesAt(context_.page, field.offset, field.length);
    if (!bytes) return;
    if (field.is_null) {  // REDUNDANT keeps the place of fixed columns
      result_.ranges.push_back({field.offset, field.offset + field.length, name, "NULL; its place"});
      return;
    }
    if (field.external && field.length >= BTR_EXTERN_FIELD_REF_SIZE) {
      const std::size_t inline_bytes = field.length - BTR_EXTERN_FIELD_REF_SIZE;
      if (inline_bytes != 0) {
        result_.ranges.push_back(
            {field.offset, field.offset + inline_bytes, name, "begins: " + HexPreview(bytes->first(inline_bytes))});
      }
      result_.ranges.push_back({field.offset + inline_bytes, field.offset + field.length, name + " (LOB reference)",
                                LobReferenceText(bytes->last<BTR_EXTERN_FIELD_REF_SIZE>())});
      return;
    }
    PageRange range{field.offset, field.offset + field.length, name, {}};
    ExplainValue(i, *bytes, range);
    result_.ranges.push_back(std::move(range));
  }

  void ExplainValue(std::size_t i, Bytes bytes, PageRange& range) const {
    range.value = HexPreview(bytes);
    if (layout_ == nullptr) return;
    const LayoutField& field = layout_->fields[i];
    switch (field.system) {
      case SystemField::kRowId:
      case SystemField::kTrxId:
      case SystemField::kChildPage: range.value = fmt::format("{}", LoadBig(bytes)); return;
      case SystemField::kRollPtr: range.value = RollPointerText(LoadBig(bytes)); return;
      case SystemField::kMetadataBlob:
      case SystemField::kNone: break;
    }
    if (context_.is_sdi) {
      if (bytes.size() <= 8 && i + 1 < kSdiFields.size()) range.value = fmt::format("{}", LoadBig(bytes));
      return;
    }
    if (context_.table == nullptr || field.column >= context_.table->columns.size()) return;
    // The lowest node pointer of a level stands for everything below it: its key means nothing.
    if (header_.min_rec() && (layout_->node_pointer || i < layout_->n_key)) {
      range.value += " (lowest key: not compared)";
      return;
    }
    std::array<std::byte, 1024> scratch{};
    std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
    const auto value = DecodeValue(context_.table->columns[field.column], bytes, arena);
    const bool is_binary = value && (value->kind == ValueKind::kBinary || value->kind == ValueKind::kBit ||
                                     value->kind == ValueKind::kGeometry);
    if (is_binary) return;
    if (value) {
      range.value = DisplayText(*value) + (field.prefix != 0 ? "…" : "");
    } else if (field.prefix == 0) {
      range.value = fmt::format("{}: {}", Name(value.error()), HexPreview(bytes));
      range.mark = Mark::kImpossible;
    }
  }

  const RecordContext& context_;
  std::uint32_t origin_;
  const RecordHeader& header_;
  const RecordLayout* layout_ = nullptr;  // the one that the record was cut by
  RecordLayout metadata_;
  std::vector<FieldRef> fields_;
  RecordExtent extent_;
  RecordExplanation result_;
};

}  // namespace

std::string RecordHeaderText(const RecordHeader& header) {
  std::string text = fmt::format("heap no {}, {}", header.heap_no, StatusName(header.status));
  if (header.min_rec()) text += ", min rec";
  if (header.deleted()) text += ", delete-marked";
  if ((header.info_bits & REC_INFO_VERSION_FLAG) != 0) text += ", row version";
  if ((header.info_bits & REC_INFO_INSTANT_FLAG) != 0) text += ", instant";
  if (header.n_owned != 0) text += fmt::format(", owns {}", header.n_owned);
  if (header.n_fields != 0) text += fmt::format(", {} fields", header.n_fields);
  text += header.next == 0 ? ", next none" : fmt::format(", next 0x{:04x}", header.next);
  return text;
}

RecordExplanation ExplainRecord(const RecordContext& context, std::uint32_t origin, const RecordHeader& header,
                                Mark next) {
  return RecordExplainer(context, origin, header).Explain(next);
}

}  // namespace innosalvage
