// OpenSSL 3 calls these functions old; the new ones hide the state that two chains at once need.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "salvage/sha256.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "salvage/two_sha256.h"

namespace innosalvage {

struct Sha256::State {
  SHA256_CTX sha{};

  // Takes what is missing of a block that was begun.
  void FillBlock(Bytes& bytes) {
    const std::size_t begun = sha.num;
    if (begun == 0) return;
    const Bytes missing = bytes.first(std::min(bytes.size(), kSha256Block - begun));
    SHA256_Update(&sha, missing.data(), missing.size());
    bytes = bytes.subspan(missing.size());
  }
  // Whole blocks were added to the words of the state.
  void CountBytes(std::size_t bytes) {
    const std::uint64_t bits = (std::uint64_t{sha.Nh} << 32U | sha.Nl) + std::uint64_t{bytes} * 8;
    sha.Nl = static_cast<SHA_LONG>(bits);
    sha.Nh = static_cast<SHA_LONG>(bits >> 32U);
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { SHA256_Init(&state_->sha); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::Update(Bytes bytes) { SHA256_Update(&state_->sha, bytes.data(), bytes.size()); }

void Sha256::UpdateBoth(Sha256& a, Bytes for_a, Sha256& b, Bytes for_b) {
  if (CanHashTwo()) {
    a.state_->FillBlock(for_a);
    b.state_->FillBlock(for_b);
    const std::size_t whole = std::min(for_a.size(), for_b.size()) / kSha256Block * kSha256Block;
    if (whole > 0) {
      HashTwo(a.state_->sha.h, for_a.first(whole), b.state_->sha.h, for_b.first(whole));
      a.state_->CountBytes(whole);
      b.state_->CountBytes(whole);
    }
    for_a = for_a.subspan(whole);
    for_b = for_b.subspan(whole);
  }
  a.Update(for_a);
  b.Update(for_b);
}

std::string Sha256::Finish() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state_->sha);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace innosalvage
