// SDI inflater: the JSON of SDI objects from their deflated bytes, with a bound on the work of it for one file.
//
// Purpose   a hostile page names one stream in hundreds of records that overlap, and each makes a thousand times the
//           page's size of it: what is inflated is bounded for the file, not by the object alone.
// Rules     an object is taken for one if its stream begins as the JSON of an object does; no more than a first piece is
//           inflated of what does not. All work counts against the most that was given, whatever came of it: what an
//           object claims to inflate to, its deflated bytes if these are more, 4 KiB for one that was refused by its
//           first piece (setting up a stream costs about as much as inflating that many bytes).
// Fails     nullopt: not a whole stream of what it claims, or nothing is left to spend. That is noted for the limit
//           sdi-file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parser/bytes.h"

namespace innosalvage {

class SdiInflater {
 public:
  explicit SdiInflater(std::uint64_t most) : left_(most) {}

  // `claim`: how many bytes it is, inflated.
  std::optional<std::string> Inflate(Bytes deflated, std::uint64_t claim);
  // Of what does not tell: up to the limit sdi-object.
  std::optional<std::string> InflateAll(Bytes deflated);
  // Work that came to nothing: bytes that were collected for an object and are none.
  void Spend(std::uint64_t bytes);

  bool exhausted() const { return exhausted_; }
  std::uint64_t left() const { return left_; }

 private:
  bool Affords(std::uint64_t bytes);

  std::uint64_t left_;
  bool exhausted_ = false;
};

}  // namespace innosalvage
