// SYS schema: the table definition that a server's SYS_* entries amount to.
//
// Rules     what SYS_* does not store is said, not guessed: candidates carry gaps (values cannot be written exactly)
//           and omissions (no value depends on them). Virtual columns are left out: their expressions are in the .frm
//           only. A table with entries lost gives no candidate.
#pragma once

#include <optional>

#include "salvage/schema_candidate.h"
#include "salvage/sys_dictionary.h"

namespace innosalvage {

// What SYS_* never stores, for people.
inline constexpr const char* kSysOmits =
    "DEFAULT and ON UPDATE clauses, comments, CHECKs, generated columns' expressions, display widths, AUTO_INCREMENT";

// `source`: the tablespace's name, for the candidate's source text. `vendor`: that of the system tablespace.
// nullopt: entries are lost, or of a type no server writes.
std::optional<SchemaCandidate> SchemaOf(const SysDictionary& dictionary, const SysTableEntry& entry, Vendor vendor,
                                        const std::string& source);

// A candidate without columns: which table the ids are of, where its columns are lost. Serves full definitions from
// elsewhere.
SchemaCandidate IdentityOf(const SysTableEntry& entry, const std::string& source);

}  // namespace innosalvage
