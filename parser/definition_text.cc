#include "parser/definition_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "parser/charset.h"
#include "parser/sql_quote.h"

namespace innosalvage {

namespace {

char Unescaped(char c) {
  switch (c) {
    case 'n': return '\n';
    case '0': return '\0';
    case 'z': return '\x1a';
    default: return c;
  }
}

// The line behind "name=", or nullopt.
std::optional<std::string_view> Parameter(std::string_view text, std::string_view name) {
  const std::string wanted = fmt::format("\n{}=", name);
  const std::size_t at = text.find(wanted);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t from = at + wanted.size();
  const std::size_t end = text.find('\n', from);
  // The last line ends like the others: without its end it is cut off.
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(from, end - from);
}

std::string String(std::string_view escaped) {
  std::string out;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '\\' && i + 1 < escaped.size()) {
      out += Unescaped(escaped[++i]);
    } else {
      out += escaped[i];
    }
  }
  return out;
}

std::vector<std::string> StringList(std::string_view line) {
  std::vector<std::string> list;
  for (std::size_t at = line.find('\''); at != std::string_view::npos; at = line.find('\'', at)) {
    std::string item;
    for (++at; at < line.size() && line[at] != '\''; ++at) {
      if (line[at] == '\\' && at + 1 < line.size()) {
        item += Unescaped(line[++at]);
      } else {
        item += line[at];
      }
    }
    if (at >= line.size()) break;  // not closed: cut off
    ++at;
    list.push_back(std::move(item));
  }
  return list;
}

std::uint64_t Number(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(),
                  number);  // NOLINT(*-pointer-arithmetic): from_chars' own form
  return number;
}

std::vector<std::uint64_t> NumberList(std::string_view line) {
  std::vector<std::uint64_t> list;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end != at) list.push_back(Number(line.substr(at, end - at)));
    at = end + 1;
  }
  return list;
}

// A statement stands in the character set of the client that gave it.
std::string AsUtf8(const std::string& text, std::string_view charset_name) {
  const Charset* charset = FindCharset(charset_name);
  std::string converted;
  if (charset != nullptr && AppendUtf8(*charset, AsBytes(text), converted)) return converted;
  return text;
}

// Source: sql/sql_class.h MODE_*; the numbers are the same in all versions.
std::string ReadingModes(std::uint64_t mode) {
  constexpr std::array<std::pair<std::uint64_t, std::string_view>, 5> kModes = {{{1, "REAL_AS_FLOAT"},
                                                                                 {2, "PIPES_AS_CONCAT"},
                                                                                 {4, "ANSI_QUOTES"},
                                                                                 {8, "IGNORE_SPACE"},
                                                                                 {1U << 20U, "NO_BACKSLASH_ESCAPES"}}};
  std::string names;
  for (const auto& [bit, name] : kModes) {
    if ((mode & bit) == 0) continue;
    if (!names.empty()) names += ',';
    names += name;
  }
  return names;
}

}  // namespace

std::optional<DefinitionType> DefinitionTypeOf(std::string_view text) {
  if (text.starts_with("TYPE=VIEW\n")) return DefinitionType::kView;
  if (text.starts_with("TYPE=TRIGGERS\n")) return DefinitionType::kTriggers;
  if (text.starts_with("TYPE=TRIGGERNAME\n")) return DefinitionType::kTriggerName;
  return std::nullopt;
}

std::optional<std::string> ViewSql(std::string_view text, std::string_view name) {
  if (DefinitionTypeOf(text) != DefinitionType::kView) return std::nullopt;
  auto body = Parameter(text, "view_body_utf8");
  if (!body || body->empty()) body = Parameter(text, "query");
  if (!body || body->empty()) return std::nullopt;
  const auto number = [&](std::string_view parameter) { return Number(Parameter(text, parameter).value_or("")); };
  std::string sql = "CREATE";
  // MariaDB and MySQL have the two the other way round; MariaDB says who wrote it (VIEW_ALGORITHM_MERGE_FRM).
  const std::uint64_t merge = Parameter(text, "mariadb-version") ? 1 : 2;
  const std::uint64_t algorithm = number("algorithm");
  const std::string_view word = algorithm == merge ? "MERGE" : algorithm == 3 - merge ? "TEMPTABLE" : "UNDEFINED";
  sql += fmt::format(" ALGORITHM={}", word);
  if (const auto user = Parameter(text, "definer_user"); user && !user->empty()) {
    sql += fmt::format(" DEFINER={}@{}", QuoteName(String(*user)),
                       QuoteName(String(Parameter(text, "definer_host").value_or(""))));
  }
  const auto security = Parameter(text, "suid");
  sql += security && Number(*security) == 0 ? " SQL SECURITY INVOKER" : " SQL SECURITY DEFINER";
  sql += fmt::format(" VIEW {} AS {}", QuoteName(name), String(*body));
  switch (number("with_check_option")) {
    case 1: sql += " WITH LOCAL CHECK OPTION"; break;
    case 2: sql += " WITH CASCADED CHECK OPTION"; break;
    default: break;
  }
  return sql;
}

std::vector<TriggerDefinition> ParseTriggers(std::string_view text) {
  std::vector<TriggerDefinition> triggers;
  if (DefinitionTypeOf(text) != DefinitionType::kTriggers) return triggers;
  const auto line = [&](std::string_view name) { return Parameter(text, name).value_or(""); };
  const auto modes = NumberList(line("sql_modes"));
  const auto charsets = StringList(line("client_cs_names"));
  std::vector<std::string> statements = StringList(line("triggers"));
  for (std::size_t i = 0; i < statements.size(); ++i) {
    TriggerDefinition trigger;
    trigger.sql = i < charsets.size() ? AsUtf8(statements[i], charsets[i]) : statements[i];
    if (i < modes.size()) trigger.sql_mode = ReadingModes(modes[i]);
    triggers.push_back(std::move(trigger));
  }
  return triggers;
}

}  // namespace innosalvage
