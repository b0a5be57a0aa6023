#include "salvage/sdi_inflater.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "parser/limits.h"

namespace innosalvage {
namespace {

std::vector<std::byte> Deflated(const std::string& text) {
  std::vector<std::byte> out(compressBound(text.size()));
  uLongf size = out.size();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  out.resize(size);
  return out;
}

std::string Object(std::size_t size) { return R"({"dd_object": ")" + std::string(size - 17, 'x') + "\"}"; }

TEST(SdiInflater, GivesTheWholeTextOrNone) {
  for (const std::size_t size : {18U, 63U, 64U, 65U, 5000U}) {
    SCOPED_TRACE(size);
    const std::string text = Object(size);
    const std::vector<std::byte> deflated = Deflated(text);
    SdiInflater inflater(kMebibyte);
    EXPECT_EQ(inflater.Inflate(deflated, size), text);
    EXPECT_EQ(inflater.InflateAll(deflated), text);
    EXPECT_EQ(inflater.Inflate(deflated, size - 1), std::nullopt);
    EXPECT_EQ(inflater.Inflate(deflated, size + 1), std::nullopt);
    const Bytes cut = Bytes(deflated).first(deflated.size() - 1);
    EXPECT_EQ(inflater.Inflate(cut, size), std::nullopt);
    EXPECT_EQ(inflater.InflateAll(cut), std::nullopt);
  }
}

TEST(SdiInflater, ADebugServersTextHasSpacesBeforeTheFirstName) {
  const std::string text = "{\n    \"mysqld_version_id\": 80036}";
  EXPECT_EQ(SdiInflater(kMebibyte).Inflate(Deflated(text), text.size()), text);
}

TEST(SdiInflater, OfWhatIsNoObjectOneSmallPieceIsInflated) {
  const std::string zeros(8 * kMebibyte, '\0');
  const std::vector<std::byte> deflated = Deflated(zeros);
  SdiInflater inflater(16 * kMebibyte);
  EXPECT_EQ(inflater.Inflate(deflated, zeros.size()), std::nullopt);
  EXPECT_EQ(inflater.left(), 16 * kMebibyte - 4 * kKibibyte);
  EXPECT_EQ(inflater.InflateAll(deflated), std::nullopt);
  EXPECT_GT(inflater.left(), 15 * kMebibyte);
  EXPECT_FALSE(inflater.exhausted());
}

// Each of a hundred heads may name the same stream; that its end is hurt costs no less than if it were right.
TEST(SdiInflater, WhatFailsIsCountedAsWhatDoesNot) {
  const std::string text = Object(kMebibyte);
  std::vector<std::byte> deflated = Deflated(text);
  deflated.back() ^= std::byte{1};
  SdiInflater inflater(3 * kMebibyte);
  for (int head = 0; head < 3; ++head) {
    EXPECT_EQ(inflater.Inflate(deflated, text.size()), std::nullopt);
    EXPECT_FALSE(inflater.exhausted());
  }
  EXPECT_EQ(inflater.left(), 0U);
  EXPECT_EQ(inflater.Inflate(deflated, text.size()), std::nullopt);
  EXPECT_TRUE(inflater.exhausted());
}

}  // namespace
}  // namespace innosalvage
