// What the tests of values share: bytes written as hexadecimal, and a decoded value as text.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "parser/value.h"

namespace innosalvage {

inline std::vector<std::byte> FromHex(std::string_view hex) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(digit(hex[i]) * 16 + digit(hex[i + 1])));
  }
  return bytes;
}

inline Column ColumnOf(SqlType type, std::uint32_t length = 0) {
  Column column;
  column.type = type;
  column.length = length;
  return column;
}

// The value's text, or the name of the damage.
inline std::string Printed(const Column& column, Bytes stored) {
  std::pmr::monotonic_buffer_resource arena;
  const DecodedValue value = DecodeValue(column, stored, arena);
  if (!value) return std::string(Name(value.error()));
  switch (value->kind) {
    case ValueKind::kSigned: return std::to_string(value->i);
    case ValueKind::kUnsigned: return std::to_string(value->u);
    default: return std::string(value->text);
  }
}

inline std::string Printed(const Column& column, std::string_view hex) { return Printed(column, FromHex(hex)); }

inline std::string Illegal(DamageKind kind) { return std::string(Name(kind)); }

}  // namespace innosalvage
