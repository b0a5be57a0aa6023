// consumer FILE: the type of page 0, then the tables in the file. Touches all three layers.
#include <array>
#include <iostream>

#include "exporters/create_table.h"
#include "parser/byte_source.h"
#include "parser/fil_header.h"
#include "parser/page_type.h"
#include "salvage/tablespace_salvage.h"

int main(int argc, char** argv) {
  using namespace innosalvage;
  if (argc != 2) return 2;
  const auto source = OpenFile(argv[1]);
  if (!source) {
    std::cerr << source.error().Message() << '\n';
    return 3;
  }
  std::array<std::byte, FIL_PAGE_DATA> header{};
  (*source)->ReadAt(0, header);
  std::cout << "page 0: " << PageTypeName(DecodeFilHeader(header).type, Vendor::kMySql) << '\n';
  for (const TableFindings& table : SurveyTablespace(**source, argv[1], SalvageOptions{}).tables) {
    std::cout << CreateTableSql(table.table) << '\n';
  }
}
