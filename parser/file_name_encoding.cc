#include "parser/file_name_encoding.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "parser/charset.h"

namespace innosalvage {

namespace {

struct Form {
  std::uint16_t code_point = 0;
  std::size_t length = 0;
};

std::optional<Form> ShortForm(std::string_view after_at) {
  if (after_at.size() < 2) return std::nullopt;
  const int first = after_at[0] - '0';
  const int second = after_at[1] - '0';
  if (first < 0 || first > 0x7f - '0' || second < 0 || second >= 80) return std::nullopt;
  const auto number = static_cast<std::uint16_t>(first * 80 + second);
  const auto* const letter = std::ranges::lower_bound(kFileNameLetters, number, {}, &FileNameLetter::number);
  if (letter == kFileNameLetters.end() || letter->number != number) return std::nullopt;
  return Form{letter->code_point, 2};
}

std::optional<Form> HexForm(std::string_view after_at) {
  if (after_at.size() < 4) return std::nullopt;
  std::uint16_t unit = 0;
  const std::string_view digits = after_at.substr(0, 4);
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), unit, 16);
  if (error != std::errc() || end != digits.end()) return std::nullopt;
  return Form{unit, 4};
}

bool AppendUnit(std::uint16_t unit, std::string& out) {
  static const Charset* const kUcs2 = FindCharset("ucs2");
  const std::string bytes = {static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xffU)};
  return kUcs2 != nullptr && AppendUtf8(*kUcs2, AsBytes(bytes), out);
}

}  // namespace

std::string DecodeFileName(std::string_view name) {
  // Behind a name that Windows keeps for a device.
  constexpr std::string_view kEnd = "@@@";
  if (name.size() > kEnd.size() && name.ends_with(kEnd)) name.remove_suffix(kEnd.size());
  std::string text;
  for (std::size_t i = 0; i < name.size();) {
    if (name[i] == '@') {
      const std::string_view rest = name.substr(i + 1);
      // The servers look at the short form first; where its number names no letter, four digits follow.
      auto form = ShortForm(rest);
      if (!form) form = HexForm(rest);
      if (form && AppendUnit(form->code_point, text)) {
        i += 1 + form->length;
        continue;
      }
    }
    text += name[i++];
  }
  return text;
}

}  // namespace innosalvage
