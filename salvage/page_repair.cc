#include "salvage/page_repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "parser/page_type.h"
#include "parser/zip_checksum.h"
#include "salvage/record_chain.h"
#include "salvage/zip_image.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kCrc32cPolynomial = 0x82f63b78U;  // Castagnoli, reflected
constexpr std::size_t kHeaderPartSize = FIL_PAGE_FILE_FLUSH_LSN - FIL_PAGE_OFFSET;
constexpr std::size_t kClassicUncovered = FIL_PAGE_DATA + FIL_PAGE_DATA_END;

struct Bit {
  std::size_t byte = 0;  // counted from the end of the summed bytes: 0 is the last one
  unsigned bit = 0;
};

// Which single bit upsets a CRC-32C by `syndrome`. A flipped bit enters the register as 1 and is stepped once for each
// bit behind it; stepping back until 1 appears counts them. Unique: the polynomial's period is 2^31 - 1.
std::optional<Bit> LocateBit(std::uint32_t syndrome, std::size_t summed_bytes) {
  std::uint32_t state = syndrome;
  for (std::size_t steps = 1; steps <= summed_bytes * 8; ++steps) {
    const bool carried = (state >> 31U) != 0;
    state = ((carried ? state ^ kCrc32cPolynomial : state) << 1U) | (carried ? 1U : 0U);
    if (state == 1U) return Bit{(steps - 1) / 8, static_cast<unsigned>(7 - (steps - 1) % 8)};
  }
  return std::nullopt;
}

PageRepair FlipBit(std::size_t offset, unsigned bit) {
  return {.edits = {{static_cast<std::uint32_t>(offset), static_cast<std::uint8_t>(1U << bit)}},
          .kind = RepairKind::kBitFlip};
}

// Writes the big-endian `wanted` over what stands at `offset`.
PageRepair Overwrite(Bytes page, std::size_t offset, std::uint32_t wanted, RepairKind kind) {
  PageRepair repair{.edits = {}, .kind = kind};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto byte = static_cast<std::uint8_t>((wanted >> (24 - 8 * i)) & 0xffU);
    const auto mask = static_cast<std::uint8_t>(byte ^ ByteAt(page, offset + i));
    if (mask != 0) repair.edits.push_back({static_cast<std::uint32_t>(offset + i), mask});
  }
  return repair;
}

// A directory slot for each group, in key order, n_owned records to a group: the one thing besides the checksum that
// tells whether the last bytes of the body are whole.
bool DirectoryAgrees(Bytes page, const IndexHeader& header, const RecordChain& chain, RecordFormat format) {
  std::size_t slot = page.size() - FIL_PAGE_DATA_END - PAGE_DIR_SLOT_SIZE;
  const std::size_t last = page.size() - FIL_PAGE_DATA_END - header.n_dir_slots * PAGE_DIR_SLOT_SIZE;
  const auto next_slot_is = [&](std::size_t origin) {
    if (slot < last || BigAt<std::uint16_t>(page, slot) != origin) return false;
    slot -= PAGE_DIR_SLOT_SIZE;
    return true;
  };
  const auto infimum = ReadRecordHeader(page, 0, format, header.infimum());
  const auto supremum = ReadRecordHeader(page, 0, format, header.supremum());
  if (!infimum || !supremum || infimum->n_owned != 1 || !next_slot_is(header.infimum())) return false;
  unsigned in_group = 0;
  for (const ChainedRecord& record : chain.records) {
    ++in_group;
    if (record.header.n_owned == 0) continue;
    if (record.header.n_owned != in_group || !next_slot_is(record.origin)) return false;
    in_group = 0;
  }
  return supremum->n_owned == in_group + 1 && next_slot_is(header.supremum()) && slot + PAGE_DIR_SLOT_SIZE == last;
}

bool IndexPageAgrees(Bytes page, std::uint32_t page_no) {
  const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
  if (CheckIndexHeader(header, page.size(), page_no)) return false;
  const RecordChain chain = WalkRecordChain(page, page_no, header);
  if (chain.stopped_by || chain.records.size() != header.n_recs) return false;
  const auto format = header.compact ? RecordFormat::kCompact : RecordFormat::kRedundant;
  return DirectoryAgrees(page, header, chain, format) && !WalkFreeList(page, page_no, header).stopped_by;
}

class Repairer {
 public:
  Repairer(Bytes page, const TablespaceFormat& format, const PageCodec& codec, std::uint32_t page_no,
           std::optional<std::uint32_t> space_id)
      : page_(page),
        format_(format),
        family_(format.checksums),
        codec_(codec),
        page_no_(page_no),
        space_id_(space_id) {}

  std::optional<PageRepair> Find(PageCoding coding) {
    if (family_ == ChecksumFamily::kFullCrc32) {
      TryFullCrc32();
      if (found_.empty()) TryWrittenSize();
    } else if (family_ == ChecksumFamily::kZip) {
      if (!coding.any()) TryZip();
    } else if (coding.encrypted) {
      TryEncrypted();
    } else if (!coding.any()) {
      TryClassic();
    }
    if (found_.size() != 1) return std::nullopt;
    return std::move(found_.front());
  }

 private:
  void TryFullCrc32() {
    const std::size_t at = codec_.Written(page_).size() - 4;
    const auto stored = BigAt<std::uint32_t>(page_, at);
    const std::uint32_t syndrome = stored ^ Crc32c(page_.first(at));
    if (syndrome == 0) return;
    if (std::has_single_bit(syndrome)) {
      // The stored sum has no twin. Yet no bit of the content has a syndrome of one bit, so this is a flip in the sum.
      Consider(Overwrite(page_, at, stored ^ syndrome, RepairKind::kChecksumField));
    } else if (const auto bit = LocateBit(syndrome, at)) {
      Consider(FlipBit(at - 1 - bit->byte, bit->bit));
    }
  }

  // A bit of the page type may be one of the size that the checksum goes over; it cannot be located then.
  void TryWrittenSize() {
    for (std::size_t bit = 0; bit < 16; ++bit)
      Consider(FlipBit(FIL_PAGE_TYPE + bit / 8, static_cast<unsigned>(bit % 8)));
  }

  // MariaDB before full_crc32: one more CRC-32C over the encrypted bytes, at 30.
  void TryEncrypted() {
    constexpr std::size_t kCryptChecksumAt = FIL_PAGE_FILE_FLUSH_LSN + 4;
    const auto stored = BigAt<std::uint32_t>(page_, kCryptChecksumAt);
    const std::uint32_t computed = PageCrc32(page_);
    if (stored == computed) {
      // The encrypted part is whole: what is left are the fields in the clear.
      Consider(
          Overwrite(page_, page_.size() - 4, BigAt<std::uint32_t>(page_, FIL_PAGE_LSN + 4), RepairKind::kTrailerLsn));
      const auto head = BigAt<std::uint32_t>(page_, FIL_PAGE_SPACE_OR_CHKSUM);
      const auto tail = BigAt<std::uint32_t>(page_, page_.size() - 8);
      Consider(Overwrite(page_, page_.size() - 8, head, RepairKind::kChecksumField));
      Consider(Overwrite(page_, FIL_PAGE_SPACE_OR_CHKSUM, tail, RepairKind::kChecksumField));
      return;
    }
    Consider(Overwrite(page_, kCryptChecksumAt, computed, RepairKind::kChecksumField));
    TryClassicBits(stored ^ computed, WordOrder::kAsStored);
  }

  void TryClassic() {
    const auto head = BigAt<std::uint32_t>(page_, FIL_PAGE_SPACE_OR_CHKSUM);
    const auto tail = BigAt<std::uint32_t>(page_, page_.size() - 8);
    // At most one of these passes: each of them leaves all other bytes as they are and must verify then.
    Consider(
        Overwrite(page_, page_.size() - 4, BigAt<std::uint32_t>(page_, FIL_PAGE_LSN + 4), RepairKind::kTrailerLsn));
    if (head != tail) {
      for (const std::uint32_t twin : {head, tail}) {
        // The sum that stands in both places (CRC-32C either way, "none") ...
        Consider(Overwrite(page_, twin == head ? page_.size() - 8 : 0, twin, RepairKind::kChecksumField));
      }
      // ... or the innodb algorithm's two different sums. The old one is taken over the new one too.
      Consider(Overwrite(page_, FIL_PAGE_SPACE_OR_CHKSUM, PageNewFold(page_), RepairKind::kChecksumField));
      Consider(Overwrite(page_, page_.size() - 8, PageOldFold(page_), RepairKind::kChecksumField));
      return;
    }
    TryClassicBits(head ^ PageCrc32(page_), WordOrder::kAsStored);
    TryClassicBits(head ^ PageCrc32BigEndian(page_), WordOrder::kSwapped);
  }

  // Three sums, XORed: a bit of the page's body shares its difference with one of the header, or with none. The stored
  // sum has no twin; a difference of one bit is a flip in it, since no bit of the content has such a difference.
  void TryZip() {
    const auto stored = BigAt<std::uint32_t>(page_, FIL_PAGE_SPACE_OR_CHKSUM);
    const std::uint32_t syndrome = stored ^ ZipCrc32(page_);
    if (syndrome == 0) return;
    if (std::has_single_bit(syndrome)) {
      return Consider(Overwrite(page_, FIL_PAGE_SPACE_OR_CHKSUM, stored ^ syndrome, RepairKind::kChecksumField));
    }
    const auto bit = LocateBit(syndrome, page_.size() - FIL_PAGE_SPACE_ID);
    if (!bit) return;
    const auto consider = [&](std::size_t begin, std::size_t end) {
      if (bit->byte < end - begin) Consider(FlipBit(end - 1 - bit->byte, bit->bit));
    };
    consider(FIL_PAGE_OFFSET, FIL_PAGE_LSN);
    consider(FIL_PAGE_TYPE, FIL_PAGE_TYPE + sizeof(std::uint16_t));
    consider(FIL_PAGE_SPACE_ID, page_.size());
  }

  enum class WordOrder : std::uint8_t { kAsStored, kSwapped };

  // Position of the byte that was summed `from_end` bytes before the end of [begin, end). See Crc32cSwappedWords.
  static std::size_t SummedAt(std::size_t begin, std::size_t end, std::size_t from_end, WordOrder order) {
    const std::size_t at = end - 1 - from_end;
    const std::size_t first_word = (begin + 7) / 8 * 8;
    const std::size_t words_end = end / 8 * 8;
    if (order == WordOrder::kAsStored || at < first_word || at >= words_end) return at;
    return (at & ~std::size_t{7}) + (7 - (at & 7U));
  }

  void TryClassicBits(std::uint32_t syndrome, WordOrder order) {
    if (syndrome == 0) return;
    const auto bit = LocateBit(syndrome, page_.size() - kClassicUncovered);
    if (!bit) return;
    const std::size_t body_end = page_.size() - FIL_PAGE_DATA_END;
    Consider(FlipBit(SummedAt(FIL_PAGE_DATA, body_end, bit->byte, order), bit->bit));
    if (bit->byte < kHeaderPartSize) {
      Consider(FlipBit(SummedAt(FIL_PAGE_OFFSET, FIL_PAGE_FILE_FLUSH_LSN, bit->byte, order), bit->bit));
    }
  }

  // An index page of a compressed tablespace must inflate, and its records must be in order then.
  bool MakesSenseDecoded(Bytes page) {
    const auto type = BigAt<std::uint16_t>(page, FIL_PAGE_TYPE);
    const bool index = type == FIL_PAGE_INDEX || type == FIL_PAGE_RTREE || type == FIL_PAGE_SDI;
    if (!format_.zip || !index) return MakesSense(page, page_no_, space_id_);
    inflated_.resize(format_.page_size);
    return InflateZipImage(page, page_no_, inflated_).whole() && MakesSense(inflated_, page_no_, space_id_);
  }

  void Consider(PageRepair repair) {
    if (repair.edits.empty()) return;
    image_.assign(page_.begin(), page_.end());
    repair.ApplyTo(image_);
    const PageImage decoded = codec_.Unwrap(image_, scratch_);
    if (decoded.obstacle != PageObstacle::kNone) return;
    const ChecksumAlgorithm algorithm = codec_.Verify(image_, decoded, ChecksumAlgorithm::kUnverified);
    if (algorithm == ChecksumAlgorithm::kUnverified || algorithm == ChecksumAlgorithm::kZeroPage) return;
    if (family_ == ChecksumFamily::kZip && algorithm != ChecksumAlgorithm::kCrc32) return;
    // Old servers' special cases (a checksum of 0, the LSN in the old sum's place) vouch for nothing.
    const Bytes logical = decoded.bytes;
    if (algorithm == ChecksumAlgorithm::kInnodb &&
        (BigAt<std::uint32_t>(logical, FIL_PAGE_SPACE_OR_CHKSUM) != PageNewFold(logical) ||
         BigAt<std::uint32_t>(logical, logical.size() - 8) != PageOldFold(logical))) {
      return;
    }
    // The magic of "none" vouches for nothing: a field may be mended that is one bit away from it, no more.
    if (algorithm == ChecksumAlgorithm::kNone &&
        (repair.edits.size() != 1 || !std::has_single_bit(repair.edits.front().xor_mask))) {
      return;
    }
    if (!LsnHalvesAgree(logical, family_) || !MakesSenseDecoded(logical)) return;
    const auto same = [&](const PageRepair& other) {
      return std::ranges::equal(other.edits, repair.edits, [](const ByteEdit& a, const ByteEdit& b) {
        return a.offset == b.offset && a.xor_mask == b.xor_mask;
      });
    };
    if (std::ranges::none_of(found_, same)) found_.push_back(std::move(repair));
  }

  Bytes page_;
  const TablespaceFormat& format_;
  ChecksumFamily family_;
  const PageCodec& codec_;
  std::uint32_t page_no_;
  std::optional<std::uint32_t> space_id_;
  std::vector<std::byte> image_;
  PageScratch scratch_;
  std::vector<std::byte> inflated_;
  std::vector<PageRepair> found_;
};

}  // namespace

void PageRepair::ApplyTo(std::span<std::byte> page) const {
  for (const ByteEdit& edit : edits) {
    if (edit.offset < page.size()) page[edit.offset] ^= std::byte{edit.xor_mask};
  }
}

std::string PageRepair::Describe() const {
  switch (kind) {
    case RepairKind::kBitFlip:
      if (edits.empty()) break;
      return fmt::format("bit {} of byte {:#x} flipped back", std::countr_zero(edits.front().xor_mask),
                         edits.front().offset);
    case RepairKind::kChecksumField: return "stored checksum restored; the content agrees with its twin";
    case RepairKind::kTrailerLsn: return "LSN in the trailer restored from the header";
  }
  return "nothing changed";
}

bool MakesSense(Bytes page, std::uint32_t page_no, std::optional<std::uint32_t> space_id) {
  const auto head = FixedAt<FIL_PAGE_DATA>(page, 0);
  if (!head || page.size() < PAGE_DATA + FIL_PAGE_DATA_END) return false;
  const FilHeader header = DecodeFilHeader(*head);
  if (!IsKnownPageType(header.type) || header.page_no != page_no) return false;
  if (space_id && header.space_id != *space_id) return false;
  switch (header.type) {
    case FIL_PAGE_TYPE_INSTANT: return !ReadInstantRoot(page) || IndexPageAgrees(page, page_no);
    case FIL_PAGE_INDEX:
    case FIL_PAGE_RTREE:
    case FIL_PAGE_SDI: return IndexPageAgrees(page, page_no);
    default: return true;
  }
}

std::optional<PageRepair> FindRepair(Bytes page, const TablespaceFormat& format, const PageCodec& codec,
                                     std::uint32_t page_no, std::optional<std::uint32_t> space_id) {
  if (page.size() != format.physical_size || page.size() < PAGE_DATA + FIL_PAGE_DATA_END) return std::nullopt;
  PageScratch scratch;
  const PageCoding coding = codec.Unwrap(page, scratch).coding;
  const auto head = FixedAt<FIL_PAGE_DATA>(page, 0);
  const FilHeader header = DecodeFilHeader(*head);
  // A single flip leaves all but one of these as they must be; anything else is not worth locating.
  const bool hidden = format.checksums == ChecksumFamily::kFullCrc32 && coding.any();  // the space id: by the encoding
  const int wrong =
      std::popcount(header.page_no ^ page_no) + (space_id && !hidden ? std::popcount(header.space_id ^ *space_id) : 0);
  if (wrong > 1) return std::nullopt;
  return Repairer(page, format, codec, page_no, space_id).Find(coding);
}

}  // namespace innosalvage
