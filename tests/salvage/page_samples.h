// The pages of testdata/pages, and the tables that their rows belong to, for tests.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "parser/bytes.h"
#include "parser/schema.h"

namespace innosalvage {

inline std::vector<std::byte> SamplePage(const std::string& name) {
  const std::string path = INNOSALVAGE_SOURCE_DIR "/testdata/pages/" + name + ".bin.gz";
  std::vector<std::byte> page(16384);
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return {};
  const int size = gzread(file, page.data(), static_cast<unsigned>(page.size()));
  gzclose(file);
  EXPECT_EQ(size, 16384) << path;
  return page;
}

// The values of `id` that the server said are on the page, ascending.
inline std::vector<std::int64_t> SampleKeys(const std::string& name) {
  std::ifstream file(INNOSALVAGE_SOURCE_DIR "/testdata/pages/" + name + ".keys");
  std::vector<std::int64_t> keys;
  for (std::int64_t key = 0; file >> key;) keys.push_back(key);
  return keys;
}

enum class SampleTable : std::uint8_t { kInts, kShop, kWide, kTorn };

inline Table SampleSchema(SampleTable which) {
  const auto make = [](std::string name, SqlType type, std::uint32_t length, bool nullable) {
    Column column;
    column.name = std::move(name);
    column.type = type;
    column.length = length;
    column.nullable = nullable;
    column.old_temporal = false;
    if (IsText(type)) column.collation = FindCollation("utf8mb4_general_ci");
    return column;
  };
  Table table;
  table.name = "sample";
  table.collation = FindCollation("utf8mb4_general_ci");
  table.columns.push_back(make("id", SqlType::kInt, 0, false));
  switch (which) {
    case SampleTable::kInts:
      table.columns.push_back(make("a", SqlType::kInt, 0, true));
      table.columns.push_back(make("b", SqlType::kInt, 0, false));
      break;
    case SampleTable::kShop:
      table.columns.push_back(make("name", SqlType::kVarChar, 60, true));
      table.columns.push_back(make("price", SqlType::kDecimal, 10, true));
      table.columns.back().decimals = 2;
      table.columns.push_back(make("made", SqlType::kDateTime, 0, false));
      table.columns.push_back(make("note", SqlType::kVarChar, 200, true));
      break;
    case SampleTable::kWide:
      table.columns.push_back(make("body", SqlType::kVarChar, 2000, true));
      table.columns.back().collation = FindCollation("latin1_swedish_ci");
      table.columns.push_back(make("tail", SqlType::kInt, 0, false));
      break;
    case SampleTable::kTorn:
      table.columns.push_back(make("a", SqlType::kInt, 0, false));
      table.columns.push_back(make("t", SqlType::kVarChar, 40, true));
      break;
  }
  Index primary;
  primary.name = "PRIMARY";
  primary.kind = IndexKind::kPrimary;
  primary.parts.push_back(KeyPart{});
  table.indexes.push_back(primary);
  return table;
}

}  // namespace innosalvage
