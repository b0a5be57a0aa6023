// .frm files that MariaDB servers wrote (testdata/frm) against what the same servers print as SHOW CREATE TABLE.
#include "parser/frm_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parser/ddl_parser.h"
#include "parser/definition_text.h"
#include "parser/file_name_encoding.h"
#include "parser/frm_sections.h"

namespace innosalvage {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const fs::path kFolder = fs::path(INNOSALVAGE_SOURCE_DIR) / "testdata/frm";

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream content;
  content << in.rdbuf();
  return content.str();
}

Result<FrmTable> ParseFixture(const std::string& name) { return ParseFrm(AsBytes(ReadFile(kFolder / name))); }

// What is the same value to a server: '7' and 7, uuid() and (uuid()), 0x61 and 'a'.
std::string PlainDefault(const std::optional<std::string>& sql) {
  if (!sql) return "none";
  std::string text = *sql;
  while (text.size() > 1 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
  if (text.size() > 1 && text.front() == '\'' && text.back() == '\'') text = text.substr(1, text.size() - 2);
  if (text.starts_with("0x") || text.starts_with("x'")) {
    std::string bytes;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
      bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    }
    text = bytes;
  }
  for (std::size_t at; (at = text.find("\\0")) != std::string::npos;) text.replace(at, 2, std::string(1, '\0'));
  std::erase(text, '\\');
  if (text.find_first_not_of("0123456789") == std::string::npos) {
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));  // ZEROFILL
  }
  if (text.find_first_not_of("0123456789.e+-") == std::string::npos && text.find_first_of(".e") != std::string::npos) {
    text = std::to_string(std::stod(text));
  }
  return text;
}

std::string Shown(const Column& column) {
  std::ostringstream out;
  out << column.name << ' ' << Name(column.type) << '(' << column.length << ',' << int{column.decimals} << ','
      << int{column.fsp} << ')' << (column.is_unsigned ? " unsigned" : "") << (column.zerofill ? " zerofill" : "")
      << (column.nullable ? " null" : " not null") << (column.auto_increment ? " auto_increment" : "")
      << (column.compressed ? " compressed" : "") << ' ' << (column.collation != nullptr ? column.collation->name : "-")
      << " [";
  for (const std::string& member : column.members) out << member << '|';
  out << "] as " << int(column.generated) << ' ' << column.generation_expression << " hidden " << int(column.hidden)
      << " update " << column.on_update_sql << " comment " << column.comment << " check " << column.check_sql;
  return out.str();
}

std::string Shown(const Index& index, const Table& table) {
  std::ostringstream out;
  out << Name(index.kind) << ' ' << index.name << ' ' << index.algorithm << ' ' << index.comment << ' '
      << index.invisible << " (";
  for (const KeyPart& part : index.parts) {
    out << (part.column < table.columns.size() ? table.columns[part.column].name : "?") << ' ' << part.prefix << ' '
        << part.descending << ',';
  }
  out << ')';
  return out.str();
}

struct Fixture {
  std::string kind;
  fs::path frm;
  Table expected;
};

// Each table of KIND/tables.sql with its .frm.
std::vector<Fixture> Fixtures() {
  std::vector<Fixture> fixtures;
  for (const std::string kind : {"mariadb-10.5", "mariadb-10.11", "mariadb-11.8"}) {
    DdlOptions options;
    options.vendor = Vendor::kMariaDb;
    options.server_version = kind == "mariadb-10.5" ? 100523 : kind == "mariadb-10.11" ? 101118 : 110806;
    options.default_charset = FindCharset(kind == "mariadb-11.8" ? "utf8mb4" : "latin1");
    const DdlScript script = ParseDdl(ReadFile(kFolder / kind / "tables.sql"), options);
    for (const DdlProblem& problem : script.problems) {
      // The DDL reader refuses WITHOUT OVERLAPS, which has tests of its own below.
      EXPECT_THAT(problem.what, HasSubstr("OVERLAPS")) << kind << " line " << problem.line;
    }
    for (const auto& entry : fs::directory_iterator(kFolder / kind)) {
      if (entry.path().extension() != ".frm") continue;
      const std::string name = DecodeFileName(entry.path().stem().string());
      const auto table = std::ranges::find(script.tables, name, [](const DdlTable& t) { return t.table.name; });
      if (table != script.tables.end()) fixtures.push_back({kind, entry.path(), table->table});
    }
  }
  return fixtures;
}

TEST(FrmReader, SaysWhatTheServerSays) {
  const std::vector<Fixture> fixtures = Fixtures();
  ASSERT_GT(fixtures.size(), 130U);
  for (const Fixture& fixture : fixtures) {
    SCOPED_TRACE(fixture.kind + ' ' + fixture.frm.filename().string());
    const auto frm = ParseFrm(AsBytes(ReadFile(fixture.frm)));
    ASSERT_TRUE(frm.has_value()) << frm.error().Message();
    EXPECT_THAT(frm->remarks, IsEmpty());
    const Table& table = frm->table;
    const Table& expected = fixture.expected;
    ASSERT_EQ(table.columns.size(), expected.columns.size());
    for (std::size_t i = 0; i < expected.columns.size(); ++i) {
      EXPECT_EQ(Shown(table.columns[i]), Shown(expected.columns[i]));
      EXPECT_EQ(PlainDefault(table.columns[i].default_sql), PlainDefault(expected.columns[i].default_sql))
          << table.columns[i].name;
    }
    ASSERT_EQ(table.indexes.size(), expected.indexes.size());
    for (std::size_t i = 0; i < expected.indexes.size(); ++i) {
      EXPECT_EQ(Shown(table.indexes[i], table), Shown(expected.indexes[i], expected));
    }
    ASSERT_EQ(table.checks.size(), expected.checks.size());
    for (std::size_t i = 0; i < expected.checks.size(); ++i) {
      EXPECT_EQ(table.checks[i].name, expected.checks[i].name);
      EXPECT_EQ(table.checks[i].expression, expected.checks[i].expression);
    }
    EXPECT_EQ(table.collation, expected.collation);
    EXPECT_EQ(table.row_format, expected.row_format);
    EXPECT_EQ(table.key_block_size, expected.key_block_size);
    EXPECT_EQ(table.comment, expected.comment);
    EXPECT_EQ(table.system_versioned, expected.system_versioned);
    EXPECT_EQ(table.other_elements.size(), expected.other_elements.size());
    EXPECT_EQ(table.partition_sql.empty(), expected.partition_sql.empty());
    EXPECT_EQ(ClusteredIndex(table), ClusteredIndex(expected));
  }
}

TEST(FrmReader, TellsOldTemporalTypesFromNew) {
  const auto old = ParseFixture("mariadb-10.11/s_old_temporal.frm");
  ASSERT_TRUE(old.has_value());
  for (const Column& column : old->table.columns) EXPECT_EQ(column.old_temporal, true) << column.name;
  const auto dates = ParseFixture("mariadb-10.11/dates.frm");
  ASSERT_TRUE(dates.has_value());
  for (const Column& column : dates->table.columns) {
    if (IsTemporalWithFraction(column.type)) {
      EXPECT_EQ(column.old_temporal, false) << column.name;
    }
  }
}

TEST(FrmReader, TellsSequencesFromTables) {
  const auto sequence = ParseFixture("mariadb-11.8/s_sequence.frm");
  ASSERT_TRUE(sequence.has_value());
  EXPECT_TRUE(sequence->sequence);
  EXPECT_EQ(sequence->table.other_options, "SEQUENCE=1");
  EXPECT_FALSE(ParseFixture("mariadb-11.8/s_defaults.frm")->sequence);
}

TEST(FrmReader, NamesThePeriodOfAKeyWithoutOverlaps) {
  const auto periods = ParseFixture("mariadb-11.8/s_periods.frm");
  ASSERT_TRUE(periods.has_value());
  ASSERT_EQ(periods->table.indexes.size(), 1U);
  const Index& index = periods->table.indexes.front();
  EXPECT_EQ(index.period, "p");
  EXPECT_EQ(Shown(index, periods->table), "UNIQUE u   0 (id 0 0,e 0 0,s 0 0,)");
  EXPECT_THAT(periods->table.other_elements, ElementsAre("PERIOD FOR `p` (`s`, `e`)"));
  ASSERT_EQ(periods->table.checks.size(), 1U);  // and not the one that the period brings
  EXPECT_EQ(periods->table.checks.front().expression, "`id` > 3");
}

TEST(FrmReader, KeepsPartitionsAsTheServerPrintsThem) {
  const auto frm = ParseFixture("mariadb-11.8/s_subpartitions.frm");
  ASSERT_TRUE(frm.has_value());
  EXPECT_EQ(frm->engine, "partition");
  EXPECT_THAT(frm->table.partition_sql, testing::StartsWith("PARTITION BY RANGE (year(`b`))\nSUBPARTITION BY HASH"));
}

TEST(FrmReader, EveryShorterFileEndsInATableOrAnError) {
  for (const char* name : {"mariadb-11.8/s_expressions.frm", "mariadb-10.5/s_subpartitions.frm",
                           "mariadb-11.8/s_keys.frm", "mariadb-11.8/ma_vector.frm"}) {
    const std::string whole = ReadFile(kFolder / name);
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const auto frm = ParseFrm(AsBytes(std::string_view(whole).substr(0, n)));
      // What is missing of the end is told.
      if (frm) {
        EXPECT_THAT(frm->remarks, Not(IsEmpty())) << name << ' ' << n;
      }
    }
  }
}

TEST(FrmReader, RefusesWhatIsNoTable) {
  EXPECT_FALSE(ParseFrm({}));
  EXPECT_FALSE(ParseFrm(AsBytes("TYPE=VIEW\nquery=select 1\n")));
  EXPECT_FALSE(ParseFixture("mariadb-11.8/s_view.frm"));
  EXPECT_FALSE(ParseFrm(AsBytes(std::string(4096, '\0'))));
}

// A file as sql/unireg.cc of MySQL 5.7 writes it: two INTs, the second generated.
class MySql57File {
 public:
  explicit MySql57File(bool stored) {
    Put(0, "\xfe\x01\x0a\x0c");
    Number(4, 3, 2);       // "//", NUL
    Number(6, 0x1000, 2);  // keys
    Number(14, 10, 2);
    Number(16, 9, 2);  // row
    Number(30, 9, 2);  // HA_OPTION_PACK_RECORD, LONG_BLOB_PTR
    Put(33, "\x05");
    Put(38, "\x08");
    Number(51, 50733, 4);
    Number(55, 14, 4);
    Put(64, "//");
    Number(67, 0x2000, 4);
    Put(0x1000, std::string("\0\0\0\0\0\0", 6));
    Put(0x100a, std::string("\xff\0\0\0\0\0\0\0\0", 9));  // both NULL
    Put(0x1013, std::string("\0\0\x06\0InnoDB\0\0\0\0", 14));
    Number(0x2000 + 258, 2, 2);
    const std::string names(
        "\xff"
        "a\xff"
        "b\xff\0",
        6);
    Number(0x2000 + 268, names.size(), 2);
    const std::string expression = "`a` + 1";
    Number(0x2000 + 286, expression.size() + 4, 2);
    std::size_t at = 0x2000 + 288;
    for (const unsigned check : {0U, 128U}) {
      Number(at + 3, 11, 2);
      Number(at + 5, check == 0 ? 2 : 6, 3);
      Number(at + 8, 0x801b, 2);
      Number(at + 10, check, 1);
      Number(at + 13, 3, 1);
      Number(at + 14, 63, 1);
      at += 17;
    }
    Put(at, names);
    at += names.size();
    Number(at, 1, 1);
    Number(at + 1, expression.size(), 2);
    Number(at + 3, stored ? 1 : 0, 1);
    Put(at + 4, expression);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void Put(std::size_t at, std::string_view text) {
    if (bytes_.size() < at + text.size()) bytes_.resize(at + text.size());
    std::ranges::copy(text, bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  void Number(std::size_t at, std::uint64_t value, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i, value >>= 8U) text += static_cast<char>(value & 255U);
    Put(at, text);
  }
  std::string bytes_;
};

TEST(FrmReader, ReadsGeneratedColumnsOfMySql57) {
  for (const bool stored : {false, true}) {
    const auto frm = ParseFrm(AsBytes(MySql57File(stored).bytes()));
    ASSERT_TRUE(frm.has_value()) << frm.error().Message();
    EXPECT_THAT(frm->remarks, IsEmpty());
    EXPECT_EQ(frm->engine, "InnoDB");
    EXPECT_EQ(frm->table.vendor, Vendor::kMySql);
    ASSERT_EQ(frm->table.columns.size(), 2U);
    EXPECT_EQ(frm->table.columns[0].default_sql, "NULL");
    EXPECT_EQ(frm->table.columns[1].generated, stored ? Generated::kStored : Generated::kVirtual);
    EXPECT_EQ(frm->table.columns[1].generation_expression, "`a` + 1");
  }
}

TEST(DefinitionText, GivesViewsAsTheServerPrintsThem) {
  for (const std::string kind : {"mariadb-10.5", "mariadb-10.11", "mariadb-11.8"}) {
    std::string printed;
    for (const char* name : {"s_view", "s_view_merged"}) {
      auto sql = ViewSql(ReadFile(kFolder / kind / (std::string(name) + ".frm")), name);
      ASSERT_TRUE(sql.has_value());
      for (std::size_t at; (at = sql->find("`frm_test`.")) != std::string::npos;) sql->erase(at, 11);
      printed += *sql + '\n';
    }
    EXPECT_EQ(printed, ReadFile(kFolder / kind / "views.sql"));
  }
}

TEST(DefinitionText, GivesTriggersAsTheServerPrintsThem) {
  for (const std::string kind : {"mariadb-10.5", "mariadb-10.11", "mariadb-11.8"}) {
    std::string printed;
    for (const TriggerDefinition& trigger : ParseTriggers(ReadFile(kFolder / kind / "s_comments.TRG"))) {
      printed += trigger.sql + '\n';
      EXPECT_EQ(trigger.sql_mode, "");
    }
    EXPECT_EQ(printed, ReadFile(kFolder / kind / "triggers.sql"));
  }
}

TEST(DefinitionText, LeavesOutWhatIsCutOff) {
  EXPECT_FALSE(ViewSql("TYPE=VIEW\nquery=select 1", "v"));
  EXPECT_FALSE(ViewSql("TYPE=VIEW\nalgorithm=1\n", "v"));
  EXPECT_THAT(ParseTriggers("TYPE=TRIGGERS\ntriggers='CREATE TRIGGER a' 'CREATE TRI\n"), testing::SizeIs(1));
  EXPECT_THAT(ParseTriggers("TYPE=TRIGGERS\n"), IsEmpty());
}

TEST(DefinitionText, NamesTheModesThatDecideHowATriggerIsRead) {
  const auto triggers = ParseTriggers("TYPE=TRIGGERS\ntriggers='CREATE TRIGGER a'\nsql_modes=1048582\n");
  ASSERT_EQ(triggers.size(), 1U);
  EXPECT_EQ(triggers.front().sql_mode, "PIPES_AS_CONCAT,ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
}

}  // namespace
}  // namespace innosalvage
