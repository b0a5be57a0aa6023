// Two chains of SHA-256 at once.
//
// Purpose   each step of SHA-256 waits for the one before, and the processor's instructions for it could begin twice as
//           many in that time. So two streams of bytes, hashed in turns, take little longer than one. OpenSSL has no
//           call for two.
// Shape     whole blocks of 64 bytes; the state is that of SHA256_CTX::h.
// Fails     never. Where the processor lacks the instructions, CanHashTwo says so, and HashTwo must not be called.
// Source    FIPS 180-4, 6.2; Intel, "Intel SHA Extensions" (2013): the order in which the eight words of a state lie in
//           two registers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr std::size_t kSha256Block = 64;
using Sha256Words = std::span<std::uint32_t, 8>;

bool CanHashTwo();

// `a` and `b` are of one size, a multiple of kSha256Block.
void HashTwo(Sha256Words state_of_a, Bytes a, Sha256Words state_of_b, Bytes b);

}  // namespace innosalvage
