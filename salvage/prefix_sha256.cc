// OpenSSL 3 calls these functions old; the new ones hide the state that we keep.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "salvage/prefix_sha256.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>

namespace innosalvage {

struct PrefixSha256::Context {
  SHA256_CTX sha{};
};

PrefixSha256::PrefixSha256() : context_(std::make_unique<Context>()) { SHA256_Init(&context_->sha); }

PrefixSha256::PrefixSha256(const State& state, std::uint64_t bytes) : PrefixSha256() {
  std::ranges::copy(state, context_->sha.h);
  const std::uint64_t bits = bytes * 8;
  context_->sha.Nl = static_cast<SHA_LONG>(bits);
  context_->sha.Nh = static_cast<SHA_LONG>(bits >> 32U);
}

PrefixSha256::~PrefixSha256() = default;
PrefixSha256::PrefixSha256(PrefixSha256&&) noexcept = default;
PrefixSha256& PrefixSha256::operator=(PrefixSha256&&) noexcept = default;

void PrefixSha256::Update(Bytes bytes) { SHA256_Update(&context_->sha, bytes.data(), bytes.size()); }

PrefixSha256::State PrefixSha256::Now() const {
  State state{};
  std::ranges::copy(context_->sha.h, state.begin());
  return state;
}

std::string PrefixSha256::Finish() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &context_->sha);
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::array<std::byte, 32> Sha256Digest(Bytes bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  std::array<std::byte, 32> result{};
  std::ranges::transform(digest, result.begin(), [](unsigned char c) { return std::byte{c}; });
  return result;
}

}  // namespace innosalvage
