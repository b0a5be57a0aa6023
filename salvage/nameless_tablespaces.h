// Nameless tablespaces: the carved ones that nothing names, and whether one of them may be a named table as it is now.
//
// Purpose   a table that was rebuilt left its old tablespace behind, whole and with its name in it. Where the new one
//           lost its SDI, and no dictionary is left, the old one would pass for the table.
// Rules     one may be the table now if it was written to later than the named tablespace, has the higher space id
//           (servers count them up), and the table's definition explains its records (rebuilt_table.h). One that has no
//           record to ask may be it where it has as many indexes. Two tables of one definition are not told apart: rows
//           are doubted for that, never dropped.
// Lifetime  owns copies of the inventories: memory O(pages) of these tablespaces.
#pragma once

#include <string>
#include <vector>

#include "salvage/tablespace_salvage.h"

namespace innosalvage {

class NamelessTablespaces {
 public:
  void Add(const TablespaceFindings& file);
  bool empty() const { return files_.empty(); }

  // The path of one that may be the table in `file` as it is now; empty: none. Opened by `open`.
  std::string MayHaveReplaced(const TablespaceFindings& file, const TableFindings& table,
                              const SourceOpener& open) const;

 private:
  std::vector<TablespaceFindings> files_;  // without their tables
};

}  // namespace innosalvage
