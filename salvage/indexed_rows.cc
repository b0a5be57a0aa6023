#include "salvage/indexed_rows.h"

#include <algorithm>

namespace innosalvage {

namespace {

// Text may be equal under its collation and differ in its bytes, and an index may keep the older bytes.
bool ComparesByBytes(const Column& column) { return !IsText(column.type) && !IsBlob(column.type); }

void AppendField(Bytes page, const FieldRef& field, std::string& to) {
  to += field.is_null ? '\0' : '\1';
  if (field.is_null) return;
  const auto length = static_cast<std::uint16_t>(field.length);
  to += static_cast<char>(length >> 8U);
  to += static_cast<char>(length & 0xffU);
  to += AsText(page.subspan(field.offset, field.length));
}

// So that bytes compare as the index orders them: NULL is lowest, and a text that is another one's beginning comes
// first.
void AppendOrdered(const LayoutField& layout, std::optional<Bytes> bytes, std::string& to) {
  const std::size_t start = to.size();
  if (layout.nullable) to += bytes ? '\1' : '\0';
  for (const char c : bytes ? AsText(*bytes) : std::string_view()) {
    to += c;
    if (layout.fixed_length == 0 && c == '\0') to += '\xff';
  }
  if (layout.fixed_length == 0) to.append(2, '\0');
  if (!layout.descending) return;
  for (std::size_t i = start; i < to.size(); ++i) to[i] = static_cast<char>(~static_cast<unsigned char>(to[i]));
}

std::optional<Bytes> BytesOf(Bytes page, const FieldRef& field) {
  return field.is_null ? std::nullopt : std::optional(page.subspan(field.offset, field.length));
}

}  // namespace

IndexedRows::IndexedRows(const TablePlan& plan, const ClusteredKey& key, const SecondaryIndex& index)
    : plan_(plan), key_(key), index_(index) {
  for (const SecondaryIndex::IndexedColumn& column : index.columns) {
    if (ComparesByBytes(plan.table->columns[plan.exported[column.slot]])) columns_.push_back(column);
  }
  order_fields_ = OrderFields();
}

std::vector<std::uint32_t> IndexedRows::OrderFields() const {
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < index_.leaf.n_key; ++i) {
    const LayoutField& wanted = index_.leaf.fields[i];
    if (wanted.prefix != 0) return {};
    if (wanted.column != kNoColumn) {
      const Column& column = plan_.table->columns[wanted.column];
      const bool is_float = column.type == SqlType::kFloat || column.type == SqlType::kDouble;
      if (!ComparesByBytes(column) || is_float) return {};
    }
    const auto field = std::ranges::find_if(plan_.leaf.fields, [&](const LayoutField& at) {
      return at.column == wanted.column && at.system == wanted.system && at.prefix == 0 && !at.is_dropped;
    });
    if (field == plan_.leaf.fields.end()) return {};
    places.push_back(static_cast<std::uint32_t>(field - plan_.leaf.fields.begin()));
  }
  return places;
}

std::string IndexedRows::KeyOfEntry(const SecondaryEntry& entry) const {
  return key_.Of(entry.page, entry.fields, index_.key_fields);
}

std::uint64_t IndexedRows::HashOfEntry(const SecondaryEntry& entry, std::string key) const {
  for (const auto& column : columns_) AppendField(entry.page, entry.fields[column.field], key);
  return HashOf(key);
}

std::optional<std::uint64_t> IndexedRows::HashOfRow(Bytes page, std::span<const FieldRef> fields,
                                                    std::string key) const {
  for (const auto& column : columns_) {
    const FieldRef& field = fields[plan_.exported_fields[column.slot]];
    if (field.external || field.absent) return std::nullopt;
    AppendField(page, field, key);
  }
  return HashOf(key);
}

std::string IndexedRows::PlaceOfKey(const RawKey& key) const {
  std::string place;
  for (std::size_t i = 0; i < key.size() && i < index_.leaf.n_key; ++i) {
    const auto& part = key[i];
    AppendOrdered(index_.leaf.fields[i], part ? std::optional<Bytes>(*part) : std::nullopt, place);
  }
  return place;
}

std::string IndexedRows::PlaceOfEntry(const SecondaryEntry& entry) const {
  std::string place;
  for (std::size_t i = 0; i < index_.leaf.n_key; ++i) {
    AppendOrdered(index_.leaf.fields[i], BytesOf(entry.page, entry.fields[i]), place);
  }
  return place;
}

std::optional<std::string> IndexedRows::PlaceOfRow(Bytes page, std::span<const FieldRef> fields) const {
  std::string place;
  for (std::size_t i = 0; i < order_fields_.size(); ++i) {
    const FieldRef& field = fields[order_fields_[i]];
    if (field.external || field.absent) return std::nullopt;
    AppendOrdered(index_.leaf.fields[i], BytesOf(page, field), place);
  }
  return place;
}

}  // namespace innosalvage
