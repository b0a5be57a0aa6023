#include "salvage/server_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "parser/bytes.h"
#include "parser/fil_header.h"
#include "salvage/page_store.h"

namespace innosalvage {

namespace {

std::string NameOf(const std::string& path) { return std::filesystem::path(path).filename().string(); }

std::string List(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) text += (text.empty() ? "" : ", ") + names[i];
  if (names.size() > most) text += fmt::format(", and {} more", names.size() - most);
  return text;
}

}  // namespace

void AddRedoFile(const std::string& path, const ByteSource& file, ServerState& state) {
  const auto header = ReadRedoHeader(file);
  if (!header) return;
  state.redo_files.push_back(NameOf(path));
  if (!header->creator.empty()) state.redo_creator = header->creator;
  if (header->checkpoint_lsn && header->checkpoint_lsn > state.checkpoint_lsn)
    state.checkpoint_lsn = header->checkpoint_lsn;
  const auto end = FindRedoEnd(file, *header);
  if (end && end > state.redo_end_lsn) state.redo_end_lsn = end;
}

void AddUndoLogs(const ByteSource& source, const TablespaceFindings& file, ServerState& state) {
  if (file.kind != TablespaceKind::kUndo && file.kind != TablespaceKind::kSystem) return;
  state.undo_seen = true;
  if (file.kind == TablespaceKind::kSystem) {
    const PageStore store(source, file.inventory);
    std::vector<std::byte> page(store.page_size());
    if (store.Read(0, page)) state.flush_lsn = LoadBig(Bytes(page).subspan(FIL_PAGE_FILE_FLUSH_LSN, 8));
  }
  const std::vector<OpenTransaction> open = ReadOpenTransactions(source, file);
  state.open.insert(state.open.end(), open.begin(), open.end());
}

void Conclude(const RunFindings& run, ServerState& state) {
  std::set<std::string> servers;
  std::map<std::uint32_t, std::vector<std::string>> spaces;
  for (const TablespaceFindings& file : run.tablespaces) {
    if (!file.recognised || file.kind == TablespaceKind::kTemporary) continue;
    const DetectedFormat& detected = file.inventory.detected;
    if (detected.format.vendor != Vendor::kUnknown) {
      const std::uint32_t version = detected.server_version;
      const std::string_view vendor = detected.format.vendor == Vendor::kMySql ? "MySQL" : "MariaDB";
      servers.insert(version == 0
                         ? std::string(vendor)
                         : fmt::format("{} {}.{}.{}", vendor, version / 10000, version / 100 % 100, version % 100));
    }
    if (file.inventory.newest_lsn > state.newest_page_lsn) {
      state.newest_page_lsn = file.inventory.newest_lsn;
      state.newest_page_file = file.path;
    }
    if (state.redo_end_lsn && file.inventory.newest_lsn > *state.redo_end_lsn)
      state.beyond_redo.push_back(NameOf(file.path));
    if (detected.space_id) spaces[*detected.space_id].push_back(file.path);
  }
  state.servers.assign(servers.begin(), servers.end());
  for (const auto& [id, files] : spaces) {
    if (files.size() < 2) continue;
    std::vector<std::string> names;
    for (const std::string& path : files) names.push_back(NameOf(path));
    state.same_space_id.push_back(fmt::format("{}: {}", id, List(names, 4)));
  }
  if (state.checkpoint_lsn && state.newest_page_lsn != 0) {
    // What stands behind the checkpoint of a clean shutdown is the record of that checkpoint alone.
    constexpr std::uint64_t kCheckpointRecord = 64;
    const bool written = state.newest_page_lsn <= *state.checkpoint_lsn;
    const bool ended = !state.redo_end_lsn || *state.redo_end_lsn <= *state.checkpoint_lsn + kCheckpointRecord;
    if (!written || state.redo_end_lsn) state.all_written = written && ended;
    if (state.all_written == false) {
      state.clean_shutdown = false;
    } else if (state.all_written == true && state.flush_lsn != 0) {
      state.clean_shutdown = state.flush_lsn >= *state.checkpoint_lsn;
    }
  }
  // One transaction may have logs in several files.
  std::ranges::stable_sort(state.open, {}, &OpenTransaction::id);
  std::vector<OpenTransaction> each;
  for (const OpenTransaction& open : state.open) {
    if (each.empty() || each.back().id != open.id) {
      each.push_back(open);
    } else {
      each.back().only_inserts = each.back().only_inserts && open.only_inserts;
    }
  }
  state.open = std::move(each);
}

std::vector<std::string> ServerState::Notes() const {
  std::vector<std::string> notes;
  const auto vendors = [&](std::string_view vendor) {
    return std::ranges::any_of(servers, [&](const std::string& server) { return server.starts_with(vendor); });
  };
  if (vendors("MySQL") && vendors("MariaDB")) {
    notes.push_back("The files are of different servers: " + List(servers, 6) + ".");
  }
  if (!beyond_redo.empty()) {
    notes.push_back(
        fmt::format("Pages newer than the end of the redo log (LSN {}) stand in {}: these files are of another server "
                    "or another time than the log.",
                    *redo_end_lsn, List(beyond_redo, 6)));
  }
  if (!same_space_id.empty()) {
    notes.push_back("Files with the same space id, of which a server would open one: " + List(same_space_id, 6) + ".");
  }
  if (clean_shutdown == true) {
    notes.push_back(fmt::format("The server was shut down cleanly: its redo log ends at LSN {}, and no page is newer.",
                                *checkpoint_lsn));
  } else if (all_written == true) {
    notes.push_back(
        fmt::format("{}all that is in the redo log is in the files as well: it ends at LSN {}, and no page is newer.",
                    clean_shutdown == false ? "The server was not shut down cleanly, but "
                                            : "Whether the server was shut down cleanly is not told, but ",
                    redo_end_lsn.value_or(*checkpoint_lsn)));
  } else if (clean_shutdown == false) {
    std::string note =
        fmt::format("The server was not shut down cleanly: its last checkpoint is at LSN {}", *checkpoint_lsn);
    if (redo_end_lsn && *redo_end_lsn > *checkpoint_lsn) {
      note += fmt::format(
          ", and its redo log goes on to {}, {} bytes further. Rows written after the checkpoint may exist only in the "
          "redo log; the newest page is of LSN {}.",
          *redo_end_lsn, *redo_end_lsn - *checkpoint_lsn, newest_page_lsn);
    } else {
      note +=
          fmt::format(", and pages are as new as {}. Rows written after the checkpoint may exist only in the redo log.",
                      newest_page_lsn);
    }
    notes.push_back(std::move(note));
  } else if (redo_files.empty()) {
    notes.push_back(
        "No redo log was found beside the files: whether rows are missing that were only in it cannot be told.");
  }
  if (!open.empty()) {
    std::vector<std::string> ids;
    std::size_t prepared = 0;
    for (const OpenTransaction& transaction : open) {
      ids.push_back(fmt::format("0x{:x}{}", transaction.id, transaction.prepared ? " (prepared)" : ""));
      prepared += transaction.prepared ? 1 : 0;
    }
    notes.push_back(
        fmt::format("{} not committed when the server stopped: {}. Rows that {} wrote last, or deleted, are suspect "
                    "(not_committed): a server that starts takes that back.",
                    open.size() == 1 ? "A transaction was" : fmt::format("{} transactions were", open.size()),
                    List(ids, 6), open.size() == 1 ? "it" : "they"));
  }
  if (!other_engines.empty()) {
    notes.push_back(
        fmt::format("{} not InnoDB's, and not read: {}.",
                    other_engines.size() == 1 ? "One table is" : fmt::format("{} tables are", other_engines.size()),
                    List(other_engines, 10)));
  }
  return notes;
}

}  // namespace innosalvage
