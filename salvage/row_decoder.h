// Row decoder: one record of the clustered index becomes one row of a batch, with its off-page columns fetched.
//
// Purpose   the judgement per record: which trust class it ends in, or why it is rejected.
// Threads   one decoder a thread; it holds scratch buffers.
// Lifetime  refers to plan and store. Rows go into the batch given; values point into `page`, into the batch's arena
//           and into the Table: the page must live as long as the batch.
#pragma once

#include <vector>

#include "parser/record_fields.h"
#include "salvage/page_store.h"
#include "salvage/row_counts.h"
#include "salvage/table_plan.h"

namespace innosalvage {

// What is known of the page that a record stands on.
struct PageContext {
  Bytes page;
  std::uint64_t file_offset = 0;
  std::uint32_t page_no = 0;
  RecordBounds bounds;
  Trust trust = Trust::kIntact;  // of a record that has no flaw of its own
  Reasons reasons;               // why it is less than intact
  bool verified = true;
};

class RowDecoder {
 public:
  RowDecoder(const TablePlan& plan, const PageStore& store);

  // Appends the row and counts it, or counts the rejection. Returns where the record lies, if it could be cut.
  // MariaDB's metadata record (IsMetadata) is no row: it is neither appended nor counted.
  Decoded<RecordExtent> Decode(const PageContext& context, std::uint32_t origin, const RecordHeader& header,
                               FoundBy found_by, RowBatch& batch, RowCounts& counts);

  // Cuts the record and decodes its values without off-page parts, appending nothing: does it look like a row?
  // On success also gives the fields, valid until the next call.
  Decoded<RecordExtent> Probe(const PageContext& context, std::uint32_t origin, const RecordHeader& header);
  std::span<const FieldRef> fields() const { return fields_; }
  // The column at which Probe failed with an illegal value, or kNoColumn.
  std::uint32_t failed_column() const { return failed_column_; }

 private:
  // The record is older than the column.
  void TakeDefault(const Column& column, const InstantDefault& absent, Evidence& evidence, Value& value,
                   std::pmr::memory_resource& arena, std::optional<DamageKind>& illegal);
  void DecodeColumn(const PageContext& context, std::uint32_t column, const FieldRef& field, Evidence& evidence,
                    Value& value, std::pmr::memory_resource& arena, std::optional<DamageKind>& illegal);
  // Part of the record is on bytes that the drive did not give: what stands for them is no value.
  bool IsUnreadable(const PageContext& context, const RecordExtent& extent) const;
  void FetchLob(const PageContext& context, const Column& column, const FieldRef& field, Evidence& evidence,
                Value& value, std::pmr::memory_resource& arena, std::optional<DamageKind>& illegal);

  const TablePlan& plan_;
  const PageStore& store_;
  std::vector<FieldRef> fields_;
  std::vector<std::byte> lob_page_;
  std::vector<std::byte> lob_;
  std::uint32_t failed_column_ = kNoColumn;
};

}  // namespace innosalvage
