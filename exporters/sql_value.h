// A value as an SQL literal, for the formatters of one table.
//
// Shape     each kind in the form that gives the stored value back; a lost value is NULL, and so are NaN and infinity,
//           which no literal can say. Text goes out as UTF-8 where it converts there and back exactly, else as
//           `_charset 0x…`.
// Threads   const after construction.
#pragma once

#include <string>

#include "exporters/text_converter.h"

namespace innosalvage {

class SqlValue {
 public:
  explicit SqlValue(const Table& table) : converter_(table) {}

  void Append(const Value& value, std::string& out) const;
  const TextConverter& converter() const { return converter_; }

 private:
  void AppendText(const Value& value, std::string& out) const;

  TextConverter converter_;
};

}  // namespace innosalvage
