// SHA-256 of a long stream that may be read in several runs: its state can be kept and taken up again.
//
// Units     State() is defined at multiples of 64 bytes only, where no byte waits for its block.
// Source    FIPS 180-4; computed by OpenSSL's SHA256_Update, whose context is public, where EVP's is not.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "parser/bytes.h"

namespace innosalvage {

class PrefixSha256 {
 public:
  using State = std::array<std::uint32_t, 8>;

  PrefixSha256();
  // Takes up a stream of which `bytes` bytes were hashed.
  PrefixSha256(const State& state, std::uint64_t bytes);
  ~PrefixSha256();
  PrefixSha256(PrefixSha256&&) noexcept;
  PrefixSha256& operator=(PrefixSha256&&) noexcept;

  void Update(Bytes bytes);
  State Now() const;
  std::string Finish();  // lower-case hex; the object is spent

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// SHA-256 of bytes that are all at hand.
std::array<std::byte, 32> Sha256Digest(Bytes bytes);

}  // namespace innosalvage
