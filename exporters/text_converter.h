// Text values as UTF-8, for the formatters of one table.
//
// Purpose   nearly all text is ASCII, and in nearly all character sets ASCII is UTF-8 already: for these sets (found
//           once, by asking parser/charset.h) such values need no conversion.
// Fails     AppendUtf8 gives false where the text has no exact way to UTF-8 and back; `out` is then as it was.
// Threads   const after construction.
#pragma once

#include <string>
#include <vector>

#include "parser/schema.h"
#include "parser/value.h"

namespace innosalvage {

class TextConverter {
 public:
  explicit TextConverter(const Table& table);

  // `value` is kText. True where its bytes are UTF-8 as they stand; false may still convert.
  bool IsPlainAscii(const Value& value) const;
  bool AppendUtf8(const Value& value, std::string& out) const;

  // Each ASCII byte alone is that ASCII character, and well-formed.
  bool KeepsAscii(const Charset* charset) const;

 private:
  const Charset* utf8_ = nullptr;              // ENUM and SET members may come without a character set: they are UTF-8
  std::vector<const Charset*> keeping_ascii_;  // a handful at most
};

// How text without an exact way to UTF-8 is given outside SQL: "_sjis 0x835C".
void AppendCharsetHex(const Value& value, std::string& out);

}  // namespace innosalvage
