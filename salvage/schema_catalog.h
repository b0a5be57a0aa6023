// Schema catalog: the table definitions a user gave, found again by name.
//
// Lifetime  owns its tables.
#pragma once

#include <string>
#include <vector>

#include "parser/schema.h"
#include "salvage/table_path.h"

namespace innosalvage {

struct CatalogEntry {
  Table table;
  std::string source;  // "shop.sql line 12"
};

class SchemaCatalog {
 public:
  void Add(Table table, std::string source) { entries_.push_back({std::move(table), std::move(source)}); }
  bool empty() const { return entries_.empty(); }
  const std::vector<CatalogEntry>& entries() const { return entries_; }

  // Candidates for a file, most likely first: same database and table, the same table name in any database, and, if
  // the catalog holds a single table, that one. A later definition of the same table comes before an earlier one.
  std::vector<const CatalogEntry*> CandidatesFor(const TablePath& path) const;

 private:
  std::vector<CatalogEntry> entries_;
};

}  // namespace innosalvage
