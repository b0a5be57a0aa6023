// Testimony: how often the entries of a secondary index have the values of the rows they belong to.
//
// Rules     entries are found by the row's key, so that a tree of the same shape over other columns differs.
#pragma once

#include <cstdint>

namespace innosalvage {

struct Testimony {
  std::uint64_t agree = 0;
  std::uint64_t differ = 0;

  bool heard() const { return agree + differ > 0; }
  // A crash may keep the moment in which an entry is not yet delete-marked beside a newer one.
  bool agrees() const { return agree > 0 && differ * 20 <= agree; }
};

}  // namespace innosalvage
