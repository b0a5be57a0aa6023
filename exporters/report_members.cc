#include "exporters/report_members.h"

#include <fmt/format.h>

#include "exporters/utf8.h"
#include "parser/limits.h"

namespace innosalvage {

namespace {

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = FirstUtf8Char(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace

Json TextOrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string TextOf(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool IsTrue(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::uint64_t CountOf(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

void AddPath(const std::string& path, Json& object) {
  object["path"] = path;
  if (IsUtf8(path)) return;
  std::string hex;
  for (const char c : path) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  object["path_hex"] = hex;
}

Json ReportHead(std::string_view schema, int version, const ReportContext& context) {
  Json options = Json::array();
  for (const ReportedOption& option : context.options) {
    options.push_back(Json{{"name", option.name}, {"value", option.value}});
  }
  return Json{{"schema", schema},
              {"schema_version", version},
              {"tool", Json{{"name", context.tool_name}, {"version", context.tool_version}}},
              {"started", TextOrNull(context.started)},
              {"command", TextOrNull(context.command)},
              {"options", std::move(options)}};
}

void AddBadRanges(const std::vector<ByteRange>& ranges, Json& object) {
  Json list = Json::array();
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < ranges.size();) {
    ByteRange joined = ranges[i++];
    while (i < ranges.size() && ranges[i].offset == joined.end()) joined.size += ranges[i++].size;
    if (IsWithin(Limit::kReportList, ++total)) list.push_back(Json{{"offset", joined.offset}, {"size", joined.size}});
  }
  object["bad_ranges"] = std::move(list);
  object["bad_ranges_total"] = total;
}

Json MissingTablesList(const std::vector<MissingTable>& missing) {
  Json list = Json::array();
  for (const MissingTable& table : missing) {
    if (!IsWithin(Limit::kReportList, list.size() + 1)) break;
    list.push_back(Json{{"db", TextOrNull(table.db)},
                        {"name", table.name},
                        {"known_by", table.known_by},
                        {"discarded", table.discarded}});
  }
  return list;
}

Json Outputs(const ReportContext& context) {
  Json list = Json::array();
  for (const ReportedOutput& output : context.outputs) {
    Json item = Json::object();
    AddPath(output.path, item);
    item["class"] = Name(output.output_class);
    item["rows"] = output.rows;
    item["bytes"] = output.bytes;
    item["sha256"] = TextOrNull(output.sha256);
    list.push_back(std::move(item));
  }
  return list;
}

std::string ToText(const Json& document) { return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace innosalvage
