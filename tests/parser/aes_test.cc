#include "parser/aes.h"

#include <gtest/gtest.h>

#include <charconv>
#include <string>
#include <vector>

namespace innosalvage {
namespace {

std::vector<std::byte> FromHex(std::string_view text) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 2 <= text.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

// NIST SP 800-38A, appendix F: one message under each mode.
const std::vector<std::byte> kClear = FromHex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52ef"
    "f69f2445df4f9b17ad2b417be66c3710");
const std::vector<std::byte> kKey256 = FromHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
const std::vector<std::byte> kKey128 = FromHex("2b7e151628aed2a6abf7158809cf4f3c");

TEST(Aes, DecryptsTheCbcVector) {  // F.2.6
  const auto cipher = FromHex(
      "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461"
      "b2eb05e2c39be9fcda6c19078c6a9d1b");
  std::vector<std::byte> out(cipher.size());
  ASSERT_TRUE(AesCbcDecrypt(kKey256, FromHex("000102030405060708090a0b0c0d0e0f"), cipher, out));
  EXPECT_EQ(out, kClear);
}

TEST(Aes, DecryptsTheCtrVectorOfAnyLength) {  // F.5.2
  const auto cipher = FromHex(
      "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff5ae4df3edbd5d35e5b4f09020db03eab"
      "1e031dda2fbe03d1792170a0f3009cee");
  for (std::size_t size = 0; size <= cipher.size(); ++size) {
    std::vector<std::byte> out(size);
    ASSERT_TRUE(AesCtrDecrypt(kKey128, FromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), Bytes(cipher).first(size), out));
    EXPECT_TRUE(std::equal(out.begin(), out.end(), kClear.begin()));
  }
}

TEST(Aes, EncryptsAndDecryptsTheEcbVector) {  // F.1.1
  const auto cipher = FromHex(
      "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf43b1cd7f598ece23881b00e3ed030688"
      "7b0c785e27e8ad3f8223207104725dd4");
  std::vector<std::byte> out(cipher.size());
  ASSERT_TRUE(AesEcbEncrypt(kKey128, kClear, out));
  EXPECT_EQ(out, cipher);
  ASSERT_TRUE(AesEcbDecrypt(kKey128, cipher, out));
  EXPECT_EQ(out, kClear);
}

TEST(Aes, RefusesWhatCannotBe) {
  const std::vector<std::byte> iv(16);
  std::vector<std::byte> out(24);
  EXPECT_FALSE(AesCbcDecrypt(kKey256, iv, std::vector<std::byte>(24), out));  // no whole blocks
  out.resize(32);
  EXPECT_FALSE(AesCbcDecrypt(Bytes(kKey256).first(31), iv, std::vector<std::byte>(32), out));
  EXPECT_FALSE(AesCbcDecrypt(kKey256, Bytes(iv).first(15), std::vector<std::byte>(32), out));
  EXPECT_FALSE(AesCbcDecrypt(kKey256, iv, std::vector<std::byte>(16), out));  // sizes differ
}

}  // namespace
}  // namespace innosalvage
