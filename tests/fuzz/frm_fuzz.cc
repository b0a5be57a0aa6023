// Fuzz target: .frm files of tables, views and triggers (parser/frm_reader.h, definition_text.h). Any bytes end in a
// table, in statements, or in an Error.
#include <cstdint>
#include <string>

#include "parser/definition_text.h"
#include "parser/frm_reader.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kLittle)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string file(data, data + size);
  [[maybe_unused]] const auto frm = innosalvage::ParseFrm(innosalvage::AsBytes(file));
  [[maybe_unused]] const auto view = innosalvage::ViewSql(file, "v");
  [[maybe_unused]] const auto triggers = innosalvage::ParseTriggers(file);
  return 0;
}
