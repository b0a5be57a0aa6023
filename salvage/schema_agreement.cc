#include "salvage/schema_agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "parser/record_layout.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

std::vector<const Column*> Stored(const Table& table) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) {
    if (column.generated != Generated::kVirtual) columns.push_back(&column);
  }
  return columns;
}

bool IsCharacters(const Column& column) { return IsText(column.type) && column.collation != nullptr; }

bool SameStorage(const Column& stored, const Column& full, RecordFormat format, Vendor vendor) {
  const auto a = StorageOf(stored, format, vendor);
  const auto b = StorageOf(full, format, vendor);
  if (!a || !b) return true;  // not laid out by this version: the trial says so
  return a->fixed_length == b->fixed_length && a->max_length == b->max_length;
}

}  // namespace

std::optional<std::string> Contradiction(const Table& stored, const Table& full) {
  const std::vector<const Column*> ours = Stored(stored);
  const std::vector<const Column*> theirs = Stored(full);
  const RecordFormat format =
      stored.row_format == RowFormat::kRedundant ? RecordFormat::kRedundant : RecordFormat::kCompact;
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    const Column& a = *ours[i];
    const Column& b = *theirs[i];
    if (!EqualsIgnoringCase(a.name, b.name)) return fmt::format("its column {} is `{}` there", i + 1, a.name);
    if (a.nullable != b.nullable) {
      return fmt::format("`{}` is {} there", a.name, a.nullable ? "NULL" : "NOT NULL");
    }
    if (!SameStorage(a, b, format, stored.vendor)) return fmt::format("`{}` is of another width there", a.name);
    if (IsInteger(a.type) && IsInteger(b.type) && a.is_unsigned != b.is_unsigned) {
      return fmt::format("`{}` is {} there", a.name, a.is_unsigned ? "UNSIGNED" : "signed");
    }
    if (IsCharacters(a) && IsCharacters(b) && a.collation->charset != b.collation->charset) {
      return fmt::format("`{}` is of the character set {} there", a.name, a.collation->charset->name);
    }
  }
  if (ours.size() != theirs.size()) {
    return fmt::format("it has {} stored columns, there are {} there", theirs.size(), ours.size());
  }
  return std::nullopt;
}

}  // namespace innosalvage
