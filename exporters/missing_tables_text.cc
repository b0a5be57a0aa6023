#include "exporters/missing_tables_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "exporters/report_text.h"
#include "exporters/report_verdict.h"
#include "exporters/terminal_text.h"

namespace innosalvage {

std::string MissingTablesText(const std::vector<MissingTable>& missing) {
  constexpr std::size_t kMaxListed = 40;
  std::string text;
  for (const MissingTable& table : std::span(missing).first(std::min(missing.size(), kMaxListed))) {
    const std::string_view state = table.discarded ? "DISCARDED" : "NO FILE";
    const std::size_t room = kReportColumns - state.size() - 2;
    const std::string name = TerminalText(table.db.empty() ? table.name : table.db + "." + table.name);
    text += fmt::format("{}  {}\n", PadRight(ShortenToColumns(name, room), room), state);
    AppendWrapped("  known by  ", TerminalText(table.known_by), kReportColumns, text);
  }
  if (missing.size() > kMaxListed) {
    text += fmt::format("and {} more, see the report as JSON\n", Grouped(missing.size() - kMaxListed));
  }
  return text;
}

}  // namespace innosalvage
