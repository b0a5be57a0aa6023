#include "parser/frm_default.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "parser/decimal.h"
#include "parser/network_types.h"
#include "parser/sql_quote.h"
#include "parser/temporal.h"

namespace innosalvage {

namespace {

// Text in the column's character set; hexadecimal where it is none.
std::string TextSql(const Column& column, Bytes bytes) {
  std::string text;
  const bool readable = column.collation != nullptr && AppendUtf8(*column.collation->charset, bytes, text);
  return readable ? QuoteText(text) : HexLiteral(AsText(bytes));
}

Bytes WithoutPad(const Column& column, Bytes bytes) {
  std::string_view text = AsText(bytes);
  const std::string_view pad = PadSpace(*column.collation->charset);
  while (!pad.empty() && text.ends_with(pad)) text.remove_suffix(pad.size());
  return bytes.first(text.size());
}

class DefaultReader {
 public:
  DefaultReader(const FrmField& field, const Column& column, Bytes row) : field_(field), column_(column), row_(row) {}

  std::optional<std::string> Read() const {
    switch (column_.type) {
      case SqlType::kTinyInt: return Integer(1);
      case SqlType::kSmallInt: return Integer(2);
      case SqlType::kMediumInt: return Integer(3);
      case SqlType::kInt: return Integer(4);
      case SqlType::kBigInt: return Integer(8);
      case SqlType::kFloat: return Real<float, std::uint32_t>();
      case SqlType::kDouble: return Real<double, std::uint64_t>();
      case SqlType::kDecimal: return Decimal();
      case SqlType::kBit: return Bit();
      case SqlType::kYear: return Year();
      case SqlType::kDate: return Date();
      case SqlType::kTime:
      case SqlType::kDateTime:
      case SqlType::kTimestamp: return Temporal();
      case SqlType::kChar: return Fixed([&](Bytes bytes) { return TextSql(column_, WithoutPad(column_, bytes)); });
      case SqlType::kBinary: return Fixed([](Bytes bytes) { return HexLiteral(AsText(bytes)); });
      case SqlType::kVarChar: return Variable([&](Bytes bytes) { return TextSql(column_, bytes); });
      case SqlType::kVarBinary: return Variable([](Bytes bytes) { return HexLiteral(AsText(bytes)); });
      case SqlType::kVector: return Variable([](Bytes bytes) { return HexLiteral(AsText(bytes)); });
      case SqlType::kEnum: return Enum();
      case SqlType::kSet: return Set();
      case SqlType::kUuid: return Network(16, FormatUuid);
      case SqlType::kInet6: return Network(16, FormatInet6);
      case SqlType::kInet4: return Network(4, FormatInet4);
      default: return std::nullopt;
    }
  }

 private:
  std::optional<Bytes> At(std::size_t size) const { return BytesAt(row_, field_.place, size); }

  std::optional<std::string> Integer(std::size_t size) const {
    const auto bytes = At(size);
    if (!bytes) return std::nullopt;
    const std::uint64_t value = LoadLittle(*bytes);
    if (column_.is_unsigned) return fmt::format("'{}'", value);
    const auto unused = static_cast<unsigned>(64 - size * 8);
    return fmt::format("'{}'", static_cast<std::int64_t>(value << unused) >> unused);
  }

  template <class Float, class Raw>
  std::optional<std::string> Real() const {
    const auto bytes = At(sizeof(Float));
    if (!bytes) return std::nullopt;
    return fmt::format("'{}'", std::bit_cast<Float>(static_cast<Raw>(LoadLittle(*bytes))));
  }

  std::optional<std::string> Decimal() const {
    const auto bytes = At(DecimalSize(column_.length, column_.decimals));
    DecimalText text;
    if (!bytes || !FormatDecimal(*bytes, column_.length, column_.decimals, text)) return std::nullopt;
    return fmt::format("'{}'", text.text());
  }

  std::optional<std::string> Bit() const {
    if (column_.length == 0 || column_.length > 64) return std::nullopt;
    const auto bytes = At((column_.length + 7) / 8);
    // InnoDB keeps BIT in whole bytes; an engine that does not has the odd bits among the null bits.
    if (!bytes || !field_.bit_in_bytes()) return std::nullopt;
    return fmt::format("b'{:b}'", LoadBig(*bytes));
  }

  std::optional<std::string> Year() const {
    const auto bytes = At(1);
    if (!bytes) return std::nullopt;
    const std::uint64_t year = LoadLittle(*bytes);
    return year == 0 ? "'0000'" : fmt::format("'{}'", 1900 + year);
  }

  std::optional<std::string> Date() const {
    if (field_.type == MYSQL_TYPE_DATE) {  // a number YYYYMMDD
      const auto bytes = At(4);
      if (!bytes) return std::nullopt;
      const std::uint64_t date = LoadLittle(*bytes);
      return fmt::format("'{:04}-{:02}-{:02}'", date / 10000, date / 100 % 100, date % 100);
    }
    const auto bytes = At(3);
    if (!bytes) return std::nullopt;
    const std::uint64_t date = LoadLittle(*bytes);
    return fmt::format("'{:04}-{:02}-{:02}'", date >> 9U, (date >> 5U) & 15U, date & 31U);
  }

  // In the row as InnoDB keeps them (temporal.h), but for the old types without a fraction: numbers, little-endian and
  // without InnoDB's flipped sign bit.
  std::optional<std::string> Temporal() const {
    const bool old = column_.old_temporal.value_or(false);
    const bool number = old && column_.fsp == 0;
    const auto bytes = At(TemporalSize(old));
    if (!bytes) return std::nullopt;
    std::array<std::byte, 8> turned{};
    Bytes stored = *bytes;
    if (number) {
      std::ranges::reverse_copy(*bytes, turned.begin());
      if (column_.type != SqlType::kTimestamp) turned.front() ^= std::byte{0x80};
      stored = Bytes(turned).first(bytes->size());
    }
    TemporalText text;
    if (!FormatTemporal(column_.type, column_.fsp, old, stored, text)) return std::nullopt;
    return fmt::format("'{}'", text.text());
  }

  std::size_t TemporalSize(bool old) const {
    constexpr std::array<std::size_t, 7> kOldTime = {3, 4, 4, 5, 5, 5, 6};
    constexpr std::array<std::size_t, 7> kOldDateTime = {8, 6, 6, 7, 7, 7, 8};
    const std::size_t fraction = (column_.fsp + 1U) / 2;
    if (column_.type == SqlType::kTime) return old ? kOldTime[column_.fsp] : 3 + fraction;
    if (column_.type == SqlType::kDateTime) return old ? kOldDateTime[column_.fsp] : 5 + fraction;
    return 4 + fraction;
  }

  template <class ToSql>
  std::optional<std::string> Fixed(ToSql to_sql) const {
    const auto bytes = At(field_.length);
    if (!bytes) return std::nullopt;
    return to_sql(*bytes);
  }

  template <class ToSql>
  std::optional<std::string> Variable(ToSql to_sql) const {
    // A compressed one may be longer by the byte for its method; that is part of field_.length.
    const std::size_t prefix = field_.length < 256 ? 1 : 2;
    const auto length = At(prefix);
    if (!length) return std::nullopt;
    const auto bytes = BytesAt(row_, field_.place + prefix, LoadLittle(*length));
    if (!bytes || bytes->size() > field_.length) return std::nullopt;
    if (!column_.compressed) return to_sql(*bytes);
    // First the method; 0 is "as it is". A default is never long enough to be compressed. Source: field_comp.cc.
    if (bytes->empty()) return to_sql(*bytes);
    if (bytes->front() != std::byte{0}) return std::nullopt;
    return to_sql(bytes->subspan(1));
  }

  std::optional<std::string> Enum() const {
    const auto bytes = At(column_.members.size() > 255 ? 2 : 1);
    if (!bytes) return std::nullopt;
    const std::uint64_t number = LoadLittle(*bytes);
    if (number > column_.members.size()) return std::nullopt;
    return number == 0 ? "''" : QuoteText(column_.members[number - 1]);
  }

  std::optional<std::string> Set() const {
    const std::size_t size = (column_.members.size() + 7) / 8;
    const auto bytes = At(size > 4 ? 8 : std::max<std::size_t>(size, 1));
    if (!bytes) return std::nullopt;
    std::uint64_t bits = LoadLittle(*bytes);
    std::string text;
    for (const std::string& member : column_.members) {
      if ((bits & 1U) != 0) text += (text.empty() ? "" : ",") + member;
      bits >>= 1U;
    }
    if (bits != 0) return std::nullopt;
    return QuoteText(text);
  }

  template <class Format>
  std::optional<std::string> Network(std::size_t size, Format format) const {
    const auto bytes = At(size);
    NetworkText text;
    if (!bytes || !format(*bytes, text)) return std::nullopt;
    return fmt::format("'{}'", text.text());
  }

  const FrmField& field_;
  const Column& column_;
  Bytes row_;
};

}  // namespace

std::vector<NullBit> FrmNullBits(const std::vector<FrmField>& fields, const std::vector<bool>& is_virtual,
                                 const NullBitOptions& options) {
  std::vector<NullBit> bits(fields.size());
  std::uint32_t next = options.first_bit_taken ? 1 : 0;
  const auto place = [&](std::size_t i) {
    bits[i] = {next / 8, next % 8};
    if (fields[i].nullable()) ++next;
    if (fields[i].type == MYSQL_TYPE_BIT && !fields[i].bit_in_bytes()) next += fields[i].length & 7U;
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!options.virtual_last || !is_virtual[i]) place(i);
  }
  for (std::size_t i = 0; i < fields.size() && options.virtual_last; ++i) {
    if (is_virtual[i]) place(i);
  }
  return bits;
}

std::optional<std::string> FrmDefault(const FrmField& field, const Column& column, Bytes row, const NullBit& null_bit,
                                      std::vector<std::string>& remarks) {
  if (field.no_default() || column.auto_increment) return std::nullopt;
  if (field.check == kFrmTimestampDefault || field.check == kFrmTimestampBoth || field.check == kFrmTimestampOld) {
    return CurrentTimestamp(column);
  }
  if (column.nullable) {
    if (null_bit.byte >= row.size()) return std::nullopt;
    const bool null = ((ByteAt(row, null_bit.byte) >> null_bit.bit) & 1U) != 0;
    if (null) return "NULL";
  }
  if (IsBlob(column.type) && column.type != SqlType::kVector) return std::nullopt;  // has none but by an expression
  auto sql = DefaultReader(field, column, row).Read();
  if (!sql) remarks.push_back(fmt::format("column `{}`: its DEFAULT cannot be read", column.name));
  return sql;
}

}  // namespace innosalvage
