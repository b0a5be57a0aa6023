#include "parser/sys_column_type.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t DATA_VARCHAR = 1;
constexpr std::uint32_t DATA_CHAR = 2;
constexpr std::uint32_t DATA_FIXBINARY = 3;
constexpr std::uint32_t DATA_BINARY = 4;
constexpr std::uint32_t DATA_BLOB = 5;
constexpr std::uint32_t DATA_INT = 6;
constexpr std::uint32_t DATA_FLOAT = 9;
constexpr std::uint32_t DATA_DOUBLE = 10;
constexpr std::uint32_t DATA_DECIMAL = 11;
constexpr std::uint32_t DATA_VARMYSQL = 12;
constexpr std::uint32_t DATA_MYSQL = 13;
constexpr std::uint32_t DATA_GEOMETRY = 14;

constexpr std::uint32_t DATA_NOT_NULL = 256;
constexpr std::uint32_t DATA_UNSIGNED = 512;
constexpr std::uint32_t DATA_VIRTUAL = 8192;
constexpr std::uint32_t DATA_VERS_START = 16384;
constexpr std::uint32_t DATA_VERS_END = 32768;

constexpr std::uint32_t MYSQL_TYPE_TIMESTAMP = 7;
constexpr std::uint32_t MYSQL_TYPE_DATE = 10;
constexpr std::uint32_t MYSQL_TYPE_TIME = 11;
constexpr std::uint32_t MYSQL_TYPE_DATETIME = 12;
constexpr std::uint32_t MYSQL_TYPE_YEAR = 13;
constexpr std::uint32_t MYSQL_TYPE_NEWDATE = 14;
constexpr std::uint32_t MYSQL_TYPE_BIT = 16;
constexpr std::uint32_t MYSQL_TYPE_JSON = 245;
constexpr std::uint32_t MYSQL_TYPE_NEWDECIMAL = 246;
constexpr std::uint32_t MYSQL_TYPE_ENUM = 247;
constexpr std::uint32_t MYSQL_TYPE_SET = 248;
constexpr std::uint32_t MYSQL_TYPE_STRING = 254;
constexpr std::uint32_t MYSQL_TYPE_GEOMETRY = 255;

constexpr std::uint32_t kBinaryCollation = 63;

class Decoder {
 public:
  Decoder(std::uint32_t mtype, std::uint32_t prtype, std::uint32_t length, Vendor vendor)
      : mtype_(mtype), prtype_(prtype), length_(length), vendor_(vendor) {}

  SysColumnType Decode() {
    Column& column = result_.column;
    column.nullable = (prtype_ & DATA_NOT_NULL) == 0;
    result_.is_virtual = (prtype_ & DATA_VIRTUAL) != 0;
    if (vendor_ == Vendor::kMariaDb) {
      const std::uint32_t versioned = prtype_ & (DATA_VERS_START | DATA_VERS_END);
      result_.row_start = versioned == DATA_VERS_START;
      result_.row_end = versioned == DATA_VERS_END;
    }
    switch (mtype_) {
      case DATA_INT: Integer(); break;
      case DATA_FLOAT: column.type = SqlType::kFloat; break;
      case DATA_DOUBLE: column.type = SqlType::kDouble; break;
      case DATA_FIXBINARY: FixedBytes(); break;
      case DATA_CHAR:
      case DATA_MYSQL: Characters(SqlType::kChar); break;
      case DATA_VARCHAR:
      case DATA_VARMYSQL: Characters(SqlType::kVarChar); break;
      case DATA_BINARY:
        column.type = SqlType::kVarBinary;
        column.length = length_;
        column.collation = FindCollation(kBinaryCollation);
        break;
      case DATA_BLOB: Blob(); break;
      case DATA_GEOMETRY: column.type = SqlType::kGeometry; break;
      case DATA_DECIMAL:
        // DECIMAL before 5.0.3: digits as text.
        column.type = SqlType::kVarBinary;
        column.length = length_;
        result_.gap = "DECIMAL of before MySQL 5.0.3, shown as its stored bytes";
        break;
      default: result_.known = false;
    }
    return std::move(result_);
  }

 private:
  std::uint32_t sql_type() const { return prtype_ & 0xffU; }
  std::uint32_t collation_id() const { return (prtype_ >> 16U) & 0x7fffU; }

  bool SetInteger(std::uint32_t bytes) {
    switch (bytes) {
      case 1: result_.column.type = SqlType::kTinyInt; return true;
      case 2: result_.column.type = SqlType::kSmallInt; return true;
      case 3: result_.column.type = SqlType::kMediumInt; return true;
      case 4: result_.column.type = SqlType::kInt; return true;
      case 8: result_.column.type = SqlType::kBigInt; return true;
      default: result_.known = false; return false;
    }
  }

  void Integer() {
    Column& column = result_.column;
    column.is_unsigned = (prtype_ & DATA_UNSIGNED) != 0;
    switch (sql_type()) {
      case MYSQL_TYPE_YEAR:
        column.type = SqlType::kYear;
        column.is_unsigned = false;
        return Expect(1);
      case MYSQL_TYPE_DATE:
      case MYSQL_TYPE_NEWDATE:
        column.type = SqlType::kDate;
        column.is_unsigned = false;
        return Expect(3);
      case MYSQL_TYPE_TIME: return OldTemporal(SqlType::kTime, 3);
      case MYSQL_TYPE_DATETIME: return OldTemporal(SqlType::kDateTime, 8);
      case MYSQL_TYPE_TIMESTAMP: return OldTemporal(SqlType::kTimestamp, 4);
      case MYSQL_TYPE_ENUM:
      case MYSQL_TYPE_SET:
      case MYSQL_TYPE_STRING:
        SetInteger(length_);
        // An ENUM takes two bytes at most. Of such a width it may be either.
        result_.gap =
            length_ <= 2 ? "members of ENUM or SET, shown as its number" : "members of SET, shown as its bits";
        return;
      default: SetInteger(length_);
    }
  }

  void Expect(std::uint32_t bytes) { result_.known = length_ == bytes; }

  void OldTemporal(SqlType type, std::uint32_t bytes) {
    result_.column.type = type;
    result_.column.is_unsigned = false;
    result_.column.old_temporal = true;
    Expect(bytes);
  }

  // Two digits of the fraction share a byte: TIME(1) and TIME(2) look alike, and their values too, since the fraction
  // is stored in hundredths.
  void NewTemporal(SqlType type, std::uint32_t whole_bytes) {
    result_.column.type = type;
    if (length_ < whole_bytes || length_ > whole_bytes + 3) {
      result_.known = false;
      return;
    }
    result_.column.fsp = static_cast<std::uint8_t>(2 * (length_ - whole_bytes));
    // MariaDB 5.3 had fractions of its own; the records decide.
    if (vendor_ != Vendor::kMariaDb || result_.column.fsp == 0) result_.column.old_temporal = false;
  }

  void Bytes(std::string gap) {
    result_.column.type = SqlType::kBinary;
    result_.column.length = length_;
    result_.column.collation = FindCollation(kBinaryCollation);
    result_.gap = std::move(gap);
  }

  void FixedBytes() {
    switch (sql_type()) {
      case MYSQL_TYPE_NEWDECIMAL: return Bytes("precision and scale of DECIMAL, shown as its stored bytes");
      case MYSQL_TYPE_TIME: return NewTemporal(SqlType::kTime, 3);
      case MYSQL_TYPE_DATETIME: return NewTemporal(SqlType::kDateTime, 5);
      case MYSQL_TYPE_TIMESTAMP: return NewTemporal(SqlType::kTimestamp, 4);
      case MYSQL_TYPE_BIT:
        result_.column.type = SqlType::kBit;
        result_.column.length = 8 * length_;
        result_.known = length_ >= 1 && length_ <= 8;
        return;
      default: break;
    }
    if (collation_id() == kBinaryCollation || collation_id() == 0) return Bytes({});
    // Only MariaDB's own types are bytes with a character set that is not binary.
    if (length_ == 4) {
      result_.column.type = SqlType::kInet4;
      return;
    }
    Bytes("which type: UUID and INET6 look alike, shown as stored bytes");
  }

  // Columns of InnoDB's own tables name no collation; these types are latin1's.
  const Collation* FindOwnCollation() {
    constexpr std::uint32_t kLatin1Swedish = 8;
    const Collation* collation = FindCollation(collation_id() == 0 ? kLatin1Swedish : collation_id());
    if (collation == nullptr) result_.known = false;
    return collation;
  }

  void Characters(SqlType type) {
    const Collation* collation = FindOwnCollation();
    if (collation == nullptr) return;
    Column& column = result_.column;
    column.type = type;
    column.collation = collation;
    column.explicit_collation = true;
    column.length = length_ / collation->charset->mbmaxlen;
    // MariaDB: one byte more than characters can have is the first of a COMPRESSED column's values.
    const std::uint32_t more = length_ % collation->charset->mbmaxlen;
    if (more == 1 && type == SqlType::kVarChar && vendor_ != Vendor::kMySql) {
      column.compressed = true;
    } else if (more != 0) {
      result_.known = false;
    }
  }

  void Blob() {
    const Collation* collation = collation_id() == 0 ? FindCollation(kBinaryCollation) : FindOwnCollation();
    if (collation == nullptr) return;
    Column& column = result_.column;
    column.collation = collation;
    if (sql_type() == MYSQL_TYPE_JSON) {
      column.type = SqlType::kJson;
      return;
    }
    if (sql_type() == MYSQL_TYPE_GEOMETRY) {
      column.type = SqlType::kGeometry;
      return;
    }
    const bool binary = collation_id() == kBinaryCollation || collation_id() == 0;
    switch (length_) {
      case 9: column.type = binary ? SqlType::kTinyBlob : SqlType::kTinyText; break;
      case 10: column.type = binary ? SqlType::kBlob : SqlType::kText; break;
      case 11: column.type = binary ? SqlType::kMediumBlob : SqlType::kMediumText; break;
      case 12: column.type = binary ? SqlType::kLongBlob : SqlType::kLongText; break;
      default: column.type = binary ? SqlType::kLongBlob : SqlType::kLongText; break;
    }
    column.explicit_collation = !binary;
  }

  const std::uint32_t mtype_, prtype_, length_;
  const Vendor vendor_;
  SysColumnType result_;
};

}  // namespace

SysColumnType DecodeSysColumnType(std::uint32_t mtype, std::uint32_t prtype, std::uint32_t length, Vendor vendor) {
  return Decoder(mtype, prtype, length, vendor).Decode();
}

}  // namespace innosalvage
