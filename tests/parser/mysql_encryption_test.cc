#include "parser/mysql_encryption.h"

#include <gtest/gtest.h>

#include <string>

#include "parser/fsp_header.h"

namespace innosalvage {
namespace {

constexpr std::string_view kUuid = "2bdc27b3-ff17-11e8-891e-0010e08dbff8";

// The layouts of os0enc.cc get_master_key_from_info (MySQL 8.0), which reads what every version wrote.
std::string Info(std::string_view magic, std::size_t bytes_of_number, std::string_view uuid) {
  std::string info(magic);
  info += std::string("\0\0\0\x07", 4) + std::string(bytes_of_number - 4, '\0');
  info += uuid;
  for (int i = 0; i < 64; ++i) info += static_cast<char>('@' + i);
  info += "\x01\x02\x03\x04";
  return info;
}

void ExpectRead(const std::string& info, unsigned version, std::string_view uuid) {
  constexpr std::size_t kOffset = 50;
  std::string page(kOffset, 'x');
  page += info + std::string(kEncryptionInfoMaxSize, '\0');
  const auto read = DecodeMySqlEncryptionInfo(AsBytes(page), kOffset);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->version, version);
  EXPECT_EQ(read->master_key_no, 7U);
  EXPECT_EQ(read->server_uuid, uuid);
  EXPECT_EQ(std::to_integer<char>(read->wrapped.front()), '@');
  EXPECT_EQ(std::to_integer<unsigned>(read->wrapped.back()), static_cast<unsigned>('@' + 63));
  EXPECT_EQ(read->checksum, 0x01020304U);
}

TEST(MySqlEncryptionInfo, TheNumberOfTheMasterKeyHasFourBytesOrEight) {
  ExpectRead(Info("lCA", 4, ""), 1, "");
  ExpectRead(Info("lCA", 8, ""), 1, "");
  ExpectRead(Info("lCB", 4, kUuid), 2, kUuid);
  ExpectRead(Info("lCB", 8, kUuid), 2, kUuid);
  ExpectRead(Info("lCC", 4, kUuid), 3, kUuid);
}

TEST(MySqlEncryptionInfo, IsNotThereWithoutItsMagicOrRoom) {
  const std::string info = Info("lCB", 8, kUuid);
  EXPECT_FALSE(DecodeMySqlEncryptionInfo(AsBytes(info.substr(0, kEncryptionInfoMaxSize - 1)), 0));
  EXPECT_FALSE(DecodeMySqlEncryptionInfo(AsBytes(std::string(200, '\0')), 0));
}

}  // namespace
}  // namespace innosalvage
