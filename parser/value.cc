#include "parser/value.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "parser/characters.h"
#include "parser/compressed_column.h"
#include "parser/decimal.h"
#include "parser/geometry.h"
#include "parser/json_binary.h"
#include "parser/network_types.h"
#include "parser/temporal.h"
#include "parser/text_buffer.h"

namespace innosalvage {
namespace {

using Illegal = tl::unexpected<DamageKind>;

Value TextValue(ValueKind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  return value;
}

Value UnsignedValue(std::uint64_t u) {
  Value value;
  value.kind = ValueKind::kUnsigned;
  value.u = u;
  return value;
}

std::size_t IntegerSize(SqlType type) {
  switch (type) {
    case SqlType::kTinyInt: return 1;
    case SqlType::kSmallInt: return 2;
    case SqlType::kMediumInt: return 3;
    case SqlType::kInt: return 4;
    default: return 8;
  }
}

DecodedValue DecodeInteger(const Column& column, Bytes stored) {
  const std::size_t size = IntegerSize(column.type);
  if (stored.size() != size) return Illegal(DamageKind::kIllegalLength);
  const std::uint64_t bits = LoadBig(stored);
  if (column.is_unsigned) return UnsignedValue(bits);
  // The sign bit is flipped so that bytes sort as numbers do; the shifts spread it over the upper bytes.
  const std::uint64_t sign = std::uint64_t{1} << (size * 8 - 1);
  const auto unused = static_cast<unsigned>(64 - size * 8);
  Value value;
  value.kind = ValueKind::kSigned;
  value.i = static_cast<std::int64_t>((bits ^ sign) << unused) >> unused;
  return value;
}

DecodedValue DecodeFloat(const Column& column, Bytes stored) {
  if (stored.size() != sizeof(float)) return Illegal(DamageKind::kIllegalLength);
  Value value;
  value.kind = ValueKind::kFloat;
  value.f = std::bit_cast<float>(static_cast<std::uint32_t>(LoadLittle(stored)));
  if (!std::isfinite(value.f) || (column.is_unsigned && value.f < 0)) return Illegal(DamageKind::kIllegalFloat);
  return value;
}

DecodedValue DecodeDouble(const Column& column, Bytes stored) {
  if (stored.size() != sizeof(double)) return Illegal(DamageKind::kIllegalLength);
  Value value;
  value.kind = ValueKind::kDouble;
  value.d = std::bit_cast<double>(LoadLittle(stored));
  if (!std::isfinite(value.d) || (column.is_unsigned && value.d < 0)) return Illegal(DamageKind::kIllegalFloat);
  return value;
}

DecodedValue DecodeDecimal(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  const unsigned precision = column.length == 0 ? 10 : column.length;
  if (precision > kMaxColumnPrecision) return Illegal(DamageKind::kUnsupported);
  DecimalText text;
  if (const auto done = FormatDecimal(stored, precision, column.decimals, text); !done) return Illegal(done.error());
  if (column.is_unsigned && text.text().front() == '-') return Illegal(DamageKind::kIllegalDecimal);
  return TextValue(ValueKind::kDecimal, CopyToArena(text.text(), arena));
}

// 0 is the year 0000, any other byte counts from 1900. Exporters print YEAR with four digits (0 as 0000), and the last
// two of them where the column is a YEAR(2).
DecodedValue DecodeYear(Bytes stored) {
  if (stored.size() != 1) return Illegal(DamageKind::kIllegalLength);
  const unsigned year = ByteAt(stored, 0);
  return UnsignedValue(year == 0 ? 0 : 1900 + year);
}

DecodedValue DecodeBit(const Column& column, Bytes stored) {
  const std::size_t bits = column.length == 0 ? 1 : column.length;
  if (stored.size() != (bits + 7) / 8) return Illegal(DamageKind::kIllegalLength);
  if (bits % 8 != 0 && ByteAt(stored, 0) >> (bits % 8) != 0) return Illegal(DamageKind::kIllegalBit);
  return TextValue(ValueKind::kBit, AsText(stored));
}

Value MemberText(std::string_view text) {
  static const Charset* const kUtf8 = FindCharset("utf8mb4");
  Value value = TextValue(ValueKind::kText, text);
  value.charset = kUtf8;
  return value;
}

// The index of the member counted from 1. 0 is the empty string that stands for a value refused outside strict mode.
DecodedValue DecodeEnum(const Column& column, Bytes stored) {
  constexpr std::size_t kMaxMembersOfOneByte = 255;
  if (stored.size() != (column.members.size() > kMaxMembersOfOneByte ? 2U : 1U)) {
    return Illegal(DamageKind::kIllegalLength);
  }
  const std::uint64_t index = LoadBig(stored);
  if (index > column.members.size()) return Illegal(DamageKind::kIllegalEnum);
  Value value = MemberText(index == 0 ? std::string_view{} : std::string_view{column.members[index - 1]});
  // Beside a member '' the text '' means that one; only the number still means the error value.
  const bool ambiguous = index == 0 && std::ranges::find(column.members, std::string_view{}) != column.members.end();
  if (ambiguous) value.sql = "0";
  return value;
}

// A bit a member, the first one lowest.
DecodedValue DecodeSet(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  const std::size_t members = column.members.size();
  std::size_t size = (members + 7) / 8;
  if (size > 4) size = 8;
  if (members > 64 || stored.size() != size) return Illegal(DamageKind::kIllegalLength);
  const std::uint64_t bits = LoadBig(stored);
  if (members < 64 && bits >> members != 0) return Illegal(DamageKind::kIllegalSet);
  if (bits == 0) return MemberText({});
  if (std::has_single_bit(bits)) return MemberText(column.members[static_cast<unsigned>(std::countr_zero(bits))]);
  std::size_t length = 0;
  for (std::size_t i = 0; i < members; ++i) {
    if ((bits >> i & 1U) != 0) length += column.members[i].size() + 1;
  }
  ArenaText text(arena, length);
  for (std::size_t i = 0; i < members; ++i) {
    if ((bits >> i & 1U) == 0) continue;
    if (!text.text().empty()) text.Put(',');
    text.Put(column.members[i]);
  }
  return MemberText(text.text());
}

// Bytes that a value of the type may have at most, characters of VARCHAR taken as the widest.
std::uint64_t MaxSize(const Column& column, const Charset* charset) {
  const std::uint64_t width = charset == nullptr ? 1 : charset->mbmaxlen;
  switch (column.type) {
    case SqlType::kTinyText:
    case SqlType::kTinyBlob: return 0xff;
    case SqlType::kText:
    case SqlType::kBlob: return 0xffff;
    case SqlType::kMediumText:
    case SqlType::kMediumBlob: return 0xffffff;
    case SqlType::kLongText:
    case SqlType::kLongBlob: return 0xffffffff;
    case SqlType::kVarChar:
    case SqlType::kVarBinary: return column.length * width;
    default: return (column.length == 0 ? 1 : column.length) * width;
  }
}

DecodedValue DecodeBinary(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  const std::uint64_t max_size = MaxSize(column, nullptr);
  if (column.compressed) {
    const auto plain = UncompressColumn(stored, max_size, arena);
    if (!plain) return Illegal(plain.error());
    stored = *plain;
  }
  const bool fixed = column.type == SqlType::kBinary || column.type == SqlType::kChar;
  // BINARY(0) is a type; a length that is not given is 1.
  const bool too_short = fixed && stored.size() != max_size && !(column.length == 0 && stored.empty());
  if (too_short || stored.size() > max_size) return Illegal(DamageKind::kIllegalLength);
  return TextValue(ValueKind::kBinary, AsText(stored));
}

DecodedValue DecodeText(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  if (column.collation == nullptr || column.collation->charset == nullptr) return Illegal(DamageKind::kUnsupported);
  const Charset& charset = *column.collation->charset;
  if (charset.name == "binary") return DecodeBinary(column, stored, arena);
  const std::uint64_t max_size = MaxSize(column, &charset);
  if (column.compressed) {
    const auto plain = UncompressColumn(stored, max_size, arena);
    if (!plain) return Illegal(plain.error());
    stored = *plain;
  }
  if (stored.size() > max_size) return Illegal(DamageKind::kIllegalLength);
  // Spaces first: ROW_FORMAT=REDUNDANT pads to bytes, not characters, and has more of them than the column's length.
  if (column.type == SqlType::kChar) stored = WithoutPadSpaces(charset, stored);
  if (!IsWellFormed(charset, stored)) return Illegal(DamageKind::kIllegalText);
  if (column.type == SqlType::kChar || column.type == SqlType::kVarChar) {
    const std::size_t characters = column.length == 0 && column.type == SqlType::kChar ? 1 : column.length;
    if (!HasAtMostCharacters(charset, stored, characters)) return Illegal(DamageKind::kIllegalLength);
  }
  Value value = TextValue(ValueKind::kText, AsText(stored));
  value.charset = &charset;
  return value;
}

DecodedValue DecodeVector(const Column& column, Bytes stored) {
  constexpr std::uint64_t kDimensionSize = sizeof(float);
  if (stored.size() % kDimensionSize != 0) return Illegal(DamageKind::kIllegalLength);
  if (column.length != 0 && stored.size() / kDimensionSize > column.length) return Illegal(DamageKind::kIllegalLength);
  return TextValue(ValueKind::kBinary, AsText(stored));
}

DecodedValue DecodeTemporal(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  TemporalText text;
  const auto done = FormatTemporal(column.type, column.fsp, column.old_temporal, stored, text);
  if (!done) return Illegal(done.error());
  return TextValue(ValueKind::kTemporal, CopyToArena(text.text(), arena));
}

DecodedValue DecodeJsonValue(Bytes stored, std::pmr::memory_resource& arena) {
  const auto document = DecodeJson(stored, arena);
  if (!document) return Illegal(document.error());
  Value value = TextValue(ValueKind::kJson, document->text);
  value.sql = document->sql;
  return value;
}

template <auto kFormat>
DecodedValue DecodeNetworkType(Bytes stored, std::pmr::memory_resource& arena) {
  NetworkText text;
  if (const auto done = kFormat(stored, text); !done) return Illegal(done.error());
  return TextValue(ValueKind::kAscii, CopyToArena(text.text(), arena));
}

}  // namespace

DecodedValue DecodeValue(const Column& column, Bytes stored, std::pmr::memory_resource& arena) {
  switch (column.type) {
    case SqlType::kTinyInt:
    case SqlType::kSmallInt:
    case SqlType::kMediumInt:
    case SqlType::kInt:
    case SqlType::kBigInt: return DecodeInteger(column, stored);
    case SqlType::kFloat: return DecodeFloat(column, stored);
    case SqlType::kDouble: return DecodeDouble(column, stored);
    case SqlType::kDecimal: return DecodeDecimal(column, stored, arena);
    case SqlType::kBit: return DecodeBit(column, stored);
    case SqlType::kYear: return DecodeYear(stored);
    case SqlType::kDate:
    case SqlType::kTime:
    case SqlType::kDateTime:
    case SqlType::kTimestamp: return DecodeTemporal(column, stored, arena);
    case SqlType::kChar:
    case SqlType::kVarChar:
    case SqlType::kTinyText:
    case SqlType::kText:
    case SqlType::kMediumText:
    case SqlType::kLongText: return DecodeText(column, stored, arena);
    case SqlType::kBinary:
    case SqlType::kVarBinary:
    case SqlType::kTinyBlob:
    case SqlType::kBlob:
    case SqlType::kMediumBlob:
    case SqlType::kLongBlob: return DecodeBinary(column, stored, arena);
    case SqlType::kEnum: return DecodeEnum(column, stored);
    case SqlType::kSet: return DecodeSet(column, stored, arena);
    case SqlType::kJson: return DecodeJsonValue(stored, arena);
    case SqlType::kGeometry:
    case SqlType::kPoint:
    case SqlType::kLineString:
    case SqlType::kPolygon:
    case SqlType::kMultiPoint:
    case SqlType::kMultiLineString:
    case SqlType::kMultiPolygon:
    case SqlType::kGeometryCollection:
      if (!IsWellFormedGeometry(column.type, stored)) return Illegal(DamageKind::kIllegalGeometry);
      return TextValue(ValueKind::kGeometry, AsText(stored));
    case SqlType::kVector: return DecodeVector(column, stored);
    case SqlType::kUuid: return DecodeNetworkType<FormatUuid>(stored, arena);
    case SqlType::kInet4: return DecodeNetworkType<FormatInet4>(stored, arena);
    case SqlType::kInet6: return DecodeNetworkType<FormatInet6>(stored, arena);
  }
  return Illegal(DamageKind::kUnsupported);
}

}  // namespace innosalvage
