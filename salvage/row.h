// Rows as they leave salvage/: decoded values, how each row was found, and how far it can be trusted.
//
// Purpose   the hand-over to exporters/. A batch holds the rows of some leaf pages, in key order.
// Shape     values of row r are batch.Values(r): one Value per entry of batch.columns(), the exported columns.
// Lifetime  a batch owns all bytes its values point to, in one arena (but for ENUM members and character sets, which
//           belong to the Table, and that outlives all batches).
// Threads   a batch belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/value.h"

namespace innosalvage {

// Trust classes of docs/salvage.md; rejected candidates never become rows.
enum class Trust : std::uint8_t { kIntact, kRepaired, kSuspect, kPartial, kDeleted };

enum class FoundBy : std::uint8_t {
  kChain,      // next-record chain from infimum
  kDirectory,  // chain taken up again at a page directory slot
  kHeapScan,   // recognised by its bytes
  kFreeList,   // PAGE_FREE list
  kSecondary,  // known from a secondary index entry only
};

// Why a row is not trusted: a set, since several reasons may meet.
enum class Reason : std::uint8_t {
  kPageUnverified,  // the page's checksum does not match
  kPageTorn,        // header and trailer LSN differ
  kPageNotInTree,   // no live parent points at the page
  kLobFreed,        // an off-page column begins on a page that is free
  kHeapScan,        // found by scanning, not by the chain
  kKeyOutOfOrder,   // key not above its predecessor
  kDuplicateKey,    // its key belongs to better leaves: they hold another version of it, or none
  kLobIncomplete,   // an off-page column could not be read whole
  kLobUnverified,   // a page of an off-page column does not verify
  kIllegalValue,    // a value is not legal for its type
  kNotIndexed,      // a secondary index has no entry with its key and values
  kDeleteMarked,
  kOnFreeList,
  kInGarbage,      // in page space no live record uses
  kPageFreed,      // on a page that left the tree
  kSecondaryOnly,  // clustered record lost
  kSchemaInferred,
  kDefaultLost,        // the value of a column added instantly is lost with the metadata record
  kDefaultUnverified,  // ... comes from bytes that do not verify
  kNotCommitted,       // written last, or deleted, by a transaction that was not committed
  kMaybeOlder,         // a tablespace that nothing names may hold the table as it was later
};
inline constexpr std::size_t kReasons = static_cast<std::size_t>(Reason::kMaybeOlder) + 1;
std::string_view Name(Trust trust);       // "intact"
std::string_view Name(FoundBy found_by);  // "chain"
std::string_view Name(Reason reason);     // "page_unverified"

class Reasons {
 public:
  void Add(Reason reason) { bits_ |= 1U << static_cast<unsigned>(reason); }
  bool Has(Reason reason) const { return ((bits_ >> static_cast<unsigned>(reason)) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }
  std::uint32_t bits() const { return bits_; }
  std::string ToString() const;  // "page_unverified,heap_scan"

 private:
  std::uint32_t bits_ = 0;
};

struct Evidence {
  std::uint64_t file_offset = 0;  // of the page, in its input
  std::uint32_t page_no = 0;      // position in the tablespace
  std::uint16_t origin = 0;       // record origin, bytes from page start
  std::uint16_t heap_no = 0;
  FoundBy found_by = FoundBy::kChain;
  Trust trust = Trust::kIntact;
  Reasons reasons;
  std::uint64_t trx_id = 0;  // DB_TRX_ID
  std::uint32_t input = 0;   // which input file of the tablespace
};

class RowBatch {
 public:
  // `columns`: indexes into table.columns, in table order, of what is exported: no virtual and no stored generated
  // columns, no hidden engine columns. Both must outlive the batch.
  RowBatch(const Table& table, std::span<const std::uint32_t> columns) : table_(&table), columns_(columns) {}

  const Table& table() const { return *table_; }
  std::span<const std::uint32_t> columns() const { return columns_; }
  std::size_t size() const { return evidence_.size(); }
  bool empty() const { return evidence_.empty(); }
  std::span<const Value> Values(std::size_t row) const {
    return std::span(values_).subspan(row * columns_.size(), columns_.size());
  }
  const Evidence& EvidenceOf(std::size_t row) const { return evidence_[row]; }
  Evidence& EvidenceOf(std::size_t row) { return evidence_[row]; }
  std::pmr::memory_resource& arena() { return *arena_; }

  // Appends a row; the span returned is filled by the caller, and valid until the next Append.
  std::span<Value> Append(const Evidence& evidence) {
    evidence_.push_back(evidence);
    values_.resize(values_.size() + columns_.size());
    return std::span(values_).last(columns_.size());
  }

  // Empties the batch for the next rows. Its memory is kept: fresh pages from the system cost more than filling them.
  void Clear() {
    values_.clear();
    evidence_.clear();
    arena_->release();
  }

  // Takes the row of the last Append back.
  void RemoveLast() {
    evidence_.pop_back();
    values_.resize(values_.size() - columns_.size());
  }

 private:
  const Table* table_;
  std::span<const std::uint32_t> columns_;
  std::vector<Value> values_;
  std::vector<Evidence> evidence_;
  static constexpr std::size_t kArenaBytes = 256U * 1024;  // what a group of leaves with short values takes, and more
  std::unique_ptr<std::byte[]> arena_memory_ = std::make_unique_for_overwrite<std::byte[]>(kArenaBytes);
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>(arena_memory_.get(), kArenaBytes);
};

// Takes the rows of one table, batch by batch. Format runs in many threads at once, on different batches; Write runs
// in key order, one at a time. Output errors are kept by the consumer and asked for by whoever made it.
class RowConsumer {
 public:
  // The text of one batch, opaque to salvage/.
  struct Chunk {
    virtual ~Chunk() = default;
  };
  virtual ~RowConsumer() = default;
  virtual std::unique_ptr<Chunk> Format(const RowBatch& batch) const = 0;
  virtual void Write(std::unique_ptr<Chunk> chunk) = 0;
};

}  // namespace innosalvage
