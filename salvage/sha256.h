// SHA-256 of a stream of bytes, for the manifest. Source of the algorithm: OpenSSL's EVP.
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
  // Lower-case hex; the object is spent afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace innosalvage
