#include "exporters/side_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "exporters/client_text.h"
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

// Clients cut a longer one off, and the text would hold what is left of it.
constexpr std::size_t kLongestDelimiter = 15;

// A delimiter that the statement does not hold.
std::string DelimiterFor(std::string_view sql) {
  std::size_t longest = 1;  // ";" ends what is in the body
  for (std::size_t at = sql.find(';'); at != std::string_view::npos;) {
    const std::size_t end = std::min(sql.find_first_not_of(';', at), sql.size());
    longest = std::max(longest, end - at);
    at = sql.find(';', end);
  }
  return std::string(longest + 1, ';');
}

bool IsListOfNames(std::string_view sql_mode) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_,";
  return sql_mode.find_first_not_of(kAllowed) == std::string_view::npos;
}

// As the client that is to load it reads it; `unsafe` for other reasons as well.
ClientReading ReadDefinition(const SideDefinition& definition, const std::string& delimiter) {
  const ClientSession session = SessionUnder(definition.sql_mode);
  ClientReading reading = ReadAsClient(definition.sql, session);
  if (reading.unsafe.empty() && !session.backslash_escapes) {
    // A server that does not know all of the modes sets none, and mysql --force goes on.
    const ClientReading other =
        ReadAsClient(definition.sql, {.backslash_escapes = true, .quotes_are_names = session.quotes_are_names});
    reading.unsafe = other.unsafe;
    reading.ends_in_comment = reading.ends_in_comment || other.ends_in_comment;
    reading.several = reading.several || other.several;
  }
  if (!reading.unsafe.empty()) return reading;
  if (!IsListOfNames(definition.sql_mode)) reading.unsafe = "its sql_mode is no list of names";
  if (delimiter.size() > kLongestDelimiter) reading.unsafe = "it holds more semicolons in a row than a delimiter may";
  const bool view = definition.kind == SideDefinitionKind::kView;
  if (view && reading.several) reading.unsafe = "it holds a second statement, which no view does";
  return reading;
}

void AppendInert(std::string_view sql, std::string_view why, std::string& out) {
  out += fmt::format(
      "\n-- Left inert, since {}:\n-- it might run commands of the client. Read it before you use any of it.\n", why);
  while (!sql.empty()) {
    const std::size_t end = std::min(sql.find('\n'), sql.size());
    out += "-- ";
    AppendOneLine(sql.substr(0, end), out);
    out += '\n';
    sql.remove_prefix(std::min(end + 1, sql.size()));
  }
}

// Views that others name come before these. A name that stands in a text by chance costs nothing but the order.
class ViewOrder {
 public:
  explicit ViewOrder(std::span<const SideDefinition> definitions) : definitions_(definitions) {
    for (const SideDefinition& definition : definitions) {
      if (definition.kind != SideDefinitionKind::kView) continue;
      named_[QuoteIdentifier(definition.name)].views.push_back(views_.size());
      views_.push_back(&definition);
    }
    seen_.resize(views_.size());
  }

  std::vector<const SideDefinition*> Ordered() {
    std::vector<const SideDefinition*> ordered;
    for (std::size_t view = 0; view < views_.size(); ++view) Visit(view, ordered);
    for (const SideDefinition& definition : definitions_) {
      if (definition.kind != SideDefinitionKind::kView) ordered.push_back(&definition);
    }
    return ordered;
  }

 private:
  // Deeper nesting than this no server opens; it also bounds the stack.
  static constexpr int kMostDepth = 100;

  // The views of one name, of several databases.
  struct Named {
    std::vector<std::size_t> views;  // those not seen, when last asked for
    std::size_t asked_by = SIZE_MAX;
  };

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void Visit(std::size_t view, std::vector<const SideDefinition*>& ordered) {
    if (seen_[view]) return;
    seen_[view] = true;
    ++depth_;
    if (depth_ < kMostDepth) {
      for (const std::size_t other : NamedBy(view)) Visit(other, ordered);
    }
    --depth_;
    ordered.push_back(views_[view]);
  }

  // Those not seen yet, in their order. A quoted name stands between two runs of backticks of odd length: a run of even
  // length is nothing but doubled ones, inside a name. So one pass does, whatever quotes and comments are around it.
  std::vector<std::size_t> NamedBy(std::size_t view) {
    std::vector<std::size_t> others;
    const std::string_view sql = views_[view]->sql;
    std::size_t opened = std::string_view::npos;
    for (std::size_t at = sql.find('`'); at != std::string_view::npos;) {
      const std::size_t end = std::min(sql.find_first_not_of('`', at), sql.size());
      if ((end - at) % 2 != 0) {
        if (opened != std::string_view::npos) Take(sql.substr(opened, end - opened), view, others);
        opened = at;
      }
      at = sql.find('`', end);
    }
    std::ranges::sort(others);
    return others;
  }

  void Take(std::string_view quoted, std::size_t view, std::vector<std::size_t>& others) {
    const auto found = named_.find(quoted);
    if (found == named_.end() || std::exchange(found->second.asked_by, view) == view) return;
    std::vector<std::size_t>& views = found->second.views;
    std::erase_if(views, [&](std::size_t other) { return seen_[other]; });
    others.insert(others.end(), views.begin(), views.end());
  }

  std::span<const SideDefinition> definitions_;
  std::vector<const SideDefinition*> views_;
  std::unordered_map<std::string, Named, Hash, std::equal_to<>> named_;  // by their quoted names
  std::vector<bool> seen_;                                               // by place in views_
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
          "-- A body may hold any statements, and more may follow it: read what you load, if the file may be hostile.\n"
          "SET NAMES utf8mb4;\nSET @old_sql_mode = @@sql_mode, sql_mode = '';\n",
          tool, Plural(definition.kind));
    }
    text += "\n-- from ";
    AppendOneLine(definition.source, text);
    const std::string delimiter = DelimiterFor(definition.sql);
    const ClientReading reading = ReadDefinition(definition, delimiter);
    if (!reading.unsafe.empty()) {
      AppendInert(definition.sql, reading.unsafe, text);
      continue;
    }
    if (!definition.time_zone.empty()) {
      text += "\n-- its time zone was ";
      AppendOneLine(definition.time_zone, text);
      text += "; the times here are UTC\nSET time_zone = '+00:00';";
    }
    text += fmt::format("\nSET sql_mode = '{}';\nDELIMITER {}\n{}{}{}\nDELIMITER ;\n", definition.sql_mode, delimiter,
                        definition.sql, reading.ends_in_comment ? '\n' : ' ', delimiter);
    // The next one's mode may be one that the server refuses.
    if (!SessionUnder(definition.sql_mode).backslash_escapes) text += "SET sql_mode = '';\n";
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
