#include "salvage/nameless_tablespaces.h"

#include <algorithm>
#include <set>

#include "salvage/data_files.h"
#include "salvage/rebuilt_table.h"

namespace innosalvage {

namespace {

bool IsYounger(const Inventory& nameless, const Inventory& named) {
  return nameless.detected.format.checksums == named.detected.format.checksums &&
         nameless.newest_lsn > named.newest_lsn && nameless.detected.space_id && named.detected.space_id &&
         *nameless.detected.space_id > *named.detected.space_id;
}

}  // namespace

void NamelessTablespaces::Add(const TablespaceFindings& file) {
  TablespaceFindings& kept = files_.emplace_back();
  kept.path = file.path;
  kept.parts = file.parts;
  kept.inventory = file.inventory;
}

std::string NamelessTablespaces::MayHaveReplaced(const TablespaceFindings& file, const TableFindings& table,
                                                 const SourceOpener& open) const {
  const auto may_be_it = [&](const TablespaceFindings& nameless) {
    if (!IsYounger(nameless.inventory, file.inventory)) return false;
    const auto source = OpenTablespace(nameless.path, nameless.parts, open);
    if (!source) return false;
    const PageStore store(**source, nameless.inventory);
    const std::set<std::uint64_t> index_ids = VerifiedIndexes(nameless.inventory);
    const auto trial = TryAsRebuilt(store, table.table, index_ids);
    return trial && (trial->fit.proven() || index_ids.size() == TreesOf(table.table));
  };
  const auto found = std::ranges::find_if(files_, may_be_it);
  return found == files_.end() ? std::string() : found->path;
}

}  // namespace innosalvage
