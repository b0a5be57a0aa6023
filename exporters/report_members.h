// Report members: the JSON members that report.json and manifest.json share.
//
// Purpose   one spelling in both files, for those who write them and for the commands that read them back. Not included
//           by other public headers: users of the library see no JSON type.
// Shape     described in docs/report.md.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "exporters/report_context.h"
#include "parser/byte_source.h"
#include "salvage/findings.h"

namespace innosalvage {

using Json = nlohmann::ordered_json;

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// The text, or null where it is empty.
Json TextOrNull(const std::string& text);

// A member read back: empty, false, 0 where it is not there, or is of another kind.
std::string TextOf(const Json& object, const char* member);
bool IsTrue(const Json& object, const char* member);
std::uint64_t CountOf(const Json& object, const char* member);

// "path", and "path_hex" where the path is not UTF-8: what is shown then is not the name.
void AddPath(const std::string& path, Json& object);

// "schema", "schema_version", "tool", "started", "command", "options"
Json ReportHead(std::string_view schema, int version, const ReportContext& context);

// "bad_ranges": neighbours joined, the first, up to the limit report-list; "bad_ranges_total": how many there are.
void AddBadRanges(const std::vector<ByteRange>& ranges, Json& object);

// Of each "db", "name", "known_by", "discarded"; the first, up to the limit report-list.
Json MissingTablesList(const std::vector<MissingTable>& missing);

Json Outputs(const ReportContext& context);

// As text, two spaces a level, a line feed at the end. Bytes that are not UTF-8 become U+FFFD.
std::string ToText(const Json& document);

}  // namespace innosalvage
