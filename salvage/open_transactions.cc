#include "salvage/open_transactions.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <unordered_map>

#include "parser/bytes.h"
#include "parser/page_type.h"
#include "salvage/page_store.h"

namespace innosalvage {

namespace {

// The first page of an undo segment: page header of 18 bytes, then the segment's, then log headers.
//   38  2  TRX_UNDO_PAGE_TYPE   40  2  TRX_UNDO_PAGE_START   42  2  TRX_UNDO_PAGE_FREE
//   56  2  TRX_UNDO_STATE       58  2  TRX_UNDO_LAST_LOG; on other pages records begin at 56
// A log header begins with TRX_UNDO_TRX_ID, 8 bytes.
constexpr std::size_t TRX_UNDO_PAGE_TYPE = 38;
constexpr std::size_t TRX_UNDO_PAGE_START = 40;
constexpr std::size_t TRX_UNDO_STATE = 56;
constexpr std::size_t TRX_UNDO_LAST_LOG = 58;
constexpr std::size_t TRX_UNDO_SEG_HDR_END = 86;  // 56 + 2 + 2 + 10 + 16
constexpr std::uint16_t TRX_UNDO_ACTIVE = 1;
constexpr std::uint16_t TRX_UNDO_PREPARED = 5;        // MariaDB; MySQL before 8.0.29
constexpr std::uint16_t TRX_UNDO_PREPARED_IN_TC = 7;  // MySQL 8.0.29 and later; 6: PREPARED

// What a page says, if it is the first of an undo segment whose newest log is of a transaction that is open.
std::optional<OpenTransaction> OpenOn(Bytes page) {
  const auto at = [&](std::size_t offset) { return static_cast<std::uint16_t>(LoadBig(page.subspan(offset, 2))); };
  const std::uint16_t start = at(TRX_UNDO_PAGE_START);
  const std::uint16_t log = at(TRX_UNDO_LAST_LOG);
  if (start < TRX_UNDO_SEG_HDR_END || log < TRX_UNDO_SEG_HDR_END || log + 8U > page.size()) return std::nullopt;
  const std::uint16_t state = at(TRX_UNDO_STATE);
  const bool prepared = state >= TRX_UNDO_PREPARED && state <= TRX_UNDO_PREPARED_IN_TC;
  if (state != TRX_UNDO_ACTIVE && !prepared) return std::nullopt;
  const std::uint64_t id = LoadBig(page.subspan(log, 8));
  if (id == 0) return std::nullopt;
  return OpenTransaction{.id = id, .prepared = prepared, .only_inserts = at(TRX_UNDO_PAGE_TYPE) == 1};
}

}  // namespace

std::vector<OpenTransaction> ReadOpenTransactions(const ByteSource& source, const TablespaceFindings& file) {
  std::vector<OpenTransaction> open;
  if (file.kind != TablespaceKind::kUndo && file.kind != TablespaceKind::kSystem) return open;
  const PageStore store(source, file.inventory);
  std::vector<std::byte> page(store.page_size());
  std::unordered_map<std::uint64_t, std::size_t> known;  // a large undo file has a segment for each page
  for (const PageEntry& entry : file.inventory.entries) {
    if (entry.type != FIL_PAGE_UNDO_LOG || !IsVerified(entry.verdict)) continue;
    if (file.inventory.Find(entry.page_no) != &entry || !store.Read(entry.page_no, page)) continue;
    const auto found = OpenOn(page);
    if (!found) continue;
    const auto [place, fresh] = known.try_emplace(found->id, open.size());
    if (fresh) {
      open.push_back(*found);
    } else {
      open[place->second].only_inserts = open[place->second].only_inserts && found->only_inserts;
    }
  }
  return open;
}

void OpenTransactions::Add(const ByteSource& source, const TablespaceFindings& file) {
  const std::vector<OpenTransaction> open = ReadOpenTransactions(source, file);
  if (open.empty()) return;
  std::vector<std::uint64_t>& ids = by_folder_[std::filesystem::path(file.path).parent_path().string()];
  for (const OpenTransaction& transaction : open) ids.push_back(transaction.id);
}

std::vector<std::uint64_t> OpenTransactions::Around(const std::string& path) const {
  std::vector<std::uint64_t> ids;
  for (const auto& [folder, of_folder] : by_folder_) {
    const bool below = folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
    if (below || folder == "/") ids.insert(ids.end(), of_folder.begin(), of_folder.end());
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace innosalvage
