#include "parser/sql_lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tao/pegtl.hpp>

#include "parser/limits.h"

namespace innosalvage {
namespace {

namespace pegtl = tao::pegtl;

namespace grammar {
using pegtl::any;
using pegtl::at;
using pegtl::digit;
using pegtl::eof;
using pegtl::eol;
using pegtl::istring;
using pegtl::not_at;
using pegtl::one;
using pegtl::opt;
using pegtl::plus;
using pegtl::range;
using pegtl::ranges;
using pegtl::rep_min_max;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::string;
using pegtl::two;
using pegtl::until;
using pegtl::xdigit;

struct Space : plus<one<' ', '\t', '\n', '\r', '\v', '\f', '\0'>> {};
struct LineEnd : sor<eol, eof> {};
struct LineComment
    : seq<sor<one<'#'>, seq<two<'-'>, at<sor<one<' ', '\t', '\n', '\r', '\v', '\f'>, eof>>>>, until<LineEnd>> {};
struct CommentEnd : string<'*', '/'> {};
struct HiddenOpen : seq<string<'/', '*'>, opt<one<'M'>>, one<'!'>, string<'9', '9', '9', '9', '9', '9'>> {};
struct HiddenCommand : seq<HiddenOpen, until<CommentEnd>> {};
struct MariaDbOpen : seq<string<'/', '*', 'M', '!'>, rep_min_max<0, 6, digit>> {};
struct VersionOpen : seq<string<'/', '*', '!'>, rep_min_max<0, 6, digit>> {};
struct VersionClose : CommentEnd {};
struct BlockComment : seq<string<'/', '*'>, until<CommentEnd>> {};

template <char Quote>
struct Quoted : seq<one<Quote>, star<sor<two<Quote>, seq<one<'\\'>, any>, pegtl::not_one<Quote, '\\'>>>, one<Quote>> {};
struct QuotedName : seq<one<'`'>, star<sor<two<'`'>, pegtl::not_one<'`'>>>, one<'`'>> {};
struct String : seq<opt<one<'N', 'n'>>, Quoted<'\''>> {};
struct DoubleQuoted : Quoted<'"'> {};

struct NameChar : sor<ranges<'a', 'z', 'A', 'Z', '0', '9', '_', '_', '$', '$'>, range<'\x80', '\xff'>> {};
struct Hex : sor<seq<string<'0', 'x'>, plus<xdigit>, not_at<NameChar>>,
                 seq<one<'x', 'X'>, one<'\''>, star<xdigit>, one<'\''>>> {};
struct Bit : sor<seq<string<'0', 'b'>, plus<one<'0', '1'>>, not_at<NameChar>>,
                 seq<one<'b', 'B'>, one<'\''>, star<one<'0', '1'>>, one<'\''>>> {};
struct Exponent : seq<one<'e', 'E'>, opt<one<'+', '-'>>, plus<digit>> {};
struct Number : seq<sor<seq<plus<digit>, opt<one<'.'>, star<digit>>>, seq<one<'.'>, plus<digit>>>, opt<Exponent>,
                    not_at<NameChar>> {};
struct Word : plus<NameChar> {};
struct Symbol : pegtl::not_one<'\'', '"', '`'> {};
struct OpenComment : string<'/', '*'> {};

// The order decides: what begins alike stands with the longer form first.
struct Statement
    : star<sor<Space, LineComment, HiddenCommand, MariaDbOpen, VersionOpen, BlockComment, VersionClose, QuotedName, Hex,
               Bit, String, DoubleQuoted, Number, Word, seq<not_at<OpenComment>, Symbol>>> {};
}  // namespace grammar

struct State {
  std::string_view sql;
  std::size_t line;
  SqlTokens out;
  std::size_t counted_to = 0;  // lines are counted up to here
  std::size_t open_versions = 0;
  std::size_t last_comment_end = sql.rfind("*/");  // npos: there is none

  std::size_t OffsetOf(const char* at) const { return static_cast<std::size_t>(at - sql.data()); }

  std::size_t LineAt(std::size_t offset) {
    const auto part = sql.substr(counted_to, offset - counted_to);
    line += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    counted_to = offset;
    return line;
  }

  bool Add(SqlTokenKind kind, const char* begin, const char* end) {
    if (out.tokens.size() >= ValueOf(Limit::kStatementTokens)) return false;
    const std::size_t offset = OffsetOf(begin);
    out.tokens.push_back({kind, static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(OffsetOf(end)),
                          static_cast<std::uint32_t>(LineAt(offset))});
    return true;
  }
};

template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

template <SqlTokenKind kKind>
struct AddToken {
  template <typename Input>
  static bool apply(const Input& in, State& state) {
    return state.Add(kKind, in.begin(), in.end());
  }
};
template <>
struct Action<grammar::Word> : AddToken<SqlTokenKind::kWord> {};
template <>
struct Action<grammar::QuotedName> : AddToken<SqlTokenKind::kQuotedName> {};
template <>
struct Action<grammar::String> : AddToken<SqlTokenKind::kString> {};
template <>
struct Action<grammar::DoubleQuoted> : AddToken<SqlTokenKind::kDoubleQuoted> {};
template <>
struct Action<grammar::Number> : AddToken<SqlTokenKind::kNumber> {};
template <>
struct Action<grammar::Hex> : AddToken<SqlTokenKind::kHex> {};
template <>
struct Action<grammar::Bit> : AddToken<SqlTokenKind::kBit> {};
template <>
struct Action<grammar::Symbol> : AddToken<SqlTokenKind::kSymbol> {};

// One that is not closed is read as another version's, word by word: if its end were looked for, and the next one's, and
// so on, each to the end of the statement, a statement of these alone would take hours.
template <>
struct Action<grammar::HiddenOpen> {
  template <typename Input>
  static bool apply(const Input& in, State& state) {
    return state.last_comment_end != std::string_view::npos && state.OffsetOf(in.end()) <= state.last_comment_end;
  }
};

template <>
struct Action<grammar::MariaDbOpen> {
  static void apply0(State& state) {
    ++state.open_versions;
    state.out.mariadb_comments = true;
  }
};

template <>
struct Action<grammar::VersionOpen> {
  template <typename Input>
  static void apply(const Input& in, State& state) {
    ++state.open_versions;
    // Six digits begin at MariaDB 10.0.0; MySQL's versions have five (9.7.4 is 90704).
    if (in.size() == std::string_view("/*!100100").size() && *(in.begin() + 3) == '1') {
      state.out.mariadb_comments = true;
    }
  }
};

template <>
struct Action<grammar::VersionClose> {
  static bool apply0(State& state) {
    if (state.open_versions == 0) return false;  // then it is a multiplication and a division
    --state.open_versions;
    return true;
  }
};

void AppendEscaped(char c, std::string& out) {
  switch (c) {
    case '0': out.push_back('\0'); return;
    case 'b': out.push_back('\b'); return;
    case 'n': out.push_back('\n'); return;
    case 'r': out.push_back('\r'); return;
    case 't': out.push_back('\t'); return;
    case 'Z': out.push_back('\x1a'); return;
    case '%': out += "\\%"; return;  // kept for LIKE
    case '_': out += "\\_"; return;
    default: out.push_back(c);
  }
}

std::string Unquoted(std::string_view text, char quote, char escape) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == escape && i + 1 < text.size()) {
      AppendEscaped(text[++i], out);
    } else {
      out.push_back(text[i]);
      if (text[i] == quote) ++i;  // the second of two
    }
  }
  return out;
}

unsigned HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a' + 10);
}

// Digits to bytes, most significant first; `bits` a digit. An odd start is filled with zeroes, as the servers do.
std::string DigitsToBytes(std::string_view digits, unsigned bits) {
  const std::size_t per_byte = 8 / bits;
  std::string out((digits.size() + per_byte - 1) / per_byte, '\0');
  std::size_t position = out.size() * per_byte - digits.size();
  for (const char c : digits) {
    char& byte = out[position / per_byte];
    byte = static_cast<char>((static_cast<unsigned>(static_cast<unsigned char>(byte)) << bits) | HexDigit(c));
    ++position;
  }
  return out;
}

}  // namespace

tl::expected<SqlTokens, SqlLexError> LexSql(std::string_view sql, std::size_t first_line) {
  if (sql.size() >= std::numeric_limits<std::uint32_t>::max()) {
    return tl::unexpected(SqlLexError{first_line, "statement of 4 GiB or more"});
  }
  State state{sql, first_line, {}};
  pegtl::memory_input<pegtl::tracking_mode::lazy> in(sql.data(), sql.data() + sql.size(), "sql");
  pegtl::parse<grammar::Statement, Action>(in, state);
  const std::size_t stopped_at = state.OffsetOf(in.current());
  // A CREATE TABLE has at most 4096 columns and 8192 partitions, an ENUM 65535 members.
  if (!IsWithin(Limit::kStatementTokens, state.out.tokens.size() + 1)) {
    return tl::unexpected(
        SqlLexError{first_line, fmt::format("statement of more than {} words; {}", ValueOf(Limit::kStatementTokens),
                                            HowToRaise(Limit::kStatementTokens))});
  }
  if (stopped_at != sql.size()) {
    return tl::unexpected(SqlLexError{
        state.LineAt(stopped_at), sql[stopped_at] == '/' ? "comment that is not closed" : "quote that is not closed"});
  }
  const auto size = static_cast<std::uint32_t>(sql.size());
  state.out.tokens.push_back({SqlTokenKind::kEnd, size, size, static_cast<std::uint32_t>(state.LineAt(sql.size()))});
  return std::move(state.out);
}

std::string SqlTokenText(std::string_view sql, const SqlToken& token) {
  const std::string_view raw = sql.substr(token.begin, token.end - token.begin);
  switch (token.kind) {
    case SqlTokenKind::kQuotedName: return Unquoted(raw.substr(1, raw.size() - 2), '`', '`' /* none */);
    case SqlTokenKind::kDoubleQuoted: return Unquoted(raw.substr(1, raw.size() - 2), '"', '\\');
    case SqlTokenKind::kString: {
      const std::size_t prefix = raw.front() == '\'' ? 1 : 2;
      return Unquoted(raw.substr(prefix, raw.size() - prefix - 1), '\'', '\\');
    }
    case SqlTokenKind::kHex:
    case SqlTokenKind::kBit: {
      const unsigned bits = token.kind == SqlTokenKind::kHex ? 4 : 1;
      const bool quoted = raw.back() == '\'';
      return DigitsToBytes(raw.substr(2, raw.size() - (quoted ? 3 : 2)), bits);
    }
    default: return std::string(raw);
  }
}

}  // namespace innosalvage
