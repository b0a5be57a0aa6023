// File identity: what a tablespace says of itself, by which its tables are looked for in the schema sources.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "salvage/table_path.h"

namespace innosalvage {

struct FileIdentity {
  TablePath path;
  std::optional<std::uint32_t> space_id;
  std::set<std::uint64_t> index_ids;  // of its index pages that verify; of all where none does
};

}  // namespace innosalvage
