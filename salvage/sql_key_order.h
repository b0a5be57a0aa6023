// Key order: the primary key of a row that stands in SQL text, as an identity, and compared as its index orders it.
//
// Purpose   a row of a backup and one of a salvage are the same row if their keys are equal under the types and
//           collations of the key; and a row of the backup was lost if its key lies in a lost range.
// Shape     Identity: one byte string, equal for keys that the index takes for equal: text in the letters of ASCII in
//           one case under a collation that ignores case, without trailing spaces where the collation pads.
//           Loose: the same with accents and cases of all letters gone, for text beyond ASCII under such a collation:
//           where two keys meet only in this form, whether they are equal is the collation's secret. Compare: nullopt
//           where the order is not certain: letters beyond ASCII meet under a collation that is not binary, or it is
//           none of those whose order of ASCII is known.
// Fails     usable(): false with why() where no identity can be made of the key: there is none, or it holds a FLOAT,
//           of which dumps print six digits only.
// Source    strings/ctype-uca.cc (order of the DUCET), ctype-utf8.cc general_ci, ctype-latin1.cc; sql/field.cc
//           Field_enum::cmp. DUCET: https://www.unicode.org/Public/UCA/9.0.0/allkeys.txt
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/schema.h"

namespace innosalvage {

// Canonical values (canonical_value.h), one a key part; nullopt: NULL.
using KeyValues = std::vector<std::optional<std::string>>;

class SqlKeyOrder {
 public:
  // `index`: into table.indexes; nullopt: the table has no key.
  SqlKeyOrder(const Table& table, std::optional<std::size_t> index);

  bool usable() const { return why_.empty(); }
  const std::string& why() const { return why_; }
  const std::vector<std::uint32_t>& columns() const { return columns_; }

  void AppendIdentity(const KeyValues& key, std::string& out) const;
  // False where no part of the key is such text.
  bool AppendLoose(const KeyValues& key, std::string& out) const;
  // Below 0: a comes before b in the index.
  std::optional<int> Compare(const KeyValues& a, const KeyValues& b) const;

 private:
  enum class Rule : std::uint8_t {
    kNumber,      // integers, DECIMAL, TIME, BIT, YEAR
    kReal,        // DOUBLE
    kBytes,       // dates, binary, text under a binary collation
    kEnum,        // by the member's number
    kSet,         // by the members' bits
    kAsciiUca,    // text, of which the order of ASCII is the DUCET's
    kAsciiUpper,  // ... that of the upper-case letters
    kText,        // ... not known
  };
  struct Part {
    const Column* column = nullptr;
    Rule rule = Rule::kBytes;
    std::uint32_t prefix = 0;
    bool descending = false;
    bool folds = false;  // 'a' equals 'A'
    bool pads = false;   // 'a' equals 'a '
  };
  std::string Reduced(const Part& part, std::string_view value) const;
  static std::optional<int> ComparePart(const Part& part, std::string_view a, std::string_view b);

  std::vector<Part> parts_;
  std::vector<std::uint32_t> columns_;
  std::string why_;
};

}  // namespace innosalvage
