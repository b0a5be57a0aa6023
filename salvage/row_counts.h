// Row counts: the ledger of record candidates. Every candidate ends in exactly one bucket, so the buckets sum up to
// `candidates`; the report asserts it.
#pragma once

#include <array>
#include <cstdint>

#include "parser/damage.h"
#include "salvage/row.h"

namespace innosalvage {

inline constexpr std::size_t kDamageKinds = static_cast<std::size_t>(DamageKind::kUnsupported) + 1;

struct RowCounts {
  std::uint64_t candidates = 0;
  std::array<std::uint64_t, 5> by_trust{};  // indexed by Trust
  std::uint64_t rejected = 0;
  std::array<std::uint64_t, kDamageKinds> rejected_by{};  // sums up to `rejected`
  std::array<std::uint64_t, kReasons> untrusted_by{};     // suspect and partial rows by reason; a row may have several

  std::uint64_t Of(Trust trust) const { return by_trust[static_cast<std::size_t>(trust)]; }
  std::uint64_t trusted() const { return Of(Trust::kIntact) + Of(Trust::kRepaired); }
  void Count(Trust trust, Reasons reasons = {}) {
    ++candidates;
    ++by_trust[static_cast<std::size_t>(trust)];
    if (trust != Trust::kSuspect && trust != Trust::kPartial) return;
    for (std::size_t i = 0; i < kReasons; ++i) {
      if (reasons.Has(static_cast<Reason>(i))) ++untrusted_by[i];
    }
  }
  void Reject(DamageKind kind) {
    ++candidates;
    ++rejected;
    ++rejected_by[static_cast<std::size_t>(kind)];
  }
  RowCounts& operator+=(const RowCounts& other) {
    candidates += other.candidates;
    rejected += other.rejected;
    for (std::size_t i = 0; i < by_trust.size(); ++i) by_trust[i] += other.by_trust[i];
    for (std::size_t i = 0; i < rejected_by.size(); ++i) rejected_by[i] += other.rejected_by[i];
    for (std::size_t i = 0; i < kReasons; ++i) untrusted_by[i] += other.untrusted_by[i];
    return *this;
  }
};

}  // namespace innosalvage
