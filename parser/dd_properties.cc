#include "parser/dd_properties.h"

#include <charconv>

namespace innosalvage {
namespace {

// Takes `raw` up to an unescaped `stop` into `out`, the stop itself with it. False: there was none.
bool TakeUntil(std::string_view& raw, char stop, std::string& out) {
  while (!raw.empty()) {
    char c = raw.front();
    raw.remove_prefix(1);
    if (c == stop) return true;
    if (c == '\\') {
      if (raw.empty()) return false;
      c = raw.front();
      raw.remove_prefix(1);
    }
    out.push_back(c);
  }
  return false;
}

}  // namespace

DdProperties DdProperties::Parse(std::string_view raw) {
  DdProperties properties;
  while (!raw.empty()) {
    std::string key;
    std::string value;
    if (!TakeUntil(raw, '=', key) || key.empty() || !TakeUntil(raw, ';', value)) {
      properties.complete = false;
      break;
    }
    properties.pairs.insert_or_assign(std::move(key), std::move(value));
  }
  return properties;
}

const std::string* DdProperties::Find(std::string_view key) const {
  const auto found = pairs.find(key);
  return found == pairs.end() ? nullptr : &found->second;
}

std::optional<std::uint64_t> DdProperties::Number(std::string_view key, std::uint64_t max) const {
  const std::string* text = Find(key);
  if (text == nullptr || text->empty()) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = std::to_address(text->end());
  const auto [stop, error] = std::from_chars(std::to_address(text->begin()), end, value);
  if (error != std::errc{} || stop != end || value > max) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> DdProperties::Number32(std::string_view key) const {
  const auto value = Number(key, UINT32_MAX);
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

}  // namespace innosalvage
