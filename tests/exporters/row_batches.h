// Hand-made tables and rows for the exporters' tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <string_view>
#include <vector>

#include "parser/charset.h"
#include "salvage/row.h"

namespace innosalvage {

inline Value Null() { return {}; }
inline Value Int(std::int64_t i) {
  Value value;
  value.kind = ValueKind::kSigned;
  value.i = i;
  return value;
}
inline Value Unsigned(std::uint64_t u) {
  Value value;
  value.kind = ValueKind::kUnsigned;
  value.u = u;
  return value;
}
inline Value Float(float f) {
  Value value;
  value.kind = ValueKind::kFloat;
  value.f = f;
  return value;
}
inline Value Double(double d) {
  Value value;
  value.kind = ValueKind::kDouble;
  value.d = d;
  return value;
}
// `text` must outlive the value; kDecimal, kTemporal, kBinary, kBit, kGeometry, kJson, kAscii.
inline Value OfKind(ValueKind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  return value;
}
inline Value Text(std::string_view text, std::string_view charset = "utf8mb4") {
  Value value = OfKind(ValueKind::kText, text);
  value.charset = FindCharset(charset);
  return value;
}
inline Value Json(std::string_view text, std::string_view sql = {}) {
  Value value = OfKind(ValueKind::kJson, text);
  value.sql = sql;
  return value;
}
inline Value Lost(std::uint64_t read, std::uint64_t total) {
  Value value;
  value.kind = ValueKind::kLost;
  value.u = read;
  value.total = total;
  return value;
}

// A table of columns that have only names (formatters ask for no more), all of them exported.
struct TestTable {
  explicit TestTable(std::initializer_list<std::string_view> names) {
    table.db = "shop";
    table.name = "t";
    for (const std::string_view name : names) table.columns.emplace_back().name = name;
    columns.resize(names.size());
    std::iota(columns.begin(), columns.end(), 0U);
  }
  RowBatch Batch() const { return RowBatch(table, columns); }

  Table table;
  std::vector<std::uint32_t> columns;
};

inline Evidence TrustedRow(std::uint16_t heap_no = 2) {
  Evidence evidence;
  evidence.page_no = 4;
  evidence.heap_no = heap_no;
  evidence.origin = 0x80;
  evidence.trx_id = 0x501;
  return evidence;
}

inline Evidence SuspectRow() {
  Evidence evidence;
  evidence.file_offset = 196608;
  evidence.page_no = 12;
  evidence.heap_no = 34;
  evidence.origin = 0x1b2e;
  evidence.found_by = FoundBy::kHeapScan;
  evidence.trust = Trust::kSuspect;
  evidence.reasons.Add(Reason::kPageUnverified);
  evidence.reasons.Add(Reason::kHeapScan);
  evidence.trx_id = 0x1234;
  return evidence;
}

inline Evidence DeletedRow() {
  Evidence evidence = TrustedRow();
  evidence.trust = Trust::kDeleted;
  evidence.found_by = FoundBy::kFreeList;
  evidence.reasons.Add(Reason::kDeleteMarked);
  return evidence;
}

inline void AddRow(RowBatch& batch, const Evidence& evidence, std::initializer_list<Value> values) {
  const auto row = batch.Append(evidence);
  std::copy(values.begin(), values.end(), row.begin());
}

}  // namespace innosalvage
