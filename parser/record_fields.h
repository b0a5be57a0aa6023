// Record fields: cuts one record into its fields, by its layout.
//
// Shape     COMPACT, from the origin backwards: 5 header bytes, the NULL bitmap (one bit a nullable field, first field
//           lowest), then a length of 1 or 2 bytes for each variable field that is not NULL:
//             max_length <= 255 and not BLOB        1 byte
//             otherwise                             1 byte below 128, else 2: bit 15 set, bit 14 off-page, 14 bits
//             length
//           REDUNDANT, from the origin backwards: 6 header bytes, then the end offset of each field, of 1 byte (bit 7:
//           NULL) or 2 bytes (bit 15: NULL, bit 14: off-page). NULLs of fixed length occupy their bytes.
//           After instant DDL the row version or the number of fields, of 1 or 2 bytes, stands between the header and
//           what is above; it, or REDUNDANT's number of fields, says which fields there are (instant_ddl.h).
// Units     offsets in bytes from page start.
// Fails     kFieldOutOfPage, kIllegalLength, kBadRecordHeader (a number of fields or a row version that the layout does
//           not have), kUnsupported (marks of instant DDL in a table without; MariaDB's metadata record, which is no
//           row).
// Source    rec_init_offsets_comp_ordinary, rec_init_offsets (rem0rec.cc 5.7), rec_1_get_field_end_info (rem0rec.ic).
#pragma once

#include <span>

#include "parser/record_layout.h"

namespace innosalvage {

struct FieldRef {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  bool is_null = false;
  bool external = false;  // the last 20 bytes are a LOB reference
  bool absent = false;    // the record is older than the field, which has a default then (RecordLayout::instant)
};

// Where the record lies: [begin, end), its origin between. The two bounds are what a record of this page may use.
struct RecordExtent {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct RecordBounds {
  std::size_t low = 0;   // first byte that a record may use
  std::size_t high = 0;  // one past the last
};

// `fields` has layout.fields.size() entries and is filled. `header` is the record's own.
Decoded<RecordExtent> SplitRecord(Bytes page, std::uint32_t page_no, std::size_t origin, const RecordHeader& header,
                                  const RecordLayout& layout, RecordBounds bounds, std::span<FieldRef> fields);

}  // namespace innosalvage
