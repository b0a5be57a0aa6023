// MySQL's binary JSON, walked in document order: structure and bounds are checked here, once, for all who print it.
//
// Shape     a document is a type byte and a value. All integers are little-endian.
//             00 small object  01 large object  02 small array  03 large array  04 literal (0 null, 1 true, 2 false)
//             05 int16  06 uint16  07 int32  08 uint32  09 int64  0a uint64  0b double  0c string  0f opaque
//           Containers count in 2 bytes (small) or 4 (large):
//             count, size in bytes, then for an object a key entry each (offset; 2 bytes of length), then a value entry
//             each (type byte; offset, or the value itself where it fits), then keys and values.
//           Offsets are from the container's count. Literals and 16-bit integers stand in the entry, in large
//           containers 32-bit ones too. Strings and opaque values have a length of 7 bits a byte, low ones first; an
//           opaque value has its MySQL field type before that. Keys ascend by length, then bytes.
// Fails     WalkJson is false where the bytes are no such document, a string is not UTF-8, keys do not ascend, a double
//           is not finite, or it is nested deeper than the limit json-depth. It is false as well where the walk visits
//           more bytes than there are: a server writes each value for one entry alone, so only a crafted document could
//           send many entries to one large value, and time and output stay in proportion to the input.
// Source    sql-common/json_binary.cc parse_value(), parse_array_or_object(); sql-common/json_syntax_check.h
//           JSON_DOCUMENT_MAX_DEPTH (MySQL 8.0, 9.7).
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "parser/bytes.h"
#include "parser/limits.h"

namespace innosalvage {

// MySQL's field types that have their own meaning inside JSON; others are opaque. Source: include/field_types.h.
enum JsonFieldType : std::uint8_t {
  MYSQL_TYPE_TIMESTAMP = 7,
  MYSQL_TYPE_DATE = 10,
  MYSQL_TYPE_TIME = 11,
  MYSQL_TYPE_DATETIME = 12,
  MYSQL_TYPE_VARCHAR = 15,
  MYSQL_TYPE_BIT = 16,
  MYSQL_TYPE_NEWDECIMAL = 246,
  MYSQL_TYPE_MEDIUM_BLOB = 250,
  MYSQL_TYPE_LONG_BLOB = 251,
  MYSQL_TYPE_BLOB = 252,
  MYSQL_TYPE_VAR_STRING = 253,
};

bool IsUtf8(Bytes text);

// Sink: bool-returning String(string_view), Opaque(type, Bytes); void Null(), Boolean(bool), Signed(int64),
// Unsigned(uint64), Double(double), BeginObject(), Key(string_view, index), EndObject(), BeginArray(), Element(index),
// EndArray(). A false from the sink ends the walk as illegal.
template <class Sink>
class JsonWalk {
 public:
  JsonWalk(Bytes document, Sink& sink) : budget_(document.size()), sink_(sink) {}

  bool Value(std::uint8_t type, Bytes bytes, unsigned depth) {
    switch (type) {
      case kSmallObject:
      case kLargeObject:
      case kSmallArray:
      case kLargeArray: return Container(type, bytes, depth + 1);
      case kString:
      case kOpaque: return VariableLength(type, bytes);
      default: return Fixed(type, bytes);
    }
  }

 private:
  enum Type : std::uint8_t {
    kSmallObject = 0x00,
    kLargeObject = 0x01,
    kSmallArray = 0x02,
    kLargeArray = 0x03,
    kLiteral = 0x04,
    kInt16 = 0x05,
    kUint16 = 0x06,
    kInt32 = 0x07,
    kUint32 = 0x08,
    kInt64 = 0x09,
    kUint64 = 0x0a,
    kDouble = 0x0b,
    kString = 0x0c,
    kOpaque = 0x0f,
  };
  static constexpr std::size_t kMaxLengthBytes = 5;

  bool Spend(std::size_t size) {
    if (size > budget_) return false;
    budget_ -= size;
    return true;
  }

  static std::size_t FixedSize(std::uint8_t type) {
    switch (type) {
      case kLiteral: return 1;
      case kInt16:
      case kUint16: return 2;
      case kInt32:
      case kUint32: return 4;
      case kInt64:
      case kUint64:
      case kDouble: return 8;
      default: return 0;
    }
  }

  bool Fixed(std::uint8_t type, Bytes bytes) {
    const std::size_t size = FixedSize(type);
    return size != 0 && bytes.size() >= size && Spend(size) && Scalar(type, LoadLittle(bytes.first(size)));
  }

  bool Scalar(std::uint8_t type, std::uint64_t value) {
    switch (type) {
      case kLiteral:
        if (value > 2) return false;
        if (value == 0) {
          sink_.Null();
        } else {
          sink_.Boolean(value == 1);
        }
        return true;
      case kInt16: sink_.Signed(static_cast<std::int16_t>(value)); return true;
      case kInt32: sink_.Signed(static_cast<std::int32_t>(value)); return true;
      case kInt64: sink_.Signed(static_cast<std::int64_t>(value)); return true;
      case kUint16:
      case kUint32:
      case kUint64: sink_.Unsigned(value); return true;
      default: {
        const double number = std::bit_cast<double>(value);
        if (!std::isfinite(number)) return false;
        sink_.Double(number);
        return true;
      }
    }
  }

  bool VariableLength(std::uint8_t type, Bytes bytes) {
    std::uint8_t field_type = 0;
    if (type == kOpaque) {
      if (bytes.empty() || !Spend(1)) return false;
      field_type = std::to_integer<std::uint8_t>(bytes.front());
      bytes = bytes.subspan(1);
    }
    std::uint64_t length = 0;
    std::size_t used = 0;
    for (bool more = true; more; ++used) {
      if (used == kMaxLengthBytes || used == bytes.size()) return false;
      const std::uint64_t b = ByteAt(bytes, used);
      length |= (b & 0x7fU) << (7 * used);
      more = (b & 0x80U) != 0;
    }
    const auto data = length > UINT32_MAX ? std::nullopt : BytesAt(bytes, used, length);
    if (!data || !Spend(used + data->size())) return false;
    if (type == kOpaque) return sink_.Opaque(field_type, *data);
    return IsUtf8(*data) && sink_.String(AsText(*data));
  }

  bool Container(std::uint8_t type, Bytes bytes, unsigned depth) {
    const bool object = type == kSmallObject || type == kLargeObject;
    const std::size_t width = type == kLargeObject || type == kLargeArray ? 4 : 2;
    if (!IsWithin(Limit::kJsonDepth, depth) || bytes.size() < 2 * width) return false;
    const std::uint64_t count = LoadLittle(bytes.first(width));
    const std::uint64_t size = LoadLittle(bytes.subspan(width, width));
    const std::size_t key_entry = object ? width + 2 : 0;
    const std::size_t value_entry = width + 1;
    // 32-bit count times at most 11 bytes: far from wrapping 64 bits.
    const std::uint64_t header = 2 * width + count * (key_entry + value_entry);
    if (size > bytes.size() || header > size || !Spend(header)) return false;
    bytes = bytes.first(size);
    const Bytes keys = bytes.subspan(2 * width, count * key_entry);
    const Bytes values = bytes.subspan(2 * width + keys.size(), count * value_entry);

    if (object) {
      sink_.BeginObject();
    } else {
      sink_.BeginArray();
    }
    Bytes previous;
    for (std::size_t i = 0; i < count; ++i) {
      if (object) {
        const auto key = KeyAt(bytes, keys.subspan(i * key_entry, key_entry), header);
        if (!key || (i > 0 && !Ascends(previous, *key))) return false;
        if (!sink_.Key(AsText(*key), i)) return false;
        previous = *key;
      } else {
        sink_.Element(i);
      }
      if (!Entry(bytes, values.subspan(i * value_entry, value_entry), header, depth)) return false;
    }
    if (object) {
      sink_.EndObject();
    } else {
      sink_.EndArray();
    }
    return true;
  }

  std::optional<Bytes> KeyAt(Bytes container, Bytes entry, std::size_t header) {
    const std::size_t width = entry.size() - 2;
    const std::size_t offset = LoadLittle(entry.first(width));
    const std::size_t length = LoadLittle(entry.subspan(width));
    const auto key = BytesAt(container, offset, length);
    if (offset < header || !key || !Spend(length) || !IsUtf8(*key)) return std::nullopt;
    return key;
  }

  static bool Ascends(Bytes previous, Bytes key) {
    if (previous.size() != key.size()) return previous.size() < key.size();
    return AsText(previous) < AsText(key);
  }

  bool Entry(Bytes container, Bytes entry, std::size_t header, unsigned depth) {
    const auto type = std::to_integer<std::uint8_t>(entry.front());
    const Bytes field = entry.subspan(1);
    const bool in_large = field.size() == 4;
    switch (type) {
      case kLiteral:
      case kInt16:
      case kUint16: return Scalar(type, LoadLittle(field.first(FixedSize(type))));
      case kInt32:
      case kUint32:
        if (in_large) return Scalar(type, LoadLittle(field));
        break;
      default: break;
    }
    const std::size_t offset = LoadLittle(field);
    if (offset < header || offset >= container.size()) return false;
    return Value(type, container.subspan(offset), depth);
  }

  std::size_t budget_;
  Sink& sink_;
};

template <class Sink>
bool WalkJson(Bytes document, Sink& sink) {
  if (document.empty()) return false;
  return JsonWalk<Sink>(document, sink).Value(std::to_integer<std::uint8_t>(document.front()), document.subspan(1), 0);
}

}  // namespace innosalvage
