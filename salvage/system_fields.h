// System fields by their shape: where DB_TRX_ID and DB_ROLL_PTR stand in the records of an index whose schema is not
// known. They part the key from the other columns, and tell a clustered index from a secondary one.
//
// Shape     DB_TRX_ID: 6 bytes, a number below 2^40 that differs little between records; 0 only beside a reset
//           DB_ROLL_PTR. DB_ROLL_PTR: 7 bytes: insert flag and rollback segment (or undo space), page no (4), offset in
//           that page (2); or 1 << 55 after a purge (MariaDB) and in sorted index builds.
// Fails     nullopt: more than one of 50 records has no such fields there.
// Source    trx_undo_decode_roll_ptr (trx0undo.ic); row_purge_reset_trx_id (row0purge.cc, MariaDB 10.3 and later).
#pragma once

#include <optional>
#include <span>

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr std::size_t kSystemFieldBytes = 13;

bool LooksLikeSystemFields(Bytes fields, std::size_t page_size);

// `fields`: the 13 bytes in question of each record. Bits saved a record, against bytes that mean nothing: how sure it
// is that they are these fields.
std::optional<double> SystemFieldsScore(std::span<const Bytes> fields, std::size_t page_size);

}  // namespace innosalvage
