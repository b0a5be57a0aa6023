// Fuzz target: SDI documents (parser/sdi_schema.h). Any text ends in a table or in an SdiError.
#include <cstdint>
#include <string>

#include "parser/sdi_schema.h"
#include "tests/fuzz/text_mutator.h"

TEXT_MUTATOR("\"dd_object\"", "\"dd_object_type\"", "\"columns\"", "\"indexes\"", "\"elements\"", "\"partitions\"",
             "\"subpartitions\"", "\"foreign_keys\"", "\"check_constraints\"", "\"name\"", "\"type\"",
             "\"is_nullable\"", "\"is_unsigned\"", "\"hidden\"", "\"char_length\"", "\"numeric_precision\"",
             "\"numeric_scale\"", "\"numeric_scale_null\"", "\"datetime_precision\"", "\"default_value\"",
             "\"default_value_utf8\"", "\"default_option\"", "\"update_option\"", "\"generation_expression\"",
             "\"options\"", "\"se_private_data\"", "\"se_private_id\"", "\"ordinal_position\"", "\"column_opx\"",
             "\"length\"", "\"collation_id\"", "\"elements\"", "\"column_type_utf8\"", "\"row_format\"",
             "\"partition_type\"", "\"partition_expression\"", "\"physical_pos\"", "\"version_added\"",
             "\"version_dropped\"", "null", "true", "false", "[", "]", "{", "}", ":", ",", "\"\\u0000\"", "\"\\ud800\"",
             "\"physical_pos=0;table_id=1;\"")

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  [[maybe_unused]] const auto object = innosalvage::ParseSdi(text);
  [[maybe_unused]] const auto column = innosalvage::ParseInstantColumn(text);
  [[maybe_unused]] const auto count = innosalvage::ParseInstantColumnCount(text);
  return 0;
}
