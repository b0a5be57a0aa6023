// Current tablespace: which of several tablespaces that hold one table is the table as it was last.
//
// Purpose   OPTIMIZE, ALTER and TRUNCATE give a table a new tablespace, and leave the pages of the old one on the
//           drive. Carving finds both; only the last one may be taken for the table.
// Rules     in this order:
//             1. a dictionary (SYS_* in ibdata1, mysql.ibd) names the tree and the tablespace of a table: what has
//                these is current, all else of that name and that server is older, be the current one found or not
//             2. a name that a server gives to what it is about to drop ("#sql-...") and that its dictionary holds as
//                deleted only: older
//             3. a file that still had its place in a file system
//             4. the first one seen: they are read by their newest LSN, the highest first. One that has the same
//                tree of the same tablespace as another is that other at an earlier time
//             5. of a partitioned table, beside a tablespace of which nobody knows what partition it is: one that was
//                last changed before the oldest page of that was written. A rebuild may have put that in its place
//           Files that a file system had by their name are never called older here.
//           Two servers may have left tables of one name on one drive. Where it is not known whose a tablespace is (a
//           nameless one of MySQL, a compressed one), 1 and 4 make it older only if it was last changed before the
//           oldest page of the present one was written. Else it may be older, and its rows are doubted.
// Fails     never.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "salvage/findings.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

// A carved file may be named by the SDI inside of it: that an older tablespace has as well.
enum class NamedBy : std::uint8_t { kFileSystem, kCarving };

class CurrentTablespaces {
 public:
  // Which kind of dictionary the server has, as far as that is known.
  enum class Server : std::uint8_t { kUnknown, kWithSysTables, kWithSdi };

  enum class Age : std::uint8_t { kCurrent, kMaybeOlder, kOlder };
  struct Verdict {
    Age age = Age::kCurrent;
    std::string why;     // it is, or may be, an older one
    bool named = false;  // a dictionary has the table in this tablespace: no doubt is left
  };

  // What is not older is remembered.
  Verdict Judge(const TablespaceFindings& file, const TableFindings& table, const SchemaCatalog& catalog,
                NamedBy named_by);

 private:
  struct Read {
    Server server = Server::kUnknown;
    std::string path;
    bool partition_known = true;
    std::uint64_t oldest_lsn = 0;  // of its pages that verify
  };
  using Name = std::tuple<ChecksumFamily, std::string, std::string, std::string>;  // db, table, partition
  using TableName = std::tuple<ChecksumFamily, std::string, std::string>;          // db, table
  using Tree = std::tuple<ChecksumFamily, std::uint32_t, std::uint64_t>;           // space id, index id
  // Of the tree that a dictionary names: whether it was read, and written wholly after the last change to `file`.
  bool IsReplacedBy(const Table& present, const TablespaceFindings& file) const;

  std::map<Name, std::vector<Read>> by_name_;
  std::map<TableName, std::vector<Read>> by_table_;
  std::map<Tree, std::vector<Read>> by_tree_;
};

}  // namespace innosalvage
