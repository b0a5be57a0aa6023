#include "tools/limit_option.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>

#include "tools/display_text.h"

namespace innosalvage {

namespace {

// nullopt: no number, or above 2^64.
std::optional<std::uint64_t> NumberOf(std::string_view text, LimitUnit unit) {
  unsigned shift = 0;
  if (unit == LimitUnit::kBytes && !text.empty()) {
    constexpr std::string_view kUnits = "KMGT";
    const auto at = kUnits.find(text.back());
    if (at != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(at) + 1);
      text.remove_suffix(1);
    }
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc() || end != text.end() || text.empty() || number > UINT64_MAX >> shift) return std::nullopt;
  return number << shift;
}

std::string Names() {
  std::string names;
  for (const LimitInfo& info : kLimits) names += (names.empty() ? "" : ", ") + std::string(info.name);
  return names;
}

std::string HelpText() {
  std::string text = "Limits, for --limit NAME=VALUE:";
  for (std::size_t i = 0; i < kLimits.size(); ++i) {
    const LimitInfo& info = kLimits.at(i);
    fmt::format_to(std::back_inserter(text), "\n  {:<17} {:>8}  {}", info.name,
                   LimitText(static_cast<Limit>(i), info.value), info.of);
  }
  return text;
}

}  // namespace

Result<void> SetLimit(const std::string& text, Limits& limits) {
  const std::size_t sign = text.find('=');
  const std::string name = text.substr(0, sign);
  const auto limit = LimitNamed(name);
  if (!limit) return Fail("--limit " + text, fmt::format("\"{}\" is no limit; there are {}", name, Names()));
  const LimitInfo& info = InfoOf(*limit);
  const std::string form =
      fmt::format("give a {} up to {}, as --limit {}={}",
                  info.unit == LimitUnit::kBytes ? "number of bytes (K, M, G, T: times 1024)" : "number",
                  LimitText(*limit, info.highest), name, LimitText(*limit, info.value));
  if (sign == std::string::npos) return Fail("--limit " + text, "has no value; " + form);
  const auto value = NumberOf(std::string_view(text).substr(sign + 1), info.unit);
  if (!value) return Fail("--limit " + text, fmt::format("\"{}\" is no value; {}", text.substr(sign + 1), form));
  if (*value > info.highest) return Fail("--limit " + text, "is too high; " + form);
  limits[*limit] = *value;
  return {};
}

void AddLimitOption(CLI::App& app, std::vector<std::string>& given) {
  app.add_option_function<std::vector<std::string>>(
         "--limit",
         [&given](const std::vector<std::string>& texts) {
           Limits limits;
           for (const std::string& text : texts) {
             if (const auto set = SetLimit(text, limits); !set) {
               throw CLI::ValidationError(Printable(set.error().Message()));
             }
           }
           FixLimits(limits);
           given = texts;
         },
         "NAME=VALUE: follow the files' claims further than usual, or less far; names below (repeatable)")
      ->allow_extra_args(false);
  app.footer(HelpText());
}

void TellReachedLimits(std::ostream& err) {
  for (const Limit limit : ReachedLimits()) err << Describe(limit) << '\n';
}

}  // namespace innosalvage
