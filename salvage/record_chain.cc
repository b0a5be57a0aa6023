#include "salvage/record_chain.h"

#include <array>
#include <optional>

#include "parser/eight_bytes.h"

namespace innosalvage {

namespace {

// One bit a byte of the largest page: 8 KiB on the stack, cleared for the part that a page needs.
class VisitedOrigins {
 public:
  explicit VisitedOrigins(std::size_t page_size) : words_((page_size + 63) / 64) {
    for (std::size_t i = 0; i < words_; ++i) bits_[i] = 0;
  }
  // False if the origin was there already.
  bool Insert(std::uint32_t origin) {
    std::uint64_t& word = bits_[origin / 64];
    const std::uint64_t bit = std::uint64_t{1} << (origin % 64);
    if ((word & bit) != 0) return false;
    word |= bit;
    return true;
  }

 private:
  std::size_t words_;
  std::array<std::uint64_t, kMaxPageSize / 64> bits_;
};

RecordFormat FormatOf(const IndexHeader& header) {
  return header.compact ? RecordFormat::kCompact : RecordFormat::kRedundant;
}

// Nearly all records: an ordinary COMPACT one, as ReadRecordHeader reads it. nullopt: ask that.
std::optional<RecordHeader> OrdinaryHeader(Bytes page, std::uint32_t origin) {
  static_assert(PAGE_DATA >= sizeof(std::uint64_t));
  const auto extra = BigEight(page, origin - sizeof(std::uint64_t));  // its last five bytes are the header
  if ((extra >> 16U & 7U) != static_cast<std::uint64_t>(RecordStatus::kOrdinary)) return std::nullopt;
  const auto relative = static_cast<std::uint32_t>(extra & 0xffffU);
  const auto flags = static_cast<unsigned>(extra >> 32U & 0xffU);
  return RecordHeader{.next = relative == 0 ? 0 : (origin + relative) & (static_cast<std::uint32_t>(page.size()) - 1),
                      .heap_no = static_cast<std::uint16_t>((extra >> 19U) & 0x1fffU),
                      .n_owned = static_cast<std::uint8_t>(flags & 0x0fU),
                      .info_bits = static_cast<std::uint8_t>(flags & 0xf0U)};
}

RecordChain Stopped(RecordChain chain, const Damage& damage) {
  chain.stopped_by = damage;
  return chain;
}

}  // namespace

RecordChain WalkRecordChain(Bytes page, std::uint32_t page_no, const IndexHeader& index_header, RecordChain reuse) {
  RecordChain chain = std::move(reuse);
  chain.records.clear();
  chain.stopped_by.reset();
  if (page.size() > kMaxPageSize) return chain;
  const RecordFormat format = FormatOf(index_header);
  const auto infimum = ReadRecordHeader(page, page_no, format, index_header.infimum());
  if (!infimum) return Stopped(std::move(chain), infimum.error());
  VisitedOrigins seen(page.size());
  for (std::uint32_t origin = infimum->next;;) {
    if (origin == index_header.supremum()) return chain;
    if (origin < index_header.user_records() || origin >= page.size()) {
      return Stopped(std::move(chain), {DamageKind::kTruncated, {page_no, origin}, index_header.supremum(), origin});
    }
    if (!seen.Insert(origin)) {
      return Stopped(std::move(chain), {DamageKind::kRecordLoop, {page_no, origin}, 0, chain.records.size()});
    }
    if (format == RecordFormat::kCompact) {
      if (const auto ordinary = OrdinaryHeader(page, origin)) {
        chain.records.push_back({origin, *ordinary});
        origin = ordinary->next;
        continue;
      }
    }
    const auto header = ReadRecordHeader(page, page_no, format, origin);
    if (!header) return Stopped(std::move(chain), header.error());
    if (header->status == RecordStatus::kInfimum || header->status == RecordStatus::kSupremum) {
      return Stopped(std::move(chain),
                     {DamageKind::kBadRecordHeader, {page_no, origin}, 0, static_cast<std::uint64_t>(header->status)});
    }
    chain.records.push_back({origin, *header});
    origin = header->next;
  }
}

RecordChain WalkFreeList(Bytes page, std::uint32_t page_no, const IndexHeader& index_header) {
  RecordChain chain;
  if (page.size() > kMaxPageSize) return chain;
  VisitedOrigins seen(page.size());
  // The free list ends with next = 0: a relative offset of 0 is damage only in the key-order chain.
  for (std::uint32_t origin = index_header.free; origin != 0;) {
    if (origin < index_header.user_records() || origin >= page.size()) {
      return Stopped(std::move(chain), {DamageKind::kTruncated, {page_no, origin}, 0, origin});
    }
    if (!seen.Insert(origin)) {
      return Stopped(std::move(chain), {DamageKind::kRecordLoop, {page_no, origin}, 0, chain.records.size()});
    }
    const auto header = ReadRecordHeader(page, page_no, FormatOf(index_header), origin);
    if (!header) return Stopped(std::move(chain), header.error());
    chain.records.push_back({origin, *header});
    origin = header->next;
  }
  return chain;
}

}  // namespace innosalvage
