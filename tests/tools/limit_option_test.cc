#include "tools/limit_option.h"

#include <gmock/gmock.h>

namespace innosalvage {
namespace {

TEST(LimitOption, TakesNumbersAndSizes) {
  Limits limits;
  EXPECT_EQ(limits[Limit::kJsonDepth], 100U);
  ASSERT_TRUE(SetLimit("json-depth=200", limits));
  ASSERT_TRUE(SetLimit("statement=64M", limits));
  ASSERT_TRUE(SetLimit("dump-row=2G", limits));
  ASSERT_TRUE(SetLimit("sdi-object=3K", limits));
  ASSERT_TRUE(SetLimit("findings=0", limits));
  EXPECT_EQ(limits[Limit::kJsonDepth], 200U);
  EXPECT_EQ(limits[Limit::kStatement], 64 * kMebibyte);
  EXPECT_EQ(limits[Limit::kDumpRow], 2 * kGibibyte);
  EXPECT_EQ(limits[Limit::kSdiObject], 3 * kKibibyte);
  EXPECT_EQ(limits[Limit::kFindings], 0U);
  EXPECT_EQ(limits[Limit::kSdiFile], 256 * kMebibyte);
}

TEST(LimitOption, NamesWhereWhatAndWhatNext) {
  Limits limits;
  for (const char* wrong :
       {"statement=", "statement=M", "statement=1.5M", "statement= 1", "statement=-1", "statement=0x10",
        "statement=18446744073709551615K", "statement=18446744073709551616", "statement=3G"}) {
    const auto set = SetLimit(wrong, limits);
    ASSERT_FALSE(set) << wrong;
    EXPECT_EQ(set.error().where, std::string("--limit ") + wrong);
    EXPECT_THAT(set.error().what, testing::HasSubstr("as --limit statement=16M")) << wrong;
  }
  const auto unknown = SetLimit("statements=1M", limits);
  ASSERT_FALSE(unknown);
  for (const LimitInfo& info : kLimits) EXPECT_THAT(unknown.error().what, testing::HasSubstr(std::string(info.name)));
}

TEST(LimitOption, EachLimitTakesItsOwnValueAndTheOneThatIsToRaiseIt) {
  for (std::size_t i = 0; i < kLimits.size(); ++i) {
    const auto limit = static_cast<Limit>(i);
    const LimitInfo& info = kLimits.at(i);
    EXPECT_EQ(LimitNamed(info.name), limit);
    Limits limits;
    EXPECT_TRUE(SetLimit(std::string(info.name) + "=" + LimitText(limit, info.value), limits)) << info.name;
    EXPECT_EQ(limits[limit], info.value);
    const std::string how = HowToRaise(limit);
    ASSERT_TRUE(how.starts_with("--limit ") && how.ends_with(" raises it")) << how;
    EXPECT_TRUE(SetLimit(how.substr(8, how.size() - 8 - 10), limits)) << how;
    EXPECT_GT(limits[limit], info.value) << how;
  }
}

}  // namespace
}  // namespace innosalvage
