#include "salvage/dictionary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "parser/sql_token_cursor.h"
#include "salvage/file_role.h"
#include "salvage/mysql_dictionary.h"
#include "salvage/mysql_side_definitions.h"
#include "salvage/sys_dictionary.h"
#include "salvage/sys_schema.h"

namespace innosalvage {

namespace {

// The flags of a system tablespace seldom tell the vendor; tables that only one of them makes do.
Vendor VendorOf(const SysDictionary& dictionary, Vendor detected) {
  if (detected != Vendor::kUnknown) return detected;
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(dictionary.tables, [&](const SysTableEntry& table) { return table.name == name; });
  };
  if (has("mysql/gtid_slave_pos") || has("mysql/transaction_registry")) return Vendor::kMariaDb;
  return has("mysql/server_cost") || has("mysql/slave_master_info") ? Vendor::kMySql : Vendor::kUnknown;
}

void ReadSys(const PageStore& store, const std::string& file, SchemaCatalog& catalog, DictionaryRead& read) {
  const SysDictionary dictionary = ReadSysDictionary(store);
  if (dictionary.empty()) return;
  const Vendor vendor = VendorOf(dictionary, store.inventory().detected.format.vendor);
  for (const SysTableEntry& entry : dictionary.tables) {
    auto candidate = SchemaOf(dictionary, entry, vendor, file);
    if (!candidate) {
      if (entry.dropped) continue;
      ++read.incomplete;
      candidate = IdentityOf(entry, file);
    }
    ++read.tables;
    if (candidate->dropped) ++read.dropped;
    candidate->own = IsServersOwn(candidate->table.db, candidate->table.name) || candidate->table.db.empty() ||
                     IsVectorIndexName(entry.name);
    catalog.Add(*std::move(candidate));
  }
  if (dictionary.entries_lost > 0) {
    read.notes.push_back(fmt::format("about {} entries of its dictionary (SYS_*) are lost", dictionary.entries_lost));
  }
}

void ReadMySql(const PageStore& store, const std::string& file, SchemaCatalog& catalog, DictionaryRead& read) {
  const MySqlDictionary dictionary = MySqlDictionary::Read(store);
  for (SchemaCandidate& candidate : dictionary.Definitions(file, read.incomplete)) {
    candidate.own = candidate.own || IsServersOwn(candidate.table.db, candidate.table.name);
    ++read.tables;
    catalog.Add(std::move(candidate));
  }
  for (SideDefinition& definition : SideDefinitions(dictionary, file)) catalog.Add(std::move(definition));
}

}  // namespace

bool IsFulltextTable(std::string_view table) {
  const bool prefix = table.starts_with("FTS_") || table.starts_with("fts_");
  return prefix && table.size() > 20 && std::ranges::all_of(table.substr(4, 16), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool IsServersSchema(std::string_view db) {
  return std::ranges::any_of(std::array<std::string_view, 3>{"mysql", "performance_schema", "information_schema"},
                             [&](std::string_view name) { return EqualsIgnoringCase(name, db); });
}

bool IsServersOwn(std::string_view db, std::string_view table) {
  return IsServersSchema(db) || db == "sys" || IsFulltextTable(table);
}

DictionaryRead ReadDictionary(const ByteSource& source, const TablespaceFindings& tablespace, SchemaCatalog& catalog) {
  DictionaryRead read;
  if (!tablespace.recognised) return read;
  const PageStore store(source, tablespace.inventory);
  const std::string file = std::filesystem::path(tablespace.path).filename().string();
  if (tablespace.kind == TablespaceKind::kSystem) ReadSys(store, file, catalog, read);
  if (tablespace.kind == TablespaceKind::kDictionary) ReadMySql(store, file, catalog, read);
  if (read.incomplete > 0) {
    read.notes.push_back(fmt::format("of {} in its dictionary entries are lost: not enough for a definition",
                                     read.incomplete == 1 ? "one table" : fmt::format("{} tables", read.incomplete)));
  }
  return read;
}

}  // namespace innosalvage
