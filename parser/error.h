// Error: the job cannot go on (no file, no page size, no room to write). Damage in the data is never an Error; see
// damage.h. Every message says where, what, and what to do next.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace innosalvage {

struct Error {
  std::string what;   // what went wrong and what to do next, in a sentence
  std::string where;  // file, option or statement
  std::string Message() const { return where.empty() ? what : where + ": " + what; }
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(std::string where, std::string what) {
  return tl::unexpected(Error{std::move(what), std::move(where)});
}

}  // namespace innosalvage
