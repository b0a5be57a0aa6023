#include "parser/network_types.h"

#include <gtest/gtest.h>

#include "tests/parser/decode.h"

namespace innosalvage {
namespace {

struct NetworkCase {
  std::string_view stored, printed;
};

// Records and SELECT of MariaDB 10.11.18 and 11.8.6, which agree.
constexpr NetworkCase kUuids[] = {
    {"00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"},
    {"ffffffffffffffffffffffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
    {"5b8c656024db95641026baba6ccd780c", "6ccd780c-baba-1026-9564-5b8c656024db"},  // version 1
    {"0e02b2c3d479a567437258ccf47ac10b", "f47ac10b-58cc-4372-a567-0e02b2c3d479"},  // version 4
    {"1ec9414c232a6b00b3c89f6bdeced846", "1ec9414c-232a-6b00-b3c8-9f6bdeced846"},  // version 6
    {"017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},  // version 7
    {"2489e9ad2ee28e008ec932d5f69181c0", "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0"},  // version 8
    {"2489e9ad2ee21e0000c932d5f69181c0", "2489e9ad-2ee2-1e00-00c9-32d5f69181c0"},  // version 1, variant 0
    {"32d5f69181c0ffc95e002ee22489e9ad", "2489e9ad-2ee2-5e00-ffc9-32d5f69181c0"},
    {"2489e9ad2ee2000080c932d5f69181c0", "2489e9ad-2ee2-0000-80c9-32d5f69181c0"},  // version 0
    {"2489e9ad2ee200ffc0c932d5f69181c0", "2489e9ad-2ee2-00ff-c0c9-32d5f69181c0"},
    {"82d5f69181c080c95fff2ee22489e9ad", "2489e9ad-2ee2-5fff-80c9-82d5f69181c0"},
};

// Records and SELECT of MariaDB 10.11.18.
constexpr NetworkCase kInet6[] = {
    {"00000000000000000000000000000000", "::"},
    {"00000000000000000000000000000001", "::1"},
    {"00000000000000000000ffff01020304", "::ffff:1.2.3.4"},
    {"20010db8000000000001000000000001", "2001:db8::1:0:0:1"},
    {"00000000000000000000000001020304", "::1.2.3.4"},
    {"fe800000000000000202b3fffe1e8329", "fe80::202:b3ff:fe1e:8329"},
    {"00010000000200000003000000040000", "1::2:0:3:0:4:0"},
    {"00010000000000020000000000000003", "1:0:0:2::3"},
    {"00010000000000020003000000000004", "1::2:3:0:0:4"},
    {"00000000000000000000000000010002", "::0.1.0.2"},
    {"00000000000000000000000000010000", "::0.1.0.0"},
    {"0064ff9b000000000000000001020304", "64:ff9b::102:304"},
    {"00000000000000000000ffff00000000", "::ffff:0.0.0.0"},
    {"00000000000000000000ffff00000001", "::ffff:0.0.0.1"},
    {"00010000000000000000000000000000", "1::"},
    {"ffffffffffffffffffffffffffffffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    {"0000000000000000ffffffff01020304", "::ffff:ffff:102:304"},
    {"00010002000300040005000600070000", "1:2:3:4:5:6:7::"},
    {"00000002000300040005000600070008", "::2:3:4:5:6:7:8"},
    {"00000000000100000000000000000000", "0:0:1::"},
};

TEST(Uuid, ReadsReversedAndPlainOnesAsTheServerDoes) {
  for (const NetworkCase& c : kUuids) EXPECT_EQ(Printed(ColumnOf(SqlType::kUuid), c.stored), c.printed);
}

TEST(Inet6, PrintsAsTheServerDoes) {
  for (const NetworkCase& c : kInet6) EXPECT_EQ(Printed(ColumnOf(SqlType::kInet6), c.stored), c.printed);
}

TEST(Inet4, PrintsAsTheServerDoes) {  // MariaDB 11.8.6
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInet4), "00000000"), "0.0.0.0");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInet4), "01140304"), "1.20.3.4");
  EXPECT_EQ(Printed(ColumnOf(SqlType::kInet4), "ffffffff"), "255.255.255.255");
}

TEST(NetworkTypes, AnyOtherLengthIsIllegal) {
  for (const SqlType type : {SqlType::kUuid, SqlType::kInet6, SqlType::kInet4}) {
    const std::size_t right = type == SqlType::kInet4 ? 4 : 16;
    const std::vector<std::byte> bytes(20);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      if (size == right) continue;
      EXPECT_EQ(Printed(ColumnOf(type), Bytes(bytes).first(size)), Illegal(DamageKind::kIllegalLength));
    }
  }
}

}  // namespace
}  // namespace innosalvage
