// Fuzz target: a whole tablespace, from bytes to rows as text; and the promise that the report adds up. The size modulo
// 8 says with which options: what stands behind the last page is mere bytes cut off.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <span>
#include <vector>

#include "parser/byte_source.h"
#include "parser/ddl_parser.h"
#include "salvage/tablespace_salvage.h"
#include "tests/fuzz/page_mutator.h"

PAGE_MUTATOR()

namespace {

using namespace innosalvage;

// Looks at every value, as an exporter would.
class Reader : public RowConsumer {
 public:
  struct Seen : Chunk {
    std::size_t bytes = 0;
  };
  std::unique_ptr<Chunk> Format(const RowBatch& batch) const override {
    auto seen = std::make_unique<Seen>();
    for (std::size_t row = 0; row < batch.size(); ++row) {
      for (const Value& value : batch.Values(row)) {
        for (const char c : value.text) seen->bytes += static_cast<unsigned char>(c);
      }
    }
    return seen;
  }
  void Write(std::unique_ptr<Chunk>) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto source = MemorySource({bytes.begin(), bytes.end()});
  SalvageOptions options;
  options.hash = false;
  options.deleted = (size & 1U) != 0;
  options.infer = (size & 2U) == 0;
  options.all = (size & 4U) != 0;
  const SchemaCatalog catalog;
  options.catalog = &catalog;
  RunFindings run;
  run.tablespaces.push_back(SurveyTablespace(*source, "shop/orders.ibd", options));
  SalvageRows(
      *source, run.tablespaces.front(), options, [](const TableFindings&) { return std::make_unique<Reader>(); },
      [](TableFindings&, RowConsumer&) {});
  for (const std::string& sum : CheckSums(run)) {
    std::cerr << "sums do not add up: " << sum << '\n';
    std::abort();
  }
  return 0;
}
