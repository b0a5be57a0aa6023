// Record header: the fixed bytes in front of a record's origin. Offsets count back from the origin.
//
//   COMPACT, DYNAMIC (REC_N_NEW_EXTRA_BYTES = 5)          REDUNDANT (REC_N_OLD_EXTRA_BYTES = 6)
//   -2  2  next record, relative to this origin,          -2  2  next record, absolute, 0 = none
//          modulo the page size; 0 = none                 -3  1  bit 0: offsets of 1 byte; upper 7 bits ...
//   -4  2  heap no (13 bits), status (3 bits)             -4  1  ... with the low 3 bits here: number of fields (10)
//   -5  1  info bits (4 high), n_owned (4 low)            -5  2  heap no (13 bits, above the 3)
//                                                         -6  1  info bits (4 high), n_owned (4 low)
//
//   info bits: 0x10 min rec, 0x20 delete mark, 0x40 row version follows (MySQL 8.0.29+), 0x80 instant (MySQL 8.0.12+)
//   status:    0 ordinary, 1 node pointer, 2 infimum, 3 supremum, 4 columns added instantly (MariaDB 10.3+)
//
// Fails     kTruncated outside the page; kBadRecordHeader for a status no server writes.
// Source    storage/innobase/include/rem0rec.ic, rem0types.h (8.0), rem0rec.h (MariaDB).
#pragma once

#include "parser/damage.h"
#include "parser/index_header.h"

namespace innosalvage {

inline constexpr std::size_t REC_N_NEW_EXTRA_BYTES = 5;
inline constexpr std::size_t REC_N_OLD_EXTRA_BYTES = 6;
inline constexpr unsigned REC_INFO_MIN_REC_FLAG = 0x10;
inline constexpr unsigned REC_INFO_DELETED_FLAG = 0x20;
inline constexpr unsigned REC_INFO_VERSION_FLAG = 0x40;
inline constexpr unsigned REC_INFO_INSTANT_FLAG = 0x80;

enum class RecordStatus : std::uint8_t { kOrdinary = 0, kNodePointer = 1, kInfimum = 2, kSupremum = 3, kInstant = 4 };

struct RecordHeader {
  std::uint32_t next = 0;  // origin of the next record, bytes from page start; 0: none
  std::uint16_t heap_no = 0;
  std::uint8_t n_owned = 0;
  std::uint8_t info_bits = 0;
  RecordStatus status = RecordStatus::kOrdinary;
  std::uint16_t n_fields = 0;  // REDUNDANT only
  bool short_offsets = false;  // REDUNDANT only: field end offsets of 1 byte

  bool deleted() const { return (info_bits & REC_INFO_DELETED_FLAG) != 0; }
  bool min_rec() const { return (info_bits & REC_INFO_MIN_REC_FLAG) != 0; }
};

enum class RecordFormat : std::uint8_t { kRedundant, kCompact };

Decoded<RecordHeader> ReadRecordHeader(Bytes page, std::uint32_t page_no, RecordFormat format, std::size_t origin);

}  // namespace innosalvage
