// Two chains of SHA-256 at once against FIPS 180-4's examples, and against OpenSSL's way with one.
#include "salvage/two_sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "salvage/sha256.h"

namespace innosalvage {
namespace {

constexpr std::array<std::uint32_t, 8> kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// FIPS 180-4, 5.1.1: the message, a one bit, zeros, its length in bits.
std::vector<std::byte> Padded(std::string_view message) {
  std::vector<std::byte> blocks((message.size() + 9 + kSha256Block - 1) / kSha256Block * kSha256Block);
  std::ranges::copy(AsBytes(message), blocks.begin());
  blocks[message.size()] = std::byte{0x80};
  blocks.back() = static_cast<std::byte>(message.size() * 8);
  blocks[blocks.size() - 2] = static_cast<std::byte>(message.size() * 8 >> 8U);
  return blocks;
}

// The two examples of the standard, the second of two blocks.
TEST(TwoSha256, IsSha256) {
  if (!CanHashTwo()) GTEST_SKIP() << "the processor has no instructions for it";
  constexpr std::string_view kLong = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  // As the long one has two blocks, "abc" is hashed twice: what matters is its state after one.
  auto abc = kStart;
  auto other = kStart;
  const auto first = Padded("abc");
  HashTwo(abc, first, other, first);
  const std::array<std::uint32_t, 8> of_abc = {0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                               0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
  EXPECT_EQ(abc, of_abc);
  EXPECT_EQ(other, of_abc);

  auto both = first;
  both.insert(both.end(), first.begin(), first.end());
  auto a = kStart;
  auto b = kStart;
  HashTwo(a, both, b, Padded(kLong));
  const std::array<std::uint32_t, 8> of_long = {0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039,
                                                0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1};
  EXPECT_EQ(b, of_long);
  EXPECT_NE(a, of_abc);
}

std::vector<std::byte> SomeBytes(std::size_t size, unsigned seed) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>((i + seed) * 2654435761U >> 13U);
  return bytes;
}

std::string HashOf(Bytes bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.Finish();
}

// Streams that begin at other places of a block, and of other sizes.
TEST(Sha256, OfBothIsThatOfEach) {
  for (const std::size_t before_a : {0U, 1U, 63U, 64U}) {
    for (const std::size_t before_b : {0U, 5U, 64U}) {
      for (const std::size_t size_a : {0U, 1U, 63U, 64U, 65U, 1000U, 5000U}) {
        for (const std::size_t size_b : {0U, 64U, 130U, 4096U}) {
          const auto a = SomeBytes(before_a + size_a + 7, 1);
          const auto b = SomeBytes(before_b + size_b + 9, 2);
          Sha256 of_a;
          Sha256 of_b;
          of_a.Update(Bytes(a).first(before_a));
          of_b.Update(Bytes(b).first(before_b));
          Sha256::UpdateBoth(of_a, Bytes(a).subspan(before_a, size_a), of_b, Bytes(b).subspan(before_b, size_b));
          of_a.Update(Bytes(a).last(7));
          of_b.Update(Bytes(b).last(9));
          EXPECT_EQ(of_a.Finish(), HashOf(a)) << before_a << '+' << size_a;
          EXPECT_EQ(of_b.Finish(), HashOf(b)) << before_b << '+' << size_b;
        }
      }
    }
  }
}

}  // namespace
}  // namespace innosalvage
