#include "salvage/key_text.h"

#include <fmt/format.h>

#include <array>

namespace innosalvage {

namespace {

constexpr std::size_t kMaxValue = 80;

std::string Hex(std::string_view bytes) {
  std::string text = "0x";
  for (const char c : bytes.substr(0, kMaxValue / 2)) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

// Cuts at a UTF-8 boundary and replaces what a terminal or a line could stumble over.
std::string Shown(std::string_view utf8) {
  std::string text;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (text.size() >= kMaxValue && (byte & 0xc0U) != 0x80U) return text + "…";
    text += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return text;
}

}  // namespace

std::string DisplayText(const Value& value) {
  switch (value.kind) {
    case ValueKind::kNull: return "NULL";
    case ValueKind::kSigned: return fmt::format("{}", value.i);
    case ValueKind::kUnsigned: return fmt::format("{}", value.u);
    case ValueKind::kFloat: return fmt::format("{}", value.f);
    case ValueKind::kDouble: return fmt::format("{}", value.d);
    case ValueKind::kDecimal:
    case ValueKind::kTemporal:
    case ValueKind::kAscii: return std::string(value.text);
    case ValueKind::kJson: return Shown(value.text);
    case ValueKind::kText: {
      std::string utf8;
      if (value.charset != nullptr && AppendUtf8(*value.charset, AsBytes(value.text), utf8))
        return "'" + Shown(utf8) + "'";
      return Hex(value.text);
    }
    case ValueKind::kBinary:
    case ValueKind::kBit:
    case ValueKind::kGeometry: return Hex(value.text);
    case ValueKind::kLost: return "?";
  }
  return "?";
}

std::vector<KeyValue> ExactKey(const TablePlan& plan, const RawKey& key) {
  std::vector<KeyValue> values;
  if (key.size() < plan.leaf.n_key) return {};
  for (std::size_t i = 0; i < plan.leaf.n_key; ++i) {
    const LayoutField& field = plan.leaf.fields[i];
    if (field.column == kNoColumn || field.prefix != 0) return {};
    KeyValue& exact = values.emplace_back();
    if (!key[i]) continue;
    std::pmr::monotonic_buffer_resource arena;
    const auto value = DecodeValue(plan.table->columns[field.column], Bytes(*key[i]), arena);
    if (!value || value->kind == ValueKind::kLost) return {};
    exact.form = KeyValue::Form::kText;
    switch (value->kind) {
      case ValueKind::kText:
        if (value->charset != nullptr && AppendUtf8(*value->charset, AsBytes(value->text), exact.value)) break;
        if (value->charset == nullptr) exact.value = value->text;
        if (value->charset == nullptr) break;
        [[fallthrough]];
      case ValueKind::kBinary:
      case ValueKind::kBit:
      case ValueKind::kGeometry:
        exact.form = KeyValue::Form::kBytes;
        exact.value = value->text;
        break;
      case ValueKind::kJson: exact.value = value->text; break;
      default: exact.value = DisplayText(*value);
    }
  }
  return values;
}

std::string KeyText(const TablePlan& plan, const RawKey& key) {
  std::string text;
  std::array<std::byte, 1024> scratch{};
  for (std::size_t i = 0; i < key.size() && i < plan.leaf.n_key; ++i) {
    if (!text.empty()) text += ", ";
    const LayoutField& field = plan.leaf.fields[i];
    if (!key[i]) {
      text += "NULL";
      continue;
    }
    const Bytes bytes(*key[i]);
    if (field.column == kNoColumn) {
      text += fmt::format("row id {}", LoadBig(bytes));
      continue;
    }
    std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
    const auto value = DecodeValue(plan.table->columns[field.column], bytes, arena);
    text += value ? DisplayText(*value) : Hex(AsText(bytes));
    if (field.prefix != 0) text += "…";
  }
  return text;
}

}  // namespace innosalvage
