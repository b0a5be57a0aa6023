#include "parser/frm_expressions.h"

namespace innosalvage {

namespace {

constexpr unsigned kVersionWithExpressions = 11;  // FRM_VER_EXPRESSSIONS

std::vector<FrmExpression> ReadTyped(FrmCursor cursor, std::vector<std::string>& remarks) {
  constexpr std::size_t FRM_VCOL_NEW_BASE_SIZE = 16;
  std::vector<FrmExpression> found;
  if (!cursor.AtEnd()) cursor.Take(FRM_VCOL_NEW_BASE_SIZE);
  while (!cursor.AtEnd()) {
    const unsigned type = cursor.Byte();
    FrmExpression expression;
    expression.type = static_cast<FrmExpressionType>(type);
    expression.column = static_cast<std::uint32_t>(cursor.Number(2));
    const std::uint64_t length = cursor.Number(2);
    expression.name = cursor.Text(cursor.Byte());
    expression.text = cursor.Text(length);
    if (cursor.failed()) {
      remarks.emplace_back("an expression is cut off");
      break;
    }
    if (type > static_cast<unsigned>(FrmExpressionType::kCheckTable)) {
      remarks.emplace_back("has an expression of a kind that is not known");
      continue;
    }
    found.push_back(std::move(expression));
  }
  return found;
}

FrmExpression Generated(bool stored, std::size_t column, std::string_view text) {
  return {stored ? FrmExpressionType::kGeneratedStored : FrmExpressionType::kGeneratedVirtual,
          static_cast<std::uint32_t>(column),
          {},
          std::string(text)};
}

std::vector<FrmExpression> ReadOfMySql(FrmCursor cursor, const std::vector<FrmField>& fields,
                                       std::vector<std::string>& remarks) {
  std::vector<FrmExpression> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].generated) continue;
    cursor.Take(1);
    const std::uint64_t length = cursor.Number(2);
    const bool stored = cursor.Byte() != 0;
    found.push_back(Generated(stored, i, cursor.Text(length)));
  }
  if (cursor.failed()) remarks.emplace_back("an expression is cut off");
  return found;
}

std::vector<FrmExpression> ReadOfOldMariaDb(FrmCursor cursor, std::vector<FrmField>& fields,
                                            std::vector<std::string>& remarks) {
  std::vector<FrmExpression> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].type != MYSQL_TYPE_VIRTUAL) continue;
    FrmCursor whole(cursor.Take(fields[i].members));
    const bool has_members = whole.Byte() == 2;
    fields[i].type = whole.Byte();
    const bool stored = (whole.Byte() & 1U) != 0;
    fields[i].members = has_members ? whole.Byte() : 0;
    found.push_back(Generated(stored, i, whole.Text(whole.left())));
    if (whole.failed()) remarks.emplace_back("an expression is cut off");
  }
  return found;
}

}  // namespace

std::vector<FrmExpression> ReadFrmExpressions(const FrmSections& sections, bool mariadb, std::vector<FrmField>& fields,
                                              std::vector<std::string>& remarks) {
  const FrmCursor cursor(sections.expressions);
  if (mariadb && sections.version >= kVersionWithExpressions) return ReadTyped(cursor, remarks);
  if (mariadb) return ReadOfOldMariaDb(cursor, fields, remarks);
  return ReadOfMySql(cursor, fields, remarks);
}

}  // namespace innosalvage
