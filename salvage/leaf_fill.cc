#include "salvage/leaf_fill.h"

#include <algorithm>
#include <cmath>

namespace innosalvage {

std::optional<std::uint64_t> KeyWidth(const TablePlan& plan, const RawKey& from, const RawKey& to) {
  if (plan.leaf.n_key != 1 || from.size() != 1 || to.size() != 1 || !from[0] || !to[0]) return std::nullopt;
  const LayoutField& field = plan.leaf.fields[0];
  const bool integer = field.column == kNoColumn ? field.system == SystemField::kRowId
                                                 : IsInteger(plan.table->columns[field.column].type);
  if (!integer || from[0]->size() > sizeof(std::uint64_t) || from[0]->size() != to[0]->size()) return std::nullopt;
  // Stored big-endian, the sign flipped: the difference is that of the values.
  const std::uint64_t a = LoadBig(Bytes(*from[0]));
  const std::uint64_t b = LoadBig(Bytes(*to[0]));
  return a < b ? b - a : a - b;
}

void LeafFill::AddWhole(std::uint64_t rows, std::optional<std::uint64_t> width) {
  whole_.push_back({rows, width});
  most_ = std::max(most_, rows);
}

void LeafFill::AddHurt(std::uint64_t rows) {
  hurt_rows_ += rows;
  ++hurt_leaves_;
}

std::uint64_t LeafFill::ByWidth(std::uint64_t width) const {
  const double rows = std::round(static_cast<double>(width) * density_);
  // More than any leaf holds: keys are not as dense there.
  const double average = std::round(static_cast<double>(rows_) / static_cast<double>(leaves_));
  return std::min(width, static_cast<std::uint64_t>(rows > static_cast<double>(most_) ? average : rows));
}

void LeafFill::Choose() {
  rows_ = hurt_rows_;
  leaves_ = hurt_leaves_;
  if (whole_.empty()) return;
  rows_ = 0;
  leaves_ = whole_.size();
  std::vector<double> densities;
  for (const Leaf& leaf : whole_) {
    rows_ += leaf.rows;
    if (leaf.width.value_or(0) > 0) {
      densities.push_back(static_cast<double>(leaf.rows) / static_cast<double>(*leaf.width));
    }
  }
  if (densities.empty()) return;
  const auto middle = densities.begin() + static_cast<std::ptrdiff_t>(densities.size() / 2);
  std::ranges::nth_element(densities, middle);
  density_ = *middle;
  const double average = static_cast<double>(rows_) / static_cast<double>(leaves_);
  double of_average = 0;
  double of_density = 0;
  for (const Leaf& leaf : whole_) {
    if (leaf.width.value_or(0) == 0) continue;
    const auto rows = static_cast<double>(leaf.rows);
    of_average += std::abs(rows - std::min(average, static_cast<double>(*leaf.width)));
    of_density += std::abs(rows - static_cast<double>(ByWidth(*leaf.width)));
  }
  if (of_average <= of_density) density_ = 0.0;
}

LeafFill::Guess LeafFill::Next(std::optional<std::uint64_t> width) {
  if (width && density_ > 0.0)
    return {ByWidth(*width), "rows from the width of the key range and the fill of other leaves"};
  if (leaves_ == 0) {
    if (!width) return {0, "rows not known, since no leaf is left that tells their number"};
    return {*width, "rows as many as the key range has room for, since no leaf is left that tells their number"};
  }
  ++taken_;
  const std::uint64_t rows = (taken_ * rows_ + leaves_ / 2) / leaves_ - ((taken_ - 1) * rows_ + leaves_ / 2) / leaves_;
  return {width ? std::min(rows, *width) : rows, "rows from the fill of the other leaves"};
}

}  // namespace innosalvage
