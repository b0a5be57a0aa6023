// SdiError: why an SDI document could not be used. It is damage of the data (DamageKind::kBadSdi), not of the job; the
// caller knows the page and adds it.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace innosalvage {

struct SdiError {
  std::string where;  // path in the document: "dd_object.columns[3].type"; empty: the document as a whole
  std::string what;   // "is 77: not a column type"
  std::string Message() const { return where.empty() ? what : where + " " + what; }
};

template <class T>
using SdiResult = tl::expected<T, SdiError>;

}  // namespace innosalvage
