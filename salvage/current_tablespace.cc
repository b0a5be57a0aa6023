#include "salvage/current_tablespace.h"

#include <fmt/format.h>

#include <algorithm>

#include "salvage/table_path.h"

namespace innosalvage {

namespace {

// Two servers may have left their files on one drive. SYS_TABLES is the dictionary of MariaDB, and of MySQL before 8;
// nothing at all may tell whose a compressed tablespace is.
CurrentTablespaces::Server ServerOf(const TablespaceFindings& file, const TableFindings& table,
                                    const std::vector<const SchemaCandidate*>& known) {
  using Server = CurrentTablespaces::Server;
  const TablespaceFormat& format = file.inventory.detected.format;
  if (format.has_sdi || file.inventory.detected.server_version != 0) return Server::kWithSdi;
  for (const SchemaCandidate* entry : known) {
    if (entry->origin == SchemaOrigin::kSysTables) return Server::kWithSysTables;
    if (entry->origin == SchemaOrigin::kDictionary || entry->origin == SchemaOrigin::kSdi) return Server::kWithSdi;
  }
  const bool maria = format.vendor == Vendor::kMariaDb || table.table.vendor == Vendor::kMariaDb;
  return maria ? Server::kWithSysTables : Server::kUnknown;
}

CurrentTablespaces::Server ServerOf(const SchemaCandidate& entry) {
  return entry.origin == SchemaOrigin::kSysTables ? CurrentTablespaces::Server::kWithSysTables
                                                  : CurrentTablespaces::Server::kWithSdi;
}

bool MayBeOne(CurrentTablespaces::Server a, CurrentTablespaces::Server b) {
  return a == b || a == CurrentTablespaces::Server::kUnknown || b == CurrentTablespaces::Server::kUnknown;
}

std::uint64_t OldestLsn(const Inventory& inventory) {
  std::uint64_t oldest = UINT64_MAX;
  for (const PageEntry& page : inventory.entries) {
    if (page.verdict == PageVerdict::kIntact && page.lsn != 0) oldest = std::min(oldest, page.lsn);
  }
  return oldest == UINT64_MAX ? 0 : oldest;
}

ChecksumFamily FamilyOf(const TablespaceFindings& file) { return file.inventory.detected.format.checksums; }

}  // namespace

bool CurrentTablespaces::IsReplacedBy(const Table& present, const TablespaceFindings& file) const {
  const auto tree = by_tree_.find({FamilyOf(file), present.space_id.value_or(0), present.clustered_id.value_or(0)});
  return tree != by_tree_.end() && std::ranges::any_of(tree->second, [&](const Read& read) {
           return file.inventory.newest_lsn < read.oldest_lsn;
         });
}

CurrentTablespaces::Verdict CurrentTablespaces::Judge(const TablespaceFindings& file, const TableFindings& table,
                                                      const SchemaCatalog& catalog, NamedBy named_by) {
  const std::string& db = table.table.db;
  const std::string& name = table.table.name;
  const std::optional<std::uint32_t> space_id = file.inventory.detected.space_id;
  const FileIdentity identity{.path = {}, .space_id = space_id, .index_ids = {table.index_id}};
  const auto known = catalog.KnownByIds(identity);
  const Server server = ServerOf(file, table, known);
  std::vector<Read>& of_name = by_name_[{FamilyOf(file), db, name, table.partition}];
  std::vector<Read>& of_tree = by_tree_[{FamilyOf(file), space_id.value_or(0), table.index_id}];
  std::vector<Read>& of_table = by_table_[{FamilyOf(file), db, name}];
  const auto take = [&] {
    const Read read{server, file.path, !table.partition.empty(), OldestLsn(file.inventory)};
    of_name.push_back(read);
    of_table.push_back(read);
    of_tree.push_back(read);
  };
  if (named_by == NamedBy::kFileSystem) {
    take();
    return {};
  }
  const auto older = [](std::string why) { return Verdict{.age = Age::kOlder, .why = std::move(why)}; };
  Verdict verdict;  // unless it is older
  const auto is_live = [](const SchemaCandidate* entry) { return IsDictionary(entry->origin) && !entry->dropped; };
  verdict.named = std::ranges::any_of(known, is_live);
  if (!verdict.named) {
    const auto entries = catalog.Named(db, name);
    const auto live = std::ranges::find_if(entries, [&](const SchemaCandidate* entry) {
      // Whose database is lost may be this table: it is not said to be current then.
      const bool named_so = entry->table.db == db || entry->table.db.empty();
      return is_live(entry) && named_so && entry->table.clustered_id && MayBeOne(ServerOf(*entry), server);
    });
    if (live != entries.end()) {
      const Table& present = (*live)->table;
      std::string why = fmt::format(
          "the dictionary ({}) has the table in {}, by index {}, not in tablespace {}, by index {}", (*live)->source,
          present.space_id ? fmt::format("tablespace {}", *present.space_id) : "another one", *present.clustered_id,
          space_id.value_or(0), table.index_id);
      if (server != Server::kUnknown || IsReplacedBy(present, file)) return older(std::move(why));
      verdict.age = Age::kMaybeOlder;
      verdict.why = why + "; it may be another server's";
    }
    const bool dropped = std::ranges::any_of(known, [](const SchemaCandidate* entry) { return entry->dropped; });
    if (dropped && name.starts_with("#sql")) {
      return older("its name is one that a server gives to what it drops, and it was");
    }
  }
  const auto of_server = [&](const Read& read) { return MayBeOne(read.server, server); };
  if (const auto same = std::ranges::find_if(of_tree, of_server); same != of_tree.end()) {
    return older(fmt::format("the same tree was read from {}, which is newer", same->path));
  }
  if (const auto same = std::ranges::find_if(of_name, of_server); same != of_name.end()) {
    const bool one_server = same->server == server && server != Server::kUnknown;
    std::string why = fmt::format("the table was read from {}, which is newer", same->path);
    if (one_server || file.inventory.newest_lsn < same->oldest_lsn) return older(std::move(why));
    verdict.age = Age::kMaybeOlder;
    verdict.why = why + "; one of them may be another server's";
  }
  const auto may_have_replaced = [&](const Read& read) {
    return of_server(read) && read.partition_known == table.partition.empty() &&
           file.inventory.newest_lsn < read.oldest_lsn;
  };
  if (const auto newer = std::ranges::find_if(of_table, may_have_replaced); newer != of_table.end()) {
    return older(fmt::format("{} holds the table or a partition of it, and was made after the last change to this",
                             newer->path));
  }
  take();
  return verdict;
}

}  // namespace innosalvage
