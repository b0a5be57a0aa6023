// Definition finder: which tables a tablespace file holds, and by which definition each is read. The file's own SDI
// first; else definitions that a catalog (dictionaries, .frm, CREATE TABLEs given) knows by the ids of the file's
// trees, then by its name. Of several definitions of one table the best fit is taken.
//
// Fails     never: what could not be used is in the notes of the findings, or why nothing was in `refused`.
// Lifetime  of the store, the catalog and the findings given
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "salvage/findings.h"
#include "salvage/page_store.h"
#include "salvage/schema_catalog.h"
#include "salvage/sdi_reader.h"

namespace innosalvage {

// Tables that InnoDB or the server made for itself, and that are left alone.
struct OwnTables {
  std::size_t count = 0;
  std::string last;  // the name of the last of them
};

struct WantedTables {
  bool server = false;  // those of the schema `mysql` too
  bool engine = false;  // those that InnoDB made for itself too
};

class DefinitionFinder {
 public:
  // `catalog`: nullptr for none.
  DefinitionFinder(const PageStore& store, const SchemaCatalog* catalog, WantedTables wanted,
                   TablespaceFindings& findings);

  // The tables of the file, in the order in which they come out. Sets the file's kind if only a dictionary knows it.
  std::vector<SchemaCandidate> Find();

  // Completes a definition by what the file tells: vendor and database.
  void Prepare(Table& table) const;

  const FileIdentity& identity() const { return identity_; }
  const OwnTables& own() const { return own_; }
  // Index ids of tables that are known.
  const std::set<std::uint64_t>& claimed() const { return claimed_; }
  // Definitions of the table found that fit less well than the one taken.
  const std::vector<TriedSchema>& tried() const { return tried_; }
  // The definition is none of the file's own.
  bool from_outside() const { return from_outside_; }

 private:
  void CollectIndexes();
  std::vector<SchemaCandidate> FromSdi();
  void AddOrphanedSdi(const SdiRead& sdi, std::vector<SchemaCandidate>& candidates) const;
  std::vector<SchemaCandidate> FromCatalog();
  std::vector<SchemaCandidate> ForNameless();
  bool IsGeneralByDictionary() const;
  bool WantsOwn(const SchemaCandidate& entry) const;
  void AddKnownByIds(std::vector<SchemaCandidate>& tables);
  std::vector<SchemaCandidate> DefinitionsOf(const SchemaCandidate& entry);
  bool Claim(const Table& table);
  SchemaCandidate BestOf(std::vector<SchemaCandidate> candidates);

  const PageStore& store_;
  const SchemaCatalog* catalog_;
  WantedTables wanted_;
  TablespaceFindings& findings_;
  FileIdentity identity_;
  OwnTables own_;
  std::set<std::uint64_t> claimed_;
  std::vector<TriedSchema> tried_;
  bool from_outside_ = false;
};

}  // namespace innosalvage
