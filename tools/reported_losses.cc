#include "tools/reported_losses.h"

#include <optional>
#include <string>

#include "parser/hex.h"
#include "salvage/canonical_value.h"

namespace innosalvage {

namespace {

std::optional<KeyValues> BoundOf(const Json& bound, const Table& table, const SqlKeyOrder& order) {
  if (!bound.is_array() || bound.size() != order.columns().size()) return std::nullopt;
  KeyValues values;
  for (std::size_t i = 0; i < bound.size(); ++i) {
    SqlLiteral value;
    if (bound[i].is_string()) {
      value.kind = SqlLiteralKind::kText;
      value.text = bound[i].get<std::string>();
    } else if (bound[i].is_object()) {
      value.kind = SqlLiteralKind::kBytes;
      const auto bytes = FromHex(TextOf(bound[i], "hex"));
      if (!bytes) return std::nullopt;
      value.text = AsText(*bytes);
    } else {
      values.emplace_back();
      continue;
    }
    std::string canonical;
    if (MakeCanonical(table.columns[order.columns()[i]], value, SalvageSession(), canonical) != Canonical::kValue) {
      return std::nullopt;
    }
    values.emplace_back(std::move(canonical));
  }
  return values;
}

LostKeyPart PartOf(const Json& part, const Table& table, const SqlKeyOrder& order) {
  LostKeyPart lost;
  const auto flag = [&](const char* name) {
    const auto found = part.find(name);
    return found != part.end() && found->is_boolean() && found->get<bool>();
  };
  if (const auto refused = part.find("refused"); refused != part.end() && refused->is_string()) {
    lost.ranges.push_back({});
    return lost;
  }
  if (const auto told = part.find("rows_lost_counted_in"); told != part.end() && told->is_string()) {
    lost.told_by = told->get<std::string>();
  }
  std::uint64_t leaf_ranges = 0;
  bool above = false;
  for (const Json& item : part.value("lost_ranges", Json::array())) {
    LostKeyRange range;
    const Json from = item.value("from_key", Json());
    const Json to = item.value("to_key", Json());
    range.from = BoundOf(from, table, order);
    range.to = BoundOf(to, table, order);
    const bool from_known = range.from || item.value("from", Json()).is_null();
    const bool to_known = range.to || item.value("to", Json()).is_null();
    range.exact = from_known && to_known;
    range.above_leaves = item.value("above_leaves", false);
    above = above || range.above_leaves;
    leaf_ranges += range.above_leaves ? 0 : 1;
    lost.ranges.push_back(std::move(range));
  }
  const Json leaves = part.value("leaves", Json());
  const std::uint64_t hurt = leaves.is_object() ? leaves.value("hurt", std::uint64_t{0}) : 0;
  if (part.value("lost_ranges_total", std::uint64_t{0}) > lost.ranges.size()) {
    lost.unknown = "the report lists only the first of the ranges that were lost";
  } else if (hurt > leaf_ranges) {
    lost.unknown = "a leaf page was read in part, and the keys of the rows that it lost are not known";
  } else if (!flag("tree_complete") && !flag("leaves_chained") && !above) {
    lost.unknown = "the tree is damaged above the leaves, so that keys that were lost are not known";
  }
  return lost;
}

}  // namespace

std::vector<LostKeyPart> ReportedLosses(const FolderTable& salvaged, const Table& table, const SqlKeyOrder& order) {
  std::vector<LostKeyPart> parts;
  bool missing = false;
  for (const Json* part : salvaged.parts) {
    parts.push_back(PartOf(*part, table, order));
    const auto found = part->find("missing_partitions");
    missing = missing || (found != part->end() && found->is_array() && !found->empty());
  }
  if (missing) parts.push_back({.ranges = {LostKeyRange{}}, .unknown = {}, .told_by = {}});
  return parts;
}

}  // namespace innosalvage
