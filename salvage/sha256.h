// SHA-256 of a stream of bytes, for the manifest. Source of the algorithm: OpenSSL; for two streams at once,
// salvage/two_sha256.h.
#pragma once

#include <memory>
#include <string>

#include "parser/bytes.h"

namespace innosalvage {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void Update(Bytes bytes);
  // As a.Update(for_a) and b.Update(for_b), in little more than the time of one, where they are of about one size.
  static void UpdateBoth(Sha256& a, Bytes for_a, Sha256& b, Bytes for_b);
  // Lower-case hex; the object is spent afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace innosalvage
