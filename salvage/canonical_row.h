// Canonical row: the values of a row as its columns hold them (canonical_value.h), to be compared with those of the
// same columns of another row.
//
// Units     values by their place among the columns that are compared.
// Lifetime  holds copies; made to be used again for the next row.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "salvage/canonical_value.h"

namespace innosalvage {

class CanonicalRow {
 public:
  void Resize(std::size_t columns);
  void Set(std::size_t at, const Column& column, const SqlLiteral& value, const DumpSession& session);

  Canonical kind(std::size_t at) const { return kinds_[at]; }
  const std::string& value(std::size_t at) const { return values_[at]; }
  bool told() const;  // all values are

  // 16 bytes of a SHA-256: rows with the same have the same values.
  std::string Hash() const;

  // To be kept, but for the values that are lost.
  std::string Serialized(const std::vector<bool>& lost) const;
  // What was kept of a row of the same columns: whether all of it that was not lost is told, and is the same here.
  bool Matches(std::string_view serialized) const;

 private:
  std::vector<Canonical> kinds_;
  std::vector<std::string> values_;
};

}  // namespace innosalvage
