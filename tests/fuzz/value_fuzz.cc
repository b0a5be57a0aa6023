// Fuzz target: stored values (parser/value.h). The bytes are decoded as a value of every column of a table that has
// them all, so that one input tries all types.
#include <cstdint>
#include <memory_resource>
#include <span>

#include "parser/ddl_parser.h"
#include "parser/value.h"
#include "tests/fuzz/field_mutator.h"

namespace {

constexpr std::string_view kEveryType = R"(CREATE TABLE t (
  a tinyint, b smallint unsigned, c mediumint, d int, e bigint unsigned, f float, g double, h decimal(65,30),
  i decimal(5,0), j bit(17), k year, l date, m time, n time(6), o datetime, p datetime(3), q timestamp(6) NULL,
  r char(9), s varchar(300) CHARACTER SET utf16, t text CHARACTER SET sjis, u longtext CHARACTER SET gb18030,
  v varchar(99) CHARACTER SET utf8mb3, w binary(7), x varbinary(99), y longblob, z enum('a','b'), a1 set('a','b','c'),
  a2 json, a3 geometry, a4 text CHARACTER SET ujis, a5 text CHARACTER SET utf32, a6 char(5) CHARACTER SET ucs2
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4)";

}  // namespace

FIELD_MUTATOR(innosalvage::ByteOrder::kBig)

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  static const DdlScript script = ParseDdl(
      kEveryType, DdlOptions{.vendor = Vendor::kMySql, .server_version = 80036, .default_charset = nullptr, .db = {}});
  std::pmr::monotonic_buffer_resource arena;
  for (const DdlTable& table : script.tables) {
    for (const Column& column : table.table.columns) {
      [[maybe_unused]] const auto value = DecodeValue(column, std::as_bytes(std::span(data, size)), arena);
    }
  }
  return 0;
}
