#include "exporters/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

namespace innosalvage {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

// "00".."FF": one look-up a byte.
constexpr auto kHexPairs = [] {
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kHexDigits[i >> 4U], kHexDigits[i & 15U]};
  return pairs;
}();

using Buffer = std::array<char, 64>;  // the longest double is 24 bytes ("-2.2250738585072014e-308")

template <class Number>
std::string_view ToChars(Number value, Buffer& buffer) {
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), static_cast<std::size_t>(end - buffer.data())};
}

template <class Number>
void AppendChars(Number value, std::string& out) {
  Buffer buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): to_chars fills what is used
  out += ToChars(value, buffer);
}

}  // namespace

void AppendInteger(std::int64_t value, std::string& out) { AppendChars(value, out); }
void AppendInteger(std::uint64_t value, std::string& out) { AppendChars(value, out); }
void AppendDouble(double value, std::string& out) { AppendChars(value, out); }

void AppendFloat(float value, std::string& out) {
  Buffer buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::string_view text = ToChars(value, buffer);
  double read = 0;
  std::from_chars(text.data(), text.data() + text.size(), read);
  const bool in_range = std::fabs(read) <= static_cast<double>(std::numeric_limits<float>::max());
  if (in_range && static_cast<float>(read) == value) {
    out += text;
  } else {
    AppendDouble(static_cast<double>(value), out);
  }
}

void AppendSqlDouble(double value, std::string& out) {
  if (value == 0 && std::signbit(value)) {
    out += "-0e0";
  } else {
    AppendDouble(value, out);
  }
}

void AppendSqlFloat(float value, std::string& out) {
  if (value == 0 && std::signbit(value)) {
    out += "-0e0";
  } else {
    AppendFloat(value, out);
  }
}

void AppendHex(std::string_view bytes, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + 2 * bytes.size());
  char* to = out.data() + start;
  for (const char c : bytes) {
    const auto& pair = kHexPairs[static_cast<unsigned char>(c)];
    *to++ = pair[0];
    *to++ = pair[1];
  }
}

}  // namespace innosalvage
