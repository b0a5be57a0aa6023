#include "salvage/compact_shape.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "salvage/system_fields.h"

namespace innosalvage {

NullBitmap ReadNullBitmap(Bytes page, std::size_t origin, std::size_t null_bytes) {
  NullBitmap bitmap = 0;
  for (std::size_t i = 0; i < null_bytes && i < kMaxNullBytes; ++i) {
    if (origin < PAGE_NEW_SUPREMUM_END + REC_N_NEW_EXTRA_BYTES + 1 + i) break;
    bitmap |= NullBitmap{ByteAt(page, origin - REC_N_NEW_EXTRA_BYTES - 1 - i)} << (8 * i);
  }
  return bitmap;
}

std::vector<VariableLength> ReadLengths(Bytes page, std::size_t origin, std::size_t null_bytes, std::size_t count,
                                        std::uint64_t wide) {
  std::vector<VariableLength> lengths;
  const std::size_t low = PAGE_NEW_SUPREMUM_END;
  if (origin < low + REC_N_NEW_EXTRA_BYTES + null_bytes) return lengths;
  std::size_t at = origin - REC_N_NEW_EXTRA_BYTES - null_bytes;
  for (std::size_t i = 0; i < count; ++i) {
    if (at <= low) break;
    VariableLength length{.length = ByteAt(page, --at)};
    const bool is_wide = i >= 64 || ((wide >> i) & 1U) != 0;
    if (is_wide && (length.length & 0x80U) != 0) {
      if (at <= low) break;
      length.external = (length.length & 0x40U) != 0;
      length.two_bytes = true;
      length.length = ((length.length & 0x3fU) << 8U) | ByteAt(page, --at);
    }
    lengths.push_back(length);
  }
  return lengths;
}

namespace {

constexpr std::size_t kMaxRecords = 600;
// Records looked at over all guesses: some seconds. What it cuts short is records that no shape explains.
constexpr std::size_t kMaxLooks = 16U << 20U;
constexpr double kWrongBits = 20.0;       // what an equation that does not hold costs
constexpr double kAlwaysNullBits = 16.0;  // a column, and one without any value

// Where many rows came and went, shorter records lie in longer ones' slots, and few neighbours meet. Those that do
// agree with each other, which chance does not bring about in a hundred places.
bool Enough(std::size_t satisfied, std::size_t equations) {
  constexpr std::size_t kMany = 100;
  return equations >= kMany ? satisfied * 4 >= equations : satisfied * 5 >= equations * 3;
}

struct Record {
  Bytes page;
  std::size_t origin = 0;
  std::size_t next = SIZE_MAX;       // neighbour in the heap
  std::optional<std::size_t> extra;  // bytes of its header, where its begin is known
  std::optional<std::size_t> data;   // bytes of its data, where its end is known
  bool in_chain = true;
};

std::vector<Record> Flatten(const IndexSample& sample) {
  std::vector<Record> records;
  // Pages in which nothing was ever deleted say the most.
  std::vector<const SampledPage*> pages;
  for (const SampledPage& page : sample.pages) {
    if (page.complete) pages.push_back(&page);
  }
  std::ranges::stable_sort(pages, {}, [](const SampledPage* page) { return page->header.garbage; });
  for (const SampledPage* page : pages) {
    const std::size_t share = std::max<std::size_t>(kMaxRecords / pages.size(), 8);
    const std::size_t wanted = std::min(page->heap.size(), share);
    for (std::size_t i = 0; i < wanted; ++i) {
      Record record{.page = page->bytes,
                    .origin = page->heap[i].origin,
                    .next = SIZE_MAX,
                    .extra = {},
                    .data = {},
                    .in_chain = page->heap[i].in_chain};
      if (i == 0) record.extra = record.origin - PAGE_NEW_SUPREMUM_END;
      if (i + 1 == page->heap.size()) record.data = page->header.heap_top - record.origin;
      if (i + 1 < wanted) record.next = records.size() + 1;
      records.push_back(record);
    }
    // The last record's end is known too, where the page has more records than are taken of it.
    if (wanted < page->heap.size()) {
      const std::size_t origin = page->heap.back().origin;
      records.push_back({.page = page->bytes,
                         .origin = origin,
                         .next = SIZE_MAX,
                         .extra = {},
                         .data = page->header.heap_top - origin,
                         .in_chain = page->heap.back().in_chain});
    }
    if (records.size() >= kMaxRecords) break;
  }
  return records;
}

// Sums over the first k variable fields of one record.
struct Prefix {
  std::vector<std::uint32_t> data;   // bytes of k fields
  std::vector<std::uint32_t> extra;  // bytes of their lengths
};

// One guess at the number of NULL bytes, and what follows from it. Given which bits belong to variable fields, and how
// many variable fields there are, each pair of neighbours names a number of fixed bytes for the first one of them;
// records whose fixed fields are NULL alike must agree on it.
class Hypothesis {
 public:
  // `looks`: how many records may still be looked at; counted down.
  Hypothesis(const std::vector<Record>& records, std::size_t null_bytes, std::uint64_t wide, std::size_t& looks)
      : records_(records), null_bytes_(null_bytes), wide_(wide), looks_(looks) {
    for (const Record& record : records) {
      const auto lengths = ReadLengths(record.page, record.origin, null_bytes, kMaxVariable, wide);
      Prefix prefix{{0}, {0}};
      for (const VariableLength& length : lengths) {
        prefix.data.push_back(prefix.data.back() + length.length);
        prefix.extra.push_back(prefix.extra.back() + (length.two_bytes ? 2 : 1));
      }
      prefixes_.push_back(std::move(prefix));
      const NullBitmap bitmap = ReadNullBitmap(record.page, record.origin, null_bytes);
      bitmaps_.push_back(bitmap);
      ++counts_[bitmap];
      always_ &= bitmap;
      ever_ |= bitmap;
    }
    std::map<std::vector<bool>, std::vector<unsigned>> classes;
    for (unsigned bit = 0; bit < 64; ++bit) {
      if ((((ever_ & ~always_) >> bit) & 1U) == 0) continue;
      std::vector<bool> where;
      for (const auto& [bitmap, count] : counts_) where.push_back(((bitmap >> bit) & 1U) != 0);
      classes[where].push_back(bit);
    }
    for (auto& [where, bits] : classes) classes_.push_back(std::move(bits));
  }

  std::size_t patterns() const { return counts_.size(); }

  // The shape with `variable` fields where nothing is NULL that is not NULL always; `bits` is its cost.
  std::optional<CompactShape> Solve(std::size_t variable, double& bits) const {
    NullBitmap mask = ever_ & ~always_;
    Count best = Explain(variable, mask);
    if (best.equations == 0) return std::nullopt;
    // One class of bits after the other, until no change of one is for the better. Bits of a class are always NULL
    // together: how many of them are variable can be told, not which.
    for (bool better = true; better && looks_ > 0;) {
      better = false;
      for (const std::vector<unsigned>& bits_of_class : classes_) {
        NullBitmap other = mask;
        for (const unsigned bit : bits_of_class) other &= ~(NullBitmap{1} << bit);
        for (std::size_t n = 0; n <= bits_of_class.size(); ++n) {
          if (n > 0) other |= NullBitmap{1} << bits_of_class[n - 1];
          if (other == mask) continue;
          Count count = Explain(variable, other);
          if (count.bits >= best.bits) continue;
          best = std::move(count);
          mask = other;
          better = true;
        }
      }
    }
    bits = best.bits + 1.0 * static_cast<double>(variable) + 8.0 * static_cast<double>(null_bytes_) +
           kAlwaysNullBits * std::popcount(always_) + EmptyFields(variable, mask);
    if (!Enough(best.satisfied, best.equations)) return std::nullopt;
    return Describe(variable, mask, best);
  }

 private:
  struct Count {
    std::size_t equations = 0;
    std::size_t satisfied = 0;
    double bits = 0.0;
    std::map<NullBitmap, std::size_t> fixed;  // by the fixed fields' bits
  };

  Count Explain(std::size_t variable, NullBitmap mask) const {
    looks_ -= std::min(looks_, records_.size());
    std::map<NullBitmap, std::map<std::size_t, std::size_t>> sums;
    Count count;
    const auto present = [&](std::size_t i) {
      const auto gone = static_cast<std::size_t>(std::popcount(bitmaps_[i] & mask));
      return gone > variable ? SIZE_MAX : variable - gone;
    };
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const Record& record = records_[i];
      const std::size_t n = present(i);
      const bool legal = n < prefixes_[i].data.size();
      const NullBitmap group = bitmaps_[i] & ~mask & ~always_;
      if (record.extra) {
        ++count.equations;
        if (legal && *record.extra == REC_N_NEW_EXTRA_BYTES + null_bytes_ + prefixes_[i].extra[n]) ++count.satisfied;
      }
      if (record.data) {
        ++count.equations;
        if (legal && *record.data >= prefixes_[i].data[n]) ++sums[group][*record.data - prefixes_[i].data[n]];
      }
      if (record.next == SIZE_MAX) continue;
      ++count.equations;
      const std::size_t next = present(record.next);
      if (!legal || next >= prefixes_[record.next].extra.size()) continue;
      const std::size_t gap = records_[record.next].origin - record.origin;
      const std::size_t needed =
          REC_N_NEW_EXTRA_BYTES + null_bytes_ + prefixes_[i].data[n] + prefixes_[record.next].extra[next];
      if (gap >= needed) ++sums[group][gap - needed];
    }
    for (const auto& [group, votes] : sums) {
      const auto best = std::ranges::max_element(votes, {}, [](const auto& item) { return item.second; });
      count.fixed[group] = best->first;
      count.satisfied += best->second;
    }
    count.bits = kWrongBits * static_cast<double>(count.equations - count.satisfied) +
                 9.0 * static_cast<double>(count.fixed.size());
    return count;
  }

  CompactShape Describe(std::size_t variable, NullBitmap mask, const Count& count) const {
    CompactShape shape;
    shape.null_bytes = null_bytes_;
    shape.wide = wide_;
    shape.always_null = always_;
    shape.equations = count.equations;
    shape.satisfied = count.satisfied;
    for (const auto& [bitmap, records] : counts_) {
      const auto fixed = count.fixed.find(bitmap & ~mask & ~always_);
      const auto gone = static_cast<std::size_t>(std::popcount(bitmap & mask));
      if (fixed == count.fixed.end() || gone > variable) continue;
      shape.patterns[bitmap] = {variable - gone, fixed->second, records};
    }
    std::map<unsigned, NullableField> fields;
    for (const std::vector<unsigned>& bits : classes_) {
      NullableGroup group{.bits = bits, .variable = 0, .width = 0};
      for (const unsigned bit : bits) group.variable += (mask >> bit) & 1U;
      if (group.variable == bits.size()) {
        for (const unsigned bit : bits) fields[bit] = {.bit = bit, .variable = true, .width = 0};
      } else if (const auto width = WidthOf(bits, mask, count)) {
        group.width = *width;
        if (bits.size() == 1) {
          fields[bits.front()] = {.bit = bits.front(), .variable = false, .width = *width};
        } else {
          shape.groups.push_back(std::move(group));
        }
      }
    }
    for (const auto& [bit, field] : fields) shape.nullable.push_back(field);
    return shape;
  }

  // The bytes of the fixed fields of a class, from two bitmaps that differ in it alone, or in it and in what is known.
  std::optional<std::size_t> WidthOf(const std::vector<unsigned>& bits, NullBitmap mask, const Count& count) const {
    NullBitmap own = 0;
    for (const unsigned bit : bits) own |= NullBitmap{1} << bit;
    own &= ~mask;
    for (const auto& [with, more] : count.fixed) {
      if ((with & own) != 0) continue;
      const auto without = count.fixed.find(with | own);
      if (without != count.fixed.end() && more >= without->second) return more - without->second;
    }
    return std::nullopt;
  }

  // A column that is the empty string in all rows is a strange one; more so than a bitmap without any NULL.
  double EmptyFields(std::size_t variable, NullBitmap mask) const {
    double bits = 0.0;
    for (std::size_t k = 0; k < variable; ++k) {
      bool empty = true;
      bool asked = false;
      for (std::size_t i = 0; i < records_.size() && empty; ++i) {
        if ((bitmaps_[i] & mask) != 0) continue;
        asked = true;
        if (k + 1 < prefixes_[i].data.size()) empty = prefixes_[i].data[k + 1] == prefixes_[i].data[k];
      }
      if (empty && asked) bits += 9.0;
    }
    return bits;
  }

  const std::vector<Record>& records_;
  std::size_t null_bytes_;
  std::uint64_t wide_;
  std::size_t& looks_;
  std::vector<Prefix> prefixes_;
  std::vector<NullBitmap> bitmaps_;
  std::map<NullBitmap, std::size_t> counts_;
  std::vector<std::vector<unsigned>> classes_;
  NullBitmap always_ = ~NullBitmap{0};
  NullBitmap ever_ = 0;
};

// Where the system fields stand, if after `variable` variable fields and some fixed bytes.
struct KeyPlace {
  double score = 0.0;
  std::size_t variable = 0;
  std::size_t fixed = 0;
};

std::optional<KeyPlace> FindKey(const std::vector<Record>& records, std::size_t null_bytes, std::size_t variable,
                                std::uint64_t wide) {
  constexpr std::size_t kMaxKeyBytes = 300;
  constexpr std::size_t kMaxAsked = 200;
  // One record alone has nothing to be compared with.
  const double min_score = records.size() == 1 ? 4.0 : records.size() < 4 ? 10.0 : 20.0;
  std::vector<Bytes> fields;
  std::vector<std::pair<const Record*, std::size_t>> asked;
  const std::size_t step = records.size() / kMaxAsked + 1;
  for (std::size_t i = 0; i < records.size(); i += step) {
    const Record& record = records[i];
    if (!record.in_chain) continue;  // a free record may have been written over
    std::size_t at = record.origin;
    if (variable > 0) {
      const auto lengths = ReadLengths(record.page, record.origin, null_bytes, variable, wide);
      if (lengths.size() < variable) return std::nullopt;
      for (const VariableLength& length : lengths) {
        if (length.external) return std::nullopt;
        at += length.length;
      }
    }
    asked.emplace_back(&record, at);
  }
  if (asked.empty()) return std::nullopt;
  std::optional<KeyPlace> best;
  for (std::size_t fixed = variable == 0 ? 1 : 0; fixed <= kMaxKeyBytes; ++fixed) {
    fields.clear();
    std::size_t wrong = 0;
    for (const auto& [record, at] : asked) {
      const auto bytes = BytesAt(record->page, at + fixed, kSystemFieldBytes);
      if (!bytes || !LooksLikeSystemFields(*bytes, record->page.size())) ++wrong;
      if (wrong * 50 > asked.size()) break;
      if (bytes) fields.push_back(*bytes);
    }
    if (wrong * 50 > asked.size() || fields.empty()) continue;
    const auto score = SystemFieldsScore(fields, asked.front().first->page.size());
    if (!score || *score < min_score) continue;
    // Zeros in front look like a smaller transaction; long keys are rare.
    const double likely = *score - 0.08 * static_cast<double>(fixed);
    if (!best || likely > best->score) best = KeyPlace{likely, variable, fixed};
  }
  return best;
}

}  // namespace

std::vector<CompactShape> FindCompactShapes(const IndexSample& sample) {
  if (sample.format != RecordFormat::kCompact || sample.instant) return {};
  const std::vector<Record> records = Flatten(sample);
  if (records.empty()) return {};
  const std::uint64_t all_wide = ~std::uint64_t{0};
  const auto fixed_key = FindKey(records, 0, 0, all_wide);
  // The best shape of each number of NULL bytes.
  std::map<std::size_t, CompactShape> best;
  std::size_t looks = kMaxLooks;
  const auto consider = [&](std::size_t null_bytes, std::uint64_t wide) {
    if (looks == 0) return;
    const Hypothesis hypothesis(records, null_bytes, wide, looks);
    if (hypothesis.patterns() > std::max<std::size_t>(records.size() / 2, 4) && null_bytes > 0) return;
    std::vector<KeyPlace> keys;
    if (fixed_key) keys.push_back(*fixed_key);
    constexpr std::size_t kMaxKeyVariable = 8;
    for (std::size_t n = 1; n <= kMaxKeyVariable; ++n) {
      if (const auto place = FindKey(records, null_bytes, n, wide)) keys.push_back(*place);
    }
    // A key of variable length is a rarer thing, and so takes more to be believed.
    std::ranges::stable_sort(keys, std::greater{},
                             [](const KeyPlace& key) { return key.score - 6.0 * static_cast<double>(key.variable); });
    for (std::size_t variable = 0; variable < kMaxVariable && looks > 0; ++variable) {
      double bits = 0.0;
      auto shape = hypothesis.Solve(variable, bits);
      if (!shape) continue;
      // Fields that reach into the next record are none: then this is no clustered index, or not its shape.
      const auto key = std::ranges::find_if(keys, [&](const KeyPlace& place) {
        return std::ranges::all_of(shape->patterns, [&](const auto& item) {
          return item.second.fixed >= place.fixed + kSystemFieldBytes && item.second.variable >= place.variable;
        });
      });
      if (key != keys.end()) {
        shape->clustered = true;
        shape->key_variable = key->variable;
        shape->key_fixed = key->fixed;
        bits -= key->score;
      }
      shape->bits = bits;
      const auto known = best.find(null_bytes);
      if (known == best.end() || bits < known->second.bits) best.insert_or_assign(null_bytes, *std::move(shape));
    }
  };
  for (std::size_t null_bytes = 0; null_bytes <= kMaxNullBytes; ++null_bytes) consider(null_bytes, all_wide);
  constexpr std::size_t kEnough = 100;
  const bool whole = std::ranges::any_of(best, [](const auto& item) {
    const CompactShape& shape = item.second;
    return shape.satisfied == shape.equations && shape.equations >= kEnough && shape.always_null == 0;
  });
  if (!whole) {
    // VARCHAR up to 255 bytes has one length byte, which may be above 127. Of the variable fields, some neighbours are
    // such: which ones is tried.
    constexpr std::size_t kMaxTried = 10;
    const std::size_t few_null_bytes = records.size() <= 50 ? kMaxNullBytes : 2;
    for (std::size_t null_bytes = 0; null_bytes <= few_null_bytes; ++null_bytes) {
      consider(null_bytes, 0);
      for (std::size_t from = 0; from < kMaxTried; ++from) {
        for (std::size_t to = from + 1; to <= kMaxTried; ++to) {
          const std::uint64_t narrow = ((std::uint64_t{1} << to) - 1) & ~((std::uint64_t{1} << from) - 1);
          consider(null_bytes, ~narrow);
        }
      }
    }
  }
  std::vector<CompactShape> shapes;
  for (auto& [null_bytes, shape] : best) {
    if (Enough(shape.satisfied, shape.equations)) shapes.push_back(std::move(shape));
  }
  // Only what explains as many places is another explanation.
  std::size_t most = 0;
  for (const CompactShape& shape : shapes) most = std::max(most, shape.satisfied);
  std::erase_if(shapes, [&](const CompactShape& shape) { return shape.satisfied < most; });
  std::ranges::sort(shapes, {}, &CompactShape::bits);
  constexpr double kFarBehind = 60.0;
  constexpr std::size_t kMaxShapes = 4;
  while (shapes.size() > kMaxShapes || (!shapes.empty() && shapes.back().bits > shapes.front().bits + kFarBehind)) {
    shapes.pop_back();
  }
  return shapes;
}

}  // namespace innosalvage
