#include "salvage/compact_cut.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "parser/lob.h"
#include "salvage/compact_stretch.h"
#include "salvage/system_fields.h"
#include "salvage/text_cost.h"
#include "salvage/typed_compact_cut.h"
#include "salvage/value_cost.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxAsked = 96;

// Aligning costs a look at each cell (variable fields times fixed bytes) a record: of wide records fewer are asked.
std::size_t MostAsked(const PatternShape& pattern) {
  constexpr std::size_t kMaxLooks = 1U << 18U;
  constexpr std::size_t kFewest = 12;
  return std::clamp(kMaxLooks / ((pattern.variable + 1) * (pattern.fixed + 1)), kFewest, kMaxAsked);
}

constexpr double kBinaryBits = 30.0;  // text is what variable fields hold most
constexpr double kRunBits = 8.0;      // what each run of parts left out costs

// Bits of the bytes that stand at one place, learning from each for the next.
class ByteModel {
 public:
  double Next(unsigned byte) {
    const double bits = Ask(byte);
    ++counts_[byte];
    ++total_;
    return bits;
  }
  double Ask(unsigned byte) const {
    constexpr double kUnseen = 0.06;
    return -std::log2((counts_[byte] + kUnseen) / (total_ + 256.0 * kUnseen));
  }
  // The same, for a byte that may be like the others or not.
  double AskCapped(unsigned byte) const { return std::min(Ask(byte), 10.0); }

 private:
  std::array<std::uint16_t, 256> counts_{};
  std::uint32_t total_ = 0;
};

double VariableBits(Bytes field, bool external) {
  if (!external) return TextBits(field);
  if (field.size() < BTR_EXTERN_FIELD_REF_SIZE) return 400.0;
  const LobReference reference = DecodeLobReference(field.last<BTR_EXTERN_FIELD_REF_SIZE>());
  const bool likely = reference.length < (1U << 30U) && reference.page_no != 0;
  return TextBits(field.first(field.size() - BTR_EXTERN_FIELD_REF_SIZE)) + (likely ? 30.0 : 200.0);
}

// Orders `variable` variable fields and `fixed` bytes so that the bytes of all stretches cost least.
std::vector<CutPart> Align(const std::vector<Stretch>& stretches, std::size_t variable, std::size_t fixed) {
  struct Cell {
    double bits = 1e300;
    bool from_variable = false;
  };
  const std::size_t columns = fixed + 1;
  std::vector<Cell> cells((variable + 1) * columns);
  cells[0].bits = 0.0;
  for (std::size_t v = 0; v <= variable; ++v) {
    std::vector<std::size_t> before;
    for (const Stretch& stretch : stretches) {
      std::size_t sum = 0;
      for (std::size_t i = 0; i < v; ++i) sum += stretch.LengthOf(i);
      before.push_back(sum);
    }
    for (std::size_t f = 0; f <= fixed; ++f) {
      const double bits = cells[v * columns + f].bits;
      if (f < fixed) {
        ByteModel model;
        double learnt = 0.0;
        for (std::size_t i = 0; i < stretches.size(); ++i)
          learnt += model.Next(ByteAt(stretches[i].bytes, before[i] + f));
        // Bytes of which nothing can be learnt cost their eight bits.
        const double cost = bits + std::min(learnt, 4.0 + 8.05 * static_cast<double>(stretches.size()));
        Cell& to = cells[v * columns + f + 1];
        if (cost < to.bits) to = {cost, false};
      }
      if (v < variable) {
        double text = 0.0;
        double binary = kBinaryBits;
        for (std::size_t i = 0; i < stretches.size(); ++i) {
          const std::size_t length = stretches[i].LengthOf(v);
          const auto field = BytesAt(stretches[i].bytes, before[i] + f, length);
          if (!field) {
            text += 1000.0;
            binary += 1000.0;
            continue;
          }
          text += VariableBits(*field, v < stretches[i].lengths.size() && stretches[i].lengths[v].external);
          binary += BinaryBits(*field);
        }
        const double cost = bits + std::min(text, binary);
        Cell& to = cells[(v + 1) * columns + f];
        // A field that is always empty could stand anywhere; behind is the better guess.
        if (cost < to.bits) to = {cost, true};
      }
    }
  }
  std::vector<CutPart> parts;
  for (std::size_t v = variable, f = fixed; v > 0 || f > 0;) {
    const bool is_variable = cells[v * columns + f].from_variable;
    parts.push_back({.variable = is_variable, .null_class = kNoClass, .width = 0});
    --(is_variable ? v : f);
  }
  std::ranges::reverse(parts);
  return parts;
}

// The bitmap to begin with: few NULLs, and enough records to compare.
NullBitmap BasePattern(const CompactShape& shape) {
  std::size_t all = 0;
  for (const auto& [bitmap, pattern] : shape.patterns) all += pattern.records;
  const std::size_t enough = std::max<std::size_t>(all / 50, 3);
  std::optional<NullBitmap> base;
  for (const std::size_t least : {enough, std::size_t{1}}) {
    for (const auto& [bitmap, pattern] : shape.patterns) {
      if (pattern.records < least) continue;
      if (!base || std::popcount(bitmap) < std::popcount(*base)) base = bitmap;
    }
    if (base) break;
  }
  return base.value_or(0);
}

class NullPlacer {
 public:
  explicit NullPlacer(CompactCut& cut) : cut_(cut) {}

  // How the bytes of each part look in the records of `base`.
  void Learn(const std::vector<Stretch>& stretches, NullBitmap base) {
    models_.assign(cut_.rest.size(), {});
    for (const Stretch& stretch : stretches) {
      std::size_t at = 0;
      std::size_t v = 0;
      for (std::size_t i = 0; i < cut_.rest.size(); ++i) {
        const std::size_t c = cut_.rest[i].null_class;
        if (c != kNoClass && ((base >> cut_.classes[c].bits.front()) & 1U) != 0) continue;
        if (cut_.rest[i].variable) {
          at += stretch.LengthOf(v++);
        } else {
          models_[i].Next(ByteAt(stretch.bytes, at++));
        }
      }
    }
  }

  // Which parts are NULL in these records besides those of the classes known: `gone` bytes and `gone_variable` fields.
  void Place(const std::vector<Stretch>& stretches, const std::vector<bool>& known, std::size_t gone,
             std::size_t gone_variable, const NullClass& null_class) {
    const std::size_t n = cut_.rest.size();
    struct Cell {
      double bits = 1e300;
      bool left_out = false;
      bool before_left_out = false;
    };
    // Place i, `g` bytes and `v` variable fields left out so far, and whether the part before was left out.
    const std::size_t plane = (gone + 1) * (gone_variable + 1) * 2;
    if ((n + 1) * plane > (1U << 22U)) return;
    std::vector<Cell> cells((n + 1) * plane);
    const auto at = [&](std::size_t i, std::size_t g, std::size_t v, bool out) -> Cell& {
      return cells[i * plane + ((g * (gone_variable + 1)) + v) * 2 + (out ? 1 : 0)];
    };
    at(0, 0, 0, false).bits = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      // Parts before this one, without those known to be NULL.
      std::size_t fixed = 0;
      std::size_t variable = 0;
      for (std::size_t k = 0; k < i; ++k) {
        if (!known[k]) ++(cut_.rest[k].variable ? variable : fixed);
      }
      for (std::size_t g = 0; g <= gone; ++g) {
        for (std::size_t v = 0; v <= gone_variable; ++v) {
          double keep = -1.0;
          for (const bool out : {false, true}) {
            const Cell& from = at(i, g, v, out);
            if (from.bits >= 1e299) continue;
            const auto step = [&](std::size_t to_g, std::size_t to_v, bool to_out, double bits) {
              Cell& to = at(i + 1, to_g, to_v, to_out);
              if (from.bits + bits < to.bits) to = {from.bits + bits, to_out, out};
            };
            if (known[i]) {
              step(g, v, out, 0.0);
              continue;
            }
            const bool is_variable = cut_.rest[i].variable;
            if (g <= fixed && v <= variable) {
              if (keep < 0.0) keep = Keep(stretches, i, fixed - g, variable - v);
              step(g, v, false, keep);
            }
            if (is_variable ? v < gone_variable : g < gone) {
              step(is_variable ? g : g + 1, is_variable ? v + 1 : v, true, out && !is_variable ? 0.0 : kRunBits);
            }
          }
        }
      }
    }
    std::size_t g = gone;
    std::size_t v = gone_variable;
    bool out = at(n, g, v, true).bits < at(n, g, v, false).bits;
    if (at(n, g, v, out).bits >= 1e299) return;
    const std::size_t number = cut_.classes.size();
    cut_.classes.push_back(null_class);
    for (std::size_t i = n; i > 0; --i) {
      const Cell& cell = at(i, g, v, out);
      if (!known[i - 1] && out) {
        cut_.rest[i - 1].null_class = number;
        --(cut_.rest[i - 1].variable ? v : g);
      }
      out = cell.before_left_out;
    }
  }

  // The bits of one part where it stands behind so many fixed bytes and variable fields.
  double Keep(const std::vector<Stretch>& stretches, std::size_t part, std::size_t fixed, std::size_t variable) const {
    if (cut_.rest[part].variable) return KeepVariable(stretches, fixed, variable);
    double bits = 0.0;
    for (const Stretch& stretch : stretches) {
      std::size_t place = fixed;
      for (std::size_t k = 0; k < variable; ++k) place += stretch.LengthOf(k);
      bits += models_[part].AskCapped(ByteAt(stretch.bytes, place));
    }
    return bits;
  }

  static double KeepVariable(const std::vector<Stretch>& stretches, std::size_t fixed, std::size_t variable) {
    double bits = 0.0;
    for (const Stretch& stretch : stretches) {
      std::size_t place = fixed;
      for (std::size_t k = 0; k < variable; ++k) place += stretch.LengthOf(k);
      const std::size_t length = stretch.LengthOf(variable);
      const auto field = BytesAt(stretch.bytes, place, length);
      const bool external = variable < stretch.lengths.size() && stretch.lengths[variable].external;
      bits += field ? std::min(VariableBits(*field, external), BinaryBits(*field) + kBinaryBits) : 1000.0;
    }
    return bits;
  }

 private:
  CompactCut& cut_;
  std::vector<ByteModel> models_;
};

std::vector<Stretch> RestsOf(const std::vector<AskedRecord>& records, const CompactShape& shape, NullBitmap bitmap) {
  std::vector<AskedRecord> own;
  for (const AskedRecord& record : records) {
    if (record.bitmap == bitmap) own.push_back(record);
  }
  std::vector<Stretch> rests;
  for (const AskedRecord& record : Spread(own, MostAsked(shape.patterns.at(bitmap)))) {
    if (auto rest = RestOf(record, shape, shape.patterns.at(bitmap).variable)) rests.push_back(*std::move(rest));
  }
  return rests;
}

// Parts that the records of `base` lack, since they are NULL there: bits of `base` that other bitmaps do not have. They
// are put where the others' bytes look best.
void InsertMissing(const std::vector<AskedRecord>& records, const CompactShape& shape, NullBitmap base,
                   CompactCut& cut) {
  NullBitmap open = base & ~shape.always_null;
  std::vector<NullBitmap> patterns;
  for (const auto& [bitmap, pattern] : shape.patterns) patterns.push_back(bitmap);
  while (open != 0) {
    const NullBitmap* best = nullptr;
    for (const NullBitmap& bitmap : patterns) {
      if ((open & ~bitmap) == 0) continue;
      if (best == nullptr || std::popcount(open & ~bitmap) < std::popcount(open & ~*best)) best = &bitmap;
    }
    if (best == nullptr) return;
    const NullBitmap bitmap = *best;
    const NullBitmap bits = open & ~bitmap;
    open &= ~bits;
    const PatternShape& to = shape.patterns.at(bitmap);
    std::vector<bool> absent(cut.rest.size(), false);
    for (std::size_t i = 0; i < cut.rest.size(); ++i) {
      const std::size_t c = cut.rest[i].null_class;
      absent[i] = c != kNoClass && ((bitmap >> cut.classes[c].bits.front()) & 1U) != 0;
    }
    std::size_t kept_fixed = 0;
    std::size_t kept_variable = 0;
    for (std::size_t i = 0; i < cut.rest.size(); ++i) {
      if (!absent[i]) ++(cut.rest[i].variable ? kept_variable : kept_fixed);
    }
    const std::size_t key_fixed = shape.clustered ? shape.key_fixed + kSystemFieldBytes : 0;
    const std::size_t key_variable = shape.clustered ? shape.key_variable : 0;
    if (to.fixed < key_fixed + kept_fixed || to.variable < key_variable + kept_variable) continue;
    const std::size_t more_fixed = to.fixed - key_fixed - kept_fixed;
    const std::size_t more_variable = to.variable - key_variable - kept_variable;
    if (more_fixed + more_variable == 0) continue;
    // The parts in front of the place, then those put in, then the others.
    const std::vector<Stretch> rests = RestsOf(records, shape, bitmap);
    NullPlacer placer(cut);
    placer.Learn(RestsOf(records, shape, base), base);
    std::size_t place = cut.rest.size();
    double least = 1e300;
    for (std::size_t at = 0; at <= cut.rest.size(); ++at) {
      double cost = 0.0;
      std::size_t f = 0;
      std::size_t v = 0;
      for (std::size_t i = 0; i <= cut.rest.size(); ++i) {
        if (i == at) {
          for (std::size_t k = 0; k < more_variable; ++k) cost += placer.KeepVariable(rests, f + more_fixed, v + k);
          f += more_fixed;
          v += more_variable;
        }
        if (i == cut.rest.size()) break;
        if (absent[i]) continue;
        cost += placer.Keep(rests, i, f, v);
        ++(cut.rest[i].variable ? v : f);
      }
      if (cost >= least) continue;
      least = cost;
      place = at;
    }
    const std::size_t number = cut.classes.size();
    cut.classes.push_back({.bits = SetBits(bits), .variable = more_variable});
    std::vector<CutPart> parts(more_fixed, {.variable = false, .null_class = number, .width = 0});
    parts.insert(parts.end(), more_variable, {.variable = true, .null_class = number, .width = 0});
    cut.rest.insert(cut.rest.begin() + static_cast<std::ptrdiff_t>(place), parts.begin(), parts.end());
  }
}

void PlaceNulls(const std::vector<AskedRecord>& records, const CompactShape& shape, NullBitmap base, CompactCut& cut) {
  NullPlacer placer(cut);
  placer.Learn(RestsOf(records, shape, base), base);
  const PatternShape& from = shape.patterns.at(base);
  NullBitmap placed = base;
  std::vector<NullBitmap> patterns;
  for (const auto& [bitmap, pattern] : shape.patterns) {
    if ((bitmap & base) == base && bitmap != base) patterns.push_back(bitmap);
  }
  while (!patterns.empty()) {
    // The pattern with the fewest bits not placed; of these the one of most records.
    const auto next = std::ranges::min_element(patterns, [&](NullBitmap a, NullBitmap b) {
      const int open_a = std::popcount(a & ~placed);
      const int open_b = std::popcount(b & ~placed);
      return open_a != open_b ? open_a < open_b : shape.patterns.at(a).records > shape.patterns.at(b).records;
    });
    const NullBitmap bitmap = *next;
    patterns.erase(next);
    const NullBitmap open = bitmap & ~placed;
    if (open == 0) continue;
    std::vector<bool> known(cut.rest.size(), false);
    const PatternShape& to = shape.patterns.at(bitmap);
    std::size_t fixed = 0;
    std::size_t variable = 0;
    for (std::size_t i = 0; i < cut.rest.size(); ++i) {
      if (cut.rest[i].null_class == kNoClass) continue;
      const NullClass& null_class = cut.classes[cut.rest[i].null_class];
      known[i] = ((bitmap >> null_class.bits.front()) & 1U) != 0;
      if (known[i]) ++(cut.rest[i].variable ? variable : fixed);
    }
    if (from.fixed < to.fixed + fixed || from.variable < to.variable + variable) continue;
    const NullClass null_class{.bits = SetBits(open), .variable = from.variable - to.variable - variable};
    placer.Place(RestsOf(records, shape, bitmap), known, from.fixed - to.fixed - fixed, null_class.variable,
                 null_class);
    placed |= open;
  }
}

std::optional<CompactCut> CutByBytes(const IndexSample& sample, const CompactShape& shape) {
  if (shape.patterns.empty()) return std::nullopt;
  const std::vector<AskedRecord> records = AskedRecords(sample, shape);
  const NullBitmap base = BasePattern(shape);
  const PatternShape& pattern = shape.patterns.at(base);
  const std::size_t key_fixed = shape.clustered ? shape.key_fixed : 0;
  const std::size_t key_variable = shape.clustered ? shape.key_variable : 0;
  const std::size_t system = shape.clustered ? kSystemFieldBytes : 0;
  constexpr std::size_t kMaxCells = 1U << 17U;
  if ((pattern.variable + 1) * (pattern.fixed + 1) > kMaxCells) return std::nullopt;
  CompactCut cut;
  cut.always_null = SetBits(shape.always_null);
  const std::vector<Stretch> rests = RestsOf(records, shape, base);
  if (rests.empty()) return std::nullopt;
  cut.rest = Align(rests, pattern.variable - key_variable, pattern.fixed - key_fixed - system);
  if (shape.clustered) {
    std::vector<Stretch> keys;
    for (const AskedRecord& record : Spread(records, kMaxAsked)) {
      auto lengths = ReadLengths(record.page, record.origin, shape.null_bytes, key_variable, shape.wide);
      const auto bytes = BytesAt(record.page, record.origin, record.page.size() - record.origin);
      if (bytes && lengths.size() == key_variable) keys.push_back({*bytes, std::move(lengths)});
    }
    cut.key = Align(keys, key_variable, key_fixed);
  }
  PlaceNulls(records, shape, base, cut);
  InsertMissing(records, shape, base, cut);
  return cut;
}

}  // namespace

std::optional<CompactCut> FindCompactCut(const IndexSample& sample, const CompactShape& shape, Vendor vendor,
                                         const std::vector<SecondarySample>& secondaries) {
  if (shape.patterns.empty()) return std::nullopt;
  const std::vector<AskedRecord> records = AskedRecords(sample, shape);
  if (auto cut = CutByTypes(records, shape, vendor, secondaries)) return cut;
  return CutByBytes(sample, shape);
}

std::optional<CutRecord> CutCompactRecord(Bytes page, std::size_t origin, const CompactShape& shape,
                                          const CompactCut& cut) {
  const NullBitmap bitmap = ReadNullBitmap(page, origin, shape.null_bytes);
  const auto is_null = [&](const CutPart& part) {
    if (part.null_class == kNoClass) return false;
    return ((bitmap >> cut.classes[part.null_class].bits.front()) & 1U) != 0;
  };
  std::size_t variable = 0;
  for (const auto* parts : {&cut.key, &cut.rest}) {
    for (const CutPart& part : *parts) variable += part.variable && !is_null(part) ? 1U : 0U;
  }
  const auto lengths = ReadLengths(page, origin, shape.null_bytes, variable, shape.wide);
  if (lengths.size() < variable) return std::nullopt;
  CutRecord record;
  record.begin = origin - REC_N_NEW_EXTRA_BYTES - shape.null_bytes;
  for (const VariableLength& length : lengths) record.begin -= length.two_bytes ? 2U : 1U;
  std::size_t at = origin;
  std::size_t v = 0;
  const auto take = [&](const std::vector<CutPart>& parts, std::vector<CutPiece>& pieces) {
    for (const CutPart& part : parts) {
      CutPiece piece;
      if (!is_null(part)) {
        const std::size_t size = part.variable ? lengths[v].length : 1;
        const auto bytes = BytesAt(page, at, size);
        if (!bytes) return false;
        piece.present = true;
        piece.bytes = *bytes;
        if (part.variable) {
          piece.external = lengths[v].external && size >= BTR_EXTERN_FIELD_REF_SIZE;
          piece.two_bytes = lengths[v].two_bytes;
          if (piece.external) piece.bytes = bytes->first(size - BTR_EXTERN_FIELD_REF_SIZE);
          ++v;
        }
        at += size;
      }
      pieces.push_back(piece);
    }
    return true;
  };
  if (!take(cut.key, record.key)) return std::nullopt;
  if (shape.clustered) at += kSystemFieldBytes;
  if (!take(cut.rest, record.rest)) return std::nullopt;
  record.end = at;
  return record;
}

}  // namespace innosalvage
