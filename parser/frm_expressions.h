// The expressions of a .frm file: generated columns, and since MariaDB 10.2 DEFAULT and CHECK. Internal to the .frm
// reader (frm_reader.h).
//
// Shape     MariaDB 10.2   16 bytes unused; then each: type (below), 2 bytes column, 2 bytes length,
//                          1 byte length of the name, name, expression
//           MariaDB 5.2    1 or 2, type of the column, 1 = stored, [2: list of members], expression; the whole length
//                          is the column's byte 12. One for each column whose own type is MYSQL_TYPE_VIRTUAL
//           MySQL 5.7      1, 2 bytes length, 1 = stored, expression. One for each column marked as generated
// Units     text is UTF-8 as the server prints it, with the parentheses that it prints.
// Fails     what is cut off is missing, and `remarks` says so.
// Source    sql/unireg.cc pack_expression, sql/field.h enum_vcol_info_type, sql/table.cc parse_vcol_defs (MariaDB
//           10.11); sql/unireg.cc pack_fields (MySQL 5.7).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/frm_column.h"

namespace innosalvage {

enum class FrmExpressionType : std::uint8_t {
  kGeneratedVirtual,
  kGeneratedStored,
  kDefault,
  kCheckColumn,
  kCheckTable,
};

struct FrmExpression {
  FrmExpressionType type = FrmExpressionType::kGeneratedVirtual;
  std::uint32_t column = 0;  // not of kCheckTable
  std::string name;          // of a CHECK
  std::string text;
};

// MariaDB before 10.2: completes `fields`, whose type and list of members stand with the expression.
std::vector<FrmExpression> ReadFrmExpressions(const FrmSections& sections, bool mariadb, std::vector<FrmField>& fields,
                                              std::vector<std::string>& remarks);

}  // namespace innosalvage
