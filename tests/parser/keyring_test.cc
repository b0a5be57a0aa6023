#include "parser/keyring.h"

#include <gmock/gmock.h>

#include <charconv>

namespace innosalvage {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::byte> FromHex(std::string_view text) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 2 <= text.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

constexpr std::string_view kLines =
    "# comment\n1;00112233445566778899aabbccddeeff\n\n 2 ; "
    "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff # of tests\n"
    "7;3;ffeeddccbbaa99887766554433221100\n";

void ExpectTheLines(const Keyring& keyring) {
  ASSERT_EQ(keyring.mariadb.size(), 3U);
  EXPECT_EQ(keyring.mariadb.find(1)->second.key, FromHex("00112233445566778899aabbccddeeff"));
  EXPECT_EQ(keyring.mariadb.find(2)->second.key,
            FromHex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"));
  EXPECT_EQ(keyring.mariadb.find(2)->second.version, 0U);
  EXPECT_EQ(keyring.mariadb.find(7)->second.version, 3U);
}

TEST(Keyring, ReadsTheLinesOfFileKeyManagement) {
  Keyring keyring;
  ASSERT_TRUE(ReadKeyring(AsBytes(kLines), "keys", "", keyring));
  ExpectTheLines(keyring);
}

// The same lines, as `openssl enc -aes-256-cbc -md sha1 -pass file:password -in keys` wrote them.
constexpr std::string_view kSha1 =
    "53616c7465645f5f697509795ddc98d91f70756458363b5c7c97af148bf387b13e1bbe4ef40c26465a602b5dbabba9455511"
    "1b0db375c033d2805b6e61d45fa14a4c5921df6cb24206934cd4faec19d1fa7795ee124f279d2324b8959c178ef191f6970d"
    "cdd1a657f79a50b89361456f0b8c7426ab2a0f6720273b02b81c89ee82abb0fcf04c169f99f010510c0d39d06fa9b4cb90b4"
    "d7db5533a49b818c414aa44c1c0a4bff767a850d4f3e496dcd14590f3f6947cb574086ef06093389bbdd";
constexpr std::string_view kSha256 =
    "53616c7465645f5fa2dd47ab28512cbe918460f572aa28e49f519414d49776126a364d1e47ab36ba67f920557dde05a4a001"
    "b003003ee1b9b047263ecaba57ce42cbcd336e621fddcd91c506d58427c71b8d5a7bb8bd4f34735ff97af07201e822da8c74"
    "c13576627f0684a7946c83f4415e68a26d92fc9926bf3c8edc2c05424cdae407f7a4f6e2aae34491e96d80b1af3ce7dd2ab7"
    "be33367f6dc8602d7e6ab6ae2c9c81aef5778daedf97ef3c95cd00f2ca979f26a4a63f5ca7ae2e8ffce1";

TEST(Keyring, OpensAnEncryptedKeyFileWithItsPassword) {
  for (const std::string_view file : {kSha1, kSha256}) {
    Keyring keyring;
    ASSERT_TRUE(ReadKeyring(FromHex(file), "keys.enc", "correct horse", keyring));
    ExpectTheLines(keyring);
    const auto wrong = ReadKeyring(FromHex(file), "keys.enc", "correct house", keyring);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().Message(), HasSubstr("does not open"));
    EXPECT_THAT(wrong.error().Message(), Not(HasSubstr("house")));
    EXPECT_FALSE(ReadKeyring(FromHex(file), "keys.enc", "", keyring));
  }
}

TEST(Keyring, ReadsTheComponentsJson) {
  // Shape and spelling as MySQL 9.7.4 wrote them.
  constexpr std::string_view kJson =
      R"({"version":"1.0","elements":[{"user":"","data_id":"INNODBKey-0e4229d7-ea21-11f1-b898-02fc00000001-1",)"
      R"("data_type":"AES","data":"8764F79EA9287E8BB73C260FCCF1D1E9BE20032D703AFCB8199DC7A6E4539377","extension":[]},)"
      R"({"user":"","data_id":"other","data_type":"SECRET","data":"00","extension":[]}]})";
  Keyring keyring;
  ASSERT_TRUE(ReadKeyring(AsBytes(kJson), "keyring", "", keyring));
  ASSERT_EQ(keyring.mysql.size(), 2U);
  EXPECT_EQ(keyring.mysql.find("INNODBKey-0e4229d7-ea21-11f1-b898-02fc00000001-1")->second,
            FromHex("8764F79EA9287E8BB73C260FCCF1D1E9BE20032D703AFCB8199DC7A6E4539377"));
}

// An entry as the keyring_file plugin lays it out: five lengths, then id, type, user and the key under its XOR.
std::string PluginFile(std::string_view version, std::string_view id, std::string_view key) {
  constexpr std::string_view kObfuscation = "*305=Ljt0*!@$Hnm(*-9-w;:";
  std::string body = std::string(id) + "AES";
  for (std::size_t i = 0; i < key.size(); ++i)
    body += static_cast<char>(key[i] ^ kObfuscation[i % kObfuscation.size()]);
  while (body.size() % 8 != 0) body += '\0';
  const auto length = [](std::uint64_t value) {
    std::string bytes;
    for (int i = 0; i < 8; ++i, value >>= 8U) bytes += static_cast<char>(value & 0xffU);
    return bytes;
  };
  return "Keyring file version:" + std::string(version) + length(40 + body.size()) + length(id.size()) + length(3) +
         length(0) + length(key.size()) + body + "EOF" + std::string(32, 'd');
}

TEST(Keyring, ReadsThePluginsFile) {
  const std::string key(32, 'k');
  for (const std::string_view version : {"1.0", "2.0"}) {
    Keyring keyring;
    ASSERT_TRUE(ReadKeyring(AsBytes(PluginFile(version, "INNODBKey-u-1", key)), "keyring", "", keyring));
    ASSERT_EQ(keyring.mysql.size(), 1U);
    EXPECT_EQ(AsText(keyring.mysql.find("INNODBKey-u-1")->second), key);
  }
}

TEST(Keyring, EveryShorterFileEndsInKeysOrAnError) {
  const std::string plugin = PluginFile("2.0", "INNODBKey-u-1", std::string(32, 'k'));
  const std::vector<std::byte> salted = FromHex(kSha1);
  for (std::size_t size = 0; size < plugin.size(); ++size) {
    Keyring keyring;
    (void)ReadKeyring(AsBytes(plugin).first(size), "keyring", "", keyring);
    for (const auto& [id, key] : keyring.mysql) EXPECT_EQ(AsText(key), std::string(32, 'k'));
  }
  for (std::size_t size = 0; size < salted.size(); ++size) {
    Keyring keyring;
    EXPECT_FALSE(ReadKeyring(Bytes(salted).first(size), "keys.enc", "correct horse", keyring)) << size;
  }
}

TEST(Keyring, RefusesOtherFilesWithoutShowingThem) {
  for (const std::string_view text : {"", "hello", "1;zz", "1;0011", "x;00112233445566778899aabbccddeeff", "{\"a\":1}",
                                      "1;00112233445566778899aabbccddeeff\nsecretsecret\n"}) {
    Keyring keyring;
    const auto read = ReadKeyring(AsBytes(text), "file", "", keyring);
    ASSERT_FALSE(read) << text;
    EXPECT_TRUE(keyring.empty());
    EXPECT_THAT(read.error().Message(), Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace innosalvage
