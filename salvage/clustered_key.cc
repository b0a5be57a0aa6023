#include "salvage/clustered_key.h"

#include <functional>

namespace innosalvage {

namespace {

bool ComparesByBytes(SqlType type) {
  switch (type) {
    case SqlType::kFloat:
    case SqlType::kDouble: return false;
    case SqlType::kTinyBlob:
    case SqlType::kBlob:
    case SqlType::kMediumBlob:
    case SqlType::kLongBlob: return true;
    default: return !IsText(type) && !IsBlob(type);
  }
}

}  // namespace

ClusteredKey::ClusteredKey(const Table& table, const RecordLayout& leaf) {
  for (std::size_t i = 0; i < leaf.n_key; ++i) {
    const LayoutField& field = leaf.fields[i];
    parts_.push_back({.fixed = field.fixed_length != 0, .descending = field.descending});
    if (field.column != kNoColumn && !ComparesByBytes(table.columns[field.column].type)) ordered_ = false;
  }
}

void ClusteredKey::Append(const Part& part, Bytes bytes, std::string& key) {
  const std::size_t start = key.size();
  const std::string_view text = AsText(bytes);
  if (part.fixed) {
    key += text;
  } else {
    for (const char c : text) {
      key += c;
      if (c == '\0') key += '\xff';
    }
    key += '\0';
    key += '\0';
  }
  if (!part.descending) return;
  for (std::size_t i = start; i < key.size(); ++i) key[i] = static_cast<char>(~static_cast<unsigned char>(key[i]));
}

std::string ClusteredKey::Of(Bytes page, std::span<const FieldRef> fields) const {
  std::string key;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Append(parts_[i], page.subspan(fields[i].offset, fields[i].length), key);
  }
  return key;
}

std::string ClusteredKey::Of(Bytes page, std::span<const FieldRef> fields,
                             std::span<const std::uint32_t> positions) const {
  std::string key;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const FieldRef& field = fields[positions[i]];
    Append(parts_[i], page.subspan(field.offset, field.length), key);
  }
  return key;
}

std::string ClusteredKey::Of(const RawKey& raw) const {
  std::string key;
  for (std::size_t i = 0; i < parts_.size() && i < raw.size(); ++i) {
    Append(parts_[i], raw[i] ? Bytes(*raw[i]) : Bytes(), key);
  }
  return key;
}

std::uint64_t HashOf(std::string_view key) { return std::hash<std::string_view>{}(key); }

}  // namespace innosalvage
