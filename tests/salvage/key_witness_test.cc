// Records of secondary indexes beside clustered ones, built by hand in the order rem0rec.cc writes their parts; and what
// the cut of the clustered records makes of them.
#include "salvage/key_witness.h"

#include <gtest/gtest.h>

#include <string>

#include "salvage/typed_cut.h"

namespace innosalvage {
namespace {

constexpr std::size_t kSlot = 48;  // bytes of the page for each record
constexpr std::size_t kHeader = 16;

// A page of records of one secondary index: variable fields of less than 128 bytes, no NULL bitmap.
class Secondary {
 public:
  Secondary(std::size_t variable, std::size_t fixed) {
    CompactShape shape;
    shape.patterns[0] = {.variable = variable, .fixed = fixed, .records = 0};
    found_.shapes.push_back(std::move(shape));
    found_.sample.pages.emplace_back();
    page().bytes.resize(PAGE_NEW_SUPREMUM_END);
  }

  void Add(const std::string& data, const std::vector<std::size_t>& lengths, bool deleted = false) {
    std::string record(kHeader + kSlot, '\0');
    const std::size_t before = page().bytes.size();
    std::size_t at = kHeader - REC_N_NEW_EXTRA_BYTES;
    for (const std::size_t length : lengths) record[--at] = static_cast<char>(length);
    record.replace(kHeader, data.size(), data);
    for (const char c : record) page().bytes.push_back(static_cast<std::byte>(c));
    ChainedRecord chained{.origin = static_cast<std::uint32_t>(before + kHeader), .header = {}};
    if (deleted) chained.header.info_bits = REC_INFO_DELETED_FLAG;
    page().chain.push_back(chained);
  }

  const SecondarySample& found() const { return found_; }

 private:
  SampledPage& page() { return found_.sample.pages.front(); }
  SecondarySample found_;
};

std::string Big(std::uint64_t number, std::size_t width) {
  std::string bytes;
  for (std::size_t i = width; i > 0; --i) bytes += static_cast<char>(number >> (8 * (i - 1)));
  return bytes;
}

// Rows of (INT, VARCHAR, YEAR 2006, TINYINT 1, VARCHAR): the first one is the key.
struct Row {
  std::string key;
  std::string rest;
  std::vector<VariableLength> lengths;
};

std::vector<Row> Rows() {
  std::vector<Row> rows;
  const std::vector<std::string> names = {"Anna", "Bo", "Claudia", "Dieter", "Eva", "Franz", "Gundula", "Hans"};
  const std::vector<std::string> towns = {"Worms", "Ulm", "Trier", "Speyer", "Passau", "Mainz", "Jena", "Gera"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    Row row{.key = Big(0x80000001 + i, 4), .rest = names[i] + "\x6a\x01" + towns[i], .lengths = {}};
    for (const std::string& text : {names[i], towns[i]}) {
      row.lengths.push_back({.length = static_cast<std::uint32_t>(text.size())});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<WitnessedRecord> Witnessed(const std::vector<Row>& rows) {
  std::vector<WitnessedRecord> records;
  for (const Row& row : rows) {
    records.push_back({.key = AsBytes(row.key), .rest = AsBytes(row.rest), .lengths = row.lengths, .bitmap = 0});
  }
  return records;
}

TypedCutInput CutInput(const std::vector<Row>& rows) {
  TypedCutInput input;
  for (const Row& row : rows) {
    input.records.push_back({.bytes = AsBytes(row.rest), .lengths = row.lengths, .bitmap = 0, .fixed = 2});
  }
  return input;
}

std::vector<std::size_t> WidthsOf(const std::optional<TypedCut>& cut) {
  std::vector<std::size_t> widths;
  if (!cut) return widths;
  for (const TypedCutField& field : cut->fields) widths.push_back(field.width);
  return widths;
}

TEST(KeyWitness, AnIndexOfOneColumnSaysWhereItBeginsAndEnds) {
  const std::vector<Row> rows = Rows();
  Secondary by_language(0, 5);
  for (const Row& row : rows) by_language.Add("\x01" + row.key, {});
  TypedCutInput input = CutInput(rows);
  ASSERT_EQ(WidthsOf(FindTypedCut(input)), (std::vector<std::size_t>{0, 2, 0})) << "nothing else tells them apart";
  input.pieces = FindWitnessPieces({by_language.found()}, Witnessed(rows), 0, 4);
  ASSERT_EQ(input.pieces.size(), 1U);
  EXPECT_FALSE(input.pieces[0].variable);
  EXPECT_EQ(AsText(input.pieces[0].values[3].value()), "\x01");
  EXPECT_EQ(WidthsOf(FindTypedCut(input)), (std::vector<std::size_t>{0, 1, 1, 0}));
}

TEST(KeyWitness, ColumnsOfOneIndexAreToldApartByTheirPlaces) {
  const std::vector<Row> rows = Rows();
  Secondary by_town(2, 5);
  for (const Row& row : rows) {
    const std::string name = row.rest.substr(0, row.lengths[0].length);
    const std::string town = row.rest.substr(name.size() + 2);
    by_town.Add(town + "\x6a" + name + row.key, {town.size(), name.size()});
  }
  const auto pieces = FindWitnessPieces({by_town.found()}, Witnessed(rows), 0, 4);
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(AsText(pieces[0].values[1].value()), "Ulm");
  EXPECT_EQ(AsText(pieces[1].values[1].value()), "\x6a");
  EXPECT_EQ(AsText(pieces[2].values[1].value()), "Bo");
  EXPECT_TRUE(pieces[0].variable && !pieces[1].variable && pieces[2].variable);
}

TEST(KeyWitness, DeletedRecordsSayNothing) {
  const std::vector<Row> rows = Rows();
  Secondary deleted(0, 5);
  for (const Row& row : rows) deleted.Add("\x01" + row.key, {}, true);
  EXPECT_TRUE(FindWitnessPieces({deleted.found()}, Witnessed(rows), 0, 4).empty());
}

TEST(KeyWitness, AnotherTablesIndexSaysNothing) {
  const std::vector<Row> rows = Rows();
  Secondary other_keys(0, 5);
  Secondary other_values(0, 6);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    other_keys.Add("\x01" + Big(0x80001001 + i, 4), {});
    other_values.Add(Big(0xfff0 + i, 2) + rows[i].key, {});
  }
  EXPECT_TRUE(FindWitnessPieces({other_keys.found(), other_values.found()}, Witnessed(rows), 0, 4).empty());
}

}  // namespace
}  // namespace innosalvage
