#include "parser/frm_extra2.h"

#include <fmt/format.h>

#include "parser/frm_sections.h"
#include "parser/sql_quote.h"

namespace innosalvage {

namespace {

enum Extra2 : unsigned {
  EXTRA2_TABLEDEF_VERSION = 0,
  EXTRA2_DEFAULT_PART_ENGINE = 1,
  EXTRA2_GIS = 2,
  EXTRA2_APPLICATION_TIME_PERIOD = 3,
  EXTRA2_PERIOD_FOR_SYSTEM_TIME = 4,
  EXTRA2_INDEX_FLAGS = 5,
  EXTRA2_ENGINE_TABLEOPTS = 128,
  EXTRA2_FIELD_FLAGS = 129,
  EXTRA2_FIELD_DATA_TYPE_INFO = 130,
  EXTRA2_PERIOD_WITHOUT_OVERLAPS = 131,
};

std::size_t Length(FrmCursor& cursor) {
  const unsigned short_length = cursor.Byte();
  return short_length != 0 ? short_length : cursor.Number(2);
}

// A length as the client protocol has it: one byte, or 252, 253, 254 and 2, 3, 8 bytes. Source: sql-common/pack.c.
std::uint64_t PackedLength(FrmCursor& cursor) {
  const unsigned first = cursor.Byte();
  if (first < 251) return first;
  if (first == 252) return cursor.Number(2);
  return cursor.Number(first == 253 ? 3 : 8);
}

// Options of less than 41 have one byte of value, then two, four, eight. Source: sql_type_geom.cc.
std::vector<std::uint32_t> Srids(FrmCursor cursor) {
  constexpr unsigned kEnd = 0;
  constexpr unsigned kSrid = 81;
  std::vector<std::uint32_t> srids;
  while (!cursor.AtEnd()) {
    std::uint32_t srid = 0;
    for (unsigned type = cursor.Byte(); type != kEnd && !cursor.failed(); type = cursor.Byte()) {
      const std::size_t size = type <= 40 ? 1 : type <= 80 ? 2 : type <= 120 ? 4 : 8;
      const std::uint64_t value = cursor.Number(size);
      if (type == kSrid) srid = static_cast<std::uint32_t>(value);
    }
    srids.push_back(srid);
  }
  return srids;
}

std::vector<FrmOption> Options(FrmCursor& cursor) {
  constexpr std::uint64_t kQuoted = 0x8000;  // FRM_QUOTED_VALUE
  std::vector<FrmOption> options;
  for (unsigned length = cursor.Byte(); length != 0; length = cursor.Byte()) {
    FrmOption option;
    option.name = cursor.Text(length);
    const std::uint64_t value = cursor.Number(2);
    option.quoted = (value & kQuoted) != 0;
    option.value = cursor.Text(value & ~kQuoted);
    if (cursor.failed()) break;
    options.push_back(std::move(option));
  }
  return options;
}

class Reader {
 public:
  Reader(FrmExtra2& out, std::size_t columns) : out_(&out), columns_(columns) {}

  void Read(unsigned type, Bytes value) {
    FrmCursor cursor(value);
    switch (type) {
      case EXTRA2_TABLEDEF_VERSION:
      case EXTRA2_DEFAULT_PART_ENGINE: break;
      case EXTRA2_GIS: out_->srids = Srids(cursor); break;
      case EXTRA2_APPLICATION_TIME_PERIOD: {
        FrmPeriod period;
        period.name = cursor.Text(Length(cursor));
        period.check = cursor.Text(Length(cursor));
        ReadColumns(cursor, period);
        if (!cursor.failed()) out_->application_time = std::move(period);
        break;
      }
      case EXTRA2_PERIOD_FOR_SYSTEM_TIME: {
        FrmPeriod period;
        ReadColumns(cursor, period);
        if (!cursor.failed()) out_->system_time = std::move(period);
        break;
      }
      case EXTRA2_INDEX_FLAGS:
        while (!cursor.AtEnd()) out_->ignored_keys.push_back((cursor.Byte() & 1U) != 0);
        break;
      case EXTRA2_ENGINE_TABLEOPTS:
        out_->table_options = Options(cursor);
        for (std::size_t i = 0; i < columns_; ++i) out_->column_options.push_back(Options(cursor));
        while (!cursor.AtEnd()) out_->key_options.push_back(Options(cursor));
        break;
      case EXTRA2_FIELD_FLAGS:
        while (!cursor.AtEnd()) {
          const unsigned flags = cursor.Byte();
          out_->field_flags.push_back({static_cast<FrmVisibility>(flags & 3U), (flags & 8U) != 0});
        }
        break;
      case EXTRA2_FIELD_DATA_TYPE_INFO:
        while (!cursor.AtEnd()) {
          const auto column = static_cast<std::uint32_t>(PackedLength(cursor));
          const std::uint64_t length = PackedLength(cursor);
          const std::string name(cursor.Text(length));
          if (!cursor.failed()) out_->types[column] = name;
        }
        break;
      case EXTRA2_PERIOD_WITHOUT_OVERLAPS:
        for (std::uint64_t keys = cursor.Number(2); keys != 0 && !cursor.AtEnd(); --keys) {
          out_->without_overlaps.push_back(static_cast<std::uint32_t>(cursor.Number(2)));
        }
        break;
      default: out_->remarks.push_back(fmt::format("has a section of type {} that is not known: passed over", type));
    }
    if (cursor.failed()) out_->remarks.push_back(fmt::format("its section of type {} is damaged", type));
  }

 private:
  static void ReadColumns(FrmCursor& cursor, FrmPeriod& period) {
    period.start = static_cast<std::uint32_t>(cursor.Number(2));
    period.end = static_cast<std::uint32_t>(cursor.Number(2));
  }

  FrmExtra2* out_;
  std::size_t columns_;
};

}  // namespace

std::string OptionsSql(const std::vector<FrmOption>& options) {
  std::string sql;
  for (const FrmOption& option : options) {
    if (!sql.empty()) sql += ' ';
    sql += QuoteName(option.name) + '=' + (option.quoted ? QuoteText(option.value) : option.value);
  }
  return sql;
}

FrmExtra2 ReadFrmExtra2(Bytes extra2, std::size_t columns) {
  FrmExtra2 out;
  out.mariadb = !extra2.empty();
  FrmCursor cursor(extra2);
  Reader reader(out, columns);
  while (!cursor.AtEnd()) {
    const unsigned type = cursor.Byte();
    const std::size_t length = Length(cursor);
    const Bytes value = cursor.Take(length);
    if (cursor.failed() || length == 0) {
      out.remarks.emplace_back("its extra2 sections are damaged: some may be missing");
      break;
    }
    reader.Read(type, value);
  }
  return out;
}

}  // namespace innosalvage
