// Record evidence: which of many overlapping candidates are records, by the structure of the page that they share.
//
// Shape     see record_recovery.h for the rules. Accepted records do not overlap, stand in page order, and their heap
//           numbers rise; on a page made of two versions they may fall once, where the older part begins.
#pragma once

#include "salvage/record_candidates.h"

namespace innosalvage {

// What an index page says of itself. Each part may be damaged; `sane` is CheckIndexHeader's word only.
struct PageClaims {
  IndexHeader header;
  bool sane = false;
  std::uint32_t infimum_next = kNoNext;
  unsigned supremum_owned = 0;       // 0: supremum is damaged
  std::vector<std::uint32_t> slots;  // page directory from slot 0, infimum's and supremum's included
  bool slots_complete = false;       // begins with infimum, ends with supremum

  std::uint32_t supremum = 0;
  // No record was ever deleted from the page, and three fields agree on it.
  bool no_garbage() const {
    return sane && header.free == 0 && header.garbage == 0 && header.n_recs + PAGE_HEAP_NO_USER_LOW == header.n_heap;
  }
};

PageClaims ReadClaims(const PageContext& context, RecordFormat format);

// Whether header and trailer name one LSN, in either family's place. Where not, the page may be made of two versions.
bool LsnHalvesAreOne(Bytes page);
// Whether the trailer's LSN may be that of an older version; a hurt one is any number.
bool MayEndInOlderVersion(Bytes page);

struct AcceptedRecord {
  RecordCandidate candidate;
  bool end_vouched = true;  // something says that the record's tail survived
};

std::vector<AcceptedRecord> AcceptCandidates(std::vector<RecordCandidate> candidates, const PageContext& context,
                                             const PageClaims& claims, CandidateScanner& scanner,
                                             const RecoveryHints& hints);

}  // namespace innosalvage
