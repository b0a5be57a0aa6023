#include "salvage/current_tablespace.h"

#include <fmt/format.h>

#include <algorithm>

#include "salvage/table_path.h"

namespace innosalvage {

namespace {

bool IsDictionary(const SchemaCandidate& entry) {
  return entry.origin == SchemaOrigin::kDictionary || entry.origin == SchemaOrigin::kSysTables;
}

// Two servers may have left their files on one drive. SYS_TABLES is the dictionary of MariaDB, and of MySQL before 8.
bool MayBeOfOneServer(const SchemaCandidate& entry, const TablespaceFindings& file, const TableFindings& table) {
  const TablespaceFormat& format = file.inventory.detected.format;
  const bool has_sdi = format.has_sdi || file.inventory.detected.server_version != 0;
  if (entry.origin == SchemaOrigin::kSysTables && has_sdi) return false;
  const Vendor vendor = format.vendor != Vendor::kUnknown ? format.vendor : table.table.vendor;
  return vendor == Vendor::kUnknown || entry.table.vendor == Vendor::kUnknown || vendor == entry.table.vendor;
}

// Compressed tablespaces are MySQL's or MariaDB's: nothing else tells, and they share no name with others of theirs.
ChecksumFamily FamilyOf(const TablespaceFindings& file) { return file.inventory.detected.format.checksums; }

}  // namespace

std::string CurrentTablespaces::WhyOlder(const TablespaceFindings& file, const TableFindings& table,
                                         const SchemaCatalog& catalog, NamedBy named_by) {
  const std::string& db = table.table.db;
  const std::string& name = table.table.name;
  const Key key{FamilyOf(file), db, name, table.partition};
  if (named_by == NamedBy::kFileSystem) {
    current_.emplace(key, file.path);
    return {};
  }
  FileIdentity identity{.path = {}, .space_id = file.inventory.detected.space_id, .index_ids = {table.index_id}};
  const auto known = catalog.KnownByIds(identity);
  const auto is_live = [](const SchemaCandidate* entry) { return IsDictionary(*entry) && !entry->dropped; };
  if (std::ranges::none_of(known, is_live)) {
    const auto entries = catalog.Named(db, name);
    const auto live = std::ranges::find_if(entries, [&](const SchemaCandidate* entry) {
      return is_live(entry) && entry->table.db == db && entry->table.clustered_id &&
             MayBeOfOneServer(*entry, file, table);
    });
    if (live != entries.end()) {
      return fmt::format(
          "the dictionary ({}) has the table in {}, by index {}, not in tablespace {}, by index {}", (*live)->source,
          (*live)->table.space_id ? fmt::format("tablespace {}", *(*live)->table.space_id) : "another one",
          *(*live)->table.clustered_id, identity.space_id.value_or(0), table.index_id);
    }
    const bool dropped = std::ranges::any_of(known, [](const SchemaCandidate* entry) { return entry->dropped; });
    if (dropped && name.starts_with("#sql")) return "its name is one that a server gives to what it drops, and it was";
  }
  const auto [first, is_new] = current_.emplace(key, file.path);
  if (is_new) return {};
  return fmt::format("the table was read from {}, which is newer", first->second);
}

}  // namespace innosalvage
