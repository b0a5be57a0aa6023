#include "exporters/evidence_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "exporters/utf8.h"

namespace innosalvage {

namespace {

void AppendLost(const RowBatch& batch, std::size_t row, std::string& out) {
  const auto values = batch.Values(row);
  std::string_view separator = "; lost: ";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].kind != ValueKind::kLost) continue;
    out += separator;
    AppendOneLine(batch.table().columns[batch.columns()[i]].name, out);
    // A value whose size is not known (the row's clustered record is gone) has only its name.
    if (values[i].total != 0)
      fmt::format_to(std::back_inserter(out), " ({} of {} bytes)", values[i].u, values[i].total);
    separator = ", ";
  }
}

}  // namespace

void AppendEvidenceText(const RowBatch& batch, std::size_t row, const ImageOffset& image_offset, std::string& out) {
  const Evidence& evidence = batch.EvidenceOf(row);
  const auto end = std::back_inserter(out);
  if (evidence.input != 0) fmt::format_to(end, "input {} ", evidence.input);
  fmt::format_to(end, "page {} heap {} +0x{:x} ", evidence.page_no, evidence.heap_no, evidence.origin);
  if (const auto at = image_offset ? image_offset(evidence.file_offset) : std::nullopt) {
    fmt::format_to(end, "image 0x{:x} ", *at);
  }
  fmt::format_to(end, "found {}", Name(evidence.found_by));
  if (!evidence.reasons.empty()) fmt::format_to(end, ": {}", evidence.reasons.ToString());
  fmt::format_to(end, "; trx 0x{:x}", evidence.trx_id);
  AppendLost(batch, row, out);
}

std::string EvidenceColumnName(const Table& table) {
  std::string name = "_evidence";
  const auto taken = [&](const Column& column) { return column.name == name; };
  while (std::any_of(table.columns.begin(), table.columns.end(), taken)) name.insert(name.begin(), '_');
  return name;
}

}  // namespace innosalvage
