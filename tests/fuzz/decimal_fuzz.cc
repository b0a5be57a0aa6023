// Fuzz target: DECIMAL (parser/decimal.h). Two bytes say precision and scale; what is printed has the digits asked for.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "parser/decimal.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kBig)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size < 2) return 0;
  const unsigned precision = data[0] % (kMaxDecimalDigits + 2);
  const unsigned scale = data[1] % (kMaxDecimalScale + 2);
  const Bytes stored = std::as_bytes(std::span(data, size).subspan(2));
  // The bytes as they are, and as many of them as such a number has.
  const std::size_t wanted = DecimalSize(precision, scale);
  for (const Bytes bytes : {stored, stored.first(std::min(wanted, stored.size()))}) {
    DecimalText text;
    if (!FormatDecimal(bytes, precision, scale, text)) continue;
    if (bytes.size() != wanted) std::abort();
    const std::string_view printed = text.text();
    const std::size_t point = printed.find('.');
    if (scale == 0 ? point != std::string_view::npos : printed.size() - point - 1 != scale) std::abort();
    if (printed.find_first_not_of("-.0123456789") != std::string_view::npos) std::abort();
  }
  return 0;
}
