// Open transactions: those that the undo logs of a server say were not committed when the files were written.
//
// Purpose   what such a transaction wrote never was in the table for anybody else, and a server that starts takes it
//           back; what it deleted still was there. Rows that it wrote last are therefore not trusted (row.h,
//           Reason::kNotCommitted).
// Limits    an undo log says how things stood when its page was written: a commit that only the redo log knows is not
//           seen. What a row held before is not read.
// Source    TRX_UNDO_*: storage/innobase/include/trx0undo.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "parser/byte_source.h"
#include "salvage/findings.h"

namespace innosalvage {

struct OpenTransaction {
  std::uint64_t id = 0;
  bool prepared = false;  // XA PREPARE, or a commit that was under way
  bool only_inserts = true;
};

// Of a scanned undo or system tablespace, in the order of its pages; of others none.
std::vector<OpenTransaction> ReadOpenTransactions(const ByteSource& source, const TablespaceFindings& file);

// Those of one or more servers, each known by the folder of its system or undo tablespaces.
class OpenTransactions {
 public:
  void Add(const ByteSource& source, const TablespaceFindings& file);

  // Ids, ascending, of the servers that keep files in a folder around `path`.
  std::vector<std::uint64_t> Around(const std::string& path) const;

 private:
  std::map<std::string, std::vector<std::uint64_t>> by_folder_;
};

}  // namespace innosalvage
