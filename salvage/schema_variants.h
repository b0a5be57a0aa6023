// Schema variants: all definitions that one edit makes of a given one. The edit that makes a wrong definition fit is
// the mistake in it.
//
// Shape     kinds in the order of EditKind: a column dropped, added at any place, of another type or width, of another
//           character set (one column, or all of the table's), NULL or NOT NULL, of the other sign, moved, swapped.
// Units     `gap`: bytes that the definition's records are too short (positive) or too long; it names the widths of
//           CHAR, BINARY and DECIMAL worth trying.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "parser/schema.h"

namespace innosalvage {

enum class EditKind : std::uint8_t {
  kDropColumn,
  kAddColumn,
  kRetype,
  kCharset,
  kTableCharset,
  kNullability,
  kSign,
  kMove,
  kSwap,
};

struct SchemaVariant {
  Table table;
  EditKind kind = EditKind::kDropColumn;
  std::string column;  // whose edit it is
  std::string detail;  // "INT, not BIGINT"; "behind `name`"
  double prior = 0.0;  // bits: what this kind of mistake costs beside others
};

void ForEachVariant(const Table& table, std::optional<std::ptrdiff_t> gap,
                    const std::function<void(SchemaVariant)>& visit);

// Other types of one column alone.
void ForEachRetype(const Table& table, const std::function<void(SchemaVariant)>& visit);

// Each column NULL instead of NOT NULL, and the other way round.
void ForEachNullability(const Table& table, const std::function<void(SchemaVariant)>& visit);

// Other orders of the columns alone: one moved, two swapped. kAlike: also of columns that are stored alike, which no
// byte of a row tells apart. Near places come first. Nothing where the table has more than `max_columns` columns.
enum class Orders : std::uint8_t { kThatShow, kAlike };
void ForEachOrder(const Table& table, Orders orders, std::size_t max_columns,
                  const std::function<void(SchemaVariant)>& visit);

// "INT UNSIGNED", "CHAR(10)", "DECIMAL(10,2)".
std::string TypeText(const Column& column);

}  // namespace innosalvage
