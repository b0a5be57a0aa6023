#include "salvage/key_witness.h"

#include <algorithm>
#include <map>
#include <set>

#include "parser/page_type.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxPieces = 16;    // of all indexes
constexpr std::size_t kMaxVariables = 4;  // of one index
constexpr std::size_t kMaxFixed = 64;
constexpr double kPieceBits = 30.0;
constexpr double kValueBits = 6.0;

// The own columns of one secondary index, by clustered record.
struct OwnColumns {
  std::size_t fixed = 0;
  std::size_t variable = 0;
  struct Row {
    std::size_t record = 0;
    Bytes bytes;
    std::vector<std::size_t> lengths;
  };
  std::vector<Row> rows;
};

bool Holds(Bytes whole, Bytes part) { return AsText(whole).find(AsText(part)) != std::string_view::npos; }

using Places = std::map<std::string_view, std::size_t>;  // clustered records by key

std::optional<OwnColumns> MatchRecords(const IndexSample& sample, const CompactShape& shape, const Places& places,
                                       std::size_t key_variable, std::size_t key_fixed) {
  const auto pattern = shape.patterns.find(0);
  if (pattern == shape.patterns.end()) return std::nullopt;
  const PatternShape& own = pattern->second;
  if (own.variable < key_variable || own.fixed < key_fixed) return std::nullopt;
  OwnColumns columns{.fixed = own.fixed - key_fixed, .variable = own.variable - key_variable, .rows = {}};
  std::set<std::size_t> met;
  std::size_t asked = 0;
  for (const SampledPage& page : sample.pages) {
    for (const ChainedRecord& record : page.chain) {
      if (record.header.deleted()) continue;
      if (ReadNullBitmap(page.bytes, record.origin, shape.null_bytes) != 0) continue;
      const auto lengths = ReadLengths(page.bytes, record.origin, shape.null_bytes, own.variable, shape.wide);
      if (lengths.size() != own.variable) return std::nullopt;
      std::size_t size = columns.fixed;
      std::size_t key_size = key_fixed;
      OwnColumns::Row row;
      for (std::size_t i = 0; i < own.variable; ++i) {
        (i < columns.variable ? size : key_size) += lengths[i].length;
        if (i < columns.variable) row.lengths.push_back(lengths[i].length);
      }
      const auto bytes = BytesAt(page.bytes, record.origin, size + key_size);
      if (!bytes) return std::nullopt;
      ++asked;
      const auto place = places.find(AsText(bytes->subspan(size)));
      if (place == places.end() || !met.insert(place->second).second) continue;
      row.record = place->second;
      row.bytes = bytes->first(size);
      columns.rows.push_back(std::move(row));
    }
  }
  // A key is met by chance now and then; all or many are not.
  if (columns.rows.empty() || columns.rows.size() < std::min({places.size() / 2, asked / 2, std::size_t{8}})) {
    return std::nullopt;
  }
  return columns;
}

// Where a piece lies in the own columns of each row: behind `variables` variable fields and `fixed` bytes.
struct Piece {
  bool variable = false;
  std::size_t variables = 0;
  std::size_t fixed = 0;
  std::size_t width = 0;  // of fixed bytes
};

Bytes BytesOf(const Piece& piece, const OwnColumns::Row& row) {
  std::size_t at = piece.fixed;
  for (std::size_t i = 0; i < piece.variables; ++i) at += row.lengths[i];
  return row.bytes.subspan(at, piece.variable ? row.lengths[piece.variables] : piece.width);
}

// Where the variable field after `n` others would begin, if no fixed byte stood before it.
std::size_t SumOf(const WitnessedRecord& record, std::size_t n) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += record.lengths[i].length;
  return sum;
}

// Whether all records without other NULLs than the first one's hold the piece behind `n` variable fields and `fixed`
// fixed bytes.
bool HeldAt(const Piece& piece, const OwnColumns& columns, std::span<const WitnessedRecord> records, std::size_t n,
            std::size_t fixed) {
  const NullBitmap bitmap = records[columns.rows.front().record].bitmap;
  return std::ranges::all_of(columns.rows, [&](const OwnColumns::Row& row) {
    const WitnessedRecord& record = records[row.record];
    if (record.bitmap != bitmap) return true;
    const Bytes value = BytesOf(piece, row);
    if (n + (piece.variable ? 1 : 0) > record.lengths.size()) return false;
    if (piece.variable && record.lengths[n].length != value.size()) return false;
    const auto held = BytesAt(record.rest, SumOf(record, n) + fixed, value.size());
    return held && std::ranges::equal(*held, value);
  });
}

bool HeldByAll(const Piece& piece, const OwnColumns& columns, std::span<const WitnessedRecord> records) {
  const auto held = [&](const OwnColumns::Row& row) { return Holds(records[row.record].rest, BytesOf(piece, row)); };
  if (!std::ranges::all_of(columns.rows, held)) return false;
  // The places where the first one holds it.
  const OwnColumns::Row& first = columns.rows.front();
  const WitnessedRecord& record = records[first.record];
  const std::string_view whole = AsText(record.rest);
  const std::string_view value = AsText(BytesOf(piece, first));
  for (std::size_t at = whole.find(value); at != std::string_view::npos; at = whole.find(value, at + 1)) {
    for (std::size_t n = 0; n <= record.lengths.size(); ++n) {
      const std::size_t sum = SumOf(record, n);
      if (sum <= at && HeldAt(piece, columns, records, n, at - sum)) return true;
    }
  }
  return false;
}

// All ways to alternate fixed bytes and variable fields of which each piece is held by the clustered records.
class Alternations {
 public:
  Alternations(const OwnColumns& columns, std::span<const WitnessedRecord> records)
      : columns_(columns), records_(records) {
    Go(0, 0);
  }

  // Empty where there is none, or more than one.
  std::vector<Piece> TheOne() const { return found_ == 1 ? one_ : std::vector<Piece>{}; }

 private:
  // Fixed bytes of some width, maybe none, and then the next variable field; behind the last one all that is left.
  void Go(std::size_t variables, std::size_t fixed) {
    constexpr std::size_t kMaxTried = 2000;
    if (found_ > 1 || ++tried_ > kMaxTried) return;
    const std::size_t left = columns_.fixed - fixed;
    const bool last = variables == columns_.variable;
    for (std::size_t width = last ? left : 0; width <= left; ++width) {
      const std::size_t size = pieces_.size();
      const bool held = Push({.variable = false, .variables = variables, .fixed = fixed, .width = width}) &&
                        (last || Push({.variable = true, .variables = variables, .fixed = fixed + width, .width = 0}));
      if (held && last) {
        ++found_;
        one_ = pieces_;
      } else if (held) {
        Go(variables + 1, fixed + width);
      }
      pieces_.resize(size);
    }
  }

  bool Push(const Piece& piece) {
    if (!piece.variable && piece.width == 0) return true;
    pieces_.push_back(piece);
    return HeldByAll(piece, columns_, records_);
  }

  const OwnColumns& columns_;
  std::span<const WitnessedRecord> records_;
  std::vector<Piece> pieces_;
  std::vector<Piece> one_;
  std::size_t found_ = 0;
  std::size_t tried_ = 0;
};

// Fixed bytes that are not held as one are columns that stand apart: two, if there is one way only.
std::vector<Piece> TwoApart(const OwnColumns& columns, std::span<const WitnessedRecord> records) {
  std::vector<Piece> pieces;
  for (std::size_t width = 1; width < columns.fixed; ++width) {
    const Piece first{.variable = false, .variables = 0, .fixed = 0, .width = width};
    const Piece second{.variable = false, .variables = 0, .fixed = width, .width = columns.fixed - width};
    if (!HeldByAll(first, columns, records) || !HeldByAll(second, columns, records)) continue;
    if (!pieces.empty()) return {};
    pieces = {first, second};
  }
  return pieces;
}

std::vector<Piece> PiecesOf(const OwnColumns& columns, std::span<const WitnessedRecord> records) {
  std::vector<Piece> pieces = Alternations(columns, records).TheOne();
  if (pieces.empty() && columns.variable == 0) pieces = TwoApart(columns, records);
  return pieces;
}

}  // namespace

std::vector<WitnessPiece> FindWitnessPieces(const std::vector<SecondarySample>& secondaries,
                                            std::span<const WitnessedRecord> records, std::size_t key_variable,
                                            std::size_t key_fixed) {
  std::vector<WitnessPiece> found;
  Places places;
  for (std::size_t i = 0; i < records.size(); ++i) places.emplace(AsText(records[i].key), i);
  for (const SecondarySample& secondary : secondaries) {
    for (const CompactShape& shape : secondary.shapes) {
      const auto columns = MatchRecords(secondary.sample, shape, places, key_variable, key_fixed);
      if (!columns || columns->variable > kMaxVariables || columns->fixed > kMaxFixed) continue;
      const std::vector<Piece> pieces = PiecesOf(*columns, records);
      if (pieces.empty() || found.size() + pieces.size() > kMaxPieces) continue;
      for (const Piece& piece : pieces) {
        WitnessPiece witness{.variable = piece.variable, .bits = 0.0, .values = {}};
        witness.values.resize(records.size());
        std::set<std::string_view> different;
        for (const OwnColumns::Row& row : columns->rows) {
          witness.values[row.record] = BytesOf(piece, row);
          different.insert(AsText(BytesOf(piece, row)));
        }
        // The same byte in all rows may stand elsewhere as well; of each other value that is less likely.
        witness.bits = kPieceBits + kValueBits * static_cast<double>(different.size() - 1);
        found.push_back(std::move(witness));
      }
      break;
    }
  }
  return found;
}

std::vector<SecondarySample> SampleSecondaries(const PageStore& store, std::uint64_t clustered_id) {
  constexpr std::size_t kMaxIndexes = 8;
  constexpr std::uint64_t kMaxDistance = 64;  // a table's indexes are made together, and so numbered
  std::set<std::uint64_t> ids;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.type != FIL_PAGE_INDEX || entry.n_recs == 0 || entry.verdict == PageVerdict::kForeignSpace) continue;
    if (entry.index_id > clustered_id && entry.index_id - clustered_id <= kMaxDistance) ids.insert(entry.index_id);
  }
  std::vector<SecondarySample> samples;
  for (const std::uint64_t id : ids) {
    if (samples.size() == kMaxIndexes) break;
    SecondarySample secondary{.sample = SampleIndex(store, id, SampleLevel::kLeaves), .shapes = {}};
    if (secondary.sample.pages.empty()) continue;
    secondary.shapes = FindCompactShapes(secondary.sample);
    std::erase_if(secondary.shapes, [](const CompactShape& shape) { return shape.clustered; });
    if (!secondary.shapes.empty()) samples.push_back(std::move(secondary));
  }
  return samples;
}

}  // namespace innosalvage
