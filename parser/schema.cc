#include "parser/schema.h"

#include <algorithm>

namespace innosalvage {

std::string_view Name(SqlType type) {
  switch (type) {
    case SqlType::kTinyInt: return "TINYINT";
    case SqlType::kSmallInt: return "SMALLINT";
    case SqlType::kMediumInt: return "MEDIUMINT";
    case SqlType::kInt: return "INT";
    case SqlType::kBigInt: return "BIGINT";
    case SqlType::kFloat: return "FLOAT";
    case SqlType::kDouble: return "DOUBLE";
    case SqlType::kDecimal: return "DECIMAL";
    case SqlType::kBit: return "BIT";
    case SqlType::kYear: return "YEAR";
    case SqlType::kDate: return "DATE";
    case SqlType::kTime: return "TIME";
    case SqlType::kDateTime: return "DATETIME";
    case SqlType::kTimestamp: return "TIMESTAMP";
    case SqlType::kChar: return "CHAR";
    case SqlType::kVarChar: return "VARCHAR";
    case SqlType::kBinary: return "BINARY";
    case SqlType::kVarBinary: return "VARBINARY";
    case SqlType::kTinyText: return "TINYTEXT";
    case SqlType::kText: return "TEXT";
    case SqlType::kMediumText: return "MEDIUMTEXT";
    case SqlType::kLongText: return "LONGTEXT";
    case SqlType::kTinyBlob: return "TINYBLOB";
    case SqlType::kBlob: return "BLOB";
    case SqlType::kMediumBlob: return "MEDIUMBLOB";
    case SqlType::kLongBlob: return "LONGBLOB";
    case SqlType::kEnum: return "ENUM";
    case SqlType::kSet: return "SET";
    case SqlType::kJson: return "JSON";
    case SqlType::kGeometry: return "GEOMETRY";
    case SqlType::kPoint: return "POINT";
    case SqlType::kLineString: return "LINESTRING";
    case SqlType::kPolygon: return "POLYGON";
    case SqlType::kMultiPoint: return "MULTIPOINT";
    case SqlType::kMultiLineString: return "MULTILINESTRING";
    case SqlType::kMultiPolygon: return "MULTIPOLYGON";
    case SqlType::kGeometryCollection: return "GEOMETRYCOLLECTION";
    case SqlType::kVector: return "VECTOR";
    case SqlType::kUuid: return "UUID";
    case SqlType::kInet4: return "INET4";
    case SqlType::kInet6: return "INET6";
  }
  return "?";
}

std::string_view Name(RowFormat format) {
  switch (format) {
    case RowFormat::kDefault: return "DEFAULT";
    case RowFormat::kRedundant: return "REDUNDANT";
    case RowFormat::kCompact: return "COMPACT";
    case RowFormat::kDynamic: return "DYNAMIC";
    case RowFormat::kCompressed: return "COMPRESSED";
  }
  return "?";
}

std::string_view Name(IndexKind kind) {
  switch (kind) {
    case IndexKind::kPrimary: return "PRIMARY";
    case IndexKind::kUnique: return "UNIQUE";
    case IndexKind::kPlain: return "INDEX";
    case IndexKind::kFulltext: return "FULLTEXT";
    case IndexKind::kSpatial: return "SPATIAL";
    case IndexKind::kVector: return "VECTOR";
  }
  return "?";
}

bool IsInteger(SqlType type) { return type <= SqlType::kBigInt; }

bool IsText(SqlType type) {
  return type == SqlType::kChar || type == SqlType::kVarChar ||
         (type >= SqlType::kTinyText && type <= SqlType::kLongText);
}

bool IsSpatial(SqlType type) { return type >= SqlType::kGeometry && type <= SqlType::kGeometryCollection; }

bool HoldsBytes(SqlType type) {
  switch (type) {
    case SqlType::kBinary:
    case SqlType::kVarBinary:
    case SqlType::kTinyBlob:
    case SqlType::kBlob:
    case SqlType::kMediumBlob:
    case SqlType::kLongBlob:
    case SqlType::kVector: return true;
    default: return IsSpatial(type);
  }
}

bool IsBlob(SqlType type) {
  return (type >= SqlType::kTinyText && type <= SqlType::kLongBlob) || type == SqlType::kJson || IsSpatial(type) ||
         type == SqlType::kVector;
}

bool IsTemporalWithFraction(SqlType type) {
  return type == SqlType::kTime || type == SqlType::kDateTime || type == SqlType::kTimestamp;
}

std::optional<std::size_t> ClusteredIndex(const Table& table) {
  const auto& indexes = table.indexes;
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    if (indexes[i].kind == IndexKind::kPrimary) return i;
  }
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    const Index& index = indexes[i];
    // A UNIQUE key over a whole BLOB in MariaDB is a hash kept in a hidden column: never the clustered index.
    if (index.kind != IndexKind::kUnique || index.parts.empty() || index.algorithm == "HASH") continue;
    const bool qualifies = std::ranges::all_of(index.parts, [&](const KeyPart& part) {
      return part.column < table.columns.size() && part.prefix == 0 && part.expression.empty() &&
             !table.columns[part.column].nullable && table.columns[part.column].generated != Generated::kVirtual;
    });
    if (qualifies) return i;
  }
  return std::nullopt;
}

}  // namespace innosalvage
