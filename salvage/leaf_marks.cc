#include "salvage/leaf_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "salvage/key_text.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t kDay = 1'000'000;  // of YYYYMMDDhhmmss

bool IsDated(SqlType type) {
  return type == SqlType::kDate || type == SqlType::kDateTime || type == SqlType::kTimestamp;
}

// YYYYMMDDhhmmss of "2024-02-29 23:59:58.12"; 0 for a zero date and for what is none.
std::uint64_t DateNumber(std::string_view text) {
  constexpr std::size_t kSeconds = 19;
  std::uint64_t number = 0;
  std::size_t digits = 0;
  for (const char c : text.substr(0, kSeconds)) {
    if (c < '0' || c > '9') continue;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
    ++digits;
  }
  if (digits == 8) number *= kDay;
  const bool whole = digits == 8 || digits == 14;
  return whole && number >= 100 * 100 * kDay ? number : 0;
}

std::string DateText(std::uint64_t number, SqlType type) {
  const std::uint64_t day = number / kDay;
  std::string text = fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
  if (type == SqlType::kDate) return text;
  const std::uint64_t time = number % kDay;
  return text + fmt::format(" {:02}:{:02}:{:02}", time / 10000, time / 100 % 100, time % 100);
}

}  // namespace

LeafMarks::LeafMarks(const TablePlan& plan, const LiveTree& tree)
    : plan_(plan), tree_(tree), stride_((tree.leaves.size() + kMaxKeyMarks - 1) / kMaxKeyMarks) {
  stride_ = std::max<std::size_t>(stride_, 1);
  for (const std::uint32_t column : plan.key_columns) {
    const auto at = std::ranges::find(plan.exported, column);
    // A key that is not exported whole is not shown in part.
    if (at == plan.exported.end()) {
      key_fields_.clear();
      break;
    }
    key_fields_.push_back(static_cast<std::size_t>(at - plan.exported.begin()));
  }
  for (std::size_t i = 0; i < plan.exported.size() && date_fields_.size() < kMaxDateColumns; ++i) {
    if (IsDated(plan.table->columns[plan.exported[i]].type)) date_fields_.push_back(i);
  }
}

void LeafMarks::Read(std::size_t leaf, const RowBatch& batch, std::size_t first, Mark& mark) const {
  const bool wants_key = leaf % stride_ == 0 && mark.first_key.empty();
  if (date_fields_.empty() && !wants_key) return;
  for (std::size_t row = first; row < batch.size(); ++row) {
    if (batch.EvidenceOf(row).trust > Trust::kRepaired) continue;
    const auto values = batch.Values(row);
    if (wants_key && mark.first_key.empty()) {
      for (const std::size_t field : key_fields_) {
        mark.first_key += (mark.first_key.empty() ? "" : ", ") + DisplayText(values[field]);
      }
    }
    for (std::size_t i = 0; i < date_fields_.size(); ++i) {
      const Value& value = values[date_fields_[i]];
      if (value.kind != ValueKind::kTemporal) continue;
      const std::uint64_t date = DateNumber(value.text);
      if (date == 0) continue;
      mark.dates[i].low = std::min(mark.dates[i].low, date);
      mark.dates[i].high = std::max(mark.dates[i].high, date);
    }
    if (date_fields_.empty()) return;
  }
}

// Dates in all their encodings compare by their bytes, so the least and the greatest one need be decoded only; but not
// where some are zero, which are none.
void LeafMarks::Read(std::size_t leaf, const PlainRows& rows, Mark& mark) const {
  if (rows.rows == 0) return;
  std::array<std::byte, 4096> scratch;  // NOLINT(cppcoreguidelines-pro-type-member-init): the arena fills what it gives
  const auto decode = [&](std::size_t field, std::size_t row, auto&& use) {
    std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
    const FieldRef& stored = rows.Row(row)[field];
    const Column& column = plan_.table->columns[plan_.exported[field]];
    if (stored.is_null) return use(Value{});
    use(DecodeValue(column, rows.page.subspan(stored.offset, stored.length), arena).value_or(Value{}));
  };
  if (leaf % stride_ == 0 && mark.first_key.empty()) {
    for (const std::size_t field : key_fields_) {
      decode(field, 0,
             [&](const Value& value) { mark.first_key += (mark.first_key.empty() ? "" : ", ") + DisplayText(value); });
    }
  }
  for (std::size_t i = 0; i < date_fields_.size(); ++i) {
    Span& dates = mark.dates[i];
    const auto date_of = [&](std::size_t row) {
      std::uint64_t date = 0;
      decode(date_fields_[i], row, [&](const Value& value) {
        if (value.kind == ValueKind::kTemporal) date = DateNumber(value.text);
      });
      return date;
    };
    std::size_t least = SIZE_MAX;
    std::size_t greatest = SIZE_MAX;
    std::uint64_t low = UINT64_MAX;
    std::uint64_t high = 0;
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const FieldRef& field = rows.Row(row)[date_fields_[i]];
      if (field.is_null) continue;
      const std::uint64_t stored = StoredInteger(rows.page, field);
      if (least == SIZE_MAX || stored < low) {
        low = stored;
        least = row;
      }
      if (greatest == SIZE_MAX || stored > high) {
        high = stored;
        greatest = row;
      }
    }
    if (least == SIZE_MAX) continue;
    const std::uint64_t first = date_of(least);
    const std::uint64_t last = date_of(greatest);
    if (first != 0) {
      dates = {first, last};
      continue;
    }
    if (last == 0) continue;
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const std::uint64_t date = date_of(row);
      if (date == 0) continue;
      dates.low = std::min(dates.low, date);
      dates.high = std::max(dates.high, date);
    }
  }
}

void LeafMarks::Add(std::size_t leaf, bool whole, Mark mark) {
  if (!mark.first_key.empty()) keys_.push_back({leaf, tree_.leaves[leaf].page_no, std::move(mark.first_key)});
  if (!whole) return;
  bool hole = false;
  for (; next_hole_ < tree_.holes.size() && tree_.holes[next_hole_].after_leaf <= leaf; ++next_hole_) hole = true;
  if (hole || leaf != next_) Close(leaf, &mark);
  for (std::size_t i = 0; i < date_fields_.size(); ++i) {
    const Span& dates = mark.dates[i];
    if (dates.empty()) continue;
    if (last_high_[i] != 0) {
      ++compared_[i];
      if (last_high_[i] <= dates.low) ++in_order_[i];
    }
    last_high_[i] = dates.high;
    all_[i].low = std::min(all_[i].low, dates.low);
    all_[i].high = std::max(all_[i].high, dates.high);
  }
  next_ = leaf + 1;
}

void LeafMarks::Close(std::size_t leaf, const Mark* mark) {
  Gap gap{.begin = next_, .end = leaf};
  for (std::size_t i = 0; i < date_fields_.size(); ++i) {
    gap.before[i] = next_ == 0 ? 0 : last_high_[i];
    gap.behind[i] = mark == nullptr || mark->dates[i].empty() ? 0 : mark->dates[i].low;
  }
  gaps_.push_back(gap);
}

// Nine of ten leaves begin where the one before them ended, or later.
bool LeafMarks::Rises(std::size_t column) const {
  return compared_[column] > 0 && in_order_[column] * 10 >= compared_[column] * 9;
}

void LeafMarks::Conclude(TableFindings& findings) {
  Close(tree_.leaves.size(), nullptr);
  findings.key_marks = std::move(keys_);
  for (std::size_t i = 0; i < date_fields_.size(); ++i) {
    const Column& column = plan_.table->columns[plan_.exported[date_fields_[i]]];
    if (all_[i].empty()) continue;
    findings.dates.push_back(
        {.column = column.name, .from = DateText(all_[i].low, column.type), .to = DateText(all_[i].high, column.type)});
  }
  std::unordered_map<std::uint32_t, std::size_t> place;
  for (const TreeHole& hole : tree_.holes) place.emplace(hole.page_no, hole.after_leaf);
  for (LostRange& range : findings.lost) {
    const auto at = place.find(range.page_no);
    if (at == place.end()) continue;
    range.leaf = at->second;
    const auto gap = std::ranges::find_if(
        gaps_, [&](const Gap& item) { return item.begin <= at->second && at->second <= item.end; });
    if (gap == gaps_.end()) continue;
    for (std::size_t i = 0; i < date_fields_.size(); ++i) {
      const std::uint64_t before = gap->before[i];
      const std::uint64_t behind = gap->behind[i];
      if (!Rises(i) || (before == 0 && behind == 0) || (behind != 0 && before > behind)) continue;
      const Column& column = plan_.table->columns[plan_.exported[date_fields_[i]]];
      range.dates.push_back({.column = column.name,
                             .from = before == 0 ? std::string() : DateText(before, column.type),
                             .to = behind == 0 ? std::string() : DateText(behind, column.type)});
    }
  }
}

}  // namespace innosalvage
