// One record explained: its header, NULL bitmap, lengths and fields as ranges.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporters/page_explainer.h"
#include "exporters/page_map.h"
#include "parser/record_fields.h"

namespace innosalvage {

struct RecordContext {
  Bytes page;
  std::uint32_t page_no = 0;
  RecordFormat format = RecordFormat::kCompact;
  RecordBounds bounds;
  const RecordLayout* layout = nullptr;  // of this level; nullptr: not known
  const Table* table = nullptr;
  bool is_sdi = false;  // the layout is SdiLayout
};

// "heap no 2, ordinary, owns 0, next 0x0123"
std::string RecordHeaderText(const RecordHeader& header);

struct RecordExplanation {
  std::vector<PageRange> ranges;  // not overlapping each other; the header at least
  bool cut = false;               // false: the fields are not known
  std::optional<Damage> damage;   // why it could not be cut, where it should have been
};

// `next`: whether there can be a record where the header says that the next one is.
RecordExplanation ExplainRecord(const RecordContext& context, std::uint32_t origin, const RecordHeader& header,
                                Mark next);

}  // namespace innosalvage
