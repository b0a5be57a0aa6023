// Server state: what the files of a data directory say together: was the server shut down, how far behind are the data
// files, which transactions were under way, which files are missing, is it one server at all?
//
// Purpose   the look at the whole, for the reports. Nothing here changes what is salvaged.
// Shape     facts in fields; Notes() makes sentences of them. Which tables have no file: missing_tables.h.
// Source    a server that is shut down brings all pages to disk, writes a checkpoint at the log's end, and its LSN to
//           page 0 of ibdata1 (logs_empty_and_mark_files_at_shutdown, fil_write_flushed_lsn): no page is newer then.
//           MariaDB 10.8 and later leave that LSN 0. TRX_UNDO_* : storage/innobase/include/trx0undo.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parser/byte_source.h"
#include "parser/redo_log.h"
#include "salvage/findings.h"
#include "salvage/open_transactions.h"

namespace innosalvage {

struct ServerState {
  std::vector<std::string> redo_files;
  std::string redo_creator;
  std::optional<std::uint64_t> checkpoint_lsn;  // newest of all redo files
  std::optional<std::uint64_t> redo_end_lsn;
  std::uint64_t flush_lsn = 0;  // FIL_PAGE_FILE_FLUSH_LSN of the system tablespace; 0: not there
  std::uint64_t newest_page_lsn = 0;
  std::string newest_page_file;
  std::optional<bool> all_written;     // the redo log has nothing that the files lack; nullopt: not known
  std::optional<bool> clean_shutdown;  // nullopt: the files do not tell
  std::vector<OpenTransaction> open;
  bool undo_seen = false;
  std::vector<std::string> servers;        // "MySQL 9.7.4", as the files name them
  std::vector<std::string> beyond_redo;    // files with pages newer than the redo log's end
  std::vector<std::string> other_engines;  // "shop.log (MyISAM)": tables beside these that are not InnoDB's
  std::vector<std::string> same_space_id;  // "a.ibd and b.ibd: 12"

  // Sentences for people, the gravest first.
  std::vector<std::string> Notes() const;
};

// A redo log file that was found beside the tablespaces.
void AddRedoFile(const std::string& path, const ByteSource& file, ServerState& state);

// The undo logs in a scanned file.
void AddUndoLogs(const ByteSource& source, const TablespaceFindings& file, ServerState& state);

// What the scanned files tell together; after all redo files.
void Conclude(const RunFindings& run, ServerState& state);

}  // namespace innosalvage
