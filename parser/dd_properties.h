// Properties: the "key=value;key=value;" strings in which the data dictionary of MySQL keeps options and private data.
//
// Purpose   options of tables, columns, indexes, partitions and tablespaces, and se_private_data of all of them.
// Shape     "id=157;root=4;space_id=2;". In keys and values a backslash takes ';', '=' and '\' literally.
// Fails     never: Parse reads as many pairs as are well-formed and says in `complete` whether that was all.
// Lifetime  owns its text.
// Source    sql/dd/impl/properties_impl.cc parse_string, raw_string (MySQL 8.0).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace innosalvage {

struct DdProperties {
  std::map<std::string, std::string, std::less<>> pairs;
  bool complete = true;

  static DdProperties Parse(std::string_view raw);

  // The value of `key`, or nullptr.
  const std::string* Find(std::string_view key) const;
  // The value of `key` as a decimal number up to `max`; nullopt: absent, or something else.
  std::optional<std::uint64_t> Number(std::string_view key, std::uint64_t max = UINT64_MAX) const;
  std::optional<std::uint32_t> Number32(std::string_view key) const;
};

}  // namespace innosalvage
