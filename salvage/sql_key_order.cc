#include "salvage/sql_key_order.h"

#include <unicode/normlzr.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>

namespace innosalvage {

namespace {

bool IsAscii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
int Sign(int value) { return (value > 0) - (value < 0); }

// No value is another's prefix, and none contains the end of a part.
void AppendPart(std::string_view value, std::string& out) {
  for (const char c : value) {
    out += c;
    if (c == '\0') out += '\xff';
  }
  out.append(2, '\0');
}

// Accents and cases gone.
std::string Stripped(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  icu::UnicodeString apart;
  icu::Normalizer::normalize(text, UNORM_NFKD, 0, apart, error);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) kept.append(c);
  }
  kept.foldCase();
  std::string out;
  kept.toUTF8String(out);
  return out;
}

// Compares plain numbers as MakeCanonical writes them: "-12.50".
int CompareNumbers(std::string_view a, std::string_view b) {
  const bool a_negative = a.starts_with('-');
  const bool b_negative = b.starts_with('-');
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  if (a_negative) {
    std::swap(a, b);
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  const std::size_t a_whole = std::min(a.find('.'), a.size());
  const std::size_t b_whole = std::min(b.find('.'), b.size());
  if (a_whole != b_whole) return a_whole < b_whole ? -1 : 1;
  return Sign(a.compare(b));
}

// White space, punctuation and digits of ASCII in the order of the DUCET; letters follow.
// Where the versions of the UCA differ (` and ^), no place is known. Asked of MySQL 9.7 and MariaDB 11.8.
constexpr std::string_view kUcaOrder = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%+<=>|~$0123456789";

// nullopt: no place is known.
std::optional<unsigned> UcaPlace(char c) {
  const char lower = Lower(c);
  if (lower >= 'a' && lower <= 'z') return 1000U + static_cast<unsigned>(lower);
  const std::size_t at = kUcaOrder.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
}

std::string_view WithoutPadding(std::string_view text, bool pads) {
  while (pads && text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::size_t MemberOf(const Column& column, std::string_view name) {
  const auto found = std::ranges::find(column.members, name);
  return found == column.members.end() ? 0 : static_cast<std::size_t>(found - column.members.begin()) + 1;
}

std::uint64_t MembersOf(const Column& column, std::string_view names) {
  std::uint64_t bits = 0;
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    if (const std::size_t member = MemberOf(column, names.substr(0, comma)); member > 0) bits |= 1ULL << (member - 1);
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return bits;
}

bool EndsWithAny(std::string_view name, std::initializer_list<std::string_view> ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return name.ends_with(end); });
}

}  // namespace

SqlKeyOrder::SqlKeyOrder(const Table& table, std::optional<std::size_t> index) {
  if (!index) {
    why_ = "the table has no primary key, nor a unique one without NULL";
    return;
  }
  for (const KeyPart& key_part : table.indexes[*index].parts) {
    if (key_part.column >= table.columns.size()) {
      why_ = "a part of the key is an expression";
      return;
    }
    const Column& column = table.columns[key_part.column];
    if (column.generated != Generated::kNo) {
      why_ = "column " + column.name + " of the key is generated";
      return;
    }
    Part part{.column = &column, .prefix = key_part.prefix, .descending = key_part.descending};
    switch (column.type) {
      case SqlType::kFloat: why_ = "column " + column.name + " of the key is a FLOAT"; return;
      case SqlType::kTinyInt:
      case SqlType::kSmallInt:
      case SqlType::kMediumInt:
      case SqlType::kInt:
      case SqlType::kBigInt:
      case SqlType::kYear:
      case SqlType::kDecimal:
      case SqlType::kBit:
      case SqlType::kTime: part.rule = Rule::kNumber; break;
      case SqlType::kDouble: part.rule = Rule::kReal; break;
      case SqlType::kEnum: part.rule = Rule::kEnum; break;
      case SqlType::kSet: part.rule = Rule::kSet; break;
      default:
        if (!IsText(column.type) || column.collation == nullptr) break;
        const std::string_view name = column.collation->name;
        part.folds = name.ends_with("_ci") || name.find("_ci_") != std::string_view::npos;
        part.pads = name.find("_0900_") == std::string_view::npos && name.find("nopad") == std::string_view::npos &&
                    name != "binary";
        if (name.ends_with("_bin")) {
          // Code points order as their UTF-8 does; the bytes of other character sets do not, but for ASCII.
          const std::string_view charset = column.collation->charset->name;
          part.rule = charset.starts_with("utf8") ? Rule::kBytes : Rule::kText;
        } else if (EndsWithAny(name, {"_general_ci", "_swedish_ci", "_general_nopad_ci", "_swedish_nopad_ci"})) {
          part.rule = Rule::kAsciiUpper;
        } else if (EndsWithAny(name, {"_unicode_ci", "_unicode_520_ci", "utf8mb4_0900_ai_ci", "utf8mb4_0900_as_ci",
                                      "utf8mb4_0900_as_cs", "uca1400_ai_ci", "uca1400_as_ci", "uca1400_as_cs",
                                      "uca1400_nopad_ai_ci", "_unicode_nopad_ci", "_unicode_520_nopad_ci"})) {
          part.rule = Rule::kAsciiUca;
        } else {
          part.rule = Rule::kText;
        }
    }
    parts_.push_back(part);
    columns_.push_back(key_part.column);
  }
}

// What the index holds and tells apart.
std::string SqlKeyOrder::Reduced(const Part& part, std::string_view value) const {
  std::string text(value);
  if (part.prefix != 0) {
    if (IsText(part.column->type)) {
      std::size_t bytes = 0;
      for (std::uint32_t n = 0; bytes < text.size(); ++bytes) {
        if ((static_cast<unsigned char>(text[bytes]) & 0xc0U) != 0x80U && n++ == part.prefix) break;
      }
      text.resize(bytes);
    } else if (text.size() > part.prefix) {
      text.resize(part.prefix);
    }
  }
  while (part.pads && text.ends_with(' ')) text.pop_back();
  if (part.folds) std::ranges::transform(text, text.begin(), Lower);
  return text;
}

void SqlKeyOrder::AppendIdentity(const KeyValues& key, std::string& out) const {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (!key[i]) {
      out += '\0';
      continue;
    }
    out += '\1';
    if (part.rule == Rule::kNumber && key[i]->find('.') == std::string::npos && key[i]->size() < 19) {
      // Eight bytes that order as the numbers do: an index over them grows at its end where the rows come in order.
      const auto number = static_cast<std::uint64_t>(std::strtoll(key[i]->c_str(), nullptr, 10)) ^ 1ULL << 63U;
      out += '\1';
      for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(number >> static_cast<unsigned>(shift));
    } else {
      AppendPart(Reduced(part, *key[i]), out);
    }
  }
}

bool SqlKeyOrder::AppendLoose(const KeyValues& key, std::string& out) const {
  const std::size_t before = out.size();
  bool differs = false;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const bool text =
        part.folds && (part.rule == Rule::kText || part.rule == Rule::kAsciiUca || part.rule == Rule::kAsciiUpper);
    differs = differs || text;
    out += key[i] ? '\1' : '\0';
    if (!key[i]) continue;
    const std::string reduced = Reduced(part, *key[i]);
    AppendPart(text && !IsAscii(reduced) ? Stripped(reduced) : reduced, out);
  }
  if (!differs) out.resize(before);
  return differs;
}

std::optional<int> SqlKeyOrder::ComparePart(const Part& part, std::string_view a, std::string_view b) {
  if (a == b) return 0;
  switch (part.rule) {
    case Rule::kNumber: return CompareNumbers(a, b);
    case Rule::kReal: {
      const double x = std::strtod(std::string(a).c_str(), nullptr);
      const double y = std::strtod(std::string(b).c_str(), nullptr);
      return x < y ? -1 : x > y ? 1 : 0;
    }
    case Rule::kBytes: return Sign(WithoutPadding(a, part.pads).compare(WithoutPadding(b, part.pads)));
    case Rule::kEnum: {
      const std::size_t x = MemberOf(*part.column, a);
      const std::size_t y = MemberOf(*part.column, b);
      return x < y ? -1 : x > y ? 1 : 0;
    }
    case Rule::kSet: {
      const std::uint64_t x = MembersOf(*part.column, a);
      const std::uint64_t y = MembersOf(*part.column, b);
      return x < y ? -1 : x > y ? 1 : 0;
    }
    case Rule::kAsciiUca:
    case Rule::kAsciiUpper:
    case Rule::kText: break;
  }
  a = WithoutPadding(a, part.pads);
  b = WithoutPadding(b, part.pads);
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && Lower(a[at]) == Lower(b[at])) ++at;
  if (at == a.size() && at == b.size()) return part.folds ? std::optional<int>(0) : std::nullopt;
  if (part.rule == Rule::kText) return std::nullopt;
  // Beyond ASCII a letter's place is not known, nor is it where the common beginning may go on as a combining mark.
  const auto ascii = [&](std::string_view text) {
    return at >= text.size() || static_cast<unsigned char>(text[at]) < 0x80;
  };
  if (!ascii(a) || !ascii(b)) return std::nullopt;
  // The end of the shorter one: before all that follows, or, where it pads, a space.
  if (at == a.size() || at == b.size()) {
    const char next = at == a.size() ? b[at] : a[at];
    if (static_cast<unsigned char>(next) < ' ') return std::nullopt;
    return at == a.size() ? -1 : 1;
  }
  if (part.rule == Rule::kAsciiUpper) return Upper(a[at]) < Upper(b[at]) ? -1 : 1;
  const auto x = UcaPlace(a[at]);
  const auto y = UcaPlace(b[at]);
  if (!x || !y) return std::nullopt;
  return *x < *y ? -1 : 1;
}

std::optional<int> SqlKeyOrder::Compare(const KeyValues& a, const KeyValues& b) const {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (!a[i] || !b[i]) return std::nullopt;
    const auto order = ComparePart(parts_[i], *a[i], *b[i]);
    if (!order) return std::nullopt;
    if (*order != 0) return parts_[i].descending ? -*order : *order;
  }
  return 0;
}

}  // namespace innosalvage
