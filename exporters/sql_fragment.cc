#include "exporters/sql_fragment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "exporters/utf8.h"
#include "parser/sql_token_cursor.h"

namespace innosalvage {

namespace {

bool IsUtf8WithoutNul(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\0') return false;
    const Utf8Char c = FirstUtf8Char(text.substr(at));
    if (c.size == 0) return false;
    at += c.size;
  }
  return true;
}

class FragmentScanner {
 public:
  FragmentScanner(std::string_view sql, FragmentPlace place) : sql_(sql), place_(place) {}

  bool IsWhole() {
    if (!IsUtf8WithoutNul(sql_)) return false;
    while (at_ < sql_.size()) {
      if (!Step()) return false;
    }
    return depth_ == 0 && !comment_depth_;
  }

 private:
  bool Starts(std::string_view text) const { return sql_.substr(at_).starts_with(text); }

  bool Step() {
    const char c = sql_[at_];
    if (c == '\'' || c == '"' || c == '`') return SkipQuoted(c);
    if (Starts("/*")) return OpenComment();
    if (Starts("*/")) return CloseComment();
    if (IsLineComment() || c == ';' || c == '\\' || c == '#' || IsDelimiterCommand()) return false;
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0x7f || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r')) return false;
    if (c == '(') ++depth_;
    if (c == ')' && depth_-- == comment_depth_.value_or(0)) return false;
    if (c == ',' && depth_ == 0 && place_ == FragmentPlace::kPart) return false;
    ++at_;
    return true;
  }

  bool SkipQuoted(char quote) {
    const std::size_t begin = at_++;
    for (;; ++at_) {
      if (at_ >= sql_.size()) return false;
      if (sql_[at_] == '\\' && quote != '`') {
        ++at_;
      } else if (sql_[at_] == quote) {
        if (at_ + 1 >= sql_.size() || sql_[at_ + 1] != quote) break;
        ++at_;
      }
    }
    ++at_;
    // A server that passes a comment over sees no quotes in it.
    const std::string_view quoted = sql_.substr(begin, at_ - begin);
    return !comment_depth_ ||
           (quoted.find("*/") == std::string_view::npos && quoted.find("/*") == std::string_view::npos);
  }

  bool OpenComment() {
    std::size_t behind = at_ + 2;
    if (behind < sql_.size() && sql_[behind] == 'M') ++behind;
    if (comment_depth_ || behind >= sql_.size() || sql_[behind] != '!') return false;
    comment_depth_ = depth_;
    at_ = behind + 1;
    return true;
  }

  bool CloseComment() {
    if (comment_depth_ != depth_) return false;
    comment_depth_.reset();
    at_ += 2;
    return true;
  }

  // Two dashes are a minus of a minus, unless a blank or the end stands behind them.
  bool IsLineComment() const {
    return Starts("--") && (at_ + 2 >= sql_.size() || static_cast<unsigned char>(sql_[at_ + 2]) <= ' ');
  }

  bool IsDelimiterCommand() const {
    constexpr std::string_view kWord = "delimiter";
    const std::string_view rest = sql_.substr(at_);
    return rest.size() > kWord.size() && EqualsIgnoringCase(rest.substr(0, kWord.size()), kWord) &&
           std::isspace(static_cast<unsigned char>(rest[kWord.size()])) != 0;
  }

  std::string_view sql_;
  FragmentPlace place_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::optional<std::size_t> comment_depth_;  // in a comment with a version, which began there
};

// Behind a table's options a statement may go on: [IGNORE | REPLACE] [AS] SELECT …, VALUES …, TABLE …, WITH ….
bool IsOfPartitions(const SqlTokenCursor& cursor) {
  static constexpr std::array<std::string_view, 38> kWords = {
      "PARTITION",  "BY",           "LINEAR",     "HASH",        "KEY",           "ALGORITHM",   "RANGE",
      "LIST",       "COLUMNS",      "AUTO",       "SYSTEM_TIME", "INTERVAL",      "STARTS",      "LIMIT",
      "PARTITIONS", "SUBPARTITION", "YEAR",       "MONTH",       "SUBPARTITIONS", "QUARTER",     "WEEK",
      "DAY",        "HOUR",         "MINUTE",     "SECOND",      "DATE",          "TIMESTAMP",   "MICROSECOND",
      "YEAR_MONTH", "DAY_HOUR",     "DAY_MINUTE", "DAY_SECOND",  "HOUR_MINUTE",   "HOUR_SECOND", "MINUTE_SECOND",
      "MAXVALUE",   "CURRENT",      "HISTORY"};
  switch (cursor.Peek().kind) {
    case SqlTokenKind::kWord:
      return std::ranges::any_of(kWords, [&](std::string_view word) { return cursor.IsWord(word); });
    case SqlTokenKind::kNumber:
    case SqlTokenKind::kString: return true;
    case SqlTokenKind::kSymbol: return cursor.IsSymbol('=');
    default: return false;
  }
}

bool IsPartitionClause(const std::string& sql) {
  if (!IsWholeFragment(sql, FragmentPlace::kPart)) return false;
  const auto lexed = LexSql(sql, 1);
  if (!lexed) return false;
  SqlTokenCursor cursor(sql, lexed->tokens);
  if (!cursor.IsWord("PARTITION") || !cursor.IsWord("BY", 1)) return false;
  while (!cursor.AtEnd()) {
    if (cursor.IsSymbol('(')) {
      cursor.ExpectParentheses("'('");
      if (cursor.failed()) return false;
    } else if (IsOfPartitions(cursor)) {
      cursor.Skip();
    } else {
      return false;
    }
  }
  return true;
}

class Taker {
 public:
  explicit Taker(Table& table) : table_(table) {}

  std::vector<std::string> Run() {
    for (Column& column : table_.columns) TakeFromColumn(column);
    std::erase_if(table_.indexes, [&](Index& index) { return IsUnsafe(index); });
    std::erase_if(table_.checks, [&](const Check& check) {
      return IsUnsafe(check.expression, FragmentPlace::kInParentheses, "the CHECK " + Named(check.name));
    });
    std::erase_if(table_.other_elements, [&](const std::string& element) {
      return IsUnsafe(element, FragmentPlace::kPart, "an entry of the list of columns");
    });
    TakeFromOptions();
    if (!table_.partition_sql.empty() && !IsPartitionClause(table_.partition_sql)) {
      Tell("the clause of its partitions", std::exchange(table_.partition_sql, {}));
    }
    return std::move(taken_);
  }

 private:
  static std::string Named(std::string_view name) {
    std::string text;
    AppendOneLine(name, text);
    return text;
  }

  void Tell(std::string_view what, std::string_view sql) {
    constexpr std::size_t kShown = 200;
    std::string text;
    AppendOneLine(sql.substr(0, kShown), text);
    taken_.push_back(fmt::format("{}: {}{}", what, text, sql.size() > kShown ? " …" : ""));
  }

  bool IsUnsafe(const std::string& sql, FragmentPlace place, std::string_view what) {
    if (IsWholeFragment(sql, place)) return false;
    Tell(what, sql);
    return true;
  }

  void TakeFromColumn(Column& column) {
    const std::string of = " of column " + Named(column.name);
    if (IsUnsafe(column.generation_expression, FragmentPlace::kInParentheses, "the expression" + of)) {
      column.generation_expression.clear();
      column.generated = Generated::kNo;
      column.nullable = true;  // nothing gives it a value
    }
    if (column.default_sql && IsUnsafe(*column.default_sql, FragmentPlace::kPart, "the DEFAULT" + of)) {
      column.default_sql.reset();
    }
    for (const auto& [text, what] :
         {std::pair(&column.on_update_sql, "the ON UPDATE"), std::pair(&column.other_attributes, "the attributes")}) {
      if (IsUnsafe(*text, FragmentPlace::kPart, what + of)) text->clear();
    }
    if (IsUnsafe(column.check_sql, FragmentPlace::kInParentheses, "the CHECK" + of)) column.check_sql.clear();
  }

  bool IsUnsafe(Index& index) {
    const std::string of = " of index " + Named(index.name);
    if (IsUnsafe(index.other_options, FragmentPlace::kPart, "the options" + of)) index.other_options.clear();
    return std::ranges::any_of(index.parts, [&](const KeyPart& part) {
      return IsUnsafe(part.expression, FragmentPlace::kInParentheses, "the expression, and so all," + of);
    });
  }

  // As NAME=VALUE each: without the sign a SELECT with its number would be one.
  void TakeFromOptions() {
    const std::string given = std::exchange(table_.other_options, {});
    if (given.empty()) return;
    const auto lexed = LexSql(given, 1);
    if (!lexed) return Tell("its options", given);
    SqlTokenCursor cursor(given, lexed->tokens);
    while (!cursor.AtEnd()) {
      const std::size_t from = cursor.position();
      if (cursor.Accept("START", "TRANSACTION")) {
        Keep("START TRANSACTION");
        continue;
      }
      std::string name(cursor.Raw());
      bool known = cursor.IsName();
      cursor.Skip();
      if (cursor.Accept("DIRECTORY")) name += " DIRECTORY";
      cursor.AcceptSymbol('=');
      const std::size_t value = cursor.position();
      known = known && !cursor.AtEnd() && (cursor.Peek().kind != SqlTokenKind::kSymbol || cursor.IsSymbol('('));
      cursor.SkipValue();
      if (cursor.failed()) return Tell("its options", given);
      const std::string option = name + "=" + cursor.Spelling(value, cursor.position());
      if (known && IsWholeFragment(option, FragmentPlace::kPart)) {
        Keep(option);
      } else {
        Tell("an option", cursor.Spelling(from, cursor.position()));
      }
    }
  }

  void Keep(std::string_view option) {
    if (!table_.other_options.empty()) table_.other_options += ' ';
    table_.other_options += option;
  }

  Table& table_;
  std::vector<std::string> taken_;
};

}  // namespace

bool IsWholeFragment(std::string_view sql, FragmentPlace place) { return FragmentScanner(sql, place).IsWhole(); }

std::vector<std::string> TakeUnsafeFragments(Table& table) { return Taker(table).Run(); }

}  // namespace innosalvage
