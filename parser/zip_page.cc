#include "parser/zip_page.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parser/index_header.h"
#include "parser/lob.h"
#include "parser/record_fields.h"
#include "parser/zip_checksum.h"
#include "parser/zip_stream.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSlotSize = 2;  // PAGE_ZIP_DIR_SLOT_SIZE
constexpr unsigned kSlotOffset = 0x3fffU;
constexpr unsigned kSlotOwner = 0x4000U;    // the record has a slot in the page directory
constexpr unsigned kSlotDeleted = 0x8000U;  // delete-marked
constexpr std::size_t kHeapBegin = PAGE_NEW_SUPREMUM_END;
constexpr std::size_t kVersionSize = DATA_TRX_ID_LEN + DATA_ROLL_PTR_LEN;
constexpr std::size_t kMaxFields = 1023;  // REC_MAX_N_FIELDS
static_assert(kHeapBegin == 120 && kVersionSize == 13);

void PutBig16(std::span<std::byte> page, std::size_t at, std::size_t value) {
  page[at] = static_cast<std::byte>(value >> 8U);
  page[at + 1] = static_cast<std::byte>(value);
}

// What page_zip_fields_encode writes: a byte or two a field; adjacent NOT NULL fields of fixed length are one. Then, on
// a leaf, the position of DB_TRX_ID (0: none), else the number of fields of the index that may be NULL.
std::optional<RecordLayout> DecodeFields(Bytes encoded, bool leaf) {
  RecordLayout layout;
  layout.node_pointer = !leaf;
  std::vector<unsigned> values;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    unsigned value = ByteAt(encoded, i);
    const bool wide = (value & 0x80U) != 0;
    if (wide) {
      if (++i == encoded.size()) return std::nullopt;
      value = ((value & 0x7fU) << 8U) | ByteAt(encoded, i);
    }
    if (values.size() > kMaxFields) return std::nullopt;
    // Wide values are lengths whatever they are; of the others some are not. Told apart by a bit above all of them.
    values.push_back(wide ? value | 0x10000U : value);
  }
  if (values.empty()) return std::nullopt;
  const std::size_t last = values.back() & 0xffffU;
  values.pop_back();
  for (const unsigned value : values) {
    LayoutField field{.max_length = 0xffffU, .nullable = (value & 1U) == 0};
    const bool wide = (value & 0x10000U) != 0;
    if (!wide && value >= 126) {
      field.big = true;  // variable, above 255 bytes
    } else if (wide || value > 1) {
      field.fixed_length = (value & 0xffffU) >> 1U;
    }
    layout.null_bits += field.nullable ? 1 : 0;
    layout.fields.push_back(field);
  }
  if (leaf) {
    if (last != 0 && last >= values.size()) return std::nullopt;
    if (last != 0) {
      layout.trx_id_field = last;
      if (layout.fields[last].fixed_length < kVersionSize || layout.fields[last].nullable) return std::nullopt;
    }
  } else {
    if (layout.null_bits > last || last > kMaxFields) return std::nullopt;
    layout.null_bits = last;
    layout.fields.push_back(
        {.system = SystemField::kChildPage, .fixed_length = REC_NODE_PTR_SIZE, .max_length = REC_NODE_PTR_SIZE});
  }
  return layout;
}

class Inflater {
 public:
  Inflater(Bytes zip, std::uint32_t page_no, std::span<std::byte> page, std::size_t readable)
      : zip_(zip), page_no_(page_no), page_(page), readable_(std::min(readable, zip.size())) {}

  ZipPage Run() {
    std::ranges::fill(page_, std::byte{0});
    const auto head = FixedAt<PAGE_DATA>(zip_, 0);
    if (!head || zip_.size() < kMinZipSize || page_.size() < kMinPageSize || page_.size() > kMaxZipPageSize ||
        zip_.size() > page_.size()) {
      Hurt(DamageKind::kTruncated, 0, kMinZipSize, zip_.size());
      return result_;
    }
    std::ranges::copy(*head, page_.begin());
    header_ = DecodeIndexHeader(*head);
    if (!CheckHeader()) return result_;
    PutBoundaries();
    ReadDirectory();
    if (ReadStream()) ReadLog();
    RestoreStored();
    LinkRecords();
    result_.records = static_cast<std::uint32_t>(std::ranges::count(known_, true));
    result_.records_lost = static_cast<std::uint32_t>(n_heap_records() - result_.records);
    return result_;
  }

 private:
  static constexpr std::size_t kMaxZipPageSize = 16384;

  std::size_t n_heap_records() const { return header_.n_heap - PAGE_HEAP_NO_USER_LOW; }
  bool leaf() const { return header_.level == 0; }
  bool clustered_leaf() const { return leaf() && layout_.trx_id_field != SIZE_MAX; }

  // The first damage is the one that is told.
  void Hurt(DamageKind kind, std::size_t offset, std::uint64_t expected, std::uint64_t found) {
    if (!result_.damage) {
      result_.damage = Damage{kind, {page_no_, static_cast<std::uint32_t>(offset)}, expected, found};
    }
  }

  bool CheckHeader() {
    const auto bad = [&](std::size_t offset, std::uint64_t expected, std::uint64_t found) {
      Hurt(DamageKind::kBadPageHeader, PAGE_HEADER + offset, expected, found);
      return false;
    };
    if (!header_.compact || header_.n_heap < PAGE_HEAP_NO_USER_LOW)
      return bad(4, PAGE_HEAP_NO_USER_LOW, header_.n_heap);
    if (n_heap_records() * kSlotSize >= zip_.size() - PAGE_DATA) return bad(4, zip_.size() / 2, header_.n_heap);
    if (header_.n_recs > n_heap_records()) return bad(16, n_heap_records(), header_.n_recs);
    if (header_.n_dir_slots < 2) return bad(0, 2, header_.n_dir_slots);
    const std::size_t directory = FIL_PAGE_DATA_END + header_.n_dir_slots * PAGE_DIR_SLOT_SIZE;
    if (directory > page_.size() - kHeapBegin || header_.heap_top < kHeapBegin ||
        header_.heap_top > page_.size() - directory) {
      return bad(2, page_.size() - FIL_PAGE_DATA_END, header_.heap_top);
    }
    return true;
  }

  // Infimum and supremum: info bits and n_owned, heap no and status, next, text. Source: page0zip.cc infimum_extra.
  void PutBoundaries() {
    constexpr std::string_view kInfimum = "infimum";
    constexpr std::string_view kSupremum = "supremum";
    page_[PAGE_NEW_INFIMUM - REC_N_NEW_EXTRA_BYTES] = std::byte{1};
    PutBig16(page_, PAGE_NEW_INFIMUM - 4, 2);
    std::ranges::copy(AsBytes(kInfimum), page_.begin() + PAGE_NEW_INFIMUM);
    PutBig16(page_, PAGE_NEW_SUPREMUM - 4, (1U << 3U) | 3U);
    std::ranges::copy(AsBytes(kSupremum), page_.begin() + PAGE_NEW_SUPREMUM);
  }

  // Slot `i` of the dense directory.
  std::size_t SlotAt(std::size_t i) const { return zip_.size() - kSlotSize * (i + 1); }
  unsigned Slot(std::size_t i) const { return BigAt<std::uint16_t>(zip_, SlotAt(i)); }

  bool IsOrigin(std::size_t origin) const {
    return origin >= kHeapBegin + REC_N_NEW_EXTRA_BYTES && origin <= header_.heap_top;
  }

  // Origins in address order, which is the order of heap numbers.
  void ReadDirectory() {
    for (std::size_t i = 0; i < n_heap_records(); ++i) {
      const std::size_t origin = Slot(i) & kSlotOffset;
      if (IsOrigin(origin)) {
        origins_.push_back(origin);
      } else {
        Hurt(DamageKind::kBadPageDirectory, SlotAt(i), header_.heap_top, origin);
      }
    }
    std::ranges::sort(origins_);
    const std::size_t all = origins_.size();
    origins_.erase(std::unique(origins_.begin(), origins_.end()), origins_.end());
    if (origins_.size() < all) {
      Hurt(DamageKind::kBadPageDirectory, SlotAt(0), n_heap_records(), n_heap_records() - (all - origins_.size()));
    }
    known_.assign(origins_.size(), false);
  }

  // Where record `i` may lie: its neighbours' fixed bytes are none of its own.
  RecordBounds BoundsOf(std::size_t i) const {
    const std::size_t high = i + 1 < origins_.size() ? origins_[i + 1] - REC_N_NEW_EXTRA_BYTES : header_.heap_top;
    return {i == 0 ? kHeapBegin : std::min(origins_[i - 1], high), high};
  }

  std::optional<RecordExtent> Split(std::size_t i, std::size_t low = 0) {
    RecordBounds bounds = BoundsOf(i);
    bounds.low = std::max(bounds.low, low);
    const auto extent = SplitRecord(page_, page_no_, origins_[i], {}, layout_, bounds, fields_);
    if (!extent) return std::nullopt;
    return *extent;
  }

  // The parts of a record's data that are stored elsewhere, in address order: [begin, end) each.
  void CollectStored() {
    stored_.clear();
    const auto add = [&](std::size_t begin, std::size_t size) { stored_.push_back({begin, begin + size}); };
    if (!leaf()) return add(fields_.back().offset, REC_NODE_PTR_SIZE);
    if (!clustered_leaf()) return;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const FieldRef& field = fields_[i];
      if (i == layout_.trx_id_field) {
        add(field.offset, kVersionSize);
      } else if (IsReference(field)) {
        add(field.offset + field.length - BTR_EXTERN_FIELD_REF_SIZE, BTR_EXTERN_FIELD_REF_SIZE);
      }
    }
  }

  bool IsReference(const FieldRef& field) const {
    return clustered_leaf() && field.external && field.length >= BTR_EXTERN_FIELD_REF_SIZE;
  }

  // [out_, to) from the stream. False where it did not get there: it ended, or is broken.
  bool FillTo(ZipStream& stream, std::size_t to) {
    if (to < out_) {
      Broken(stream, to);
      return false;
    }
    std::size_t filled = 0;
    const auto outcome = stream.Fill(page_.subspan(out_, to - out_), filled);
    out_ += filled;
    if (outcome == ZipStream::Outcome::kBroken) Broken(stream, to);
    return outcome == ZipStream::Outcome::kFull || (outcome == ZipStream::Outcome::kEnded && out_ == to);
  }

  void Broken(const ZipStream& stream, std::size_t to) {
    broken_ = true;
    Hurt(DamageKind::kBadZipStream, PAGE_DATA + stream.consumed(), to, out_);
  }

  // False where nothing can be told of what is behind the stream.
  bool ReadStream() {
    const std::size_t end_marker = 1;
    const std::size_t stored = StoredSize();
    const std::size_t limit = std::min(readable_, zip_.size() - end_marker - stored);
    ZipStream stream(zip_.subspan(PAGE_DATA, limit > PAGE_DATA ? limit - PAGE_DATA : 0));
    std::array<std::byte, 2 * kMaxFields + 4> encoded{};
    const auto size = stream.FirstBlock(encoded);
    auto layout = size ? DecodeFields(Bytes(encoded).first(*size), leaf()) : std::nullopt;
    if (!layout) {
      Hurt(DamageKind::kBadZipStream, PAGE_DATA + stream.consumed(), 0, size.value_or(0));
      return false;
    }
    layout_ = *std::move(layout);
    fields_.resize(layout_.fields.size());
    out_ = kHeapBegin;
    const bool to_the_end = ReadHeap(stream);
    // Bytes of a record that was only begun are none.
    const std::size_t end = to_the_end ? out_ : EndOfKnown();
    std::ranges::fill(page_.subspan(end, header_.heap_top - end), std::byte{0});
    if (!to_the_end) return false;
    result_.stream_end = PAGE_DATA + stream.consumed();
    return true;
  }

  // What of the page's end the stream cannot use. Known only when the fields are; before, the directory alone.
  std::size_t StoredSize() const { return n_heap_records() * kSlotSize; }

  std::size_t EndOfKnown() const { return n_known_ == 0 ? kHeapBegin : known_end_; }

  // Records in address order. True if the end of the stream was reached, its checksum right.
  bool ReadHeap(ZipStream& stream) {
    for (std::size_t i = 0; i < origins_.size(); ++i) {
      const std::size_t header = origins_[i] - REC_N_NEW_EXTRA_BYTES;
      if (!FillTo(stream, header) || stream.ended()) break;  // ended: the log has this one
      out_ = origins_[i];
      if (!ReadRecord(stream, i)) break;
      known_[i] = true;
      known_end_ = out_;
      n_known_ = i + 1;
    }
    if (broken_) return false;
    if (!stream.ended()) {
      // Rest of the last record, and what a longer one left behind it.
      std::size_t filled = 0;
      const auto outcome = stream.Fill(page_.subspan(out_, header_.heap_top - out_), filled);
      out_ += filled;
      if (outcome != ZipStream::Outcome::kEnded) {
        Broken(stream, header_.heap_top);
        // The records before may be right: each one lay where the directory says, and was cut to its bounds.
        return false;
      }
    }
    return true;
  }

  bool ReadRecord(ZipStream& stream, std::size_t i) {
    const auto extent = Split(i, EndOfKnown());
    if (!extent) {
      Broken(stream, origins_[i]);
      return false;
    }
    CollectStored();
    for (const auto& [begin, end] : stored_) {
      if (begin > out_ && !FillTo(stream, begin)) return Cut(stream, begin);
      out_ = end;
    }
    if (extent->end > out_ && !FillTo(stream, extent->end)) return Cut(stream, extent->end);
    return true;
  }

  // A stream that ends inside a record.
  bool Cut(const ZipStream& stream, std::size_t to) {
    Broken(stream, to);
    return false;
  }

  // The modification log: heap no - 1 twice, plus 1 where the record was cleared; two bytes from 64 on. Then the
  // record's variable bytes, forwards, and its data without what is stored.
  void ReadLog() {
    std::size_t at = result_.stream_end;
    const std::size_t end = LogLimit();
    const auto bad = [&](std::size_t where, std::uint64_t expected, std::uint64_t found) {
      Hurt(DamageKind::kBadZipLog, where, expected, found);
    };
    for (;;) {
      if (at >= end) return bad(at, end, at);
      const std::size_t entry = at;
      std::size_t value = ByteAt(zip_, at++);
      if (value == 0) {
        result_.log_end = entry;
        break;
      }
      if ((value & 0x80U) != 0) {
        if (at >= end) return bad(at, end, at);
        value = ((value & 0x7fU) << 8U) | ByteAt(zip_, at++);
      }
      const bool cleared = (value & 1U) != 0;
      const std::size_t heap_record = (value >> 1U) - 1;
      // An old record, or the next new one.
      if (value < 2 || heap_record >= origins_.size() || heap_record > n_known_ ||
          (cleared && heap_record == n_known_)) {
        return bad(entry, n_known_, heap_record);
      }
      if (cleared) {
        const auto extent = Split(heap_record);
        if (!extent) return bad(entry, origins_[heap_record], 0);
        const std::size_t origin = origins_[heap_record];
        std::ranges::fill(page_.subspan(origin, extent->end - origin), std::byte{0});
        continue;
      }
      known_[heap_record] = false;
      if (!ApplyEntry(heap_record, at, end)) return bad(entry, end, at);
      known_[heap_record] = true;
      n_known_ = std::max(n_known_, heap_record + 1);
    }
    if (n_known_ < origins_.size()) Hurt(DamageKind::kRecordCount, result_.log_end, origins_.size(), n_known_);
  }

  // Bytes that the log cannot use: the directory and what is stored by record. BLOB references come down to it.
  std::size_t LogLimit() const {
    std::size_t per_record = kSlotSize;
    if (!leaf()) per_record += REC_NODE_PTR_SIZE;
    if (clustered_leaf()) per_record += kVersionSize;
    const std::size_t stored = per_record * n_heap_records();
    return std::min(readable_, zip_.size() - std::min(zip_.size(), stored));
  }

  // Copies the record at `at` of the log; leaves `at` behind it.
  bool ApplyEntry(std::size_t i, std::size_t& at, std::size_t end) {
    const std::size_t origin = origins_[i];
    const auto extra = ExtraSize(at, end);
    if (!extra || *extra > origin - REC_N_NEW_EXTRA_BYTES - BoundsOf(i).low) return false;
    for (std::size_t n = 0; n < *extra; ++n) page_[origin - REC_N_NEW_EXTRA_BYTES - 1 - n] = zip_[at + n];
    at += *extra;
    const auto extent = Split(i);
    if (!extent) return false;
    CollectStored();
    std::size_t to = origin;
    const auto copy_to = [&](std::size_t target) {
      if (target < to || target - to > end - at) return false;
      std::ranges::copy(zip_.subspan(at, target - to), page_.begin() + static_cast<std::ptrdiff_t>(to));
      at += target - to;
      return true;
    };
    for (const auto& [begin, stop] : stored_) {
      if (!copy_to(begin)) return false;
      to = stop;
    }
    return copy_to(extent->end);
  }

  // NULL bitmap and lengths of a record, which the log holds forwards.
  std::optional<std::size_t> ExtraSize(std::size_t at, std::size_t end) const {
    const std::size_t nulls = at;
    std::size_t size = (layout_.null_bits + 7) / 8;
    std::size_t null_bit = 0;
    if (size > end - at) return std::nullopt;
    for (const LayoutField& field : layout_.fields) {
      if (field.nullable) {
        const bool is_null = ((ByteAt(zip_, nulls + null_bit / 8) >> (null_bit % 8)) & 1U) != 0;
        ++null_bit;
        if (is_null) continue;
      }
      if (field.fixed_length != 0) continue;
      if (at + size >= end) return std::nullopt;
      size += field.big && (ByteAt(zip_, at + size) & 0x80U) != 0 ? 2U : 1U;
    }
    if (size > end - at) return std::nullopt;
    return size;
  }

  // DB_TRX_ID and DB_ROLL_PTR, BLOB references, child page numbers: in heap order, from the directory down.
  void RestoreStored() {
    const std::size_t below_directory = zip_.size() - n_heap_records() * kSlotSize;
    result_.stored_begin = below_directory;
    if (fields_.empty() || (leaf() && !clustered_leaf())) return;
    const std::size_t each = leaf() ? kVersionSize : REC_NODE_PTR_SIZE;
    const bool fits = n_heap_records() * each <= below_directory - PAGE_DATA;
    if (!fits) Hurt(DamageKind::kBadPageHeader, PAGE_HEADER + 4, below_directory / each, n_heap_records());
    std::size_t references = below_directory - (fits ? n_heap_records() * each : 0);
    std::vector<std::size_t> free;
    for (std::size_t i = header_.n_recs; i < n_heap_records(); ++i) free.push_back(Slot(i) & kSlotOffset);
    std::ranges::sort(free);
    const std::size_t floor = std::max({result_.log_end, result_.stream_end, std::size_t{PAGE_DATA}});
    for (std::size_t i = 0; i < origins_.size() && fits; ++i) {
      if (!known_[i]) continue;
      if (!Split(i)) {
        known_[i] = false;
        Hurt(DamageKind::kFieldOutOfPage, below_directory, origins_[i], i);
        continue;
      }
      const Bytes value = zip_.subspan(below_directory - each * (i + 1), each);
      const FieldRef& field = leaf() ? fields_[layout_.trx_id_field] : fields_.back();
      std::ranges::copy(value, page_.begin() + field.offset);
      const bool exists = !std::ranges::binary_search(free, origins_[i]);
      result_.zero_columns = result_.zero_columns || (exists && AllZero(value));
      if (!leaf()) continue;
      for (const FieldRef& column : fields_) {
        if (!IsReference(column)) continue;
        const std::size_t to = column.offset + column.length - BTR_EXTERN_FIELD_REF_SIZE;
        if (!exists) {
          std::ranges::fill(page_.subspan(to, BTR_EXTERN_FIELD_REF_SIZE), std::byte{0});
          continue;
        }
        if (references < floor + BTR_EXTERN_FIELD_REF_SIZE) {
          known_[i] = false;
          Hurt(DamageKind::kBadZipLog, references, floor, i);
          break;
        }
        references -= BTR_EXTERN_FIELD_REF_SIZE;
        const Bytes reference = zip_.subspan(references, BTR_EXTERN_FIELD_REF_SIZE);
        result_.zero_columns = result_.zero_columns || AllZero(reference);
        std::ranges::copy(reference, page_.begin() + static_cast<std::ptrdiff_t>(to));
      }
    }
    result_.stored_begin = references;
  }

  bool IsKnown(std::size_t origin) const {
    const auto at = std::ranges::lower_bound(origins_, origin);
    return at != origins_.end() && *at == origin && known_[static_cast<std::size_t>(at - origins_.begin())];
  }

  void SetNext(std::size_t from, std::size_t to) {
    PutBig16(page_, from - 2, to == 0 ? 0 : (to - from) & (page_.size() - 1U) & 0xffffU);
  }

  // Heap numbers, info bits, chain, groups, free list, page directory.
  void LinkRecords() {
    const unsigned status = leaf() ? 0U : 1U;
    for (std::size_t i = 0; i < origins_.size(); ++i) {
      if (known_[i]) PutBig16(page_, origins_[i] - 4, ((i + PAGE_HEAP_NO_USER_LOW) << 3U) | status);
    }
    const std::size_t first_slot = page_.size() - FIL_PAGE_DATA_END - PAGE_DIR_SLOT_SIZE;
    const std::size_t last_slot = first_slot - (header_.n_dir_slots - 1U) * PAGE_DIR_SLOT_SIZE;
    std::size_t slot = first_slot;
    PutBig16(page_, slot, PAGE_NEW_INFIMUM);
    const bool leftmost = !leaf() && BigAt<std::uint32_t>(zip_, FIL_PAGE_PREV) == FIL_NULL;
    std::size_t previous = PAGE_NEW_INFIMUM;
    unsigned in_group = 1;
    for (std::size_t i = 0; i < header_.n_recs; ++i) {
      const unsigned entry = Slot(i);
      const std::size_t origin = entry & kSlotOffset;
      const bool owner = (entry & kSlotOwner) != 0;
      if (owner && slot > last_slot + PAGE_DIR_SLOT_SIZE) {
        slot -= PAGE_DIR_SLOT_SIZE;
        if (IsOrigin(origin)) PutBig16(page_, slot, origin);
      } else if (owner) {
        Hurt(DamageKind::kBadPageDirectory, SlotAt(i), header_.n_dir_slots, i);
      }
      if (IsKnown(origin)) {
        unsigned info = owner ? in_group & 0xfU : 0U;
        if ((entry & kSlotDeleted) != 0) info |= REC_INFO_DELETED_FLAG;
        if (i == 0 && leftmost) info |= REC_INFO_MIN_REC_FLAG;
        page_[origin - REC_N_NEW_EXTRA_BYTES] = static_cast<std::byte>(info);
        SetNext(previous, origin);
        previous = origin;
      }
      in_group = owner ? 1 : in_group + 1;
    }
    SetNext(previous, PAGE_NEW_SUPREMUM);
    page_[PAGE_NEW_SUPREMUM - REC_N_NEW_EXTRA_BYTES] = static_cast<std::byte>(in_group & 0xfU);
    PutBig16(page_, last_slot, PAGE_NEW_SUPREMUM);
    if (slot != last_slot + PAGE_DIR_SLOT_SIZE) {
      Hurt(DamageKind::kBadPageDirectory, SlotAt(0), header_.n_dir_slots, (first_slot - slot) / PAGE_DIR_SLOT_SIZE + 2);
    }
    LinkFree();
  }

  void LinkFree() {
    std::size_t previous = 0;
    for (std::size_t i = header_.n_recs; i < n_heap_records(); ++i) {
      const unsigned entry = Slot(i);
      if ((entry & ~kSlotOffset) != 0) Hurt(DamageKind::kBadPageDirectory, SlotAt(i), entry & kSlotOffset, entry);
      const std::size_t origin = entry & kSlotOffset;
      if (!IsKnown(origin)) continue;
      page_[origin - REC_N_NEW_EXTRA_BYTES] = std::byte{0};
      if (previous != 0) SetNext(previous, origin);
      previous = origin;
    }
    if (previous != 0) SetNext(previous, 0);
  }

  Bytes zip_;
  std::uint32_t page_no_;
  std::span<std::byte> page_;
  std::size_t readable_;
  IndexHeader header_;
  RecordLayout layout_;
  std::vector<FieldRef> fields_;
  std::vector<std::size_t> origins_;  // by heap number
  std::vector<bool> known_;           // likewise
  std::vector<std::pair<std::size_t, std::size_t>> stored_;
  std::size_t n_known_ = 0;    // records that the stream, and later the log, have reached
  std::size_t known_end_ = 0;  // where the last of those in the stream ends
  std::size_t out_ = 0;        // next byte of the page that the stream gives
  bool broken_ = false;
  ZipPage result_;
};

}  // namespace

ZipPage InflateZipPage(Bytes zip, std::uint32_t page_no, std::span<std::byte> page, std::size_t readable) {
  return Inflater(zip, page_no, page, readable).Run();
}

// RFC 1950: compression method and window size, then bits that make both a multiple of 31. Source: page_zip_compress
// (deflateInit2 with the page size as window).
std::optional<std::uint32_t> PageSizeOfZipPage(Bytes zip) {
  const auto head = FixedAt<2>(zip, PAGE_DATA);
  if (!head) return std::nullopt;
  const unsigned value = ReadBig<std::uint16_t, 0>(*head);
  const unsigned window_bits = ((value >> 12U) & 0xfU) + 8;
  constexpr unsigned kDeflate = 8;
  constexpr unsigned kPresetDictionary = 0x20;
  if (((value >> 8U) & 0xfU) != kDeflate || value % 31 != 0 || (value & kPresetDictionary) != 0) return std::nullopt;
  if (window_bits < 12 || window_bits > 14) return std::nullopt;
  return 1U << window_bits;
}

bool LooksLikeZipIndexPage(Bytes zip, std::uint32_t page_size) {
  if (PageSizeOfZipPage(zip) != page_size) return false;
  std::vector<std::byte> page(page_size);
  const ZipPage result = InflateZipPage(zip, 0, page);
  return result.whole() || result.records > 0;
}

}  // namespace innosalvage
