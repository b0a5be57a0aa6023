#include "parser/sdi_json.h"

#include <fmt/format.h>

#include <array>

namespace innosalvage {
namespace {

// 64: not a base64 character.
constexpr std::array<std::uint8_t, 256> MakeBase64Values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(64);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values.at(static_cast<unsigned char>(kAlphabet[i])) = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr auto kBase64Values = MakeBase64Values();

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned digits = 0;
  unsigned padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      if (++padding > 2) return std::nullopt;
      continue;
    }
    const std::uint8_t value = kBase64Values.at(static_cast<unsigned char>(c));
    if (value > 63 || padding != 0) return std::nullopt;
    bits = (bits << 6U) | value;
    if (++digits % 4 == 0) {
      out.push_back(static_cast<char>(bits >> 16U & 0xFFU));
      out.push_back(static_cast<char>(bits >> 8U & 0xFFU));
      out.push_back(static_cast<char>(bits & 0xFFU));
      bits = 0;
    }
  }
  if ((digits + padding) % 4 != 0) return std::nullopt;
  if (padding == 1) {
    out.push_back(static_cast<char>(bits >> 10U & 0xFFU));
    out.push_back(static_cast<char>(bits >> 2U & 0xFFU));
  } else if (padding == 2) {
    out.push_back(static_cast<char>(bits >> 4U & 0xFFU));
  }
  return out;
}

void SdiReader::Fail(std::string_view key, std::string what) const {
  if (*error_) return;
  std::string where = where_;
  if (!where.empty() && !key.empty()) where += '.';
  where += key;
  *error_ = SdiError{std::move(where), std::move(what)};
}

std::optional<simdjson::dom::element> SdiReader::Find(std::string_view key) const {
  simdjson::dom::element element;
  if (object_.at_key(key).get(element) != simdjson::SUCCESS) return std::nullopt;
  return element;
}

bool SdiReader::Has(std::string_view key) const { return Find(key).has_value(); }

bool SdiReader::IsBool(std::string_view key) const {
  const auto element = Find(key);
  return element && element->is_bool();
}

std::string SdiReader::Text(std::string_view key) const {
  if (!Has(key)) {
    Fail(key, "is missing");
    return {};
  }
  return OptionalText(key);
}

std::string SdiReader::OptionalText(std::string_view key) const {
  const auto element = Find(key);
  if (!element) return {};
  std::string_view text;
  if (element->get(text) != simdjson::SUCCESS) {
    Fail(key, "is not a string");
    return {};
  }
  return std::string(text);
}

std::string SdiReader::Base64(std::string_view key) const {
  auto bytes = DecodeBase64(OptionalText(key));
  if (!bytes) {
    Fail(key, "is not base64");
    return {};
  }
  return std::move(*bytes);
}

std::optional<std::uint64_t> SdiReader::Bounded(std::string_view key, simdjson::dom::element element,
                                                std::uint64_t max) const {
  std::uint64_t value = 0;
  if (element.get(value) != simdjson::SUCCESS) {
    Fail(key, "is not a number");
    return std::nullopt;
  }
  if (value > max) {
    Fail(key, fmt::format("is {}: more than {}", value, max));
    return std::nullopt;
  }
  return value;
}

std::uint64_t SdiReader::Number(std::string_view key, std::uint64_t max) const {
  const auto element = Find(key);
  if (!element) {
    Fail(key, "is missing");
    return 0;
  }
  return Bounded(key, *element, max).value_or(0);
}

std::uint64_t SdiReader::NumberOr(std::string_view key, std::uint64_t otherwise, std::uint64_t max) const {
  const auto element = Find(key);
  return element ? Bounded(key, *element, max).value_or(otherwise) : otherwise;
}

std::uint32_t SdiReader::Number32(std::string_view key) const {
  return static_cast<std::uint32_t>(Number(key, UINT32_MAX));
}

bool SdiReader::Flag(std::string_view key) const {
  const auto element = Find(key);
  if (!element) return false;
  bool flag = false;
  if (element->get(flag) == simdjson::SUCCESS) return flag;
  return Bounded(key, *element, 1).value_or(0) == 1;
}

std::optional<SdiReader> SdiReader::Object(std::string_view key) const {
  const auto element = Find(key);
  simdjson::dom::object object;
  if (!element || element->get(object) != simdjson::SUCCESS) {
    Fail(key, element ? "is not an object" : "is missing");
    return std::nullopt;
  }
  return SdiReader(object, where_.empty() ? std::string(key) : fmt::format("{}.{}", where_, key), *error_);
}

std::vector<SdiReader> SdiReader::List(std::string_view key, std::size_t max) const {
  std::vector<SdiReader> list;
  const auto element = Find(key);
  if (!element) return list;
  simdjson::dom::array array;
  if (element->get(array) != simdjson::SUCCESS) {
    Fail(key, "is not an array");
    return list;
  }
  for (const simdjson::dom::element entry : array) {
    if (list.size() == max) {
      Fail(key, fmt::format("has more than {} entries", max));
      return {};
    }
    simdjson::dom::object object;
    if (entry.get(object) != simdjson::SUCCESS) {
      Fail(key, fmt::format("[{}] is not an object", list.size()));
      return {};
    }
    list.emplace_back(object, fmt::format("{}{}{}[{}]", where_, where_.empty() ? "" : ".", key, list.size()), *error_);
  }
  return list;
}

}  // namespace innosalvage
