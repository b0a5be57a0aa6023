// Formatting rows of a ledger (integers, a date, a DECIMAL, an ENUM, short text): rows and bytes a second by format.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "exporters/row_writer.h"
#include "parser/charset.h"

namespace innosalvage {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"id", "account", "booked", "amount", "currency", "kind", "memo"};
constexpr std::array<std::uint32_t, 7> kColumns = {0, 1, 2, 3, 4, 5, 6};
constexpr std::size_t kRows = 1000;

Value Int(std::int64_t i) {
  Value value;
  value.kind = ValueKind::kSigned;
  value.i = i;
  return value;
}

Value Text(ValueKind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  value.charset = kind == ValueKind::kText ? FindCharset("utf8mb4") : nullptr;
  return value;
}

RowBatch LedgerRows(const Table& table) {
  RowBatch batch(table, kColumns);
  for (std::size_t i = 0; i < kRows; ++i) {
    const auto number = static_cast<std::int64_t>(i);
    const auto values = batch.Append(Evidence{});
    values[0] = Int(7000000 + number);
    values[1] = Int(10000000 + number * 7919 % 4000000);
    values[2] = Text(ValueKind::kTemporal, "2019-05-13 21:04:59");
    values[3] = Text(ValueKind::kDecimal, "-1234.56");
    values[4] = Text(ValueKind::kText, "EUR");
    values[5] = Text(ValueKind::kText, "transfer");
    values[6] = i % 8 == 0   ? Value{}
                : i % 8 == 1 ? Text(ValueKind::kText,
                                    "\xc3\x9c"
                                    "berweisung an Konto 4711 f\xc3\xbcr Miete")
                : i % 8 == 2 ? Text(ValueKind::kText, "it's order #1234567, paid in full")
                             : Text(ValueKind::kText, "invoice 1234567 of customer 7654, thank you");
  }
  return batch;
}

void BM_FormatRows(benchmark::State& state) {
  constexpr std::array<std::string_view, 4> kFormats = {"SQL", "CSV", "TSV", "JSON lines"};
  const auto format = static_cast<OutputFormat>(state.range(0));
  Table table;
  table.name = "ledger";
  for (const std::string_view name : kNames) table.columns.emplace_back().name = name;
  const RowBatch batch = LedgerRows(table);
  RowFileContext context;
  context.table = &table;
  context.columns = kColumns;
  const std::unique_ptr<RowFormatter> formatter = MakeRowFormatter(format, context);
  std::string out;
  for (auto _ : state) {
    out.clear();
    for (std::size_t row = 0; row < kRows; ++row) formatter->AppendRow(batch, row, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(out.size()));
  state.SetLabel(std::string(kFormats[static_cast<std::size_t>(state.range(0))]));
}
BENCHMARK(BM_FormatRows)->DenseRange(static_cast<int>(OutputFormat::kSql), static_cast<int>(OutputFormat::kJsonl));

}  // namespace
}  // namespace innosalvage
