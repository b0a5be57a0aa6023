#include "tools/carve_order.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/exporters/temporary_folder.h"

namespace innosalvage {
namespace {

TEST(CarveOrder, TheNewestIsFirstBeItNamedByNumberOrByItsSdi) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "carve.json") << R"({"tablespaces":[
    {"file":"stock/parts.ibd","newest_lsn":20},{"file":"space_40.ibd","newest_lsn":30},{"file":"space_18.ibd","newest_lsn":10}]})";
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  // What carve.json does not list keeps its place.
  std::vector<std::string> paths = {at("ibdata1"), at("space_18.ibd"), at("stock/parts.ibd"), at("shop/own.ibd"),
                                    at("space_40.ibd")};
  OrderCarved(paths);
  EXPECT_THAT(paths, testing::ElementsAre(at("ibdata1"), at("space_40.ibd"), at("stock/parts.ibd"), at("shop/own.ibd"),
                                          at("space_18.ibd")));
}

}  // namespace
}  // namespace innosalvage
