#include "tools/table_merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "exporters/sql_literal_text.h"
#include "exporters/sql_text.h"
#include "exporters/utf8.h"
#include "parser/ddl_parser.h"
#include "parser/sql_token_cursor.h"
#include "tools/compressed_input.h"
#include "tools/reported_losses.h"

namespace innosalvage {

namespace {

constexpr std::size_t kAbsent = SIZE_MAX;

std::string OneLine(std::string_view text) {
  std::string line;
  AppendOneLine(text, line);
  return line;
}

std::size_t PositionOf(std::span<const std::string> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  // Names of columns ignore case.
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (EqualsIgnoringCase(names[i], name)) return i;
  }
  return kAbsent;
}

// Names of all columns that an INSERT without a list has values for.
std::vector<std::string> InsertedColumns(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    if (column.hidden == Hidden::kVisible) names.push_back(column.name);
  }
  return names;
}

// CREATE TABLE IF NOT EXISTS, whatever the statement says.
std::string CreateIfMissing(const std::string& create) {
  std::size_t at = create.find_first_not_of(" \t\r\n");
  for (const std::string_view word : {"CREATE", "TABLE"}) {
    if (at == std::string::npos || !EqualsIgnoringCase(std::string_view(create).substr(at, word.size()), word))
      return create + ";\n";
    at = create.find_first_not_of(" \t\r\n", at + word.size());
  }
  if (at == std::string::npos) return create + ";\n";
  const bool says = EqualsIgnoringCase(std::string_view(create).substr(at, 2), "IF");
  return "CREATE TABLE " + std::string(says ? "" : "IF NOT EXISTS ") + create.substr(at) + ";\n";
}

}  // namespace

// Hands the rows of a file of the salvage on.
class TableMerge::SalvagedRows final : public DumpVisitor {
 public:
  SalvagedRows(TableMerge& merge, bool trusted) : merge_(merge), trusted_(trusted) {}

  void OnStatement(std::string_view sql, std::size_t /*line*/, const DumpSession& /*session*/) override {
    if (!merge_.table_.columns.empty() || sql.substr(0, 12) != "CREATE TABLE") return;
    DdlScript script = ParseDdl(sql, {});
    if (!script.tables.empty()) merge_.SetTable(std::move(script.tables.front().table));
  }
  bool OnInsert(const InsertHead& head, const DumpSession& /*session*/) override {
    if (merge_.table_.columns.empty()) return false;
    merge_.SetSalvagedColumns(head.columns);
    return true;
  }
  void OnRow(std::span<const SqlLiteral> values) override {
    if (trusted_) {
      merge_.AddTrusted(values);
    } else {
      merge_.AddSuspect(values, lost_);
    }
  }
  void OnComment(std::string_view text) override {
    if (trusted_) return;
    constexpr std::string_view kLost = "; lost: ";
    if (text.starts_with("-- page ") || text.starts_with("-- input ")) {
      const std::size_t at = text.find(kLost);
      lost_ = at == std::string_view::npos ? std::string_view() : text.substr(at + kLost.size());
    }
    // A row that is not loaded, since a column that must have a value lost it.
    if (text.starts_with("-- INSERT IGNORE INTO ")) {
      std::istringstream statement{std::string(text.substr(3))};
      SqlDumpReader(statement, *this, SalvageSession()).Run();
    }
  }
  void OnProblem(std::size_t line, std::string_view what) override {
    problem_ = fmt::format("line {}: {}", line, what);
  }
  const std::string& problem() const { return problem_; }

 private:
  TableMerge& merge_;
  bool trusted_;
  std::string lost_;
  std::string problem_;
};

TableMerge::~TableMerge() = default;

Result<std::unique_ptr<TableMerge>> TableMerge::Open(const MergeOutputSetup& setup, MergeIndex& index,
                                                     const FolderTable* salvaged, const BackupTable* backup,
                                                     std::string_view db, std::span<const std::string> columns) {
  std::unique_ptr<TableMerge> merge(new TableMerge(setup, index));  // NOLINT: the constructor is private
  index.Clear();
  if (backup != nullptr) merge->backup_all_ = InsertedColumns(backup->table);
  Result<void> opened;
  merge->result_.in_backup = backup != nullptr || !columns.empty();
  if (salvaged != nullptr && !salvaged->trusted.empty()) {
    opened =
        merge->ReadSalvaged(*salvaged, columns.empty() ? std::span<const std::string>(merge->backup_all_) : columns);
  } else if (backup != nullptr) {
    merge->result_.known_lost = salvaged != nullptr;
    opened = merge->BeginLost(*backup, db);
  } else {
    return Fail(std::string(db), "a table has rows, and no CREATE TABLE in the backup");
  }
  if (!opened) return tl::unexpected(opened.error());
  if (merge->result_.in_backup) merge->SetColumns(columns);
  return merge;
}

void TableMerge::SetTable(Table table) {
  table_ = std::move(table);
  const auto clustered = ClusteredIndex(table_);
  order_ = std::make_unique<SqlKeyOrder>(table_, clustered);
}

Result<void> TableMerge::ReadSalvaged(const FolderTable& salvaged, std::span<const std::string> backup_columns) {
  result_.db = salvaged.db;
  result_.name = salvaged.name;
  result_.in_salvage = true;
  if (backup_all_.empty()) backup_all_.assign(backup_columns.begin(), backup_columns.end());
  for (const std::string& file : salvaged.trusted) {
    if (const auto read = ReadFile(file, true); !read) return read;
  }
  if (table_.columns.empty()) return Fail(salvaged.trusted.front(), "holds no CREATE TABLE that can be read");
  if (common_.empty()) SetSalvagedColumns(InsertedColumns(table_));
  for (const std::string& file : salvaged.suspect) {
    if (const auto read = ReadFile(file, false); !read) return read;
  }
  if (result_.counts.trusted_rows != salvaged.trusted_rows) {
    return Fail(salvaged.trusted.front(), fmt::format("holds {} rows, and report.json says {}: was it changed?",
                                                      result_.counts.trusted_rows, salvaged.trusted_rows));
  }
  if (result_.counts.suspect_rows != salvaged.suspect_rows) {
    return Fail(salvaged.suspect.empty() ? "suspect/" : salvaged.suspect.front(),
                fmt::format("holds {} rows, and report.json says {}: was it changed?", result_.counts.suspect_rows,
                            salvaged.suspect_rows));
  }
  lost_keys_ = std::make_unique<LostKeys>(*order_, ReportedLosses(salvaged, table_, *order_));
  if (salvaged.dropped) result_.notes.push_back("the dictionary says that the table was dropped");
  return outputs_.BeginWithSalvaged(salvaged.db, salvaged.name, salvaged.trusted);
}

Result<void> TableMerge::ReadFile(const std::string& file, bool trusted) {
  const std::string path = (out_ / file).string();
  auto in = OpenText(path);
  if (!in) return tl::unexpected(in.error());
  SalvagedRows rows(*this, trusted);
  SqlDumpReader(**in, rows, SalvageSession()).Run();
  if ((*in)->bad()) return Fail(path, "cannot be read to its end; is it cut off?");
  if (!rows.problem().empty()) return Fail(path, rows.problem());
  return {};
}

void TableMerge::SetSalvagedColumns(std::span<const std::string> columns) {
  if (!common_.empty()) return;  // all INSERTs of a file name the same ones
  salvaged_width_ = columns.size();
  for (std::size_t slot = 0; slot < columns.size(); ++slot) {
    const auto column = std::ranges::find(table_.columns, columns[slot], &Column::name);
    if (column == table_.columns.end()) continue;
    if (result_.in_backup && PositionOf(backup_all_, column->name) == kAbsent) {
      result_.only_in_salvage.push_back(column->name);
      continue;
    }
    common_.push_back(static_cast<std::uint32_t>(column - table_.columns.begin()));
    salvaged_slots_.push_back(slot);
  }
  for (const std::string& name : backup_all_) {
    if (PositionOf(columns, name) == kAbsent) result_.only_in_backup.push_back(name);
  }
  const auto slots_of = [&](const SqlKeyOrder& order) {
    std::vector<std::size_t> slots;
    for (const std::uint32_t column : order.columns()) {
      const auto found = std::ranges::find(common_, column);
      if (found == common_.end()) return std::vector<std::size_t>();
      slots.push_back(static_cast<std::size_t>(found - common_.begin()));
    }
    return slots;
  };
  const auto clustered = ClusteredIndex(table_);
  if (order_->usable()) {
    key_slots_ = slots_of(*order_);
    std::string names;
    for (const std::uint32_t column : order_->columns()) {
      names += (names.empty() ? "" : ", ") + table_.columns[column].name;
    }
    if (!key_slots_.empty()) {
      const bool primary = table_.indexes[*clustered].kind == IndexKind::kPrimary;
      result_.compared_by = fmt::format("{} ({})", primary ? "primary key" : "unique key", names);
    } else {
      result_.compared_by = fmt::format("whole rows: the backup lacks a column of the key ({})", names);
    }
  } else {
    result_.compared_by = "whole rows: " + order_->why();
  }
  for (std::size_t i = 0; i < table_.indexes.size() && !key_slots_.empty(); ++i) {
    const Index& unique = table_.indexes[i];
    if ((unique.kind != IndexKind::kUnique && unique.kind != IndexKind::kPrimary) || clustered == i) continue;
    SqlKeyOrder order(table_, i);
    if (!order.usable()) continue;
    std::vector<std::size_t> slots = slots_of(order);
    if (!slots.empty()) uniques_.push_back({unique.name, std::move(order), std::move(slots)});
  }
  insert_ = "INSERT IGNORE INTO ";
  AppendQuotedIdentifier(table_.name, insert_);
  insert_ += " (";
  for (const std::uint32_t column : common_) {
    if (insert_.back() != '(') insert_ += ',';
    AppendQuotedIdentifier(table_.columns[column].name, insert_);
  }
  insert_ += ") VALUES";
}

void TableMerge::MakeRow(std::span<const SqlLiteral> values, std::span<const std::size_t> slots,
                         const DumpSession& session, CanonicalRow& row) const {
  row.Resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) row.Set(i, table_.columns[common_[i]], values[slots[i]], session);
}

bool TableMerge::KeyOf(const CanonicalRow& row, KeyValues& key) const {
  key.clear();
  for (const std::size_t slot : key_slots_) {
    if (row.kind(slot) != Canonical::kValue) return false;
    key.emplace_back(row.value(slot));
  }
  return true;
}

std::optional<std::string> TableMerge::IdentityIn(std::size_t unique, const CanonicalRow& row) const {
  const Unique& key_of = uniques_[unique];
  KeyValues key;
  for (const std::size_t slot : key_of.slots) {
    if (row.kind(slot) != Canonical::kValue) return std::nullopt;
    key.emplace_back(row.value(slot));
  }
  std::string identity = fmt::format("U{}:", unique);
  key_of.order.AppendIdentity(key, identity);
  return identity;
}

void TableMerge::HoldUniques(const CanonicalRow& row) {
  for (std::size_t i = 0; i < uniques_.size(); ++i) {
    if (const auto identity = IdentityIn(i, row)) index_.AddOther(*identity);
  }
}

const TableMerge::Unique* TableMerge::TakenUnique(const CanonicalRow& row) {
  for (std::size_t i = 0; i < uniques_.size(); ++i) {
    const auto identity = IdentityIn(i, row);
    if (identity && index_.HasOther(*identity)) return &uniques_[i];
  }
  return nullptr;
}

void TableMerge::AddTrusted(std::span<const SqlLiteral> values) {
  ++result_.counts.trusted_rows;
  if (values.size() != salvaged_width_) return;  // told by the sums
  if (!result_.in_backup) return;                // nothing to compare with
  MakeRow(values, salvaged_slots_, SalvageSession(), row_);
  if (key_slots_.empty()) return index_.AddToBag(row_.Hash());
  KeyValues key;
  std::string identity;
  if (KeyOf(row_, key)) order_->AppendIdentity(key, identity);
  if (identity.empty() || !index_.AddTrusted(identity, row_.told() ? row_.Hash() : std::string())) {
    // Two rows whose keys we cannot tell apart; neither is said to be the backup's.
    ++result_.counts[MergeClass::kTrustedNotCompared];
    return;
  }
  std::string loose = "L";
  if (order_->AppendLoose(key, loose)) index_.AddOther(loose);
  HoldUniques(row_);
}

void TableMerge::AddSuspect(std::span<const SqlLiteral> values, std::string_view lost_names) {
  ++result_.counts.suspect_rows;
  MergeCounts& counts = result_.counts;
  if (!result_.in_backup || values.size() != salvaged_width_) {
    ++counts[MergeClass::kSuspectNew];
    return;
  }
  MakeRow(values, salvaged_slots_, SalvageSession(), row_);
  // The names stand in the table's order, each with its size where that is known.
  std::vector<bool> lost(common_.size());
  bool partial = !lost_names.empty();
  for (std::size_t i = 0; i < common_.size() && !lost_names.empty(); ++i) {
    const std::string name = OneLine(table_.columns[common_[i]].name);
    if (row_.kind(i) != Canonical::kNull || !lost_names.starts_with(name)) continue;
    const std::string_view behind = lost_names.substr(name.size());
    if (!behind.empty() && !behind.starts_with(", ") && !behind.starts_with(" (")) continue;
    lost[i] = true;
    const std::size_t comma = behind.find(", ");
    lost_names = comma == std::string_view::npos ? std::string_view() : behind.substr(comma + 2);
  }
  std::string identity;
  KeyValues key;
  if (key_slots_.empty()) {
    identity = row_.Hash();
  } else if (KeyOf(row_, key)) {
    order_->AppendIdentity(key, identity);
  }
  if (identity.empty() || !lost_names.empty()) {
    ++counts[MergeClass::kSuspectNew];  // its key, or what it lost, is not known
    return;
  }
  if (!key_slots_.empty() && index_.FindTrusted(identity)) {
    ++counts[MergeClass::kSuspectSuperseded];
    return;
  }
  std::string tuple;
  if (!Tuple(values, salvaged_slots_, SalvageSession(), tuple)) {
    ++counts[MergeClass::kSuspectNew];
    return;
  }
  ++counts[MergeClass::kSuspectNew];  // until the backup has it
  index_.AddSuspect(identity, {.values = row_.Serialized(lost), .tuple = std::move(tuple), .partial = partial});
}

bool TableMerge::Tuple(std::span<const SqlLiteral> values, std::span<const std::size_t> slots,
                       const DumpSession& session, std::string& out) const {
  out = '(';
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i > 0) out += ',';
    const Column& column = table_.columns[common_[i]];
    const SqlLiteral& value = values[slots[i]];
    // Not in UTC, it would be another moment where it is loaded.
    if (column.type == SqlType::kTimestamp && !session.utc && value.kind == SqlLiteralKind::kText) return false;
    if (!AppendSqlLiteral(column, value, session, out)) return false;
  }
  out += ')';
  return true;
}

// The table is not in the salvage: all that there is of it is the backup's.
Result<void> TableMerge::BeginLost(const BackupTable& backup, std::string_view db) {
  lost_table_ = true;
  result_.db = db;
  result_.name = backup.table.name;
  result_.compared_by = "nothing: the table is only in the backup";
  table_ = backup.table;
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    if (table_.columns[i].generated == Generated::kNo && PositionOf(backup_all_, table_.columns[i].name) != kAbsent) {
      common_.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return outputs_.BeginWithBackup(db, table_.name, CreateIfMissing(backup.create));
}

void TableMerge::SetColumns(std::span<const std::string> columns) {
  const std::span<const std::string> given = columns.empty() ? std::span<const std::string>(backup_all_) : columns;
  backup_width_ = given.size();
  backup_slots_.clear();
  if (lost_table_) {
    // Each INSERT may name other columns; a column without a value has its default.
    common_.clear();
    insert_ = "INSERT IGNORE INTO ";
    AppendQuotedIdentifier(table_.name, insert_);
    insert_ += " (";
    for (std::size_t slot = 0; slot < given.size(); ++slot) {
      const auto column = std::ranges::find_if(
          table_.columns, [&](const Column& candidate) { return EqualsIgnoringCase(candidate.name, given[slot]); });
      if (column == table_.columns.end() || column->generated != Generated::kNo) continue;
      common_.push_back(static_cast<std::uint32_t>(column - table_.columns.begin()));
      backup_slots_.push_back(slot);
      if (insert_.back() != '(') insert_ += ',';
      AppendQuotedIdentifier(column->name, insert_);
    }
    insert_ += ") VALUES";
    return;
  }
  for (const std::uint32_t column : common_) {
    const std::size_t slot = PositionOf(given, table_.columns[column].name);
    if (slot == kAbsent) {
      backup_slots_.clear();
      return;
    }
    backup_slots_.push_back(slot);
  }
}

void TableMerge::Row(std::span<const SqlLiteral> values, const DumpSession& session) {
  MergeCounts& counts = result_.counts;
  ++counts.backup_rows;
  if (backup_slots_.empty() || values.size() != backup_width_) {
    ++counts[MergeClass::kBackupUnread];
    return;
  }
  if (lost_table_) return FillLost(values, session);
  MakeRow(values, backup_slots_, session, row_);
  if (key_slots_.empty()) return ByWholeRow(row_, values, session);
  KeyValues key;
  if (!KeyOf(row_, key)) return Undecided("a value of its key cannot be told", values, session);
  std::string identity;
  order_->AppendIdentity(key, identity);
  if (const auto trusted = index_.FindTrusted(identity)) {
    if (trusted->seen) {
      ++counts[MergeClass::kBackupRepeated];
      return;
    }
    index_.MarkSeen(identity);
    if (trusted->hash.empty() || !row_.told()) {
      ++counts[MergeClass::kTrustedNotCompared];
      ++counts[MergeClass::kBackupNotCompared];
    } else if (trusted->hash == row_.Hash()) {
      ++counts[MergeClass::kTrustedEqual];
      ++counts[MergeClass::kBackupEqual];
    } else {
      ++counts[MergeClass::kTrustedChanged];
      ++counts[MergeClass::kBackupChanged];
    }
    return;
  }
  if (!index_.AddOther("B" + identity)) {
    ++counts[MergeClass::kBackupRepeated];
    return;
  }
  auto suspects = index_.FindSuspects(identity);
  if (!suspects.empty()) return WithSuspects(std::move(suspects), row_, values, session);
  Only(key, row_, values, session);
}

void TableMerge::ByWholeRow(const CanonicalRow& row, std::span<const SqlLiteral> values, const DumpSession& session) {
  MergeCounts& counts = result_.counts;
  if (!row.told()) return Undecided("a value of it cannot be told", values, session);
  const std::string hash = row.Hash();
  if (index_.TakeFromBag(hash)) {
    ++counts[MergeClass::kTrustedEqual];
    ++counts[MergeClass::kBackupEqual];
    return;
  }
  for (const MergeIndex::Suspect& suspect : index_.FindSuspects(hash)) {
    if (suspect.settled || suspect.partial) continue;
    index_.Settle(suspect.id);
    --counts[MergeClass::kSuspectNew];
    ++counts[MergeClass::kSuspectPromoted];
    ++counts[MergeClass::kBackupPromoted];
    outputs_.AddPromoted(insert_, suspect.tuple);
    return;
  }
  if (lost_keys_->nothing_lost()) {
    ++counts[MergeClass::kBackupDeleted];
    return;
  }
  Undecided("the table has no key to tell whether the row was deleted, changed or lost", values, session);
}

void TableMerge::WithSuspects(std::vector<MergeIndex::Suspect> suspects, const CanonicalRow& row,
                              std::span<const SqlLiteral> values, const DumpSession& session) {
  MergeCounts& counts = result_.counts;
  const auto settle = [&](std::int64_t chosen, MergeClass chosen_class, MergeClass others) {
    for (const MergeIndex::Suspect& suspect : suspects) {
      index_.Settle(suspect.id);
      --counts[MergeClass::kSuspectNew];
      ++counts[suspect.id == chosen ? chosen_class : others];
    }
  };
  const bool free = TakenUnique(row) == nullptr;
  for (const bool partial : {false, true}) {
    for (const MergeIndex::Suspect& suspect : suspects) {
      if (!free || suspect.partial != partial || !row.Matches(suspect.values)) continue;
      if (!partial) {
        settle(suspect.id, MergeClass::kSuspectPromoted, MergeClass::kSuspectSuperseded);
        ++counts[MergeClass::kBackupPromoted];
        HoldUniques(row);
        outputs_.AddPromoted(insert_, suspect.tuple);
        return;
      }
      constexpr std::string_view kSection = ": the salvage knows these rows in part, and that part is the same";
      if (Fill(MergeClass::kBackupCompleted, kSection, row, values, session)) {
        settle(suspect.id, MergeClass::kSuspectCompleted, MergeClass::kSuspectSuperseded);
      } else {
        settle(-1, MergeClass::kSuspectDiffers, MergeClass::kSuspectDiffers);
      }
      return;
    }
  }
  settle(-1, MergeClass::kSuspectDiffers, MergeClass::kSuspectDiffers);
  Undecided("a suspect row of the salvage has its key, and other values", values, session);
}

void TableMerge::Only(const KeyValues& key, const CanonicalRow& row, std::span<const SqlLiteral> values,
                      const DumpSession& session) {
  std::string loose = "L";
  if (order_->AppendLoose(key, loose) && index_.HasOther(loose)) {
    return Undecided("its key equals that of a salvaged row but for case or accents", values, session);
  }
  const KeyVerdict verdict = lost_keys_->Of(key);
  switch (verdict.place) {
    case KeyPlace::kRead: ++result_.counts[MergeClass::kBackupDeleted]; return;
    case KeyPlace::kUnknown: return Undecided(verdict.why, values, session);
    case KeyPlace::kLost:
      Fill(MergeClass::kBackupFilled, ": their keys lie in ranges that were lost", row, values, session);
  }
}

bool TableMerge::Fill(MergeClass merge_class, std::string_view section, const CanonicalRow& row,
                      std::span<const SqlLiteral> values, const DumpSession& session) {
  if (const Unique* taken = TakenUnique(row)) {
    Undecided(fmt::format("a row of the salvage holds its unique key {}", taken->name), values, session);
    return false;
  }
  std::string tuple;
  if (!Tuple(values, backup_slots_, session, tuple)) {
    Undecided("a value of it cannot be told: an expression, or a TIMESTAMP in an unknown time zone", values, session);
    return false;
  }
  HoldUniques(row);
  ++result_.counts[merge_class];
  outputs_.AddStale(section, insert_, tuple);
  return true;
}

void TableMerge::FillLost(std::span<const SqlLiteral> values, const DumpSession& session) {
  std::string tuple;
  if (!Tuple(values, backup_slots_, session, tuple)) {
    return Undecided("a value of it cannot be told: an expression, or a TIMESTAMP in an unknown time zone", values,
                     session);
  }
  ++result_.counts[MergeClass::kBackupFilled];
  outputs_.AddStale("", insert_, tuple);
}

void TableMerge::Undecided(std::string_view why, std::span<const SqlLiteral> values, const DumpSession& session) {
  ++result_.counts[MergeClass::kBackupUndecided];
  ++result_.undecided_by[std::string(why)];
  std::string tuple = "(";
  for (std::size_t i = 0; i < backup_slots_.size(); ++i) {
    if (i > 0) tuple += ',';
    const SqlLiteral& value = values[backup_slots_[i]];
    if (AppendSqlLiteral(table_.columns[common_[i]], value, session, tuple)) continue;
    if (result_.notes.empty() || !result_.notes.back().starts_with("undecided rows with"))
      result_.notes.push_back("undecided rows with an expression that cannot be read again are counted, not written");
    return;
  }
  const auto added = outputs_.AddUndecided(why, insert_, tuple + ")");
  if (!added) {
    std::string note = "rows that could not be decided are not written: " + added.error().Message();
    if (result_.notes.empty() || result_.notes.back() != note) result_.notes.push_back(std::move(note));
  }
}

Result<TableMergeResult> TableMerge::Finish() {
  MergeCounts& counts = result_.counts;
  counts[MergeClass::kTrustedNew] =
      counts.trusted_rows - counts.Sum(MergeClass::kTrustedEqual, MergeClass::kTrustedNotCompared);
  if (index_.error()) return tl::unexpected(*index_.error());
  if (!counts.AddsUp()) return Fail(result_.name, "internal error: the classes of the merge do not add up");
  auto outputs = outputs_.Commit(counts.trusted_rows);
  if (!outputs) return tl::unexpected(outputs.error());
  result_.outputs = *std::move(outputs);
  if (outputs_.rows_added() + counts.trusted_rows != counts.merged()) {
    return Fail(result_.name, "internal error: rows merged and rows written differ");
  }
  return std::move(result_);
}

}  // namespace innosalvage
