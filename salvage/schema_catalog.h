// Schema catalog: the table definitions that came from outside of a file, found again by ids or by name.
//
// Purpose   one place for all sources: CREATE TABLE statements, the dictionaries of the servers, the SDI of other
//           files, files beside the tablespace.
// Layers    a catalog may stand above another one, and is then asked for both: what is its own comes first, as what was
//           added later does. Groups of files that are read beside each other have one each above that of the run.
// Threads   any number may ask at once; none may add meanwhile, neither to it nor to one below.
// Lifetime  owns its tables, not the catalog below. Pointers into it last until the next Add or Take.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "salvage/file_identity.h"
#include "salvage/schema_candidate.h"
#include "salvage/side_definition.h"

namespace innosalvage {

class SchemaCatalog {
 public:
  SchemaCatalog() = default;
  explicit SchemaCatalog(const SchemaCatalog* below) : below_(below) {}

  void Add(SchemaCandidate candidate);
  // A CREATE TABLE that the user gave.
  void Add(Table table, std::string source);
  // All that is `above`'s own, in its order. It is empty afterwards.
  void Take(SchemaCatalog&& above);
  bool empty() const { return size() == 0; }
  std::size_t size() const { return entries_.size() + (below_ != nullptr ? below_->size() : 0); }
  // Without those of the catalog below.
  const std::deque<SchemaCandidate>& entries() const { return entries_; }

  // Entries whose clustered index (of the table, or of one of its partitions) is in the file, by its id, and whose
  // tablespace is the file's, as far as both are known. Later entries first.
  std::vector<const SchemaCandidate*> KnownByIds(const FileIdentity& file) const;

  // Entries of a table's name, most likely first: same database, then the same table name in any database. A later
  // definition of the same table comes before an earlier one.
  std::vector<const SchemaCandidate*> Named(std::string_view db, std::string_view table) const;

  // Candidates for the one table of a file that nothing names by ids: by its path, and, if the user gave a single
  // definition, that one whatever its name.
  std::vector<const SchemaCandidate*> CandidatesFor(const FileIdentity& file) const;

  // What the user gave, the last definition of each table, later ones first: for a file whose name tells nothing.
  std::vector<const SchemaCandidate*> Given() const;

  // What tablespaces said of their own tables, later ones first.
  std::vector<const SchemaCandidate*> OfTablespaces() const;

  // What stands beside the tables: views, triggers, routines, events. Without those of the catalog below.
  void Add(SideDefinition definition) { side_definitions_.push_back(std::move(definition)); }
  const std::vector<SideDefinition>& side_definitions() const { return side_definitions_; }

 private:
  struct NamedEntries {
    std::vector<const SchemaCandidate*> same_db;
    std::vector<const SchemaCandidate*> same_table;
  };
  void AddNamed(const std::string& upper_db, const std::string& upper_table, NamedEntries& found) const;
  void AddGiven(std::vector<const SchemaCandidate*>& given) const;

  const SchemaCatalog* below_ = nullptr;
  std::deque<SchemaCandidate> entries_;
  // In capitals: a server may write names in lower case.
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_index_id_;  // clustered indexes
  std::vector<std::size_t> given_;                                           // by the user
  std::vector<SideDefinition> side_definitions_;
};

}  // namespace innosalvage
