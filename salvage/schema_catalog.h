// Schema catalog: the table definitions that came from outside of a file, found again by ids or by name.
//
// Purpose   one place for all sources: CREATE TABLE statements, the dictionaries, files beside the tablespace.
// Lifetime  owns its tables.
#pragma once

#include <string>
#include <vector>

#include "salvage/file_identity.h"
#include "salvage/schema_candidate.h"

namespace innosalvage {

class SchemaCatalog {
 public:
  void Add(SchemaCandidate candidate) { entries_.push_back(std::move(candidate)); }
  void Add(Table table, std::string source) {
    Add({.table = std::move(table), .source = std::move(source), .gaps = {}, .omits = {}});
  }
  bool empty() const { return entries_.empty(); }
  const std::vector<SchemaCandidate>& entries() const { return entries_; }

  // Candidates for the one table of a file, most likely first: same database and table, the same table name in any
  // database, and, if the catalog holds a single table, that one. A later definition of the same table comes before an
  // earlier one.
  std::vector<const SchemaCandidate*> CandidatesFor(const FileIdentity& file) const;

  // All definitions, the last one of each table: for a file whose name tells nothing.
  std::vector<const SchemaCandidate*> All() const;

 private:
  std::vector<SchemaCandidate> entries_;
};

}  // namespace innosalvage
