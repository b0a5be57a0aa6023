// Writes CREATE SEQUENCE from a sequence's table and its row, and sets it to where it stood.
//
// Shape     CREATE SEQUENCE of MariaDB 10.3 and later with every option that SHOW CREATE SEQUENCE prints; then, where it
//           has given numbers, INSERT of the row: that takes the place of the first one. (SETVAL does not go back, where
//           RESTART has set it below its start.)
// Fails     never.
// Source    sql/sql_show.cc show_create_sequence, sql/ha_sequence.cc ha_sequence::write_row (MariaDB 11.8).
#pragma once

#include <string>

#include "parser/schema.h"
#include "salvage/sequence_state.h"

namespace innosalvage {

std::string CreateSequenceSql(const Table& table, const SequenceState& state);

}  // namespace innosalvage
