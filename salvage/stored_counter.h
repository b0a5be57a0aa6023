// Stored counter: the AUTO_INCREMENT of a table, as MariaDB 10.2 and later keep it in the tablespace.
//
// Shape     the root page of the clustered index has in PAGE_MAX_TRX_ID, which only secondary indexes use otherwise,
// the
//           last number given (PAGE_ROOT_AUTO_INC).
// Fails     nullopt where the root is not known for certain, does not verify, or holds no counter.
// Source    storage/innobase/include/page0page.h PAGE_ROOT_AUTO_INC, page_set_autoinc (MariaDB 10.11).
#pragma once

#include <cstdint>
#include <optional>

#include "salvage/page_store.h"

namespace innosalvage {

// The next number, as AUTO_INCREMENT=… says it. `index_id`: the clustered index.
std::optional<std::uint64_t> StoredAutoIncrement(const PageStore& store, std::uint64_t index_id);

}  // namespace innosalvage
