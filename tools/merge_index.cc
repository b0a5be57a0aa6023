#include "tools/merge_index.h"

#include <sqlite3.h>

namespace innosalvage {

namespace {

enum Number : std::uint8_t {
  kAddTrusted,
  kFindTrusted,
  kMarkSeen,
  kAddSuspect,
  kFindSuspects,
  kSettle,
  kAddOther,
  kHasOther,
  kAddToBag,
  kTakeFromBag,
};

constexpr const char* kSql[] = {
    "INSERT OR IGNORE INTO trusted VALUES (?1,?2,0)",
    "SELECT hash,seen FROM trusted WHERE key=?1",
    "UPDATE trusted SET seen=1 WHERE key=?1",
    "INSERT INTO suspect(key,vals,tuple,partial,settled) VALUES (?1,?2,?3,?4,0)",
    "SELECT id,vals,tuple,partial,settled FROM suspect WHERE key=?1 ORDER BY id",
    "UPDATE suspect SET settled=1 WHERE id=?1",
    "INSERT OR IGNORE INTO other VALUES (?1)",
    "SELECT 1 FROM other WHERE key=?1",
    "INSERT INTO bag VALUES (?1,1) ON CONFLICT(hash) DO UPDATE SET n=n+1",
    "UPDATE bag SET n=n-1 WHERE hash=?1 AND n>0",
};

void Bind(sqlite3_stmt* statement, int at, std::string_view bytes) {
  // The view outlives the step that reads it.
  sqlite3_bind_blob64(statement, at, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
}

std::string Blob(sqlite3_stmt* statement, int column) {
  const void* const data = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), size);
}

}  // namespace

Result<std::unique_ptr<MergeIndex>> MergeIndex::Open(const std::filesystem::path& file) {
  std::unique_ptr<MergeIndex> index(new MergeIndex(file));  // NOLINT: the constructor is private
  const int opened = sqlite3_open_v2(file.c_str(), &index->db_,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, nullptr);
  // Nothing of it is to be kept: no journal, no sync. 64 MiB of cache.
  if (opened != SQLITE_OK || !index->Run("PRAGMA journal_mode=OFF") || !index->Run("PRAGMA synchronous=OFF") ||
      !index->Run("PRAGMA locking_mode=EXCLUSIVE") || !index->Run("PRAGMA cache_size=-65536") ||
      !index->Run("PRAGMA temp_store=FILE") || !index->Run("BEGIN")) {
    index->KeepError();
    return tl::unexpected(*index->error_);
  }
  index->Clear();
  if (index->error_) return tl::unexpected(*index->error_);
  return index;
}

MergeIndex::~MergeIndex() {
  for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

void MergeIndex::KeepError() {
  if (!error_) error_ = Error{std::string("index of the merge: ") + sqlite3_errmsg(db_), file_.string()};
}

bool MergeIndex::Run(const char* sql) {
  if (error_) return false;
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return true;
  KeepError();
  return false;
}

void MergeIndex::Clear() {
  for (sqlite3_stmt*& statement : statements_) {
    sqlite3_finalize(statement);
    statement = nullptr;
  }
  Run("DROP TABLE IF EXISTS trusted");
  Run("DROP TABLE IF EXISTS suspect");
  Run("DROP TABLE IF EXISTS other");
  Run("DROP TABLE IF EXISTS bag");
  Run("CREATE TABLE trusted(key BLOB PRIMARY KEY, hash BLOB, seen INT) WITHOUT ROWID");
  Run("CREATE TABLE suspect(id INTEGER PRIMARY KEY, key BLOB, vals BLOB, tuple BLOB, partial INT, settled INT)");
  Run("CREATE INDEX by_key ON suspect(key)");
  Run("CREATE TABLE other(key BLOB PRIMARY KEY) WITHOUT ROWID");
  Run("CREATE TABLE bag(hash BLOB PRIMARY KEY, n INT) WITHOUT ROWID");
}

sqlite3_stmt* MergeIndex::Prepare(sqlite3_stmt*& statement, const char* sql) {
  if (error_) return nullptr;
  if (statement == nullptr) {
    if (sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      KeepError();
      return nullptr;
    }
  } else {
    sqlite3_reset(statement);
  }
  return statement;
}

int MergeIndex::Step(sqlite3_stmt* statement) {
  const int result = sqlite3_step(statement);
  if (result != SQLITE_ROW && result != SQLITE_DONE) KeepError();
  if (result != SQLITE_ROW) sqlite3_reset(statement);
  return result;
}

bool MergeIndex::AddTrusted(std::string_view key, std::string_view hash) {
  sqlite3_stmt* const statement = Prepare(statements_[kAddTrusted], kSql[kAddTrusted]);
  if (statement == nullptr) return true;
  Bind(statement, 1, key);
  Bind(statement, 2, hash);
  return Step(statement) != SQLITE_DONE || sqlite3_changes(db_) == 1;
}

std::optional<MergeIndex::Trusted> MergeIndex::FindTrusted(std::string_view key) {
  sqlite3_stmt* const statement = Prepare(statements_[kFindTrusted], kSql[kFindTrusted]);
  if (statement == nullptr) return std::nullopt;
  Bind(statement, 1, key);
  if (Step(statement) != SQLITE_ROW) return std::nullopt;
  Trusted found{Blob(statement, 0), sqlite3_column_int(statement, 1) != 0};
  sqlite3_reset(statement);
  return found;
}

void MergeIndex::MarkSeen(std::string_view key) {
  sqlite3_stmt* const statement = Prepare(statements_[kMarkSeen], kSql[kMarkSeen]);
  if (statement == nullptr) return;
  Bind(statement, 1, key);
  Step(statement);
}

void MergeIndex::AddSuspect(std::string_view key, const Suspect& suspect) {
  sqlite3_stmt* const statement = Prepare(statements_[kAddSuspect], kSql[kAddSuspect]);
  if (statement == nullptr) return;
  Bind(statement, 1, key);
  Bind(statement, 2, suspect.values);
  Bind(statement, 3, suspect.tuple);
  sqlite3_bind_int(statement, 4, suspect.partial ? 1 : 0);
  Step(statement);
}

std::vector<MergeIndex::Suspect> MergeIndex::FindSuspects(std::string_view key) {
  std::vector<Suspect> found;
  sqlite3_stmt* const statement = Prepare(statements_[kFindSuspects], kSql[kFindSuspects]);
  if (statement == nullptr) return found;
  Bind(statement, 1, key);
  while (Step(statement) == SQLITE_ROW) {
    found.push_back({sqlite3_column_int64(statement, 0), Blob(statement, 1), Blob(statement, 2),
                     sqlite3_column_int(statement, 3) != 0, sqlite3_column_int(statement, 4) != 0});
  }
  return found;
}

void MergeIndex::Settle(std::int64_t id) {
  sqlite3_stmt* const statement = Prepare(statements_[kSettle], kSql[kSettle]);
  if (statement == nullptr) return;
  sqlite3_bind_int64(statement, 1, id);
  Step(statement);
}

bool MergeIndex::AddOther(std::string_view key) {
  sqlite3_stmt* const statement = Prepare(statements_[kAddOther], kSql[kAddOther]);
  if (statement == nullptr) return true;
  Bind(statement, 1, key);
  return Step(statement) != SQLITE_DONE || sqlite3_changes(db_) == 1;
}

bool MergeIndex::HasOther(std::string_view key) {
  sqlite3_stmt* const statement = Prepare(statements_[kHasOther], kSql[kHasOther]);
  if (statement == nullptr) return false;
  Bind(statement, 1, key);
  const bool has = Step(statement) == SQLITE_ROW;
  sqlite3_reset(statement);
  return has;
}

void MergeIndex::AddToBag(std::string_view hash) {
  sqlite3_stmt* const statement = Prepare(statements_[kAddToBag], kSql[kAddToBag]);
  if (statement == nullptr) return;
  Bind(statement, 1, hash);
  Step(statement);
}

bool MergeIndex::TakeFromBag(std::string_view hash) {
  sqlite3_stmt* const statement = Prepare(statements_[kTakeFromBag], kSql[kTakeFromBag]);
  if (statement == nullptr) return false;
  Bind(statement, 1, hash);
  return Step(statement) == SQLITE_DONE && sqlite3_changes(db_) == 1;
}

}  // namespace innosalvage
