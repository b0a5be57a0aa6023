#include "exporters/side_script.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "exporters/file_name.h"
#include "exporters/sql_text.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

std::string_view Plural(SideDefinitionKind kind) {
  switch (kind) {
    case SideDefinitionKind::kView: return "views";
    case SideDefinitionKind::kTrigger: return "triggers";
    case SideDefinitionKind::kRoutine: return "routines";
    case SideDefinitionKind::kEvent: return "events";
  }
  return "others";
}

// A delimiter that the statement does not hold.
std::string DelimiterFor(const std::string& sql) {
  std::string delimiter = ";;";
  while (sql.find(delimiter) != std::string::npos) delimiter += ';';
  return delimiter;
}

}  // namespace

std::vector<SideScript> SideScripts(std::span<const SideDefinition> definitions, std::string_view tool) {
  std::map<std::pair<std::string, SideDefinitionKind>, std::string> texts;
  std::set<std::pair<std::string, std::string>> seen;
  for (const SideDefinition& definition : definitions) {
    if (!seen.insert({definition.db, definition.sql}).second) continue;
    std::string& text = texts[{definition.db, definition.kind}];
    if (text.empty()) {
      text = fmt::format(
          "-- {}\n-- {}, as they stood in the files that define them; load them behind the tables.\n"
          "SET NAMES utf8mb4;\nSET @old_sql_mode = @@sql_mode;\n",
          tool, Plural(definition.kind));
    }
    text += "\n-- from ";
    AppendOneLine(definition.source, text);
    const std::string delimiter = DelimiterFor(definition.sql);
    text += fmt::format("\nSET sql_mode = {};\nDELIMITER {}\n{} {}\nDELIMITER ;\n", QuoteSqlString(definition.sql_mode),
                        delimiter, definition.sql, delimiter);
  }
  std::vector<SideScript> scripts;
  for (auto& [key, text] : texts) {
    text += "\nSET sql_mode = @old_sql_mode;\n";
    scripts.push_back(
        {fmt::format("schema/{}.{}.sql", SafeFileName(key.first.empty() ? "unknown" : key.first), Plural(key.second)),
         std::move(text)});
  }
  return scripts;
}

}  // namespace innosalvage
