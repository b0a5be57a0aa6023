// Lost keys: whether a key that no salvaged row has was read and is not there, or lay where rows were lost.
//
// Purpose   of a row that only a backup has: deleted since (kRead), or lost (kLost)? Where that cannot be told
//           (kUnknown), the reason says why, and nobody may guess.
// Shape     a table is one or several parts (partitions, a tree each); a part has its lost ranges, and, where its loss
//           is not known by key, a sentence about it. With several parts a key's own is not known, so all must agree.
// Lifetime  refers to the SqlKeyOrder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salvage/sql_key_order.h"

namespace innosalvage {

struct LostKeyRange {
  std::optional<KeyValues> from, to;  // nullopt: open; from is in the range, to is not
  bool exact = true;                  // false: a bound is not known exactly, so that no key is surely in or out
  bool above_leaves = false;          // only some of the keys in it are lost
};

struct LostKeyPart {
  std::vector<LostKeyRange> ranges;
  std::string unknown;  // why keys outside of the ranges may be lost as well; empty: they were all read
  std::string told_by;  // the secondary index that names each row that was lost; empty: none
};

enum class KeyPlace : std::uint8_t { kRead, kLost, kUnknown };

struct KeyVerdict {
  KeyPlace place = KeyPlace::kUnknown;
  std::string_view why;
};

class LostKeys {
 public:
  LostKeys(const SqlKeyOrder& order, std::vector<LostKeyPart> parts);

  KeyVerdict Of(const KeyValues& key);
  bool nothing_lost() const;  // all keys are kRead

 private:
  KeyVerdict OfPart(const LostKeyPart& part, std::size_t& last, const KeyValues& key) const;
  // nullopt: not certain.
  std::optional<bool> Holds(const LostKeyRange& range, const KeyValues& key) const;

  const SqlKeyOrder& order_;
  std::vector<LostKeyPart> parts_;
  std::vector<std::size_t> last_;  // the range that held the last key of each part: the next one is likely there
  std::vector<bool> sorted_;       // ranges of the part ascend and do not meet
};

}  // namespace innosalvage
