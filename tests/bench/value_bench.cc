// Decoding values: values a second for each kind of type.
#include <benchmark/benchmark.h>

#include <array>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "parser/value.h"

namespace innosalvage {
namespace {

using namespace std::string_view_literals;

Column ColumnOf(SqlType type, std::uint32_t length = 0, std::uint8_t decimals = 0, std::uint8_t fsp = 0) {
  Column column;
  column.type = type;
  column.length = length;
  column.decimals = decimals;
  column.fsp = fsp;
  column.collation = FindCollation("utf8mb4_general_ci");
  return column;
}

Column EnumOf(std::vector<std::string> members) {
  Column column = ColumnOf(SqlType::kEnum);
  column.members = std::move(members);
  return column;
}

struct Sample {
  std::string_view name;
  Column column;
  std::string_view stored;
};

// Room for the texts of one round of values.
constexpr std::size_t kArenaBytes = 64U * 1024;

const std::vector<Sample>& Samples() {
  static const std::vector<Sample> samples = {
      {"INT", ColumnOf(SqlType::kInt), "\x80\x00\x30\x39"sv},
      {"BIGINT", ColumnOf(SqlType::kBigInt), "\x80\x00\x00\x00\x00\x00\x30\x39"sv},
      {"DOUBLE", ColumnOf(SqlType::kDouble), "\x77\xbe\x9f\x1a\x2f\xdd\x5e\x40"sv},
      {"DECIMAL(12,2)", ColumnOf(SqlType::kDecimal, 12, 2), "\x80\x00\x12\xd6\x87\x38"sv},
      {"DATE", ColumnOf(SqlType::kDate), "\x8f\xd0\x5d"sv},
      {"DATETIME", ColumnOf(SqlType::kDateTime), "\x99\xb2\xba\xb7\x7b"sv},
      {"TIMESTAMP(6)", ColumnOf(SqlType::kTimestamp, 0, 0, 6), "\x65\xe0\x01\x02\x01\xe2\x40"sv},
      {"CHAR(3)", ColumnOf(SqlType::kChar, 3), "EUR"sv},
      {"VARCHAR(80), 40 ASCII bytes", ColumnOf(SqlType::kVarChar, 80), "invoice 1234567 of customer 7654, thanks"sv},
      {"VARCHAR(80), 40 bytes, some of them umlauts", ColumnOf(SqlType::kVarChar, 80),
       "\xc3\x9c"
       "berweisung an Konto 1234567 f\xc3\xbcr Miete!"sv},
      {"VARBINARY(80), 40 bytes", ColumnOf(SqlType::kVarBinary, 80), "0123456789012345678901234567890123456789"sv},
      {"ENUM", EnumOf({"transfer", "card", "cash", "fee", "interest"}), "\x03"sv},
      {"UUID", ColumnOf(SqlType::kUuid), "0123456789abcdef"sv},
  };
  return samples;
}

void BM_DecodeValue(benchmark::State& state) {
  const Sample& sample = Samples()[static_cast<std::size_t>(state.range(0))];
  const Bytes stored = AsBytes(sample.stored);
  std::vector<std::byte> memory(kArenaBytes);
  std::pmr::monotonic_buffer_resource arena(memory.data(), memory.size());
  if (!DecodeValue(sample.column, stored, arena)) state.SkipWithError("the value does not decode");
  constexpr std::size_t kBatch = 1000;  // at most 36 bytes of text each
  for (auto _ : state) {
    arena.release();
    for (std::size_t i = 0; i < kBatch; ++i) {
      auto value = DecodeValue(sample.column, stored, arena);
      benchmark::DoNotOptimize(value);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
  state.SetLabel(std::string(sample.name));
}
BENCHMARK(BM_DecodeValue)->DenseRange(0, static_cast<int>(Samples().size()) - 1);

}  // namespace
}  // namespace innosalvage
