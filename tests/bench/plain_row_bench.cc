// The short way of rows: printing those of a ledger leaf as SQL from the bytes they are stored in.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "exporters/sql_plain_row.h"
#include "parser/charset.h"

namespace innosalvage {
namespace {

Column Of(std::string_view name, SqlType type, std::uint32_t length = 0, std::uint8_t decimals = 0) {
  Column column;
  column.name = name;
  column.type = type;
  column.length = length;
  column.decimals = decimals;
  column.old_temporal = false;
  column.collation = FindCollation("utf8mb4_general_ci");
  return column;
}

Table Ledger() {
  Table table;
  table.name = "ledger";
  table.columns = {Of("id", SqlType::kBigInt),        Of("account", SqlType::kInt),
                   Of("booked", SqlType::kDateTime),  Of("amount", SqlType::kDecimal, 12, 2),
                   Of("currency", SqlType::kChar, 3), Of("kind", SqlType::kEnum),
                   Of("memo", SqlType::kVarChar, 80)};
  table.columns[5].members = {"transfer", "card", "cash", "fee", "interest"};
  return table;
}

// Rows as they stand one behind the other on a page.
class Leaf {
 public:
  static constexpr std::size_t kRows = 140;

  Leaf() : page_(16384) {
    rows.n_columns = 7;
    rows.rows = kRows;
    for (std::uint64_t i = 0; i < kRows; ++i) {
      Number(0x8000000000000000U + 7'000'000 + i, 8);
      Number(0x80000000U + 10'000'000 + i * 7919 % 4'000'000, 4);
      // 2019-05-13 21:04:59, and a second more each row of the first few
      Number(0x8000000000U | (((2019U * 13 + 5) << 5U | 13U) << 17U) | (21U << 12U | 4U << 6U | i % 60), 5);
      // 1234567.89 or its negative: ten digits (1 and 9) before the point, two behind
      const std::uint64_t amount = (std::uint64_t{1} << 47U) | (1'234'567 + i) << 8U | 89U;
      Number(i % 3 == 0 ? ~amount & 0xffffffffffffU : amount, 6);
      Text("EUR");
      Number(1 + i % 5, 1);
      Text(i % 8 == 0   ? ""
           : i % 8 == 1 ? "\xc3\x9c"
                          "berweisung an Konto 4711 f\xc3\xbcr Miete"
           : i % 8 == 2 ? "it's order #1234567, paid in full"
                        : "invoice 1234567 of customer 7654, thank you");
    }
    rows.page = page_;
  }

  PlainRows rows;

 private:
  void Number(std::uint64_t value, std::uint32_t size) {
    rows.fields.push_back({.offset = at_, .length = size});
    for (std::uint32_t i = size; i-- > 0;) page_[at_++] = static_cast<std::byte>(value >> (8 * i));
  }
  void Text(std::string_view text) {
    rows.fields.push_back({.offset = at_, .length = static_cast<std::uint32_t>(text.size()), .is_null = text.empty()});
    for (const char c : text) page_[at_++] = static_cast<std::byte>(c);
  }

  std::vector<std::byte> page_;
  std::uint32_t at_ = 120;
};

void BM_PlainRows(benchmark::State& state) {
  const Table table = Ledger();
  constexpr std::array<std::uint32_t, 7> kColumns = {0, 1, 2, 3, 4, 5, 6};
  const SqlValue values(table);
  const SqlPlainRow plain(table, kColumns, values);
  Leaf leaf;
  leaf.rows.table = &table;
  RowText out;
  for (auto _ : state) {
    out.Clear();
    for (std::size_t row = 0; row < leaf.rows.rows; ++row) {
      if (!plain.Append(leaf.rows, row, out)) state.SkipWithError("a row is not taken");
    }
    benchmark::DoNotOptimize(out.text().data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(leaf.rows.rows));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(out.size()));
}
BENCHMARK(BM_PlainRows);

}  // namespace
}  // namespace innosalvage
