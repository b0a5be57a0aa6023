#include "salvage/typed_cut.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "parser/lob.h"
#include "salvage/field_typing.h"

namespace innosalvage {

namespace {

constexpr double kEmptyFieldBits = 10.0;  // of a field that is NULL in all records asked
// Values looked at in all, each as all types that it may have: a few seconds. Asking at all costs as much as some
// values.
constexpr std::size_t kMaxLooks = 14U << 20U;
constexpr std::size_t kLooksAField = 96;
constexpr std::size_t kBytesALook = 16;  // of long values the bytes count
// Places of records in all states made, 12 bytes each: bounds memory, and the time of states whose costs are known.
constexpr std::size_t kMaxPlaces = 12U << 20U;

// How far one record is read.
struct Position {
  std::uint32_t offset = 0;
  std::uint16_t variable = 0;  // lengths used
  std::uint32_t fixed = 0;     // bytes of fixed fields read
  auto operator<=>(const Position&) const = default;
};

struct State {
  std::size_t read = 0;    // bytes of all records
  std::size_t used = 0;    // lengths of all records
  std::size_t placed = 0;  // nullable fields
  std::size_t since = 0;   // columns since the last of them, as far as they count
  std::uint64_t told = 0;  // begins and ends that a secondary index tells, and that were met: two bits a piece
  std::vector<Position> positions;
  auto operator<=>(const State&) const = default;
};

struct Node {
  double bits = 0.0;
  double lengths =
      0.0;  // of it, what the lengths of variable fields cost and the pieces met save: so will those to come
  std::size_t before = SIZE_MAX;
  TypedCutField field;
};

// The widths a fixed field is asked for: all that numbers have, and those that texts and digests often have.
bool IsUsualWidth(std::size_t width) {
  constexpr std::size_t kMaxNumberWidth = 32;
  constexpr std::array<std::size_t, 10> kTextWidths = {36, 40, 48, 50, 60, 64, 100, 128, 200, 255};
  return width <= kMaxNumberWidth || std::ranges::find(kTextWidths, width) != kTextWidths.end();
}

class Cutter {
 public:
  explicit Cutter(const TypedCutInput& input) : in_(input) {}

  // `margin`: how much a state may cost more than one that is farther.
  std::optional<TypedCut> Run(double margin) {
    open_.clear();
    nodes_.clear();
    farthest_.clear();
    State first;
    first.positions.resize(in_.records.size());
    nodes_.push_back({});
    open_.emplace(std::move(first), 0);
    // Ways that meet other pieces end apart.
    std::optional<std::size_t> best;
    while (!open_.empty()) {
      const auto next = open_.begin();
      const State state = next->first;
      const std::size_t node = next->second;
      open_.erase(next);
      if (IsEnd(state)) {
        if (!best || nodes_[node].bits < nodes_[*best].bits) best = node;
        continue;
      }
      if (nodes_[node].bits - nodes_[node].lengths > LeastBeyond(state.read) + margin) continue;
      if (looks_ > kMaxLooks || nodes_.size() * in_.records.size() > kMaxPlaces) break;
      Extend(state, node);
    }
    return best ? std::optional(Trace(*best)) : std::nullopt;
  }

 private:
  // States are taken in the order of what they have read: no other way leads into one that has read all.
  bool IsEnd(const State& state) const {
    if (state.placed != in_.nullable.size() || state.since < in_.columns_behind) return false;
    for (std::size_t i = 0; i < in_.records.size(); ++i) {
      if (state.positions[i].fixed != in_.records[i].fixed) return false;
      if (state.positions[i].variable != in_.records[i].lengths.size()) return false;
    }
    return true;
  }

  void Extend(const State& state, std::size_t node) {
    const std::size_t wanted =
        state.placed < in_.nullable.size() ? in_.nullable[state.placed].columns_before : in_.columns_behind;
    Place(state, node, std::nullopt, wanted);
    if (state.placed < in_.nullable.size() && state.since >= wanted) {
      Place(state, node, in_.nullable[state.placed], wanted);
    }
  }

  // The next field is `nullable`, or one that is never NULL.
  void Place(const State& state, std::size_t node, const std::optional<SeenNullable>& nullable, std::size_t wanted) {
    const auto absent = [&](std::size_t i) { return nullable && ((in_.records[i].bitmap >> nullable->bit) & 1U) != 0; };
    if (!nullable || nullable->variable.value_or(true)) {
      bool legal = true;
      for (std::size_t i = 0; i < in_.records.size() && legal; ++i) {
        legal = absent(i) || state.positions[i].variable < in_.records[i].lengths.size();
      }
      if (legal) PlaceOne(state, node, nullable, wanted, 0);
    }
    if (nullable && nullable->variable.value_or(false)) return;
    std::size_t room = SIZE_MAX;
    for (std::size_t i = 0; i < in_.records.size(); ++i) {
      if (!absent(i)) room = std::min<std::size_t>(room, in_.records[i].fixed - state.positions[i].fixed);
    }
    if (room == SIZE_MAX) room = 1;  // of a field that none of these records has the width is not seen
    if (nullable && nullable->width) {
      // Hurt records may leave no byte for it; no server has such a field, and 0 is a variable one here.
      if (*nullable->width > 0 && *nullable->width <= room) PlaceOne(state, node, nullable, wanted, *nullable->width);
      return;
    }
    constexpr std::size_t kMaxWidth = 1020;  // CHAR(255) of utf32: no fixed field is wider
    for (std::size_t width = 1; width <= std::min(room, kMaxWidth); ++width) {
      if (IsUsualWidth(width) || width == room) PlaceOne(state, node, nullable, wanted, width);
    }
  }

  // A field of `width` bytes; 0: a variable one.
  void PlaceOne(const State& state, std::size_t node, const std::optional<SeenNullable>& nullable, std::size_t wanted,
                std::size_t width) {
    State to = state;
    VariableSample sample;
    const auto absent = [&](std::size_t i) { return nullable && ((in_.records[i].bitmap >> nullable->bit) & 1U) != 0; };
    for (std::size_t i = 0; i < in_.records.size(); ++i) {
      const TypedRecord& record = in_.records[i];
      if (absent(i)) continue;
      Position& position = to.positions[i];
      std::size_t size = width;
      if (width == 0) {
        const VariableLength& length = record.lengths[position.variable];
        size = length.length;
        sample.external = sample.external || length.external;
        sample.two_bytes = sample.two_bytes || length.two_bytes;
        ++position.variable;
        ++to.used;
      } else {
        position.fixed += static_cast<std::uint32_t>(width);
      }
      auto value = BytesAt(record.bytes, position.offset, size);
      if (!value) return;
      position.offset += static_cast<std::uint32_t>(size);
      to.read += size;
      const bool external = width == 0 && record.lengths[position.variable - 1U].external;
      if (external && value->size() < BTR_EXTERN_FIELD_REF_SIZE) return;
      sample.values.values.push_back(external ? value->first(value->size() - BTR_EXTERN_FIELD_REF_SIZE) : *value);
    }
    sample.values.cut_short = sample.external;
    const double saved = Meet(state, absent, width, to);
    const double bits = nodes_[node].bits + Cost(state, nullable, sample, width) - saved;
    to.placed += nullable ? 1U : 0U;
    const std::size_t next =
        to.placed < in_.nullable.size() ? in_.nullable[to.placed].columns_before : in_.columns_behind;
    to.since = nullable ? 0 : std::min(state.since + 1, std::min(wanted, next));
    const auto known = open_.find(to);
    if (known != open_.end() && nodes_[known->second].bits <= bits) return;
    const double lengths = nodes_[node].lengths + LengthBits(sample, width) - saved;
    Note(to.read, bits - lengths);
    nodes_.push_back(
        {bits, lengths, node, {width == 0, width, nullable ? std::optional(nullable->bit) : std::nullopt}});
    if (known != open_.end()) {
      known->second = nodes_.size() - 1;
    } else {
      open_.emplace(std::move(to), nodes_.size() - 1);
    }
  }

  // Notes in `to` which pieces of secondary indexes begin or end with the field between the two states, and gives what
  // that saves.
  template <class Absent>
  double Meet(const State& from, const Absent& absent, std::size_t width, State& to) const {
    double saved = 0.0;
    for (std::size_t p = 0; p < in_.pieces.size(); ++p) {
      const WitnessPiece& piece = in_.pieces[p];
      if (piece.variable != (width == 0)) continue;
      bool begins = false;
      bool ends = false;
      bool legal = true;
      for (std::size_t i = 0; i < in_.records.size() && legal; ++i) {
        const std::optional<Bytes>& value = piece.values[i];
        if (!value) continue;
        const std::size_t at = from.positions[i].offset;
        const std::size_t end = to.positions[i].offset;
        const bool whole = piece.variable ? end - at == value->size() : width <= value->size();
        const bool first = !begins && !ends;
        begins = (first || begins) && IsAt(i, at, *value);
        ends = (first || ends) && end >= value->size() && IsAt(i, end - value->size(), *value);
        legal = !absent(i) && whole && (begins || ends);
      }
      if (!legal) continue;
      const std::uint64_t met = (begins ? 1U : 0U) | (ends ? 2U : 0U);
      const std::uint64_t is_new = (met << (2 * p)) & ~to.told;
      to.told |= is_new;
      saved += piece.bits * std::popcount(is_new);
    }
    return saved;
  }

  bool IsAt(std::size_t record, std::size_t at, Bytes value) const {
    const auto bytes = BytesAt(in_.records[record].bytes, at, value.size());
    return bytes && std::ranges::equal(*bytes, value);
  }

  double Cost(const State& state, const std::optional<SeenNullable>& nullable, const VariableSample& sample,
              std::size_t width) {
    if (sample.values.values.empty()) return kEmptyFieldBits;
    // The same bytes are asked again in states that differ in what was placed before.
    std::vector<std::uint32_t> key;
    key.push_back(static_cast<std::uint32_t>(width));
    key.push_back(nullable ? nullable->bit : 64U);
    for (const Position& position : state.positions) {
      key.push_back(position.offset);
      if (width == 0) key.push_back(position.variable);
    }
    const auto [known, is_new] = costs_.try_emplace(std::move(key), 0.0);
    if (is_new) {
      std::size_t bytes = 0;
      for (const Bytes value : sample.values.values) bytes += value.size();
      looks_ += kLooksAField + std::max(sample.values.values.size() * 8, bytes / kBytesALook);
      known->second = width == 0 ? TypeOfVariable(sample, RecordFormat::kCompact, in_.vendor).bits
                                 : TypeOfFixed(sample.values).bits;
    }
    return known->second;
  }

  static double LengthBits(const VariableSample& sample, std::size_t width) {
    if (width != 0) return 0.0;
    std::vector<std::int64_t> sizes;
    for (const Bytes value : sample.values.values) sizes.push_back(static_cast<std::int64_t>(value.size()));
    return IntegerBits(sizes);
  }

  // The least cost of the states that have read at least so much, lengths left out.
  double LeastBeyond(std::size_t read) const {
    const auto beyond = farthest_.lower_bound(read);
    return beyond == farthest_.end() ? 1e300 : beyond->second;
  }

  void Note(std::size_t read, double bits) {
    if (LeastBeyond(read) <= bits) return;
    const auto at = farthest_.insert_or_assign(read, bits).first;
    // What has read less and costs more says nothing any more.
    for (auto before = at; before != farthest_.begin();) {
      --before;
      if (before->second < bits) break;
      before = farthest_.erase(before);
    }
  }

  TypedCut Trace(std::size_t node) const {
    TypedCut cut;
    cut.bits = nodes_[node].bits;
    for (; nodes_[node].before != SIZE_MAX; node = nodes_[node].before) cut.fields.push_back(nodes_[node].field);
    std::ranges::reverse(cut.fields);
    return cut;
  }

  const TypedCutInput& in_;
  std::map<State, std::size_t> open_;
  std::vector<Node> nodes_;
  std::map<std::size_t, double> farthest_;  // by what is read; costs rise
  std::map<std::vector<std::uint32_t>, double> costs_;
  std::size_t looks_ = 0;
};

}  // namespace

std::optional<TypedCut> FindTypedCut(const TypedCutInput& input) {
  if (input.records.empty()) return std::nullopt;
  Cutter cutter(input);
  const double margin = 100.0 + 2.5 * static_cast<double>(input.records.size());
  if (auto cut = cutter.Run(margin)) return cut;
  return cutter.Run(8.0 * margin);
}

}  // namespace innosalvage
