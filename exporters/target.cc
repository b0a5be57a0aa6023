#include "exporters/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "exporters/sql_text.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kNewestPatch = 99;

// The first versions that have a feature; 0: none has it.
struct Since {
  std::uint32_t mysql = 0;
  std::uint32_t mariadb = 0;
};
constexpr Since kUuid{0, 100700};
constexpr Since kInet6{0, 100500};
constexpr Since kInet4{0, 101000};
constexpr Since kVector{90000, 110700};
constexpr Since kVectorKey{0, 110700};
constexpr Since kInvisible{80023, 100300};
constexpr Since kDefaultExpression{80013, 100201};
constexpr Since kFunctionalKey{80013, 0};
constexpr Since kWithoutOverlaps{0, 100503};
constexpr Since kVersioning{0, 100300};
constexpr Since kJson{50708, 100207};
constexpr Since kGenerated{50706, 50200};

bool Has(const Target& target, Since since) {
  const std::uint32_t first = target.vendor == Vendor::kMySql ? since.mysql : since.mariadb;
  return first != 0 && target.version >= first;
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string WithoutWord(std::string_view text, std::string_view word) {
  std::string out(text);
  const std::size_t at = out.find(word);
  if (at != std::string::npos) out.erase(at, word.size());
  return out;
}

// The part of a collation's name that says how it compares: "ai_ci", "as_cs", "bin".
std::string_view Sensitivity(std::string_view name) {
  for (const std::string_view ending : {"_as_cs_ks", "_as_cs", "_as_ci", "_ai_ci"}) {
    if (name.ends_with(ending)) return ending;
  }
  if (name.ends_with("_w2")) return "_as_ci";  // accents tell, case does not
  return name.ends_with("_bin") ? "_bin" : "_ai_ci";
}

const Collation* First(std::initializer_list<std::string> names) {
  for (const std::string& name : names) {
    if (const Collation* found = FindCollation(name)) return found;
  }
  return nullptr;
}

// The nearest collation that the target has; `collation` itself where it has that.
const Collation* CollationFor(const Collation& collation, const Target& target) {
  const std::string_view name = collation.name;
  std::string charset(collation.charset->name);
  const bool of_mysql = Contains(name, "_0900_") || charset == "gb18030";
  const bool of_mariadb = Contains(name, "uca1400") || Contains(name, "nopad") || Contains(name, "thai_520_w2") ||
                          Contains(name, "myanmar") || Contains(name, "general1400");
  const std::string_view compares = Sensitivity(name);
  const bool exact = compares.starts_with("_as_cs") || compares == "_bin";
  // Where no collation of the kind exists, one that tells more values apart keeps unique keys loadable.
  const auto plain = [&] { return exact ? First({charset + "_bin"}) : First({charset + "_unicode_520_ci"}); };
  if (target.vendor == Vendor::kMySql) {
    if (of_mysql && target.version < 80000 && charset != "gb18030") return plain();
    if (!of_mariadb) return &collation;
    if (Contains(name, "nopad_")) return First({WithoutWord(name, "nopad_"), charset + "_bin"});
    if (charset == "utf8mb4" && target.version >= 80000) return First({"utf8mb4_0900" + std::string(compares)});
    return plain();
  }
  constexpr std::uint32_t kUca1400Since = 101001;
  if (!of_mysql && (!Contains(name, "uca1400") || target.version >= kUca1400Since)) return &collation;
  if (charset == "gb18030") charset = "utf8mb4";  // holds all of its characters
  if (compares == "_bin") return First({charset + "_bin"});
  if (target.version < kUca1400Since) return plain();
  return First({charset + "_uca1400" + std::string(compares.substr(0, 6)), charset + "_unicode_520_ci"});
}

using Functions = std::span<const std::string_view>;

// That one vendor alone has.
constexpr std::array<std::string_view, 5> kOfMySql = {"uuid_to_bin", "bin_to_uuid", "is_uuid", "json_storage_size",
                                                      "json_storage_free"};
constexpr std::array<std::string_view, 6> kOfMariaDb = {"nextval", "lastval", "setval",
                                                        "uuid_v4", "uuid_v7", "vec_fromtext"};
// That MySQL lets into no generated column, and MariaDB into virtual ones.
constexpr std::array<std::string_view, 11> kOfTheMoment = {
    "now",      "current_timestamp", "curdate", "curtime", "sysdate", "localtime", "localtimestamp",
    "utc_date", "utc_time",          "rand",    "uuid"};

// The function of the list that the expression calls; empty: none. One that stands in a text by chance costs no more
// than the expression.
std::string_view CalledOf(std::string_view expression, Functions functions) {
  const std::string lower = [&] {
    std::string text(expression);
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
  }();
  const auto is_word = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  for (const std::string_view name : functions) {
    for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      const bool begins = at == 0 || !is_word(lower[at - 1]);
      if (begins && end < lower.size() && (lower[end] == '(' || lower[end] == '`')) return name;
    }
  }
  return {};
}

// MariaDB keeps an expression as text, and where a string with an introducer holds a quote it cannot read it back. The
// session's character set is utf8mb4 anyway.
void DropIntroducers(std::string& expression) {
  constexpr std::string_view kIntroducer = "_utf8mb4'";
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (!quoted && std::string_view(expression).substr(i).starts_with(kIntroducer)) i += kIntroducer.size() - 1;
    const char c = expression[i];
    out += c;
    if (c == '\'') quoted = !quoted;
    if (quoted && c == '\\' && i + 1 < expression.size()) out += expression[++i];
  }
  expression = std::move(out);
}

class Rewriter {
 public:
  Rewriter(Table table, const Target& target) : target_(target) { out_.table = std::move(table); }

  TargetedTable Rewrite() {
    Table& table = out_.table;
    ReplaceCollation(table.collation, "the table");
    for (Column& column : table.columns) {
      if (column.hidden == Hidden::kByEngine || column.hidden == Hidden::kBySql) continue;
      RewriteColumn(column);
    }
    RewriteChecks();
    RewriteIndexes();
    RewriteVersioning();
    return std::move(out_);
  }

 private:
  void Tell(std::string sentence) { out_.replaced.push_back(std::move(sentence)); }

  void ReplaceCollation(const Collation*& collation, const std::string& what) {
    if (collation == nullptr) return;
    const Collation* replacement = CollationFor(*collation, target_);
    if (replacement == nullptr || replacement == collation) return;
    Tell(fmt::format("{}: collation {} becomes {}", what, collation->name, replacement->name));
    collation = replacement;
  }

  void Become(Column& column, SqlType type, std::uint32_t length, std::string_view charset, std::string_view shown) {
    Tell(fmt::format("column {}: {} becomes {}", QuoteIdentifier(column.name), Name(column.type), shown));
    column.type = type;
    column.length = length;
    column.collation = FindCollation(charset);
  }

  void RewriteType(Column& column) {
    switch (column.type) {
      case SqlType::kUuid:
        if (!Has(target_, kUuid)) Become(column, SqlType::kChar, 36, "ascii_general_ci", "CHAR(36)");
        break;
      case SqlType::kInet6:
        if (!Has(target_, kInet6)) Become(column, SqlType::kVarChar, 39, "ascii_general_ci", "VARCHAR(39)");
        break;
      case SqlType::kInet4:
        if (!Has(target_, kInet4)) Become(column, SqlType::kVarChar, 15, "ascii_general_ci", "VARCHAR(15)");
        break;
      case SqlType::kJson:
        if (!Has(target_, kJson)) Become(column, SqlType::kLongText, 0, "utf8mb4_bin", "LONGTEXT");
        break;
      case SqlType::kVector:
        if (Has(target_, kVector)) break;
        // MySQL may index no BLOB without a prefix, and neither may a VECTOR be in a key but a VECTOR KEY.
        Become(column, SqlType::kLongBlob, 0, "binary", "LONGBLOB");
        column.default_sql.reset();
        break;
      default: break;
    }
  }

  void RewriteColumn(Column& column) {
    const std::string shown = "column " + QuoteIdentifier(column.name);
    RewriteType(column);
    ReplaceCollation(column.collation, shown);
    if (column.hidden == Hidden::kByUser && !Has(target_, kInvisible)) {
      Tell(shown + ": INVISIBLE is left out");
      column.hidden = Hidden::kVisible;
    }
    RewriteExpressions(column);
    if (column.generated != Generated::kNo && !CanGenerate(column)) {
      Tell(shown + ": its generation is left out, and its values with it");
      column.generated = Generated::kNo;
      column.nullable = true;
    }
    const bool expression = column.default_sql && column.default_sql->starts_with('(');
    if (expression && !Has(target_, kDefaultExpression)) {
      Tell(fmt::format("{}: DEFAULT {} is left out", shown, *column.default_sql));
      column.default_sql.reset();
    }
    if (column.default_sql && !CalledOf(*column.default_sql, Missing()).empty()) {
      Tell(fmt::format("{}: DEFAULT {} is left out: no such function", shown, *column.default_sql));
      column.default_sql.reset();
    }
    if (target_.vendor == Vendor::kMySql && Contains(column.other_attributes, "AS ROW ")) {
      Tell(shown + ": is an ordinary column, not kept by the server");
    }
  }

  bool for_mysql() const { return target_.vendor == Vendor::kMySql; }
  Functions Missing() const { return for_mysql() ? Functions(kOfMariaDb) : Functions(kOfMySql); }

  bool CanGenerate(const Column& column) const {
    if (!Has(target_, kGenerated) || !CalledOf(column.generation_expression, Missing()).empty()) return false;
    return !for_mysql() || CalledOf(column.generation_expression, kOfTheMoment).empty();
  }

  void RewriteExpressions(Column& column) const {
    if (for_mysql()) return;
    DropIntroducers(column.generation_expression);
    DropIntroducers(column.check_sql);
    if (column.default_sql) DropIntroducers(*column.default_sql);
  }

  // MySQL has CHECK names for a whole database, and its CHECK of a column may name that column alone.
  void RewriteChecks() {
    Table& table = out_.table;
    if (for_mysql()) {
      for (Column& column : table.columns) {
        if (column.check_sql.empty()) continue;
        table.checks.push_back({.name = {}, .expression = std::move(column.check_sql), .enforced = true});
        column.check_sql.clear();
      }
    }
    std::erase_if(table.checks, [&](Check& check) {
      const std::string_view function = CalledOf(check.expression, Missing());
      if (!function.empty()) Tell(fmt::format("CHECK ({}) is left out: no function {}", check.expression, function));
      if (for_mysql() && check.name.starts_with("CONSTRAINT_")) check.name.clear();
      if (!for_mysql()) DropIntroducers(check.expression);
      return !function.empty();
    });
  }

  // MariaDB wants no generated column in a primary key.
  void RewritePrimaryKey(Index& index) {
    const auto& columns = out_.table.columns;
    const bool generated = std::ranges::any_of(index.parts, [&](const KeyPart& part) {
      return part.column < columns.size() && columns[part.column].generated != Generated::kNo;
    });
    if (for_mysql() || index.kind != IndexKind::kPrimary || !generated) return;
    Tell("the primary key becomes UNIQUE KEY `primary_key`: a column of it is generated");
    index.kind = IndexKind::kUnique;
    index.name = "primary_key";
  }

  void RewriteIndexes() {
    for (Index& index : out_.table.indexes) RewritePrimaryKey(index);
    std::erase_if(out_.table.indexes, [&](const Index& index) {
      const bool functional = std::ranges::any_of(index.parts, [](const KeyPart& p) { return !p.expression.empty(); });
      std::string_view why;
      if (functional && !Has(target_, kFunctionalKey)) why = "its parts are expressions";
      if (index.kind == IndexKind::kVector && !Has(target_, kVectorKey)) why = "it is a vector index";
      if (!index.period.empty() && !Has(target_, kWithoutOverlaps)) why = "WITHOUT OVERLAPS";
      // A hash stands behind MariaDB's unique keys over whole BLOBs.
      const bool over_blob = index.algorithm == "HASH" && target_.vendor == Vendor::kMySql;
      if (over_blob) why = "it is unique over a column of any length";
      if (why.empty()) return false;
      Tell(fmt::format("key {} is left out: {}", QuoteIdentifier(index.name), why));
      return true;
    });
  }

  void RewriteVersioning() {
    Table& table = out_.table;
    if (Has(target_, kVersioning)) return;
    if (table.system_versioned) Tell("WITH SYSTEM VERSIONING is left out: rows of the past load as rows");
    table.system_versioned = false;
    for (const std::string& element : table.other_elements) Tell(element + " is left out");
    table.other_elements.clear();
    if (Contains(table.partition_sql, "SYSTEM_TIME")) {
      Tell("the partitions by SYSTEM_TIME are left out");
      table.partition_sql.clear();
    }
  }

  const Target& target_;
  TargetedTable out_;
};

}  // namespace

std::optional<Target> ParseTarget(std::string_view text) {
  Target target{Vendor::kUnknown, 0, std::string(text)};
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  if (text.substr(0, dash) == "mysql") target.vendor = Vendor::kMySql;
  if (text.substr(0, dash) == "mariadb") target.vendor = Vendor::kMariaDb;
  if (target.vendor == Vendor::kUnknown) return std::nullopt;
  const std::string_view version = text.substr(dash + 1);
  const std::size_t dot = version.find('.');
  const auto number = [](std::string_view digits) -> std::optional<std::uint32_t> {
    std::uint32_t value = 0;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): from_chars takes the end as a pointer
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    if (error != std::errc{} || end != digits.data() + digits.size() || value > 99) return std::nullopt;
    return value;
  };
  const auto major = number(version.substr(0, std::min(dot, version.size())));
  if (!major || *major < 5) return std::nullopt;
  std::uint32_t minor = 0;
  if (dot != std::string_view::npos) {
    const auto given = number(version.substr(dot + 1));
    if (!given) return std::nullopt;
    minor = *given;
  } else if (*major == 5 || *major == 10) {
    return std::nullopt;  // series that differ too much to stand for one another
  } else if (*major != 8) {
    minor = 99;  // of MySQL 9 or MariaDB 12, the newest
  }
  target.version = *major * 10000 + minor * 100 + kNewestPatch;
  return target;
}

TargetedTable ForTarget(const Table& table, const Target& target) { return Rewriter(table, target).Rewrite(); }

}  // namespace innosalvage
