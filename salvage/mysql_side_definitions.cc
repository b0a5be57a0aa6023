#include "salvage/mysql_side_definitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "parser/charset.h"
#include "parser/sql_quote.h"
#include "salvage/dictionary.h"

namespace innosalvage {

namespace {

class Writer {
 public:
  Writer(const MySqlDictionary& dictionary, const std::string& file)
      : dictionary_(dictionary), source_("dictionary in " + file) {}

  std::vector<SideDefinition> Write() {
    AddViews();
    AddTriggers();
    AddRoutines();
    AddEvents();
    return std::move(out_);
  }

 private:
  // One row of a dictionary table.
  struct Entry {
    const DictionaryTable& table;
    const TableRow& row;

    const std::string& Text(std::string_view column) const { return table.Text(row, column); }
    std::uint64_t Number(std::string_view column) const { return table.Number(row, column); }
    bool Has(std::string_view column) const {
      const TableCell::State state = table.Cell(row, column).state;
      return state == TableCell::State::kText || state == TableCell::State::kNumber;
    }
    // Text that a client sent, which stands in its character set.
    std::string FromClient(std::string_view column, std::string_view collation) const {
      const std::string& text = Text(column);
      const Collation* client = FindCollation(static_cast<std::uint32_t>(Number(collation)));
      std::string converted;
      if (client != nullptr && AppendUtf8(*client->charset, AsBytes(text), converted)) return converted;
      return text;
    }
  };

  template <class Visit>
  void ForEach(std::string_view name, const Visit& visit) {
    const DictionaryTable* table = dictionary_.Find(name);
    if (table == nullptr) return;
    for (const TableRow& row : table->rows()) {
      const std::string& db = dictionary_.SchemaName(table->Number(row, "schema_id"));
      if (!db.empty() && !IsServersOwn(db, {})) visit(Entry{*table, row}, db);
    }
  }

  // "root@localhost": the name may hold an @, the host does not.
  static std::string Definer(const std::string& definer) {
    const std::size_t at = definer.rfind('@');
    if (definer.empty() || at == std::string::npos) return {};
    return fmt::format(" DEFINER={}@{}", QuoteName(definer.substr(0, at)), QuoteName(definer.substr(at + 1)));
  }

  void Add(SideDefinitionKind kind, std::string db, std::string name, std::string sql, const Entry& entry) {
    SideDefinition definition{kind, std::move(db), std::move(name), std::move(sql), {}, source_};
    if (!entry.row.trusted()) definition.source += " (its page does not verify)";
    if (entry.table.has("sql_mode")) definition.sql_mode = entry.Text("sql_mode");
    out_.push_back(std::move(definition));
  }

  void AddViews() {
    ForEach("tables", [&](const Entry& entry, const std::string& db) {
      if (entry.Text("type") != "VIEW" || entry.Text("view_definition").empty()) return;
      const std::string& name = entry.Text("name");
      const bool invoker = entry.Text("view_security_type") == "INVOKER";
      const std::string& algorithm = entry.Text("view_algorithm");
      std::string sql = fmt::format("CREATE ALGORITHM={}{} SQL SECURITY {} VIEW {} AS {}",
                                    algorithm.empty() ? "UNDEFINED" : algorithm, Definer(entry.Text("view_definer")),
                                    invoker ? "INVOKER" : "DEFINER", QuoteName(name),
                                    entry.FromClient("view_definition", "view_client_collation_id"));
      const std::string& check = entry.Text("view_check_option");
      if (check == "LOCAL" || check == "CASCADED") sql += fmt::format(" WITH {} CHECK OPTION", check);
      Add(SideDefinitionKind::kView, db, name, std::move(sql), entry);
    });
  }

  void AddTriggers() {
    std::map<std::uint64_t, std::string> tables;
    if (const DictionaryTable* table = dictionary_.Find("tables")) {
      for (const TableRow& row : table->rows()) tables[table->Number(row, "id")] = table->Text(row, "name");
    }
    std::vector<std::tuple<std::uint64_t, std::uint64_t, SideDefinition>> found;
    ForEach("triggers", [&](const Entry& entry, const std::string& db) {
      const auto on = tables.find(entry.Number("table_id"));
      if (on == tables.end() || entry.Text("action_statement").empty()) return;
      Add(SideDefinitionKind::kTrigger, db, on->second,
          fmt::format("CREATE{} TRIGGER {} {} {} ON {} FOR EACH ROW {}", Definer(entry.Text("definer")),
                      QuoteName(entry.Text("name")), entry.Text("action_timing"), entry.Text("event_type"),
                      QuoteName(on->second), entry.FromClient("action_statement", "client_collation_id")),
          entry);
      found.emplace_back(on->first, entry.Number("action_order"), std::move(out_.back()));
      out_.pop_back();
    });
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
      return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    for (auto& [table, order, definition] : found) out_.push_back(std::move(definition));
  }

  // Source: sp_returns_type, sp.cc.
  static std::string CharsetOfResult(const Entry& entry) {
    constexpr std::uint32_t kUtf8mb4Default = 255;  // utf8mb4_0900_ai_ci
    const std::string& type = entry.Text("result_data_type");
    const bool text = type.ends_with("VARCHAR") || type.ends_with("STRING") || type.ends_with("BLOB") ||
                      type.ends_with("ENUM") || type.ends_with("SET");
    const auto id = static_cast<std::uint32_t>(entry.Number("result_collation_id"));
    const Collation* collation = text ? FindCollation(id) : nullptr;
    if (collation == nullptr || collation->charset->name == "binary") return {};
    const bool usual = collation->charset->name == "utf8mb4" ? id == kUtf8mb4Default
                                                             : collation->name == collation->charset->default_collation;
    return fmt::format(" CHARSET {}{}", collation->charset->name,
                       usual ? std::string() : fmt::format(" COLLATE {}", collation->name));
  }

  void AddRoutines() {
    ForEach("routines", [&](const Entry& entry, const std::string& db) {
      const std::string& kind = entry.Text("type");
      const bool function = kind == "FUNCTION";
      if ((!function && kind != "PROCEDURE") || !entry.Has("definition")) return;
      std::string sql =
          fmt::format("CREATE{} {} {}({})", Definer(entry.Text("definer")), kind, QuoteName(entry.Text("name")),
                      entry.FromClient("parameter_str", "client_collation_id"));
      if (function) sql += " RETURNS " + entry.Text("result_data_type_utf8") + CharsetOfResult(entry);
      sql += '\n';
      const std::string& language = entry.Text("external_language");
      if (!language.empty() && language != "SQL") sql += fmt::format("    LANGUAGE {}\n", language);
      const std::string& access = entry.Text("sql_data_access");
      if (!access.empty() && access != "CONTAINS SQL") sql += fmt::format("    {}\n", access);
      if (entry.Number("is_deterministic") != 0) sql += "    DETERMINISTIC\n";
      if (entry.Text("security_type") == "INVOKER") sql += "    SQL SECURITY INVOKER\n";
      if (!entry.Text("comment").empty()) sql += fmt::format("    COMMENT {}\n", QuoteText(entry.Text("comment")));
      const std::string body = entry.FromClient("definition", "client_collation_id");
      // Other languages' code is a string.
      sql += language.empty() || language == "SQL" ? body : fmt::format("AS {}", QuoteText(body));
      Add(SideDefinitionKind::kRoutine, db, entry.Text("name"), std::move(sql), entry);
    });
  }

  void AddEvents() {
    ForEach("events", [&](const Entry& entry, const std::string& db) {
      if (entry.Text("definition").empty()) return;
      std::string when;
      if (entry.Has("execute_at")) {
        when = fmt::format("AT '{}'", entry.Text("execute_at"));
      } else {
        when = "EVERY " +
               EventInterval(static_cast<std::int32_t>(entry.Number("interval_value")), entry.Text("interval_field"));
        if (entry.Has("starts")) when += fmt::format(" STARTS '{}'", entry.Text("starts"));
        if (entry.Has("ends")) when += fmt::format(" ENDS '{}'", entry.Text("ends"));
      }
      const std::string& status = entry.Text("status");
      std::string sql = fmt::format("CREATE{} EVENT {} ON SCHEDULE {} ON COMPLETION {} {}",
                                    Definer(entry.Text("definer")), QuoteName(entry.Text("name")), when,
                                    entry.Text("on_completion") == "PRESERVE" ? "PRESERVE" : "NOT PRESERVE",
                                    status == "ENABLED"    ? "ENABLE"
                                    : status == "DISABLED" ? "DISABLE"
                                                           : "DISABLE ON REPLICA");
      if (!entry.Text("comment").empty()) sql += " COMMENT " + QuoteText(entry.Text("comment"));
      sql += " DO " + entry.FromClient("definition", "client_collation_id");
      Add(SideDefinitionKind::kEvent, db, entry.Text("name"), std::move(sql), entry);
      out_.back().time_zone = entry.Text("time_zone");
    });
  }

  const MySqlDictionary& dictionary_;
  const std::string source_;
  std::vector<SideDefinition> out_;
};

}  // namespace

std::string EventInterval(std::int64_t value, std::string_view field) {
  const auto two = [&](std::int64_t unit, char between) {
    return fmt::format("'{}{}{}' {}", value / unit, between, value % unit, field);
  };
  if (field == "QUARTER") return fmt::format("{} {}", value / 3, field);  // months
  if (field == "WEEK") return fmt::format("{} {}", value / 7, field);     // days
  if (field == "YEAR_MONTH") return two(12, '-');
  if (field == "DAY_HOUR") return two(24, ' ');
  if (field == "HOUR_MINUTE" || field == "MINUTE_SECOND") return two(60, ':');
  const std::int64_t seconds = value % 60, minutes = value / 60 % 60, hours = value / 3600;
  if (field == "HOUR_SECOND") return fmt::format("'{}:{}:{}' {}", hours, minutes, seconds, field);
  if (field == "DAY_SECOND") {
    return fmt::format("'{} {}:{}:{}' {}", hours / 24, hours % 24, minutes, seconds, field);
  }
  if (field == "DAY_MINUTE") {
    return fmt::format("'{} {}:{}' {}", value / (24 * 60), value / 60 % 24, value % 60, field);
  }
  return fmt::format("{} {}", value, field);
}

std::vector<SideDefinition> SideDefinitions(const MySqlDictionary& dictionary, const std::string& file) {
  return Writer(dictionary, file).Write();
}

}  // namespace innosalvage
