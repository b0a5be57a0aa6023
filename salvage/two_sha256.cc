#include "salvage/two_sha256.h"

#include <algorithm>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace innosalvage {

#if defined(__x86_64__)

namespace {

// FIPS 180-4, 4.2.2: of the cube roots of the first 64 primes.
alignas(16) constexpr std::array<std::uint32_t, 64> kRoots = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast): registers are
// loaded from addresses; that the blocks are there is asked for once, before the loop
#define INNOSALVAGE_SHA [[gnu::always_inline, gnu::target("sha,sse4.1")]] inline

INNOSALVAGE_SHA __m128i Load(const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
INNOSALVAGE_SHA void Store(void* to, __m128i value) { _mm_storeu_si128(static_cast<__m128i*>(to), value); }

// The words a to h of a state as the instructions want them: a, b, e, f in one register, c, d, g, h in the other.
struct Registers {
  __m128i abef, cdgh;
};

// Sixteen words of the schedule. No std::array: a template's argument cannot have the attributes of __m128i.
struct Words {
  __m128i four[4];  // NOLINT(cppcoreguidelines-avoid-c-arrays)
};

INNOSALVAGE_SHA Registers ToRegisters(Sha256Words state) {
  const __m128i badc = _mm_shuffle_epi32(Load(&state[0]), 0xb1);
  const __m128i hgfe = _mm_shuffle_epi32(Load(&state[4]), 0x1b);
  return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0)};
}

INNOSALVAGE_SHA void FromRegisters(const Registers& registers, Sha256Words state) {
  const __m128i feba = _mm_shuffle_epi32(registers.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(registers.cdgh, 0xb1);
  Store(&state[0], _mm_blend_epi16(feba, dchg, 0xf0));
  Store(&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

// Four of the 64 words of the schedule, the rounds 4 * i to 4 * i + 3. `before`: the sixteen words before.
INNOSALVAGE_SHA void FourRounds(std::size_t i, const std::byte* block, Words& before, Registers& state) {
  auto& words = before.four;
  __m128i& word = words[i % 4];
  if (i < 4) {
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    word = _mm_shuffle_epi8(Load(block + 16 * i), big_endian);
  } else {
    const __m128i last = words[(i + 3) % 4];
    const __m128i seven_before = _mm_alignr_epi8(last, words[(i + 2) % 4], 4);
    word = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(word, words[(i + 1) % 4]), seven_before), last);
  }
  const __m128i sum = _mm_add_epi32(word, _mm_load_si128(reinterpret_cast<const __m128i*>(&kRoots[4 * i])));
  state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, sum);
  state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

INNOSALVAGE_SHA void Add(Registers& to, const Registers& other) {
  to.abef = _mm_add_epi32(to.abef, other.abef);
  to.cdgh = _mm_add_epi32(to.cdgh, other.cdgh);
}

[[gnu::target("sha,sse4.1")]] void HashBlocks(Sha256Words state_of_a, const std::byte* a, Sha256Words state_of_b,
                                              const std::byte* b, std::size_t blocks) {
  Registers of_a = ToRegisters(state_of_a);
  Registers of_b = ToRegisters(state_of_b);
  for (; blocks > 0; --blocks) {
    const Registers a_before = of_a;
    const Registers b_before = of_b;
    Words words_of_a;  // NOLINT(cppcoreguidelines-pro-type-member-init): the first rounds fill them
    Words words_of_b;  // NOLINT(cppcoreguidelines-pro-type-member-init)
#pragma GCC unroll 16
    for (std::size_t i = 0; i < 16; ++i) {
      FourRounds(i, a, words_of_a, of_a);
      FourRounds(i, b, words_of_b, of_b);
    }
    Add(of_a, a_before);
    Add(of_b, b_before);
    a += kSha256Block;
    b += kSha256Block;
  }
  FromRegisters(of_a, state_of_a);
  FromRegisters(of_b, state_of_b);
}
// NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic, cppcoreguidelines-pro-type-reinterpret-cast)

bool AskProcessor() {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & bit_SSE4_1) == 0) return false;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & bit_SHA) != 0;
}

}  // namespace

bool CanHashTwo() {
  static const bool can = AskProcessor();
  return can;
}

void HashTwo(Sha256Words state_of_a, Bytes a, Sha256Words state_of_b, Bytes b) {
  HashBlocks(state_of_a, a.data(), state_of_b, b.data(), std::min(a.size(), b.size()) / kSha256Block);
}

#else

bool CanHashTwo() { return false; }
void HashTwo(Sha256Words /*state_of_a*/, Bytes /*a*/, Sha256Words /*state_of_b*/, Bytes /*b*/) {}

#endif

}  // namespace innosalvage
