// Fuzz target: the small decoders of what stands inside of others: dynamic metadata, properties of the dictionary,
// MariaDB's column mappings and compressed columns, geometries, file names.
#include <cstdint>
#include <cstdlib>
#include <memory_resource>
#include <span>
#include <string>

#include "parser/compressed_column.h"
#include "parser/dd_properties.h"
#include "parser/ddl_parser.h"
#include "parser/dynamic_metadata.h"
#include "parser/file_name_encoding.h"
#include "parser/geometry.h"
#include "parser/instant_ddl.h"
#include "tests/fuzz/field_mutator.h"

FIELD_MUTATOR(innosalvage::ByteOrder::kBig)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  const Bytes bytes = std::as_bytes(std::span(data, size));
  const std::string text(data, data + size);
  [[maybe_unused]] const auto counter = LastAutoIncrement(bytes);
  const DdProperties properties = DdProperties::Parse(text);
  [[maybe_unused]] const auto id = properties.Number("id");
  [[maybe_unused]] const std::string name = DecodeFileName(text);
  [[maybe_unused]] const bool is_geometry = IsWellFormedGeometry(SqlType::kGeometry, bytes);
  std::pmr::monotonic_buffer_resource arena;
  if (const auto value = UncompressColumn(bytes, 1U << 20U, arena); value && value->size() > 1U << 20U) std::abort();
  static const DdlScript script =
      ParseDdl("CREATE TABLE t (a int primary key, b varchar(9), c char(300), d int not null)", DdlOptions{});
  for (const DdlTable& given : script.tables) {
    Table table = given.table;
    InstantDdl ddl;
    ddl.dialect = InstantDialect::kMariaDb;
    if (ReadColumnMapping(text, table, ddl) && ddl.fields.size() * 2 > size) std::abort();
  }
  return 0;
}
