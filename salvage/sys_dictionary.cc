#include "salvage/sys_dictionary.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "parser/sys_tables.h"
#include "salvage/table_reader.h"

namespace innosalvage {

namespace {

// Bits of SYS_TABLES.N_COLS. Source: dict_table_encode_n_col, DICT_N_COLS_COMPACT (dict0mem.h, dict0dict.h).
constexpr std::uint32_t kCompactBit = 0x80000000U;
constexpr std::uint32_t kMaxColumns = 1023;  // REC_MAX_N_FIELDS

// MariaDB marks a descending field by this bit of the prefix length: dict_index_t::add_field, SYS_FIELDS.POS in
// dict0crea.cc (10.8 and later).
constexpr std::uint32_t kDescendingBit = 1U << 15U;

class Reader {
 public:
  explicit Reader(const PageStore& store) : store_(store), header_(FindHeader()) {}

  SysDictionary Read() {
    ReadTables();
    ReadColumns();
    ReadIndexes();
    ReadFields();
    Assemble();
    ReadForeignKeys();
    return std::move(dictionary_);
  }

 private:
  // An entry with where it comes from.
  struct ColumnRow {
    SysColumn column;
    bool deleted = false;
    bool trusted = true;
  };
  struct FieldRow {
    std::uint32_t position = 0;
    std::string column;
    bool deleted = false;
  };
  struct IndexRow {
    SysIndex index;
    std::uint32_t n_fields = 0;
    bool deleted = false;
    bool trusted = true;
  };

  DictHeader FindHeader() const {
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(FSP_DICT_HDR_PAGE_NO, buffer);
    if (!page || !page->verified) return kUsualDictHeader;
    return DecodeDictHeader(page->bytes.first<DICT_HDR_SIZE>());
  }

  void Rows(const Table& table, const std::function<void(TableRow)>& visit) {
    const TableFindings findings = ReadTable(store_, table, [&](TableRow row) {
      // A row whose key is lost helps nobody.
      if (row.cells.empty() || row.cells.front().state == TableCell::State::kLost) return;
      visit(std::move(row));
    });
    dictionary_.entries_lost += findings.rows_lost_estimated;
  }

  static std::uint32_t Number(const TableCell& cell) { return static_cast<std::uint32_t>(cell.number); }

  void ReadTables() {
    Rows(SysTablesTable(header_), [&](TableRow row) {
      if (row.cells[1].state != TableCell::State::kNumber) return;
      SysTableEntry table;
      table.name = row.cells[0].text;
      table.id = row.cells[1].number;
      table.dropped = row.deleted();
      // A name known from SYS_TABLE_IDS alone has no more than its id.
      const bool whole = row.cells[2].state == TableCell::State::kNumber;
      table.trusted = whole && (row.trusted() || row.deleted());
      if (whole) {
        const std::uint32_t n_cols = Number(row.cells[2]);
        table.compact = (n_cols & kCompactBit) != 0;
        table.n_virtual = (n_cols & ~kCompactBit) >> 16U;
        table.n_columns = n_cols & 0xffffU;
        table.type = Number(row.cells[3]);
        table.flags2 = Number(row.cells[5]);
        table.space_id = Number(row.cells[7]);
      }
      const auto found = tables_.find(table.id);
      // Live beats deleted: RENAME leaves the old name behind, delete-marked.
      if (found != tables_.end() && !found->second.dropped) return;
      tables_[table.id] = std::move(table);
    });
  }

  void ReadColumns() {
    Rows(SysColumnsTable(header_), [&](TableRow row) {
      if (row.cells[2].state != TableCell::State::kText || row.cells[5].state != TableCell::State::kNumber) return;
      columns_[row.cells[0].number].push_back({.column = {.position = Number(row.cells[1]),
                                                          .name = std::move(row.cells[2].text),
                                                          .mtype = Number(row.cells[3]),
                                                          .prtype = Number(row.cells[4]),
                                                          .length = Number(row.cells[5])},
                                               .deleted = row.deleted(),
                                               .trusted = row.trusted() || row.deleted()});
    });
  }

  // Entries written before an upgrade to 5.7 lack the last column, so both layouts are read: a record fits only one,
  // since REDUNDANT records say how many fields they have.
  void ReadIndexes() {
    std::set<std::pair<std::uint64_t, bool>> seen;
    for (const MergeThreshold threshold : {MergeThreshold::kPresent, MergeThreshold::kAbsent}) {
      Rows(SysIndexesTable(header_, threshold), [&](TableRow row) {
        if (row.cells[2].state != TableCell::State::kText || row.cells[6].state != TableCell::State::kNumber) return;
        if (!seen.insert({row.cells[1].number, row.deleted()}).second) return;
        indexes_[row.cells[0].number].push_back({.index = {.id = row.cells[1].number,
                                                           .name = std::move(row.cells[2].text),
                                                           .type = Number(row.cells[4]),
                                                           .space_id = Number(row.cells[5]),
                                                           .root_page = Number(row.cells[6]),
                                                           .fields = {},
                                                           .complete = false},
                                                 .n_fields = Number(row.cells[3]),
                                                 .deleted = row.deleted(),
                                                 .trusted = row.trusted() || row.deleted()});
      });
    }
  }

  void ReadFields() {
    Rows(SysFieldsTable(header_), [&](TableRow row) {
      if (row.cells[2].state != TableCell::State::kText) return;
      fields_[row.cells[0].number].push_back(
          {.position = Number(row.cells[1]), .column = std::move(row.cells[2].text), .deleted = row.deleted()});
    });
  }

  // POS is the plain position, or, if any field of the index has a prefix or is descending, the position in the upper
  // half. Source: dict_create_sys_fields_tuple (dict0crea.cc).
  static bool AddFields(std::vector<FieldRow> rows, bool deleted, std::uint32_t n_fields, SysIndex& index) {
    std::erase_if(rows, [&](const FieldRow& row) { return row.deleted != deleted; });
    std::ranges::stable_sort(rows, {}, &FieldRow::position);
    const bool packed = std::ranges::any_of(rows, [](const FieldRow& row) { return row.position > 0xffffU; }) ||
                        (rows.size() == 1 && rows.front().position != 0);
    std::uint32_t expected = 0;
    for (const FieldRow& row : rows) {
      const std::uint32_t position = packed ? row.position >> 16U : row.position;
      if (position != expected++) return false;
      const std::uint32_t low = packed ? row.position & 0xffffU : 0;
      index.fields.push_back(
          {.column = row.column, .prefix = low & ~kDescendingBit, .descending = (low & kDescendingBit) != 0});
    }
    return expected == n_fields;
  }

  void Assemble() {
    for (auto& [id, table] : tables_) {
      const bool deleted = table.dropped;
      for (ColumnRow& row : columns_[id]) {
        if (row.deleted != deleted) continue;
        table.trusted = table.trusted && row.trusted;
        table.columns.push_back(std::move(row.column));
      }
      std::ranges::stable_sort(table.columns, {}, &SysColumn::position);
      for (IndexRow& row : indexes_[id]) {
        if (row.deleted != deleted) continue;
        row.index.complete = AddFields(fields_[row.index.id], deleted, row.n_fields, row.index);
        table.trusted = table.trusted && row.trusted;
        table.indexes.push_back(std::move(row.index));
      }
      std::ranges::stable_sort(table.indexes, {}, [](const SysIndex& index) {
        return std::pair((index.type & DICT_CLUSTERED) == 0, index.id);
      });
      table.complete = IsComplete(table);
      dictionary_.tables.push_back(std::move(table));
    }
  }

  static bool IsComplete(const SysTableEntry& table) {
    if (table.n_columns == 0 || table.n_columns > kMaxColumns || table.indexes.empty()) return false;
    std::uint32_t stored = 0;
    std::uint32_t virtuals = 0;
    for (const SysColumn& column : table.columns) {
      if (column.position > 0xffffU) {
        ++virtuals;
      } else if (column.position != stored++) {
        return false;
      }
    }
    const SysIndex& clustered = table.indexes.front();
    return stored == table.n_columns && virtuals == table.n_virtual && (clustered.type & DICT_CLUSTERED) != 0 &&
           clustered.complete;
  }

  // The later SYS_* tables have no fixed place: they stand in the dictionary themselves.
  std::optional<Table> Located(Table table) const {
    const auto entry = std::ranges::find_if(dictionary_.tables, [&](const SysTableEntry& candidate) {
      return candidate.name == table.name && !candidate.dropped && !candidate.indexes.empty();
    });
    if (entry == dictionary_.tables.end()) return std::nullopt;
    table.clustered_id = entry->indexes.front().id;
    table.clustered_root = entry->indexes.front().root_page;
    table.indexes.front().innodb_id = table.clustered_id;
    return table;
  }

  void ReadForeignKeys() {
    const auto keys = Located(SysForeignTable());
    const auto columns = Located(SysForeignColsTable());
    if (!keys || !columns) return;
    std::map<std::string, SysForeignKey> found;
    std::map<std::string, std::uint32_t> n_columns;
    Rows(*keys, [&](TableRow row) {
      if (row.deleted() || row.cells[3].state != TableCell::State::kNumber) return;
      SysForeignKey key{.id = row.cells[0].text,
                        .table = row.cells[1].text,
                        .referenced_table = row.cells[2].text,
                        // N_COLS holds the type in its upper byte. Source: dict_load_foreign (dict0load.cc).
                        .type = Number(row.cells[3]) >> 24U,
                        .columns = {},
                        .referenced_columns = {}};
      n_columns[key.id] = Number(row.cells[3]) & 0x3ffU;
      found[key.id] = std::move(key);
    });
    Rows(*columns, [&](TableRow row) {
      const auto key = found.find(row.cells[0].text);
      if (row.deleted() || key == found.end() || row.cells[3].state != TableCell::State::kText) return;
      if (Number(row.cells[1]) != key->second.columns.size()) return;  // one before it is lost
      key->second.columns.push_back(std::move(row.cells[2].text));
      key->second.referenced_columns.push_back(std::move(row.cells[3].text));
    });
    for (auto& [id, key] : found) {
      if (key.columns.size() == n_columns[id]) dictionary_.foreign_keys.push_back(std::move(key));
    }
    std::ranges::stable_sort(dictionary_.foreign_keys, {}, &SysForeignKey::table);
  }

  const PageStore& store_;
  const DictHeader header_;
  SysDictionary dictionary_;
  std::map<std::uint64_t, SysTableEntry> tables_;
  std::map<std::uint64_t, std::vector<ColumnRow>> columns_;
  std::map<std::uint64_t, std::vector<IndexRow>> indexes_;
  std::map<std::uint64_t, std::vector<FieldRow>> fields_;
};

}  // namespace

SysDictionary ReadSysDictionary(const PageStore& store) { return Reader(store).Read(); }

}  // namespace innosalvage
