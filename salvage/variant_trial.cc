#include "salvage/variant_trial.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "parser/lob.h"
#include "parser/record_fields.h"
#include "parser/value.h"
#include "salvage/clustered_key.h"
#include "salvage/compact_shape.h"
#include "salvage/system_fields.h"
#include "salvage/table_plan.h"
#include "salvage/value_cost.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxAsked = 96;    // records whose values are looked at
constexpr std::size_t kMaxGlanced = 20;  // at a glance
constexpr std::size_t kMaxTexts = 1000;  // whose texts are: those with a NULL may be few

bool PaddingIsZero(Bytes page, std::size_t origin, const RecordLayout& layout) {
  const std::size_t bytes = (layout.null_bits + 7) / 8;
  if (bytes == 0 || layout.null_bits % 8 == 0) return true;
  const unsigned last = ByteAt(page, origin - REC_N_NEW_EXTRA_BYTES - bytes);
  return (last >> (layout.null_bits % 8)) == 0;
}

class Trial {
 public:
  Trial(const IndexSample& sample, const TablePlan& plan)
      : sample_(sample), plan_(plan), fields_(plan.leaf.fields.size()) {}

  bool ToTheByte(std::optional<std::ptrdiff_t>& gap) {
    for (const SampledPage& page : sample_.pages) {
      const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
      // In a page without garbage each record begins where its neighbour ends.
      const bool tight = page.complete && page.header.garbage == 0;
      std::size_t used = 0;
      std::size_t end = bounds.low;
      for (const SampledRecord& record : page.heap) {
        if (!record.in_chain) continue;
        const auto extent =
            SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan_.leaf, bounds, fields_);
        if (!extent || !SystemFieldsFit(page.bytes)) return false;
        const bool compact = plan_.leaf.format == RecordFormat::kCompact;
        if (compact && !PaddingIsZero(page.bytes, record.origin, plan_.leaf)) return false;
        if (tight && extent->begin != end) {
          gap = static_cast<std::ptrdiff_t>(extent->begin) - static_cast<std::ptrdiff_t>(end);
          return false;
        }
        end = extent->end;
        used += extent->end - extent->begin;
      }
      if (used + page.header.garbage != page.header.heap_top - page.header.user_records()) {
        gap = static_cast<std::ptrdiff_t>(page.header.heap_top) - static_cast<std::ptrdiff_t>(end);
        return false;
      }
    }
    return true;
  }

  bool KeysRise() {
    const ClusteredKey key(*plan_.table, plan_.leaf);
    if (!key.ordered()) return true;
    for (const SampledPage& page : sample_.pages) {
      const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
      std::string before;
      for (const ChainedRecord& record : page.chain) {
        if (!SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan_.leaf, bounds, fields_))
          return false;
        std::string own = key.Of(page.bytes, fields_);
        if (!before.empty() && own <= before) return false;
        before = std::move(own);
      }
    }
    return true;
  }

  // The values of each exported column, of up to `most` records spread over the first `pages` pages. False: more than a
  // few are illegal.
  bool Values(std::vector<ColumnSample>& values, std::size_t& records, std::size_t pages, std::size_t most) {
    values.assign(plan_.exported.size(), {});
    std::size_t all = 0;
    for (std::size_t i = 0; i < pages; ++i) all += sample_.pages[i].chain.size();
    const std::size_t step = all / most + 1;
    std::size_t n = 0;
    std::size_t illegal = 0;
    for (const SampledPage& page : std::span(sample_.pages).first(pages)) {
      const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
      for (const ChainedRecord& record : page.chain) {
        if (n++ % step != 0) continue;
        if (!SplitRecord(page.bytes, page.page_no, record.origin, record.header, plan_.leaf, bounds, fields_))
          return false;
        ++records;
        if (plan_.leaf.trx_id_field != SIZE_MAX) {
          const auto system = BytesAt(page.bytes, fields_[plan_.leaf.trx_id_field].offset, kSystemFieldBytes);
          if (!system) return false;
          system_fields_.push_back(*system);
        }
        bool legal = true;
        for (std::size_t i = 0; i < plan_.exported.size(); ++i) {
          const FieldRef& field = fields_[plan_.exported_fields[i]];
          if (field.is_null) continue;
          Bytes bytes = page.bytes;
          bytes = bytes.subspan(field.offset, field.length);
          if (field.external) {
            if (bytes.size() < BTR_EXTERN_FIELD_REF_SIZE) return false;
            values[i].cut_short = true;
            bytes = bytes.first(bytes.size() - BTR_EXTERN_FIELD_REF_SIZE);
          } else {
            std::array<std::byte, 4096> scratch{};
            std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
            if (!DecodeValue(plan_.table->columns[plan_.exported[i]], bytes, arena)) {
              legal = false;
              continue;
            }
          }
          values[i].values.push_back(bytes);
        }
        if (!legal) ++illegal;
      }
    }
    return illegal * 20 <= records;
  }

  // Bits saved by the shape of the system fields of the records asked. Where a key is cut too long or too short they
  // are still numbers, yet not as near to each other.
  double SystemFieldsSave(std::size_t page_size) const {
    return SystemFieldsScore(system_fields_, page_size).value_or(0.0) * static_cast<double>(system_fields_.size());
  }

 private:
  bool SystemFieldsFit(Bytes page) const {
    if (plan_.leaf.trx_id_field == SIZE_MAX) return true;
    const auto bytes = BytesAt(page, fields_[plan_.leaf.trx_id_field].offset, kSystemFieldBytes);
    return bytes && LooksLikeSystemFields(*bytes, page.size());
  }

  const IndexSample& sample_;
  const TablePlan& plan_;
  std::vector<FieldRef> fields_;
  std::vector<Bytes> system_fields_;
};

// Bits of a column's values. What opaque types hold says nothing about them.
double ColumnBits(const Column& column, const ColumnSample& sample) { return ValueBits(column, sample).value_or(1e6); }

struct ColumnValues {
  TablePlan plan;
  std::vector<ColumnSample> values;
};

std::optional<ColumnValues> ValuesOf(const IndexSample& sample, const Table& table, std::size_t most = kMaxAsked) {
  auto plan = PlanTable(table, sample.format);
  if (!plan) return std::nullopt;
  ColumnValues found{.plan = *std::move(plan), .values = {}};
  std::size_t records = 0;
  if (!Trial(sample, found.plan).Values(found.values, records, sample.pages.size(), most)) return std::nullopt;
  return found;
}

}  // namespace

VariantTrial TryVariant(const IndexSample& sample, const Table& table, TrialDepth depth) {
  VariantTrial trial;
  const auto plan = PlanTable(table, sample.format);
  if (!plan || sample.pages.empty()) return trial;
  Trial judge(sample, *plan);
  const bool glance = depth == TrialDepth::kGlance;
  if (!glance && (!judge.ToTheByte(trial.gap) || !judge.KeysRise())) return trial;
  if (depth == TrialDepth::kToTheByte) {
    trial.fits = true;
    return trial;
  }
  std::vector<ColumnSample> values;
  const std::size_t pages = glance ? 1 : sample.pages.size();
  if (!judge.Values(values, trial.records, pages, glance ? kMaxGlanced : kMaxAsked)) return trial;
  trial.fits = true;
  trial.bits = -judge.SystemFieldsSave(sample.pages.front().bytes.size());
  for (std::size_t i = 0; i < values.size(); ++i) trial.bits += ColumnBits(table.columns[plan->exported[i]], values[i]);
  return trial;
}

std::size_t DifferentValues(const IndexSample& sample, const Table& table, const Table& other) {
  const auto given = ValuesOf(sample, table);
  const auto changed = ValuesOf(sample, other);
  if (!given || !changed) return 0;
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < changed->values.size(); ++i) {
    places[other.columns[changed->plan.exported[i]].name] = i;
  }
  std::size_t most = 0;
  for (std::size_t i = 0; i < given->values.size(); ++i) {
    const auto place = places.find(table.columns[given->plan.exported[i]].name);
    if (place == places.end()) continue;
    const std::vector<Bytes>& before = given->values[i].values;
    const std::vector<Bytes>& after = changed->values[place->second].values;
    if (std::ranges::equal(before, after, {}, AsText, AsText)) continue;
    for (const std::vector<Bytes>* values : {&before, &after}) {
      std::set<std::string_view> different;
      for (const Bytes value : *values) different.insert(AsText(value));
      most = std::max(most, different.size());
    }
  }
  return most;
}

std::optional<TextsOfColumns> TextsOf(const IndexSample& sample, const Table& table) {
  auto found = ValuesOf(sample, table, kMaxTexts);
  if (!found) return std::nullopt;
  TextsOfColumns columns;
  for (std::size_t i = 0; i < found->values.size(); ++i) {
    const Column& column = table.columns[found->plan.exported[i]];
    if (!IsText(column.type)) continue;
    std::vector<Bytes>& texts = columns[column.name];
    texts = std::move(found->values[i].values);
    for (Bytes& text : texts) {
      while (!text.empty() && text.back() == std::byte{' '}) text = text.first(text.size() - 1);
    }
    std::ranges::sort(texts, {}, AsText);
  }
  return columns;
}

namespace {

// How far a value is from zero under the other sign.
std::uint64_t FromZeroAsOther(Bytes stored, bool is_unsigned) {
  const std::uint64_t raw = LoadBig(stored);
  if (!is_unsigned) return raw;
  const std::uint64_t zero = std::uint64_t{1} << (stored.size() * 8 - 1);
  return raw >= zero ? raw - zero : zero - raw;
}

bool SignLooksWrong(const Table& table, const Column& column, const std::vector<Bytes>& values) {
  constexpr std::size_t kEnough = 5;
  constexpr std::size_t kEnoughDifferent = 3;
  constexpr double kEnoughBits = 30.0;
  if (values.empty()) return false;
  // As the other sign each number would be small: at most a quarter of the range of its bytes, and of TINYINT an
  // eighth, away from zero.
  const bool small_as_other = std::ranges::all_of(values, [&](Bytes stored) {
    const unsigned first = ByteAt(stored, 0);
    constexpr unsigned kMost = 0x20;
    if (!column.is_unsigned) return first < kMost;
    return stored.size() == 1 ? first >= 0x80 && first < 0x80 + kMost : first == 0x80 || first == 0x7f;
  });
  if (!small_as_other) return false;
  if (column.auto_increment) {
    // Counters start at 1. One that was counted past the middle of its range says so where the definition has it.
    const std::uint64_t middle = std::uint64_t{1} << (values.front().size() * 8 - 1);
    return !column.is_unsigned || table.auto_increment.value_or(0) < middle;
  }
  std::set<std::string_view> different;
  double bits = 0.0;
  for (const Bytes stored : values) {
    if (!different.insert(AsText(stored)).second) continue;
    const double from_zero = std::log2(1.0 + static_cast<double>(FromZeroAsOther(stored, column.is_unsigned)));
    bits += static_cast<double>(stored.size() * 8 - 1) - from_zero;
  }
  if (different.size() >= kEnoughDifferent && bits >= kEnoughBits) return true;
  return different.size() > 1 && values.size() >= kEnough;
}

}  // namespace

std::string ColumnOfWrongSign(const IndexSample& sample, const Table& table) {
  const auto found = ValuesOf(sample, table);
  if (!found) return {};
  for (std::size_t i = 0; i < found->values.size(); ++i) {
    const Column& column = table.columns[found->plan.exported[i]];
    if (IsInteger(column.type) && SignLooksWrong(table, column, found->values[i].values)) return column.name;
  }
  return {};
}

std::string ColumnInUtf8(const IndexSample& sample, const Table& table) {
  static const Charset& utf8mb4 = *FindCharset("utf8mb4");
  const auto found = ValuesOf(sample, table);
  if (!found) return {};
  for (std::size_t i = 0; i < found->values.size(); ++i) {
    const Column& column = table.columns[found->plan.exported[i]];
    if (!IsText(column.type) || column.collation == nullptr || found->values[i].cut_short) continue;
    if (column.collation->charset->mbmaxlen != 1 || column.collation->charset->name == "binary") continue;
    std::size_t high = 0;
    bool all_utf8 = true;
    for (const Bytes value : found->values[i].values) {
      const bool ascii = std::ranges::none_of(value, [](std::byte b) { return (b & std::byte{0x80}) != std::byte{0}; });
      if (ascii) continue;
      ++high;
      all_utf8 = all_utf8 && IsWellFormed(utf8mb4, value);
    }
    if (high > 0 && all_utf8) return column.name;
  }
  return {};
}

}  // namespace innosalvage
