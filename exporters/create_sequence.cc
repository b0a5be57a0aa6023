#include "exporters/create_sequence.h"

#include <fmt/format.h>

#include "exporters/sql_text.h"

namespace innosalvage {

std::string CreateSequenceSql(const Table& table, const SequenceState& state) {
  const std::string name = QuoteIdentifier(table.name);
  // BIGINT is the only type before 11.5, which does not know AS.
  const Column& number = table.columns.front();
  const bool plain = number.type == SqlType::kBigInt && !number.is_unsigned;
  const std::string type =
      plain ? std::string() : fmt::format(" AS {}{}", Name(number.type), number.is_unsigned ? " UNSIGNED" : "");
  std::string sql =
      fmt::format("CREATE SEQUENCE {}{} START WITH {} MINVALUE {} MAXVALUE {} INCREMENT BY {} {} {} ENGINE=InnoDB",
                  name, type, state.start, state.minimum, state.maximum, state.increment,
                  state.cache == "0" ? "NOCACHE" : "CACHE " + state.cache, state.cycle == "0" ? "NOCYCLE" : "CYCLE");
  if (!table.comment.empty()) sql += " COMMENT=" + QuoteSqlString(table.comment);
  sql += ";\n";
  if (state.next == state.start && state.cycles == "0") return sql;
  std::string row;
  for (const std::string* value : state.InColumnOrder()) row += (row.empty() ? "" : ",") + *value;
  return sql + fmt::format("INSERT INTO {} VALUES ({});\n", name, row);
}

}  // namespace innosalvage
