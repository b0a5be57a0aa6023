#include "parser/record_layout.h"

#include <algorithm>
#include <array>

#include "parser/lob.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kUnbounded = 0xffffffffU;

// Bytes of a DECIMAL(precision, scale): 4 for each 9 digits, and for the rest by this table. Source: decimal.cc
// dig2bytes.
std::uint32_t DecimalBytes(std::uint32_t precision, std::uint32_t scale) {
  constexpr std::array<std::uint8_t, 10> kDigitsToBytes = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  const std::uint32_t whole = precision > scale ? precision - scale : 0;
  return whole / 9 * 4 + kDigitsToBytes[whole % 9] + scale / 9 * 4 + kDigitsToBytes[scale % 9];
}

std::uint32_t SetBytes(std::size_t members) {
  const auto bytes = static_cast<std::uint32_t>((members + 7) / 8);
  return bytes > 4 ? 8 : std::max(bytes, 1U);
}

// Old temporal types: MySQL before 5.6.4 without fraction; MariaDB 5.3's "hires" with one. Source: MariaDB sql/field.h.
std::uint32_t OldTemporalBytes(SqlType type, unsigned fsp) {
  constexpr std::array<std::uint8_t, 7> kTime = {3, 4, 4, 5, 5, 5, 6};
  constexpr std::array<std::uint8_t, 7> kDateTime = {8, 6, 6, 7, 7, 7, 8};
  constexpr std::array<std::uint8_t, 7> kTimestamp = {4, 5, 5, 6, 6, 7, 7};
  const std::size_t i = std::min(fsp, 6U);
  if (type == SqlType::kTime) return kTime[i];
  return type == SqlType::kDateTime ? kDateTime[i] : kTimestamp[i];
}

std::uint32_t NewTemporalBytes(SqlType type, unsigned fsp) {
  const std::uint32_t fraction = (fsp + 1) / 2;
  if (type == SqlType::kTime) return 3 + fraction;
  return type == SqlType::kDateTime ? 5 + fraction : 4 + fraction;
}

std::uint32_t MaxBytes(const Column& column, std::uint32_t characters) {
  const std::uint64_t mbmaxlen = column.collation != nullptr ? column.collation->charset->mbmaxlen : 1;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(characters * mbmaxlen, kUnbounded));
}

bool HasSeveralWidths(const Column& column) {
  return IsText(column.type) && column.collation != nullptr &&
         column.collation->charset->mbminlen != column.collation->charset->mbmaxlen;
}

bool IsInVersion(const LayoutField& field, std::uint16_t version) {
  return field.added <= version && (field.dropped == 0 || field.dropped > version);
}

ColumnStorage Fixed(std::uint32_t bytes) { return {.fixed_length = bytes, .max_length = bytes, .big = bytes > 255}; }

}  // namespace

Result<ColumnStorage> StorageOf(const Column& column, RecordFormat format, Vendor vendor) {
  switch (column.type) {
    case SqlType::kTinyInt: return Fixed(1);
    case SqlType::kSmallInt: return Fixed(2);
    case SqlType::kMediumInt: return Fixed(3);
    case SqlType::kInt: return Fixed(4);
    case SqlType::kBigInt: return Fixed(8);
    case SqlType::kFloat: return Fixed(4);
    case SqlType::kDouble: return Fixed(8);
    case SqlType::kDecimal: return Fixed(DecimalBytes(column.length == 0 ? 10 : column.length, column.decimals));
    case SqlType::kBit: return Fixed((std::max(column.length, 1U) + 7) / 8);
    case SqlType::kYear: return Fixed(1);
    case SqlType::kDate: return Fixed(3);
    case SqlType::kTime:
    case SqlType::kDateTime:
    case SqlType::kTimestamp:
      return Fixed(column.old_temporal.value_or(false) ? OldTemporalBytes(column.type, column.fsp)
                                                       : NewTemporalBytes(column.type, column.fsp));
    case SqlType::kEnum: return Fixed(column.members.size() > 255 ? 2 : 1);
    case SqlType::kSet: return Fixed(SetBytes(column.members.size()));
    case SqlType::kUuid:
    case SqlType::kInet6: return Fixed(16);
    case SqlType::kInet4: return Fixed(4);
    case SqlType::kBinary: return Fixed(column.length);
    case SqlType::kChar: {
      const std::uint32_t bytes = MaxBytes(column, column.length);
      // Since 5.0.3 COMPACT keeps multi-byte CHAR in as few bytes as it needs; REDUNDANT pads it to the maximum.
      if (!HasSeveralWidths(column) || format == RecordFormat::kRedundant) return Fixed(bytes);
      return ColumnStorage{.fixed_length = 0, .max_length = bytes, .big = bytes > 255};
    }
    case SqlType::kVarChar:
    case SqlType::kVarBinary: {
      const std::uint32_t plain = column.type == SqlType::kVarChar ? MaxBytes(column, column.length) : column.length;
      // MariaDB's COMPRESSED: one byte more, which says how. Source: Field_varstring_compressed, sql/field.h.
      const std::uint32_t bytes = plain + (column.compressed ? 1 : 0);
      return ColumnStorage{.fixed_length = 0, .max_length = bytes, .big = bytes > 255};
    }
    case SqlType::kVector:
      // MariaDB's VECTOR(n) is a VARBINARY(4n), MySQL's a BLOB. Source: MariaDB sql/sql_type_vector.h.
      if (vendor == Vendor::kMariaDb) {
        return ColumnStorage{.fixed_length = 0, .max_length = column.length * 4, .big = column.length * 4 > 255};
      }
      return ColumnStorage{.fixed_length = 0, .max_length = kUnbounded, .big = true};
    default: break;
  }
  if (IsBlob(column.type)) return ColumnStorage{.fixed_length = 0, .max_length = kUnbounded, .big = true};
  return Fail(column.name, "type " + std::string(Name(column.type)) + " cannot be read by this version");
}

namespace {

class LayoutBuilder {
 public:
  LayoutBuilder(const Table& table, RecordFormat format) : table_(&table), whole_(table.columns.size(), false) {
    layout_.format = format;
  }

  void AddSystem(SystemField system, std::size_t bytes) {
    if (system == SystemField::kTrxId) layout_.trx_id_field = layout_.fields.size();
    const auto length = static_cast<std::uint32_t>(bytes);
    layout_.fields.push_back({.system = system, .fixed_length = length, .max_length = length});
  }

  Result<void> AddKeyPart(const KeyPart& part) {
    if (part.column >= table_->columns.size()) return Fail(table_->name, "a key part names no column");
    const Column& column = table_->columns[part.column];
    std::uint32_t prefix = 0;
    if (part.prefix != 0) {
      const bool characters = IsText(column.type);
      prefix = characters ? MaxBytes(column, part.prefix) : part.prefix;
      const auto storage = StorageOf(column, layout_.format, table_->vendor);
      if (!storage) return tl::unexpected(storage.error());
      if (prefix >= storage->max_length) prefix = 0;
    }
    return Add(part.column, prefix, part.descending);
  }

  // `prefix` in bytes.
  Result<void> Add(std::uint32_t column_no, std::uint32_t prefix, bool descending) {
    auto added = AddColumn(table_->columns[column_no], column_no, prefix, descending);
    if (added && prefix == 0) whole_[column_no] = true;
    return added;
  }

  // A field behind DB_ROLL_PTR of a table with instant DDL.
  Result<void> AddInstant(const InstantField& field) {
    const bool dropped = field.column == kNoColumn;
    const std::vector<Column>& columns = dropped ? table_->dropped_columns : table_->columns;
    const std::uint32_t at = dropped ? field.dropped_column : field.column;
    if (at >= columns.size()) return Fail(table_->name, "the column mapping names no column");
    auto added = dropped ? AddColumn(columns[at], kNoColumn, 0, false) : Add(at, 0, false);
    if (!added) return added;
    LayoutField& last = layout_.fields.back();
    last.is_dropped = dropped;
    last.added = static_cast<std::uint16_t>(field.added);
    last.dropped = static_cast<std::uint16_t>(field.dropped);
    return added;
  }

  void AddDefaults(const InstantDdl& ddl, std::vector<InstantDefault> defaults) {
    InstantLayout instant;
    instant.dialect = ddl.dialect;
    instant.versions = ddl.versions;
    instant.defaults = std::move(defaults);
    const std::vector<LayoutField>& fields = layout_.fields;
    if (ddl.dialect == InstantDialect::kMariaDb) {
      instant.core_fields = ddl.core_fields;
    } else if (ddl.core_columns) {
      instant.counts = true;
      const std::size_t overhead = fields.size() - std::min(fields.size(), ddl.fields.size());
      instant.core_fields = static_cast<std::uint32_t>(overhead + *ddl.core_columns);
    }
    instant.core_fields = std::min(instant.core_fields, static_cast<std::uint32_t>(fields.size()));
    instant.nullable_before.push_back(0);
    std::uint16_t versions = 0;
    for (const LayoutField& field : fields) {
      instant.nullable_before.push_back(
          static_cast<std::uint16_t>(instant.nullable_before.back() + (field.nullable ? 1 : 0)));
      versions = std::max({versions, field.added, field.dropped});
    }
    for (std::uint16_t version = 0; ddl.versions && version <= versions; ++version) {
      std::uint16_t present = 0;
      std::uint16_t nullable = 0;
      for (const LayoutField& field : fields) {
        if (!IsInVersion(field, version)) continue;
        ++present;
        if (field.nullable) ++nullable;
      }
      instant.fields_in_version.push_back(present);
      instant.nullable_in_version.push_back(nullable);
    }
    layout_.instant = std::move(instant);
  }

  // Appends a field; `column_no` kNoColumn: of a dropped column. `prefix` in bytes.
  Result<void> AddColumn(const Column& column, std::uint32_t column_no, std::uint32_t prefix, bool descending) {
    const auto storage = StorageOf(column, layout_.format, table_->vendor);
    if (!storage) return tl::unexpected(storage.error());
    LayoutField field{.column = column_no,
                      .fixed_length = storage->fixed_length,
                      .max_length = storage->max_length,
                      .nullable = column.nullable,
                      .big = storage->big,
                      .prefix = prefix,
                      .descending = descending};
    if (prefix != 0) {
      field.max_length = std::min(field.max_length, prefix);
      // A prefix is cut after so many characters: of a charset with characters of several widths it has no fixed
      // length, not even where REDUNDANT pads the whole column (dtype_get_at_most_n_mbchars).
      if (HasSeveralWidths(column)) field.fixed_length = 0;
      if (field.fixed_length > prefix) field.fixed_length = prefix;
    }
    if (field.fixed_length > DICT_MAX_FIXED_COL_LEN) field.fixed_length = 0;
    if (field.nullable) ++layout_.null_bits;
    layout_.fields.push_back(field);
    return {};
  }

  bool HasWhole(std::uint32_t column) const { return whole_[column]; }
  std::size_t size() const { return layout_.fields.size(); }
  void SetKey(std::size_t n) { layout_.n_key = n; }
  RecordLayout Take() { return std::move(layout_); }

 private:
  const Table* table_;
  std::vector<bool> whole_;  // columns that stand in the index with all their bytes
  RecordLayout layout_;
};

}  // namespace

Result<RecordLayout> ClusteredLayout(const Table& table, RecordFormat format) {
  LayoutBuilder builder(table, format);
  const auto clustered = ClusteredIndex(table);
  if (clustered) {
    for (const KeyPart& part : table.indexes[*clustered].parts) {
      if (auto added = builder.AddKeyPart(part); !added) return tl::unexpected(added.error());
    }
  } else {
    builder.AddSystem(SystemField::kRowId, DATA_ROW_ID_LEN);
  }
  builder.SetKey(builder.size());
  builder.AddSystem(SystemField::kTrxId, DATA_TRX_ID_LEN);
  builder.AddSystem(SystemField::kRollPtr, DATA_ROLL_PTR_LEN);
  if (table.instant) {
    std::vector<InstantDefault> defaults(builder.size());
    for (const InstantField& field : table.instant->fields) {
      if (field.column < table.columns.size() && builder.HasWhole(field.column)) continue;
      if (auto added = builder.AddInstant(field); !added) return tl::unexpected(added.error());
      defaults.push_back(field.absent);
    }
    builder.AddDefaults(*table.instant, std::move(defaults));
    return builder.Take();
  }
  for (std::uint32_t i = 0; i < table.columns.size(); ++i) {
    if (builder.HasWhole(i) || table.columns[i].generated == Generated::kVirtual) continue;
    if (auto added = builder.Add(i, 0, false); !added) return tl::unexpected(added.error());
  }
  return builder.Take();
}

Result<RecordLayout> SecondaryLayout(const Table& table, std::size_t index, RecordFormat format) {
  LayoutBuilder builder(table, format);
  for (const KeyPart& part : table.indexes[index].parts) {
    if (auto added = builder.AddKeyPart(part); !added) return tl::unexpected(added.error());
  }
  if (const auto clustered = ClusteredIndex(table)) {
    for (const KeyPart& part : table.indexes[*clustered].parts) {
      if (part.column < table.columns.size() && builder.HasWhole(part.column)) continue;
      if (auto added = builder.AddKeyPart(part); !added) return tl::unexpected(added.error());
    }
  } else {
    builder.AddSystem(SystemField::kRowId, DATA_ROW_ID_LEN);
  }
  builder.SetKey(builder.size());
  return builder.Take();
}

RecordLayout NodePointerLayout(const RecordLayout& leaf) {
  RecordLayout layout;
  layout.format = leaf.format;
  layout.fields.assign(leaf.fields.begin(), leaf.fields.begin() + static_cast<std::ptrdiff_t>(leaf.n_key));
  layout.fields.push_back(
      {.system = SystemField::kChildPage, .fixed_length = REC_NODE_PTR_SIZE, .max_length = REC_NODE_PTR_SIZE});
  layout.n_key = leaf.n_key;
  layout.null_bits = leaf.null_bits;
  // The bitmap of node pointers keeps the size it had before the first instant DDL.
  if (leaf.instant) {
    const InstantLayout& instant = *leaf.instant;
    const bool by_count = instant.core_fields != 0 && instant.core_fields < instant.nullable_before.size();
    if (by_count) {
      layout.null_bits = instant.nullable_before[instant.core_fields];
    } else if (!instant.nullable_in_version.empty()) {
      layout.null_bits = instant.nullable_in_version.front();
    }
  }
  layout.node_pointer = true;
  return layout;
}

RecordLayout MetadataLayout(const RecordLayout& leaf, bool has_blob) {
  RecordLayout layout = leaf;
  if (!layout.instant) return layout;
  InstantLayout& instant = *layout.instant;
  instant.metadata = true;
  if (!has_blob) return layout;
  const std::size_t at = std::min(layout.n_key + 2, layout.fields.size());
  layout.fields.insert(layout.fields.begin() + static_cast<std::ptrdiff_t>(at),
                       {.system = SystemField::kMetadataBlob,
                        .fixed_length = BTR_EXTERN_FIELD_REF_SIZE,
                        .max_length = BTR_EXTERN_FIELD_REF_SIZE,
                        .big = true});
  instant.defaults.insert(instant.defaults.begin() + static_cast<std::ptrdiff_t>(at), InstantDefault{});
  instant.nullable_before.insert(instant.nullable_before.begin() + static_cast<std::ptrdiff_t>(at),
                                 instant.nullable_before[at]);
  ++instant.core_fields;
  instant.metadata_blob = true;
  return layout;
}

RecordLayout SdiLayout() {
  const auto fixed = [](std::uint32_t bytes) { return LayoutField{.fixed_length = bytes, .max_length = bytes}; };
  RecordLayout layout;
  layout.fields = {fixed(4),
                   fixed(8),
                   fixed(DATA_TRX_ID_LEN),
                   fixed(DATA_ROLL_PTR_LEN),
                   fixed(4),
                   fixed(4),
                   LayoutField{.max_length = kUnbounded, .big = true}};
  layout.fields[2].system = SystemField::kTrxId;
  layout.fields[3].system = SystemField::kRollPtr;
  layout.n_key = 2;
  layout.trx_id_field = 2;
  return layout;
}

}  // namespace innosalvage
