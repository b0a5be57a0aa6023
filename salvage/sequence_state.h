// Sequence state: how a sequence of MariaDB counts, and where it stands.
//
// Shape     a sequence is a table of one row without a key, of eight integer columns: next value that is not cached,
//           minimum, maximum, start, increment, size of the cache, whether it cycles, how often it has. The row is
//           overwritten in place.
// Fails     nullopt: not such a table, or its row is not on a page that verifies, or is not the only one.
// Source    sql/sql_sequence.cc sequence_structure, SEQUENCE::next_value (MariaDB 10.3 to 11.8).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "parser/schema.h"
#include "salvage/page_store.h"

namespace innosalvage {

// Numbers as SQL spells them: from 11.5 on they may be unsigned.
struct SequenceState {
  std::string next, minimum, maximum, start, increment, cache, cycle, cycles;

  std::array<const std::string*, 8> InColumnOrder() const {
    return {&next, &minimum, &maximum, &start, &increment, &cache, &cycle, &cycles};
  }
};

bool IsSequence(const Table& table);

// `index_id`: of the table's clustered index in this file.
std::optional<SequenceState> ReadSequenceState(const PageStore& store, const Table& table, std::uint64_t index_id);

}  // namespace innosalvage
