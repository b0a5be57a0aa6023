#include "parser/frm_extra.h"

#include "parser/frm_sections.h"

namespace innosalvage {

namespace {

std::string Sized(FrmCursor& cursor, std::size_t width) { return std::string(cursor.Text(cursor.Number(width))); }

void ReadFormatSection(FrmCursor& cursor, std::size_t columns, FrmExtra& extra) {
  constexpr std::size_t kHeader = 8;
  const std::uint64_t length = cursor.Number(2);
  if (length < kHeader || length - 2 > cursor.left()) {
    cursor.Take(cursor.left());
    return;
  }
  FrmCursor section(cursor.Take(length - 2));
  section.Take(kHeader - 2);
  extra.tablespace = section.Terminated();
  for (std::size_t i = 0; i < columns && !section.AtEnd(); ++i) extra.column_formats.push_back(section.Byte());
}

}  // namespace

FrmExtra ReadFrmExtra(Bytes bytes, const FrmExtraShape& shape) {
  FrmExtra extra;
  FrmCursor cursor(bytes);
  extra.connection = Sized(cursor, 2);
  if (!cursor.AtEnd()) extra.engine = Sized(cursor, 2);
  if (cursor.left() > 4) {
    extra.partitions = Sized(cursor, 4);
    cursor.Take(1);
    // Since 5.1.11 a byte says that there were partitions without PARTITION BY.
    if (shape.server_version >= 50110 && !cursor.AtEnd()) cursor.Take(1);
  }
  for (std::size_t i = 0; i < shape.parsers && !cursor.AtEnd(); ++i) extra.parsers.emplace_back(cursor.Terminated());
  if (shape.long_comment && !cursor.AtEnd()) extra.comment = Sized(cursor, 2);
  if (shape.mariadb || cursor.left() <= 8) return extra;
  ReadFormatSection(cursor, shape.columns, extra);
  if (cursor.left() >= 2) extra.compression = Sized(cursor, 2);
  if (cursor.left() >= 2) extra.encryption = Sized(cursor, 2);
  return extra;
}

}  // namespace innosalvage
