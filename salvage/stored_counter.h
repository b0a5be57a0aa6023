// Stored counter: the AUTO_INCREMENT of a table, as the tablespace itself tells it.
//
// Shape     MariaDB 10.2 and later: the root page of the clustered index has in PAGE_MAX_TRX_ID, which only secondary
//           indexes use otherwise, the last number given (PAGE_ROOT_AUTO_INC). MySQL keeps it outside
//           (parser/dynamic_metadata.h). In all others the keys tell what was given at least.
// Fails     nullopt where the root is not known for certain, does not verify, or holds no counter.
// Source    storage/innobase/include/page0page.h PAGE_ROOT_AUTO_INC, page_set_autoinc (MariaDB 10.11).
#pragma once

#include <cstdint>
#include <optional>

#include "salvage/page_store.h"

namespace innosalvage {

// The next number, as AUTO_INCREMENT=… says it. `index_id`: the clustered index.
std::optional<std::uint64_t> StoredAutoIncrement(const PageStore& store, std::uint64_t index_id);

// The highest number in the first column of an index that ascends, plus 1: from its last leaf. `size`: bytes of the
// integer column. nullopt: that leaf is not known for certain or does not verify, the number is below 1, or nothing
// comes behind it.
std::optional<std::uint64_t> NextAfterHighestKey(const PageStore& store, std::uint64_t index_id, std::size_t size,
                                                 bool is_unsigned);

}  // namespace innosalvage
