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

// Views that others name come before these. A name that stands in a text by chance costs nothing but the order.
class ViewOrder {
 public:
  explicit ViewOrder(std::span<const SideDefinition> definitions) : definitions_(definitions) {
    for (const SideDefinition& definition : definitions) {
      if (definition.kind == SideDefinitionKind::kView) views_.push_back(&definition);
    }
  }

  std::vector<const SideDefinition*> Ordered() {
    std::vector<const SideDefinition*> ordered;
    for (const SideDefinition* view : views_) Visit(*view, ordered);
    for (const SideDefinition& definition : definitions_) {
      if (definition.kind != SideDefinitionKind::kView) ordered.push_back(&definition);
    }
    return ordered;
  }

 private:
  // Deeper nesting than this no server opens; it also bounds the stack.
  static constexpr int kMostDepth = 100;

  void Visit(const SideDefinition& view, std::vector<const SideDefinition*>& ordered) {
    if (depth_ == kMostDepth || !seen_.insert(&view).second) return;
    ++depth_;
    for (const SideDefinition* other : views_) {
      if (other != &view && view.sql.find(QuoteIdentifier(other->name)) != std::string::npos) Visit(*other, ordered);
    }
    --depth_;
    ordered.push_back(&view);
  }

  std::span<const SideDefinition> definitions_;
  std::vector<const SideDefinition*> views_;
  std::set<const SideDefinition*> seen_;
  int depth_ = 0;
};

}  // namespace

std::vector<SideScript> SideScripts(std::span<const SideDefinition> definitions, std::string_view tool) {
  std::map<std::pair<std::string, SideDefinitionKind>, std::string> texts;
  std::set<std::pair<std::string, std::string>> seen;
  for (const SideDefinition* at : ViewOrder(definitions).Ordered()) {
    const SideDefinition& definition = *at;
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
    if (!definition.time_zone.empty()) {
      text += "\n-- its time zone was ";
      AppendOneLine(definition.time_zone, text);
      text += "; the times here are UTC\nSET time_zone = '+00:00';";
    }
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
