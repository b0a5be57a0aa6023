#include "salvage/typed_guesses.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "parser/decimal.h"
#include "parser/temporal.h"
#include "parser/value.h"

namespace innosalvage {

namespace {

struct Weighed {
  double weight = 0.0;  // the higher, the likelier
  TypedGuess guess;
};

std::string TextOf(const Value& value) {
  switch (value.kind) {
    case ValueKind::kSigned: return std::to_string(value.i);
    case ValueKind::kUnsigned: return std::to_string(value.u);
    case ValueKind::kFloat: return fmt::format("{}", value.f);
    case ValueKind::kDouble: return fmt::format("{}", value.d);
    default: return std::string(value.text);
  }
}

void Try(Bytes stored, const Column& column, std::string type, double weight, std::vector<Weighed>& guesses) {
  std::array<std::byte, 1024> scratch{};
  std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
  const auto value = DecodeValue(column, stored, arena);
  if (value) guesses.push_back({weight, {std::move(type), TextOf(*value)}});
}

Column OfType(SqlType type, bool is_unsigned = false) {
  Column column;
  column.type = type;
  column.is_unsigned = is_unsigned;
  column.old_temporal = false;
  return column;
}

double NumberWeight(std::uint64_t magnitude) { return 40.0 - std::log2(1.0 + static_cast<double>(magnitude)); }

void AddIntegers(Bytes stored, std::vector<Weighed>& guesses) {
  constexpr std::array<std::pair<std::size_t, SqlType>, 5> kTypes = {{{1, SqlType::kTinyInt},
                                                                      {2, SqlType::kSmallInt},
                                                                      {3, SqlType::kMediumInt},
                                                                      {4, SqlType::kInt},
                                                                      {8, SqlType::kBigInt}}};
  for (const auto& [width, type] : kTypes) {
    if (width != stored.size()) continue;
    const std::uint64_t raw = LoadBig(stored);
    const std::uint64_t bias = std::uint64_t{1} << (8 * width - 1);
    Try(stored, OfType(type), std::string(Name(type)), NumberWeight(raw >= bias ? raw - bias : bias - raw), guesses);
    Try(stored, OfType(type, true), std::string(Name(type)) + " UNSIGNED", NumberWeight(raw) - 1.0, guesses);
  }
}

void AddTemporal(Bytes stored, std::vector<Weighed>& guesses) {
  const auto add = [&](SqlType type, std::size_t base, double weight) {
    if (stored.size() < base || stored.size() > base + 3) return;
    Column column = OfType(type);
    column.fsp = static_cast<std::uint8_t>((stored.size() - base) * 2);
    std::vector<Weighed> one;
    const std::string digits = column.fsp == 0 ? "" : fmt::format("({})", column.fsp);
    Try(stored, column, std::string(Name(type)) + digits, weight, one);
    if (one.empty()) return;
    const std::string& text = one.front().guess.value;
    // A date of our century is a likely one; others are bytes that happen to be legal.
    const bool ours = text.starts_with("19") || text.starts_with("20");
    if (!ours && type != SqlType::kTime) one.front().weight -= 25.0;
    guesses.push_back(std::move(one.front()));
  };
  if (stored.size() == 3) add(SqlType::kDate, 3, 26.0);
  add(SqlType::kDateTime, 5, 30.0);
  add(SqlType::kTimestamp, 4, 15.0);
  add(SqlType::kTime, 3, 12.0);
  if (stored.size() == 8) {
    Column column = OfType(SqlType::kDateTime);
    column.old_temporal = true;
    Try(stored, column, "DATETIME (before 5.6)", 16.0, guesses);
    if (!guesses.empty() && guesses.back().guess.type.starts_with("DATETIME (") &&
        guesses.back().guess.value.starts_with("0")) {
      guesses.back().weight -= 25.0;
    }
  }
}

void AddReals(Bytes stored, std::vector<Weighed>& guesses) {
  if (stored.size() != 4 && stored.size() != 8) return;
  std::vector<Weighed> one;
  Try(stored, OfType(stored.size() == 4 ? SqlType::kFloat : SqlType::kDouble), stored.size() == 4 ? "FLOAT" : "DOUBLE",
      12.0, one);
  if (one.empty()) return;
  const std::string& text = one.front().guess.value;
  if (text.find('e') != std::string::npos || text.size() > 12) one.front().weight -= 12.0;
  guesses.push_back(std::move(one.front()));
}

void AddDecimal(Bytes stored, std::vector<Weighed>& guesses) {
  if (stored.size() < 2 || stored.size() > 16) return;
  for (unsigned precision = kMaxColumnPrecision; precision > 2; --precision) {
    if (DecimalSize(precision, 2) != stored.size()) continue;
    Column column = OfType(SqlType::kDecimal);
    column.length = precision;
    column.decimals = 2;
    Try(stored, column, fmt::format("DECIMAL({},2)", precision), 10.0, guesses);
    return;
  }
}

void AddText(Bytes stored, std::vector<Weighed>& guesses) {
  if (stored.empty()) return;
  static const Charset& utf8mb4 = *FindCharset("utf8mb4");
  const bool plain = std::ranges::none_of(stored, [](std::byte b) {
    const unsigned c = std::to_integer<unsigned>(b);
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  });
  if (!plain) return;
  std::string text;
  if (AppendUtf8(utf8mb4, stored, text)) {
    guesses.push_back({18.0 + 2.0 * static_cast<double>(stored.size()), {"text", std::move(text)}});
  } else if (AppendUtf8(*FindCharset("latin1"), stored, text)) {
    guesses.push_back({4.0 + static_cast<double>(stored.size()), {"text, latin1", std::move(text)}});
  }
}

}  // namespace

std::vector<TypedGuess> GuessTypes(Bytes stored, std::size_t max_guesses) {
  std::vector<Weighed> guesses;
  AddIntegers(stored, guesses);
  AddTemporal(stored, guesses);
  AddReals(stored, guesses);
  AddDecimal(stored, guesses);
  AddText(stored, guesses);
  std::ranges::stable_sort(guesses, std::greater{}, &Weighed::weight);
  std::vector<TypedGuess> best;
  for (Weighed& guess : guesses) {
    if (best.size() == max_guesses || guess.weight < 0.0) break;
    best.push_back(std::move(guess.guess));
  }
  return best;
}

std::string SpacedHex(Bytes bytes, std::size_t most) {
  std::string text;
  for (const std::byte b : bytes.first(std::min(most, bytes.size()))) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
  }
  if (bytes.size() > most) text += " ...";
  return text;
}

}  // namespace innosalvage
