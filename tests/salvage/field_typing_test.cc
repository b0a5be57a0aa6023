// Types from values alone. The bytes are as the servers store them (data formats: parser/value.h, temporal.h,
// decimal.h).
#include "salvage/field_typing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "salvage/typed_guesses.h"

namespace innosalvage {
namespace {

// Owns the bytes of some values.
class Values {
 public:
  void Add(std::uint64_t big_endian, std::size_t width) {
    std::string bytes;
    for (std::size_t i = width; i > 0; --i) bytes += static_cast<char>(big_endian >> (8 * (i - 1)));
    texts_.push_back(std::move(bytes));
  }
  void Add(std::string text) { texts_.push_back(std::move(text)); }
  std::vector<Bytes> bytes() const {
    std::vector<Bytes> all;
    for (const std::string& text : texts_) all.push_back(AsBytes(text));
    return all;
  }

 private:
  std::vector<std::string> texts_;
};

std::vector<SqlType> TypesOf(const Values& values) {
  std::vector<SqlType> types;
  for (const TypedField& field : SplitFixedRun(values.bytes(), 0)) types.push_back(field.column.type);
  return types;
}

TEST(FieldTyping, TwoSmallIntsAreNoBigInt) {
  Values values;
  for (std::uint64_t i = 1; i <= 30; ++i) values.Add(((0x80000000ULL + i) << 32U) | (0x80000000ULL + 7 * i % 31), 8);
  EXPECT_EQ(TypesOf(values), (std::vector{SqlType::kInt, SqlType::kInt}));
}

TEST(FieldTyping, ABigIntStaysOne) {
  Values values;
  for (std::uint64_t i = 1; i <= 30; ++i) values.Add((std::uint64_t{1} << 63U) + 1000003 * i, 8);
  EXPECT_EQ(TypesOf(values), (std::vector{SqlType::kBigInt}));
}

TEST(FieldTyping, DateTimeIsKnownBesideAnUnsignedInt) {
  Values values;
  for (std::uint64_t day = 1; day <= 28; ++day) {
    // DATETIME: 17 bits year * 13 + month, 5 day, 5 hour, 6 minute, 6 second, sign set.
    const std::uint64_t date = ((2024 * 13 + 3) << 5U | day) << 17U | (8U << 12U) | (day << 6U) | 11U;
    std::string row(9, '\0');
    const std::uint64_t stored = date | (std::uint64_t{1} << 39U);
    for (std::size_t i = 0; i < 5; ++i) row[4 - i] = static_cast<char>(stored >> (8 * i));
    row[8] = static_cast<char>(day * 5 % 250);
    values.Add(row);
  }
  EXPECT_EQ(TypesOf(values), (std::vector{SqlType::kDateTime, SqlType::kInt}));
}

TEST(FieldTyping, PaddedTextIsOneChar) {
  Values values;
  for (const char* word :
       {"Aachen", "Berlin", "Bonn", "Celle", "Dortmund", "Essen", "Fulda", "Gera", "Halle", "Jena"}) {
    std::string text = word;
    text.resize(20, ' ');
    values.Add(text);
  }
  const auto fields = SplitFixedRun(values.bytes(), 0);
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(fields[0].column.type, SqlType::kChar);
  EXPECT_EQ(fields[0].column.length, 20U);
}

TEST(FieldTyping, ANumberOfFieldsThatIsKnownIsKept) {
  Values values;
  for (std::uint64_t i = 1; i <= 30; ++i) values.Add((std::uint64_t{1} << 63U) + i, 8);
  EXPECT_EQ(SplitFixedRun(values.bytes(), 2).size(), 2U);
}

TEST(FieldTyping, TextOfSeveralBytesALetterIsUtf8) {
  VariableSample sample;
  Values values;
  for (const char* word : {"Müller", "Kōbe", "Inês", "Zürich"}) values.Add(std::string(word));
  sample.values.values = values.bytes();
  const TypedField field = TypeOfVariable(sample, RecordFormat::kCompact, Vendor::kMariaDb);
  EXPECT_EQ(field.column.type, SqlType::kVarChar);
  EXPECT_EQ(field.column.collation->charset->name, "utf8mb4");
}

TEST(TypedGuesses, AnIntIsReadBothWays) {
  const std::string bytes("\x80\x00\x00\x05", 4);
  const auto guesses = GuessTypes(AsBytes(bytes));
  ASSERT_FALSE(guesses.empty());
  EXPECT_EQ(guesses[0].type, "INT");
  EXPECT_EQ(guesses[0].value, "5");
}

TEST(TypedGuesses, ADateTimeOfOurCenturyComesFirst) {
  const std::string bytes("\x99\xb2\x42\x80\x00", 5);
  const auto guesses = GuessTypes(AsBytes(bytes));
  ASSERT_FALSE(guesses.empty());
  EXPECT_EQ(guesses[0].type, "DATETIME");
  EXPECT_EQ(guesses[0].value, "2024-01-01 08:00:00");
}

}  // namespace
}  // namespace innosalvage
