// Schema inference: a table definition from the records alone, where no source has one.
//
// Method    the clustered index is the one whose records hold DB_TRX_ID and DB_ROLL_PTR (system_fields.h). REDUNDANT
//           records name the end of each field; COMPACT ones are cut by what makes neighbours in the heap meet to the
//           byte (compact_shape.h) and by which order of parts is the ordinary one (compact_cut.h). Fields get the type
//           under which their values are ordinary (field_typing.h). What comes out is then tried on the records like
//           any other schema (schema_fit.h).
// Shape     columns col_1, col_2, ... with the key's first; PRIMARY KEY over those before DB_TRX_ID, or none where that
//           is DB_ROW_ID. The table's comment says that it is inferred; rows read under such a table are never trusted.
// Not told  names; whether a field that is never NULL may be; ENUM and SET from small integers; the declared length of
//           text; secondary keys; columns that are always NULL (VARCHAR(255) stands for them).
// Fails     nullopt: no record, records of instant DDL, or no shape that explains them.
#pragma once

#include <string>

#include "salvage/index_sample.h"
#include "salvage/schema_fit.h"

namespace innosalvage {

struct InferredColumn {
  std::uint32_t column = 0;  // index into table.columns
  std::string seen;          // "4 bytes; 200 values, 12 NULLs; 80 00 00 01, 80 00 00 02, ..."
};

struct InferredSchema {
  Table table;
  std::uint64_t index_id = 0;
  bool clustered = false;
  RecordFormat format = RecordFormat::kCompact;
  std::vector<InferredColumn> columns;
  std::size_t always_null = 0;  // columns that stand for fields without any value
  SchemaFit fit;
  std::size_t records = 0;  // that the inference saw
};

std::optional<InferredSchema> InferSchema(const PageStore& store, std::uint64_t index_id, const std::string& db,
                                          const std::string& name);

// The clustered index of a tablespace of one table, by its records; the lowest id where several look so.
std::optional<std::uint64_t> FindClusteredIndex(const PageStore& store);
// Whether the records of an index hold DB_TRX_ID and DB_ROLL_PTR.
bool LooksClustered(const IndexSample& sample);

}  // namespace innosalvage
