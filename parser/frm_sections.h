// The sections of a binary .frm file: a table's definition as MySQL before 8.0 and MariaDB keep it beside the data.
//
// Shape     all integers are little-endian. Positions are of the file but for those of the form:
//
//             header   64 bytes, see the offset table below
//             extra2   MariaDB 10.0: header[4] bytes of sections (frm_extra2.h); else a list of names, "//"
//             4 bytes  position of the form
//             keys     at header[6]: key_info (frm_keys.h)
//             defaults at header[6] + header[14] (or header[47]): a row with the defaults, header[16] bytes
//             extra    behind it, header[55] bytes: connection, engine, partitions, parsers, comment (frm_extra.h)
//             form     288 bytes of counts and lengths, the screens, then
//                        fields       17 bytes a column (frm_column.h)
//                        names        separator, then each name and a separator; NUL
//                        members      one list for each different ENUM or SET, in the same manner
//                        comments     of the columns, one after another
//                        expressions  generated columns, and in MariaDB 10.2 DEFAULT and CHECK (frm_expressions.h)
//
//             offset size  header                        offset size  form
//                  0    2  fe 01                             46    1  length of the comment; 255: in extra
//                  2    1  version: 9 (4.1), 10, 11          47  180  comment
//                  3    1  engine                           258    2  columns
//                  4    2  length of extra2 or names        260    2  length of the screens
//                  6    2  position of the keys             268    2  length of the names
//                 10    4  length of the file               270    2  lists of members
//                 14    2  length of the keys               274    2  length of the members
//                 16    2  length of the row                284    2  length of the comments
//                 18    4  MAX_ROWS, then 4 MIN_ROWS        286    2  length of the expressions
//                 30    2  options (HA_OPTION_*)
//                 33    1  5: written by MySQL 5.0 or later
//                 34    4  AVG_ROW_LENGTH
//                 38    1  collation; 41: its high byte
//                 39    1  2 bits each: TRANSACTIONAL, PAGE_CHECKSUM, sequence
//                 40    1  ROW_FORMAT
//                 42    2  STATS_SAMPLE_PAGES
//                 44    1  STATS_AUTO_RECALC
//                 47    4  length of the keys, where the one above is 0xffff
//                 51    4  version of the server
//                 55    4  length of extra
//                 62    2  KEY_BLOCK_SIZE
// Fails     where the columns cannot be had: no header, a form that lies outside of the file. A section behind them
//           that is cut off is given as far as it goes, and named in `remarks`.
// Lifetime  the views point into the file's bytes, which must outlive them.
// Source    sql/unireg.cc mysql_create_frm, pack_header, pack_fields, sql/table.cc open_binary_frm (MySQL 5.7);
//           sql/table.cc init_from_binary_frm_image (MariaDB 10.11).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/error.h"

namespace innosalvage {

inline constexpr std::size_t kFrmHeaderSize = 64;
inline constexpr std::size_t kFrmFormSize = 288;
inline constexpr std::size_t kFrmFieldSize = 17;

// Forward reading of little-endian numbers and lengths. Past the end it gives zeros and says so.
class FrmCursor {
 public:
  explicit FrmCursor(Bytes bytes) : bytes_(bytes) {}
  bool failed() const { return failed_; }
  bool AtEnd() const { return bytes_.empty(); }
  std::size_t left() const { return bytes_.size(); }
  std::uint64_t Number(std::size_t size) { return LoadLittle(Take(size)); }
  unsigned Byte() { return static_cast<unsigned>(Number(1)); }
  Bytes Take(std::size_t size);
  std::string_view Text(std::size_t size) { return AsText(Take(size)); }
  std::string_view Terminated();  // up to a NUL, which is passed over

 private:
  Bytes bytes_;
  bool failed_ = false;
};

constexpr std::uint64_t FrmNumber(Bytes bytes, std::size_t offset, std::size_t size) {
  const auto view = BytesAt(bytes, offset, size);
  return view ? LoadLittle(*view) : 0;
}

struct FrmSections {
  Bytes header, form;
  Bytes extra2;  // empty: a server that has none
  Bytes keys, defaults, extra;
  Bytes fields, names, members, comments, expressions;
  unsigned version = 0;  // of the format; 11: MariaDB 10.2
  std::uint32_t server_version = 0;
  std::size_t columns = 0;
  std::vector<std::string> remarks;
};

// "fe 01" and a version that is known: a table or a sequence. Views are text (definition_text.h).
bool IsBinaryFrm(Bytes file);

Result<FrmSections> CutFrm(Bytes file);

// A list of names: the first byte separates, a NUL ends. Moves the cursor behind it.
std::vector<std::string_view> FrmNameList(FrmCursor& cursor);

}  // namespace innosalvage
