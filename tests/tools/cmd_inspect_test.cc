#include "tools/cmd_inspect.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/exporters/explained_tablespace.h"
#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Outcome {
  ExitCode code = ExitCode::kUsage;
  std::string out, err;
};

class InspectTest : public testing::Test {
 protected:
  std::string Store(std::string_view name, Bytes bytes) const {
    const std::string path = folder_.path() / name;
    const std::string_view text = AsText(bytes);
    std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
    return path;
  }

  static Outcome Inspect(const std::string& path, std::optional<std::uint32_t> page, const std::string& schema = {}) {
    InspectOptions options;
    options.common.paths = {path};
    if (!schema.empty())
      options.common.schema_files = {std::string(INNOSALVAGE_SOURCE_DIR) + "/testdata/" + schema + ".sql"};
    options.page = page;
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = RunInspect(options, out, err);
    return {code, out.str(), err.str()};
  }

  TemporaryFolder folder_;
};

TEST_F(InspectTest, WithoutAPageTheFileIsShownInShort) {
  const Outcome outcome = Inspect(Store("orders.ibd", ReadFixture("sample/orders.whole")), std::nullopt);
  EXPECT_EQ(outcome.code, ExitCode::kClean);
  EXPECT_THAT(outcome.out,
              HasSubstr("     0          FSP_HDR                                                  intact\n"));
  EXPECT_THAT(outcome.out, HasSubstr("index SDI level 0 (leaves)"));
  EXPECT_THAT(outcome.out, HasSubstr("orders.PRIMARY\n"));
  EXPECT_THAT(outcome.out, HasSubstr("orders.by_customer\n"));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(InspectTest, DamageIsInTheExitCode) {
  const std::string path = std::string(INNOSALVAGE_SOURCE_DIR) + "/testdata/sample/shop/orders.ibd";
  const Outcome outcome = Inspect(path, std::nullopt);
  EXPECT_EQ(outcome.code, ExitCode::kSalvaged);
  EXPECT_THAT(outcome.out, HasSubstr("checksum_mismatch"));
  EXPECT_EQ(Inspect(path, 0).code, ExitCode::kClean);
  EXPECT_EQ(Inspect(path, 18).code, ExitCode::kSalvaged);
  EXPECT_THAT(Inspect(path, 18).out, HasSubstr("0x0000..0x3fff  zeros                     never written, or wiped\n"));
}

TEST_F(InspectTest, APageIsExplainedWithTheSchemaInTheFile) {
  const Outcome outcome = Inspect(Store("t.ibd", ReadFixture("mysql-9/unique_key")), 4);
  EXPECT_EQ(outcome.code, ExitCode::kClean);
  ExpectWholePageExplained(outcome.out, 16384);
  EXPECT_THAT(outcome.out, HasSubstr("c                         'c0'\n"));
}

TEST_F(InspectTest, WithoutASchemaRecordsAreShownAsBytes) {
  const Outcome outcome = Inspect(Store("t.ibd", ReadFixture("mariadb-10.11/unique_key")), 3);
  ExpectWholePageExplained(outcome.out, 16384);
  EXPECT_THAT(outcome.out, HasSubstr("fields "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("'c0'\n")));
}

TEST_F(InspectTest, ASecondaryIndexIsKnownByItsRecordsWhereTheSchemaNamesNoId) {
  const std::string path = Store("two_levels_compact.ibd", ReadFixture("mariadb-10.11/two_levels_compact"));
  const Outcome clustered = Inspect(path, 3, "mariadb-10.11/two_levels_compact");
  const Outcome secondary = Inspect(path, 4, "mariadb-10.11/two_levels_compact");
  EXPECT_THAT(clustered.out, HasSubstr(": PRIMARY\n"));
  EXPECT_THAT(secondary.out, HasSubstr(": d\n"));
  EXPECT_THAT(secondary.out, HasSubstr("2020-07-18\n"));
}

TEST_F(InspectTest, WhatIsNotThereIsSaid) {
  const std::string path = Store("t.ibd", ReadFixture("mysql-9/unique_key"));
  const Outcome no_page = Inspect(path, 4000000000U);
  EXPECT_EQ(no_page.code, ExitCode::kNothingUsable);
  EXPECT_THAT(no_page.err, HasSubstr("has no page 4000000000"));
  EXPECT_EQ(Inspect(path + ".missing", 1).code, ExitCode::kNothingUsable);
  const Outcome text = Inspect(Store("text.ibd", AsBytes("not a tablespace")), std::nullopt);
  EXPECT_EQ(text.code, ExitCode::kNothingUsable);
  EXPECT_NE(text.err, "");
}

TEST_F(InspectTest, NoControlByteOfAFileNameReachesTheTerminal) {
  const std::string path = Store("\x1b[2J.ibd", ReadFixture("mysql-9/unique_key"));
  EXPECT_THAT(Inspect(path, std::nullopt).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(Inspect(path, 4000000000U).err, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace innosalvage
