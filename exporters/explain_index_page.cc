#include "exporters/explain_index_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exporters/explain_record.h"
#include "parser/index_header.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

enum class FoundBy : std::uint8_t { kChain, kSlot, kFreeList };

struct FoundRecord {
  std::uint32_t origin = 0;
  RecordHeader header;
  FoundBy found_by = FoundBy::kChain;
  std::size_t slot = 0;
  Mark next = Mark::kPlain;  // kImpossible: the walk could not go on from here
};

std::string DirectionName(unsigned direction) {
  constexpr std::array<std::string_view, 6> kNames = {"0", "LEFT", "RIGHT", "SAME_REC", "SAME_PAGE", "NO_DIRECTION"};
  return direction < kNames.size() ? std::string(kNames[direction]) : fmt::format("{}", direction);
}

class IndexPageExplainer {
 public:
  IndexPageExplainer(const ExplainedPage& page, std::uint16_t page_type)
      : page_(page),
        header_(DecodeIndexHeader(page.page.first<PAGE_DATA>())),
        type_(page_type),
        seen_(page.page.size(), false) {
    const std::size_t room = (page.body_end() - header_.user_records()) / PAGE_DIR_SLOT_SIZE;
    slots_ = std::min<std::size_t>(header_.n_dir_slots, room);
    directory_ = page.body_end() - slots_ * PAGE_DIR_SLOT_SIZE;
    top_is_sane_ = header_.heap_top >= header_.user_records() && header_.heap_top <= directory_;
    heap_end_ = top_is_sane_ ? header_.heap_top : directory_;
  }

  void Explain() {
    ExplainHeader();
    FindRecords();
    ExplainSystemRecords();
    ChooseLayout();
    ExplainRecords();
    ExplainDirectory();
    if (top_is_sane_) {
      const std::string content = page_.Content(heap_end_, directory_);
      page_.map.Add(heap_end_, directory_ - heap_end_, "free space", content);
    }
    page_.map.FillGaps([&](std::size_t begin, std::size_t end) {
      const bool in_heap = begin >= header_.user_records() && end <= heap_end_;
      const bool before_raw = std::ranges::find(raw_, end + extra()) != raw_.end();
      if (before_raw && in_heap && header_.compact)
        return PageMap::Gap{"lengths, NULL bitmap", page_.Content(begin, end)};
      return PageMap::Gap{in_heap ? "garbage" : "not explained", page_.Content(begin, end)};
    });
  }

 private:
  RecordFormat format() const { return header_.compact ? RecordFormat::kCompact : RecordFormat::kRedundant; }
  std::size_t extra() const { return header_.compact ? REC_N_NEW_EXTRA_BYTES : REC_N_OLD_EXTRA_BYTES; }

  void Field(std::size_t offset, std::size_t size, std::string name, std::string value, bool wrong = false) const {
    page_.Number(PAGE_HEADER + offset, size, std::move(name), std::move(value), ImpossibleIf(wrong));
  }

  void ExplainHeader() const {
    const IndexHeader& h = header_;
    const std::size_t page_size = page_.page.size();
    Field(0, 2, "PAGE_N_DIR_SLOTS", fmt::format("{}", h.n_dir_slots), h.n_dir_slots < 2 || h.n_dir_slots != slots_);
    Field(2, 2, "PAGE_HEAP_TOP", fmt::format("0x{:04x}", h.heap_top), !top_is_sane_);
    Field(4, 2, "PAGE_N_HEAP",
          fmt::format("{} records in the heap, {}", h.n_heap, h.compact ? "COMPACT or DYNAMIC" : "REDUNDANT"),
          h.n_heap < PAGE_HEAP_NO_USER_LOW || h.n_heap > page_size / 6);
    Field(6, 2, "PAGE_FREE", h.free == 0 ? "free list is empty" : fmt::format("free list starts at 0x{:04x}", h.free),
          h.free != 0 && (h.free < h.user_records() || h.free >= heap_end_));
    Field(8, 2, "PAGE_GARBAGE", fmt::format("{} bytes", h.garbage), h.garbage > page_size);
    Field(10, 2, "PAGE_LAST_INSERT", h.last_insert == 0 ? "none" : fmt::format("0x{:04x}", h.last_insert),
          h.last_insert >= page_size);
    // MariaDB keeps a count in the bits above the lowest three.
    const unsigned instant = h.direction >> 3U;
    Field(
        12, 2, "PAGE_DIRECTION",
        DirectionName(h.direction & 7U) + (instant == 0 ? "" : fmt::format(", {} fields before instant DDL", instant)));
    Field(14, 2, "PAGE_N_DIRECTION", fmt::format("{}", h.n_direction));
    Field(16, 2, "PAGE_N_RECS", fmt::format("{}", h.n_recs),
          h.n_heap < 2 || h.n_recs > h.n_heap - PAGE_HEAP_NO_USER_LOW);
    Field(18, 8, "PAGE_MAX_TRX_ID", fmt::format("{}", h.max_trx_id));
    constexpr std::uint16_t kMaxLevel = 50;  // BTR_MAX_NODE_LEVEL, btr0types.h
    Field(26, 2, "PAGE_LEVEL", h.level == 0 ? "0: leaf" : fmt::format("{}", h.level), h.level > kMaxLevel);
    const std::string& name = page_.input.index.name;
    Field(28, 8, "PAGE_INDEX_ID", fmt::format("{}", h.index_id) + (name.empty() ? "" : ": " + name));
    page_.SegmentHeader(PAGE_HEADER + 36, "PAGE_BTR_SEG_LEAF");
    page_.SegmentHeader(PAGE_HEADER + 46, "PAGE_BTR_SEG_TOP");
  }

  std::uint32_t Slot(std::size_t i) const {
    return BigAt<std::uint16_t>(page_.page, page_.body_end() - (i + 1) * PAGE_DIR_SLOT_SIZE);
  }

  bool CanBeOrigin(std::uint32_t origin) const { return origin >= header_.user_records() && origin < page_.body_end(); }

  // Follows next pointers until the end, a record seen before, or damage. False in the latter case and where it
  // closes a loop.
  bool Walk(std::uint32_t origin, FoundBy found_by, std::size_t slot) {
    const std::size_t first = found_.size();
    const auto stopped = [&] {
      if (found_.size() > first) found_.back().next = Mark::kImpossible;
      return false;
    };
    for (;;) {
      const bool end = found_by == FoundBy::kFreeList ? origin == 0 : origin == header_.supremum();
      if (end) return true;
      if (!CanBeOrigin(origin)) return stopped();
      // A walk from a slot ends where an earlier one went on.
      if (seen_[origin]) return found_by == FoundBy::kSlot ? true : stopped();
      const auto header = ReadRecordHeader(page_.page, page_.input.page_no, format(), origin);
      const bool system =
          header && (header->status == RecordStatus::kInfimum || header->status == RecordStatus::kSupremum);
      if (!header || system) {
        page_.map.Heading(origin, fmt::format("! no record can be at 0x{:04x}, which the page calls one", origin));
        return stopped();
      }
      seen_[origin] = true;
      found_.push_back({origin, *header, found_by, slot, Mark::kPlain});
      origin = header->next;
    }
  }

  void FindRecords() {
    const auto infimum = ReadRecordHeader(page_.page, page_.input.page_no, format(), header_.infimum());
    chain_starts_ = infimum && Walk(infimum->next, FoundBy::kChain, 0);
    chain_starts_ = chain_starts_ || !found_.empty();
    for (std::size_t i = 0; i < slots_; ++i) {
      const std::uint32_t origin = Slot(i);
      if (CanBeOrigin(origin) && !seen_[origin]) Walk(origin, FoundBy::kSlot, i);
    }
    if (header_.free != 0) Walk(header_.free, FoundBy::kFreeList, 0);
  }

  void ExplainSystemRecords() const {
    for (const bool infimum : {true, false}) {
      const std::size_t origin = infimum ? header_.infimum() : header_.supremum();
      const auto header = ReadRecordHeader(page_.page, page_.input.page_no, format(), origin);
      // REDUNDANT: one field end offset in front of the header.
      const std::size_t begin = origin - extra() - (header_.compact ? 0 : 1);
      const std::size_t end = infimum ? begin_of_supremum() : header_.user_records();
      const RecordStatus status = infimum ? RecordStatus::kInfimum : RecordStatus::kSupremum;
      page_.map.Add(begin, origin - begin, "record header",
                    header ? RecordHeaderText(*header) : "cannot be a record header",
                    ImpossibleIf(!header || header->status != status || (infimum && !chain_starts_)));
      const std::string_view expected = infimum ? "infimum" : "supremum";
      const bool right = AsText(page_.page.subspan(origin, expected.size())) == expected;
      // MariaDB's instant DDL puts zeros there, and a count of bytes behind (btr_set_instant, btr0btr.cc).
      const bool instant = type_ == FIL_PAGE_TYPE_INSTANT && AllZero(page_.page.subspan(origin, 7));
      page_.map.Add(origin, end - origin, infimum ? "infimum" : "supremum",
                    page_.Content(origin, end) + (instant ? ", for instant DDL" : ""),
                    ImpossibleIf(!right && !instant));
    }
  }
  std::size_t begin_of_supremum() const { return header_.supremum() - extra() - (header_.compact ? 0 : 1); }

  void ChooseLayout() {
    const bool sdi = type_ == FIL_PAGE_SDI;
    const ExplainIndex& index = page_.input.index;
    if (sdi) {
      leaf_ = SdiLayout();
    } else if ((type_ == FIL_PAGE_INDEX || type_ == FIL_PAGE_TYPE_INSTANT) && index.layout != nullptr &&
               index.table != nullptr) {
      leaf_ = *index.layout;
    }
    if (leaf_ && header_.level > 0) leaf_ = NodePointerLayout(*leaf_);
    context_ = {.page = page_.page,
                .page_no = page_.input.page_no,
                .format = format(),
                .bounds = {.low = header_.user_records(), .high = heap_end_},
                .layout = leaf_ ? &*leaf_ : nullptr,
                .table = sdi ? nullptr : index.table,
                .is_sdi = sdi};
  }

  static std::string HeadingText(const FoundRecord& record, std::size_t nth) {
    switch (record.found_by) {
      case FoundBy::kChain: return fmt::format("record {} in key order", nth);
      case FoundBy::kSlot: return fmt::format("record not in the chain, found from directory slot {}", record.slot);
      case FoundBy::kFreeList: return "record on the free list";
    }
    return {};
  }

  void ExplainRecords() {
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const FoundRecord& record = found_[i];
      if (record.origin < header_.user_records() + extra()) {
        page_.map.Heading(record.origin, fmt::format("! record at 0x{:04x} begins inside supremum", record.origin));
        continue;
      }
      RecordExplanation explanation = ExplainRecord(context_, record.origin, record.header, record.next);
      const std::size_t at = std::ranges::min_element(explanation.ranges, {}, [](const PageRange& range) {
                               return range.begin < range.end ? range.begin : SIZE_MAX;
                             })->begin;
      std::string heading = HeadingText(record, i + 1);
      if (explanation.damage) {
        heading += fmt::format("; ! cannot be cut: {} at 0x{:04x}", Name(explanation.damage->kind),
                               explanation.damage->where.offset);
      }
      const bool cut = explanation.cut;
      if (!page_.map.AddAll(std::move(explanation.ranges))) {
        page_.map.Heading(at,
                          fmt::format("! {}, at 0x{:04x}: overlaps what is explained here", heading, record.origin));
        continue;
      }
      page_.map.Heading(at, std::move(heading));
      if (!cut) raw_.push_back(record.origin);
    }
    // Their end is not known: as far as the next thing that is.
    for (const std::uint32_t origin : raw_) {
      const std::size_t end = std::min(page_.map.NextTaken(origin), heap_end_);
      if (end > origin) {
        const bool next_is_raw = std::ranges::find(raw_, end + extra()) != raw_.end();
        page_.map.Add(origin, end - origin, "fields",
                      page_.Content(origin, end) +
                          (next_is_raw && header_.compact ? ", then lengths and NULL bitmap of the next record" : ""));
      }
    }
  }

  void ExplainDirectory() const {
    page_.map.Heading(directory_, fmt::format("page directory, from the last slot to the first"));
    for (std::size_t i = 0; i < slots_; ++i) {
      const std::uint32_t origin = Slot(i);
      std::string value = fmt::format("0x{:04x}", origin);
      bool wrong = false;
      if (origin == header_.infimum() || origin == header_.supremum()) {
        const bool infimum = origin == header_.infimum();
        value += infimum ? " infimum" : " supremum";
        wrong = infimum != (i == 0) || (i + 1 != slots_ && !infimum);
      } else {
        const auto record = std::ranges::find(found_, origin, &FoundRecord::origin);
        wrong = record == found_.end() || record->found_by != FoundBy::kChain || record->header.n_owned == 0;
        if (record == found_.end()) {
          value += ": no record there";
        } else {
          value += fmt::format(" heap no {}", record->header.heap_no);
          if (record->found_by != FoundBy::kChain) value += ", not in the chain";
          if (record->header.n_owned == 0) value += ", which owns nothing";
        }
      }
      page_.map.Add(page_.body_end() - (i + 1) * PAGE_DIR_SLOT_SIZE, PAGE_DIR_SLOT_SIZE,
                    fmt::format("directory slot {}", i), std::move(value), ImpossibleIf(wrong));
    }
  }

  const ExplainedPage& page_;
  IndexHeader header_;
  std::uint16_t type_;
  std::size_t slots_ = 0;      // that have room on the page
  std::size_t directory_ = 0;  // where the last of them begins
  bool top_is_sane_ = true;
  std::size_t heap_end_ = 0;
  std::vector<bool> seen_;
  std::vector<FoundRecord> found_;  // chain, then slots, then free list
  bool chain_starts_ = false;
  std::optional<RecordLayout> leaf_;  // of the page's level
  RecordContext context_;
  std::vector<std::uint32_t> raw_;  // origins of records that nothing cuts
};

}  // namespace

void ExplainIndexPage(const ExplainedPage& page, std::uint16_t page_type) {
  IndexPageExplainer(page, page_type).Explain();
}

}  // namespace innosalvage
