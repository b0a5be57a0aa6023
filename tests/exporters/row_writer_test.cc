#include "exporters/row_writer.h"

#include <gtest/gtest.h>

#include <random>

namespace innosalvage {
namespace {

FormattedRows Rows(const std::vector<std::string>& texts) {
  FormattedRows rows;
  for (const std::string& text : texts) {
    rows.text += text;
    rows.ends.push_back(rows.text.size());
  }
  return rows;
}

void AppendTo(std::string& out, const std::vector<std::string_view>& pieces) {
  for (const std::string_view piece : pieces) out += piece;
}

std::string Written(RowWriter writer, const std::vector<std::vector<std::string>>& batches) {
  std::string out;
  std::vector<std::string_view> pieces;
  for (const auto& batch : batches) {
    const FormattedRows rows = Rows(batch);
    pieces.clear();
    writer.Append(rows, pieces);
    AppendTo(out, pieces);
  }
  pieces.clear();
  writer.Finish(pieces);
  AppendTo(out, pieces);
  return out;
}

TEST(RowWriter, PutsRowsIntoGroupsUnderTheLimit) {
  const Grouping grouping{"INSERT", ";\n", 1, 17};
  EXPECT_EQ(Written(RowWriter(grouping), {{",(1)", ",(2)", ",(3)"}}), "INSERT(1),(2);\nINSERT(3);\n");
}

TEST(RowWriter, GivesARowAboveTheLimitAGroupOfItsOwn) {
  const Grouping grouping{"INSERT", ";\n", 1, 13};
  EXPECT_EQ(Written(RowWriter(grouping), {{",(1)", ",(22222222)", ",(3)"}}),
            "INSERT(1);\nINSERT(22222222);\nINSERT(3);\n");
}

TEST(RowWriter, WritesNothingForNoRows) {
  EXPECT_EQ(Written(RowWriter(Grouping{"INSERT", ";\n", 1, 13}), {{}, {}}), "");
}

TEST(RowWriter, WithoutGroupsRowsPassAsTheyAre) {
  EXPECT_EQ(Written(RowWriter(Grouping{}), {{"1\n", "2\n"}, {"3\n"}}), "1\n2\n3\n");
}

TEST(RowWriter, BytesDoNotDependOnTheBatches) {
  std::mt19937 random(7);
  std::vector<std::string> rows;
  for (int i = 0; i < 3000; ++i) rows.push_back(",\n(" + std::string(random() % 60, 'x') + ")");
  const Grouping grouping{"INSERT INTO t VALUES", ";\n", 1, 500};
  const std::string whole = Written(RowWriter(grouping), {rows});
  for (int round = 0; round < 20; ++round) {
    std::vector<std::vector<std::string>> batches(1);
    for (const std::string& row : rows) {
      if (random() % 40 == 0) batches.emplace_back();
      batches.back().push_back(row);
    }
    ASSERT_EQ(Written(RowWriter(grouping), batches), whole);
  }
  std::size_t begin = 0;
  while (begin < whole.size()) {
    const std::size_t end = whole.find(";\n", begin) + 2;
    ASSERT_LE(end - begin, 500U);
    ASSERT_EQ(whole.substr(begin, 22), "INSERT INTO t VALUES\n(");
    begin = end;
  }
}

}  // namespace
}  // namespace innosalvage
