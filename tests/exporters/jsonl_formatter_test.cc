#include "exporters/jsonl_formatter.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/exporters/row_batches.h"

namespace innosalvage {
namespace {

using std::string_literals::operator""s;

std::string Line(const TestTable& table, const RowBatch& batch, RowSection section = RowSection::kTrusted) {
  RowFileContext context;
  context.table = &table.table;
  context.columns = table.columns;
  context.section = section;
  std::string out;
  JsonlFormatter(context).AppendRow(batch, 0, out);
  return out;
}

TEST(JsonlFormatter, KeepsEveryDigitAndEveryKind) {
  const TestTable table({"i", "u", "d", "dec", "t", "b", "j", "n"});
  RowBatch batch = table.Batch();
  AddRow(batch, TrustedRow(),
         {Int(-9007199254740993), Unsigned(18446744073709551615U), Double(0.1), OfKind(ValueKind::kDecimal, "1.50"),
          OfKind(ValueKind::kTemporal, "2024-02-31"), OfKind(ValueKind::kBinary, "\0\xFF"s), Json(R"({"a": [1]})"),
          Null()});
  EXPECT_EQ(Line(table, batch),
            R"({"i":-9007199254740993,"u":18446744073709551615,"d":0.1,"dec":"1.50","t":"2024-02-31",)"
            R"("b":{"hex":"00FF"},"j":{"a": [1]},"n":null})"
            "\n");
}

TEST(JsonlFormatter, StringsComeBackThroughAReader) {
  const TestTable table({"a\"\n\xFF", "b"});
  RowBatch batch = table.Batch();
  const std::string nasty = "it's \"x\" \\ \0\x01\x1F\n\t\x7F 😀 </script>"s;
  AddRow(batch, TrustedRow(),
         {Text(nasty), Text("gr\xF6\xDF"
                            "e\n",
                            "latin1")});
  const auto object = nlohmann::json::parse(Line(table, batch));
  EXPECT_EQ(object.at("a\"\n\xEF\xBF\xBD"), nasty);
  EXPECT_EQ(object.at("b"), "größe\n");
}

TEST(JsonlFormatter, ALostValueSaysSo) {
  const TestTable table({"a"});
  RowBatch batch = table.Batch();
  AddRow(batch, SuspectRow(), {Lost(1200, 5000)});
  const auto object = nlohmann::json::parse(Line(table, batch, RowSection::kSuspect));
  EXPECT_EQ(object.at("a").dump(), R"({"lost":true,"of":5000,"read":1200})");
  EXPECT_EQ(object.at("_evidence").dump(),
            R"({"file_offset":196608,"found":"heap_scan","heap":34,"input":0,"origin":6958,"page":12,)"
            R"("reasons":["page_unverified","heap_scan"],"trust":"suspect","trx":"0x1234"})");
}

}  // namespace
}  // namespace innosalvage
