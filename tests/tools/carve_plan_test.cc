#include "tools/carve_plan.h"

#include <gtest/gtest.h>

namespace innosalvage {
namespace {

CarvePlan PlanOf(std::uint32_t space_id, std::uint64_t lsn, const std::string& name) {
  CarvePlan plan;
  plan.group.key = {ChecksumFamily::kClassic, space_id, 14};
  plan.newest_lsn = lsn;
  plan.named = !name.empty();
  plan.name = plan.named ? name : "space_" + std::to_string(space_id) + ".ibd";
  return plan;
}

std::vector<std::string> NamesOf(std::vector<CarvePlan> plans) {
  NamePlans(plans);
  std::vector<std::string> names;
  for (const CarvePlan& plan : plans) names.push_back(plan.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(CarvePlan, OfOneNameTheNewestIsTheTable) {
  EXPECT_EQ(NamesOf({PlanOf(5, 100, "shop/t.ibd"), PlanOf(9, 200, "shop/t.ibd")}),
            (Names{"versions/shop/t.space_5.lsn_100.ibd", "shop/t.ibd"}));
}

// p0 was rebuilt from space 5 to 9; so was p1, and of its new tablespace, 10, nothing says whose it is.
TEST(CarvePlan, APartitionWhoseSuccessorLostItsNameIsOlder) {
  EXPECT_EQ(NamesOf({PlanOf(5, 100, "shop/t#p#p0.ibd"), PlanOf(9, 200, "shop/t#p#p0.ibd"),
                     PlanOf(6, 100, "shop/t#p#p1.ibd"), PlanOf(10, 200, "")}),
            (Names{"versions/shop/t#p#p0.space_5.lsn_100.ibd", "shop/t#p#p0.ibd",
                   "versions/shop/t#p#p1.space_6.lsn_100.ibd", "space_10.ibd"}));
}

TEST(CarvePlan, APartitionThatMayNotHaveBeenReplacedIsThePresentOne) {
  // It was changed after the other one was rebuilt.
  EXPECT_EQ(NamesOf({PlanOf(5, 100, "shop/t#p#p0.ibd"), PlanOf(9, 200, "shop/t#p#p0.ibd"),
                     PlanOf(6, 150, "shop/t#p#p1.ibd"), PlanOf(10, 200, "")})[2],
            "shop/t#p#p1.ibd");
  // No tablespace without a name is there, or it is no newer one.
  EXPECT_EQ(NamesOf({PlanOf(5, 100, "shop/t#p#p0.ibd"), PlanOf(9, 200, "shop/t#p#p0.ibd"),
                     PlanOf(6, 100, "shop/t#p#p1.ibd")})[2],
            "shop/t#p#p1.ibd");
  EXPECT_EQ(NamesOf({PlanOf(5, 100, "shop/t#p#p0.ibd"), PlanOf(9, 200, "shop/t#p#p0.ibd"),
                     PlanOf(6, 100, "shop/t#p#p1.ibd"), PlanOf(4, 200, "")})[2],
            "shop/t#p#p1.ibd");
  // Nothing of the table was rebuilt.
  EXPECT_EQ(NamesOf({PlanOf(9, 200, "shop/t#p#p0.ibd"), PlanOf(6, 100, "shop/t#p#p1.ibd"), PlanOf(10, 200, "")})[1],
            "shop/t#p#p1.ibd");
}

TEST(CarvePlan, NoTwoHaveOneName) {
  EXPECT_EQ(NamesOf({PlanOf(5, 100, ""), PlanOf(5, 100, "")}), (Names{"space_5.ibd", "space_5-2.ibd"}));
}

}  // namespace
}  // namespace innosalvage
