// Record candidates: every place of a leaf page that may be the origin of a record of this table, by its bytes alone.
//
// Purpose   the raw material of record recovery (record_recovery.h), which decides among them.
// Shape     a candidate has a header a server may have written, fields that can be cut, a DB_TRX_ID and DB_ROLL_PTR
//           that agree with each other, and values legal for their types. Candidates may overlap.
// Source    trx_undo_decode_roll_ptr (trx0undo.ic): insert flag, rollback segment (7 bits), page no, offset;
//           row_purge_reset_trx_id (row0purge.cc, MariaDB 10.3): DB_TRX_ID 0 and DB_ROLL_PTR 1 << 55 after purge.
#pragma once

#include "salvage/row_decoder.h"

namespace innosalvage {

// What the healthy pages of the table tell; 0 and empty: not known.
struct RecoveryHints {
  std::uint64_t max_trx_id = 0;
  std::uint64_t min_trx_id = 0;
  // The page's keys are not below the one and below the other: its own node pointer and the next one, fields one behind
  // the other as stored. Used where the key is of fixed length and ordered by its bytes. On the leftmost leaf the first
  // is not to be had, on the rightmost the second.
  Bytes low_key;
  Bytes high_key;
  // Bytes of the page that are there; the others were cut off, and are zero.
  std::size_t available = SIZE_MAX;
};

// A `next` that no server writes at this place is none: kNoNext.
inline constexpr std::uint32_t kNoNext = 0xffffffffU;

struct RecordCandidate {
  std::uint32_t origin = 0;
  std::uint32_t next = kNoNext;  // origin of the next record, 0: the end of the free list
  RecordExtent extent;
  RecordHeader header;
  std::uint64_t trx_id = 0;
  bool plausible_trx = true;   // DB_TRX_ID and DB_ROLL_PTR agree
  std::uint32_t key_size = 0;  // bytes of the key fields, which begin at the origin
};

// Fixed facts of a page and a layout.
class CandidateScanner {
 public:
  CandidateScanner(const PageContext& context, const TablePlan& plan, RowDecoder& decoder, const RecoveryHints& hints);

  // All candidates, by origin. Linear in the page size; at most one candidate a byte.
  std::vector<RecordCandidate> Scan();

  // The record at `origin`, if it is a row by its content: system columns that agree, values that are legal.
  std::optional<RecordCandidate> At(std::uint32_t origin, const RecordHeader& header);

  // The record at `origin` whatever its header says, which then is made up but for `next`. REDUNDANT headers say how
  // to cut the record, so that theirs must be whole. After instant DDL a header may carry a mark that decides how to
  // cut the record: `mark` of InstantMarks() is taken for it.
  std::optional<RecordCandidate> TryWithoutHeader(std::uint32_t origin, std::size_t mark = 0);
  // How many different marks a header may carry, none of them included: 1 without instant DDL.
  std::size_t InstantMarks() const;

  // True where, behind a record that ends at `end`, a record of this heap number begins, as far as its header tells.
  bool HeaderFollows(std::size_t end, std::uint16_t heap_no) const;

  // Whether the bytes of the record behind `from` are text enough to vouch for themselves: noise or zeros in their
  // place would not have been legal. The record must be a candidate.
  bool TextVouches(const RecordCandidate& record, std::size_t from);

  RecordBounds bounds() const { return context_.bounds; }
  std::size_t max_header_size() const { return max_header_; }
  std::size_t min_record_size() const { return min_record_; }
  bool fixed_size() const { return fixed_size_; }

 private:
  // Info bits that a header may have set.
  unsigned LegalInfoBits() const;
  std::optional<RecordHeader> HeaderAt(std::size_t origin) const;
  std::uint32_t NextOf(std::size_t origin) const;
  bool PlausibleTrx(RecordCandidate& candidate) const;
  bool TouchesZeroSector(RecordExtent extent) const;
  bool NoiseInside(RecordExtent extent) const;
  std::optional<RecordCandidate> Examine(std::uint32_t origin, const RecordHeader& header);

  PageContext context_;
  const TablePlan& plan_;
  RowDecoder& decoder_;
  RecoveryHints hints_;
  std::vector<FieldRef> fields_;
  std::vector<bool> zero_sectors_;
  std::size_t min_header_ = 0;  // from a record's begin to its origin
  std::size_t max_header_ = 0;
  std::size_t min_record_ = 0;
  bool fixed_size_ = true;
  unsigned legal_bits_ = 0;
  bool instant_status_ = false;  // status 4 is legal
};

}  // namespace innosalvage
