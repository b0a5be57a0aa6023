#include "salvage/compact_draft.h"

#include <algorithm>
#include <set>

#include "parser/record_layout.h"
#include "salvage/compact_cut.h"

namespace innosalvage {

namespace {

class CompactDrafter {
 public:
  CompactDrafter(const IndexSample& sample, const CompactShape& shape, const CompactCut& cut, Vendor vendor)
      : shape_(shape), cut_(cut), vendor_(vendor) {
    constexpr std::size_t kMaxRecords = 400;
    const std::size_t step = sample.records() / kMaxRecords + 1;
    std::size_t n = 0;
    for (const SampledPage& page : sample.pages) {
      for (const ChainedRecord& record : page.chain) {
        auto pieces = CutCompactRecord(page.bytes, record.origin, shape, cut);
        if (!pieces) continue;
        // Of all records, since a single long one decides how the lengths of a field are stored.
        Note(pieces->key, &CutRecord::key);
        Note(pieces->rest, &CutRecord::rest);
        if (n++ % step != 0) continue;
        records_.push_back(*std::move(pieces));
        pages_.push_back(page.bytes);
        origins_.push_back(record.origin);
      }
    }
  }

  RecordDraft Take() {
    RecordDraft draft;
    draft.null_bytes = shape_.null_bytes;
    draft.clustered = shape_.clustered;
    draft.key = FieldsOf(cut_.key, &CutRecord::key);
    draft.rest = FieldsOf(cut_.rest, &CutRecord::rest);
    if (draft.clustered && shape_.key_variable == 0 && shape_.key_fixed == DATA_ROW_ID_LEN) {
      std::vector<Bytes> keys;
      for (std::size_t i = 0; i < records_.size(); ++i) {
        // The bytes of a key without variable fields stand in one piece.
        if (pages_[i].data() == pages_.front().data()) keys.push_back(pages_[i].subspan(origins_[i], DATA_ROW_ID_LEN));
      }
      draft.row_id = IsRowId(keys, BitsOf(draft.key));
    }
    return draft;
  }

 private:
  using Pieces = std::vector<CutPiece> CutRecord::*;
  struct Lengths {
    bool two_bytes = false;
    bool external = false;
    bool narrow = false;
  };

  void Note(const std::vector<CutPiece>& pieces, Pieces which) {
    std::vector<Lengths>& lengths = which == &CutRecord::key ? key_lengths_ : rest_lengths_;
    lengths.resize(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      lengths[i].two_bytes = lengths[i].two_bytes || pieces[i].two_bytes;
      lengths[i].external = lengths[i].external || pieces[i].external;
      lengths[i].narrow = lengths[i].narrow || (pieces[i].bytes.size() > 127 && !pieces[i].two_bytes);
    }
  }

  std::vector<DraftField> FieldsOf(const std::vector<CutPart>& parts, Pieces pieces) const {
    // Runs of fixed bytes of one class, and variable fields.
    struct Run {
      std::size_t from = 0;
      std::size_t size = 0;
      std::size_t count = 0;  // of fields; 0: not known
    };
    std::vector<Run> runs;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].width != 0) {
        runs.push_back({i, parts[i].width, 1});
        i += parts[i].width - 1;
        continue;
      }
      const bool joins = !runs.empty() && !parts[i].variable && !parts[i - 1].variable &&
                         parts[i].null_class == parts[i - 1].null_class;
      if (joins) {
        ++runs.back().size;
      } else {
        runs.push_back({i, 1, 0});
      }
    }
    std::vector<std::vector<DraftField>> by_run;
    for (const Run& run : runs) {
      by_run.push_back(parts[run.from].variable ? std::vector<DraftField>{Variable(run.from, parts[run.from], pieces)}
                                                : Fixed(run.from, run.size, parts[run.from], pieces, run.count));
    }
    SetCounts(parts, runs, pieces, by_run);
    std::vector<DraftField> fields;
    for (std::vector<DraftField>& some : by_run) {
      for (DraftField& field : some) fields.push_back(std::move(field));
    }
    return fields;
  }

  // A class of several fields says how many there are: split again where the number is another.
  template <class Runs>
  void SetCounts(const std::vector<CutPart>& parts, const Runs& runs, Pieces pieces,
                 std::vector<std::vector<DraftField>>& by_run) const {
    for (std::size_t c = 0; c < cut_.classes.size(); ++c) {
      std::vector<std::size_t> own;
      std::size_t fields = 0;
      for (std::size_t i = 0; i < runs.size(); ++i) {
        if (parts[runs[i].from].null_class != c) continue;
        if (!parts[runs[i].from].variable) own.push_back(i);
        fields += by_run[i].size();
      }
      const std::size_t wanted = cut_.classes[c].bits.size();
      // One run after the other, the one whose change costs least.
      while (fields != wanted && !own.empty()) {
        double least = 1e300;
        std::size_t at = SIZE_MAX;
        std::vector<DraftField> better;
        for (const std::size_t i : own) {
          const std::size_t n = fields < wanted ? by_run[i].size() + 1 : by_run[i].size() - 1;
          if (n == 0 || n > runs[i].size) continue;
          auto other = Fixed(runs[i].from, runs[i].size, parts[runs[i].from], pieces, n);
          if (other.size() != n) continue;
          const double more = BitsOf(other) - BitsOf(by_run[i]);
          if (more >= least) continue;
          least = more;
          at = i;
          better = std::move(other);
        }
        if (at == SIZE_MAX) break;
        by_run[at] = std::move(better);
        fields = fields < wanted ? fields + 1 : fields - 1;
      }
    }
  }

  void SetNull(const CutPart& part, DraftField& field) const {
    if (part.null_class == kNoClass) return;
    field.nullable = true;
    const NullClass& null_class = cut_.classes[part.null_class];
    if (null_class.bits.size() == 1) field.null_bit = null_class.bits.front();
  }

  DraftField Variable(std::size_t part, const CutPart& cut_part, Pieces pieces) const {
    VariableSample sample;
    DraftField field;
    for (const CutRecord& record : records_) {
      const CutPiece& piece = (record.*pieces)[part];
      if (!piece.present) {
        ++field.nulls;
        continue;
      }
      sample.values.values.push_back(piece.bytes);
    }
    const std::vector<Lengths>& lengths = pieces == &CutRecord::key ? key_lengths_ : rest_lengths_;
    sample.external = lengths[part].external;
    sample.values.cut_short = sample.external;
    sample.two_bytes = lengths[part].two_bytes;
    sample.narrow = lengths[part].narrow;
    field.typed = TypeOfVariable(sample, RecordFormat::kCompact, vendor_);
    field.values = std::move(sample.values.values);
    SetNull(cut_part, field);
    return field;
  }

  std::vector<DraftField> Fixed(std::size_t from, std::size_t size, const CutPart& part, Pieces pieces,
                                std::size_t count) const {
    std::vector<Bytes> values;
    std::size_t nulls = 0;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const std::vector<CutPiece>& row = records_[i].*pieces;
      if (!row[from].present) {
        ++nulls;
        continue;
      }
      // The run's bytes stand in one piece, since its parts are present or absent together.
      const auto offset = static_cast<std::size_t>(row[from].bytes.data() - pages_[i].data());
      values.push_back(pages_[i].subspan(offset, size));
    }
    if (values.empty()) return {};
    if (part.null_class != kNoClass && cut_.classes[part.null_class].bits.size() == 1) count = 1;
    const std::vector<TypedField> typed = SplitFixedRun(values, count);
    std::vector<DraftField> fields;
    std::size_t at = 0;
    for (const TypedField& one : typed) {
      DraftField field;
      field.typed = one;
      for (const Bytes value : values) field.values.push_back(value.subspan(at, one.width));
      field.nulls = nulls;
      SetNull(part, field);
      at += one.width;
      fields.push_back(std::move(field));
    }
    return fields;
  }

  const CompactShape& shape_;
  const CompactCut& cut_;
  Vendor vendor_;
  std::vector<Lengths> key_lengths_;
  std::vector<Lengths> rest_lengths_;
  std::vector<CutRecord> records_;
  std::vector<Bytes> pages_;
  std::vector<std::size_t> origins_;
};

DraftField AlwaysNull() {
  DraftField field;
  field.without_values = true;
  field.nullable = true;
  return field;
}

// Gives each column its NULL bit: those met keep theirs, and between two of them as many columns may be NULL as the
// bits between say. Fields of which no value was seen are put in where a bit has no column.
void AssignNullBits(RecordDraft& draft, const std::vector<unsigned>& always_null, const CompactCut& cut,
                    const std::vector<std::size_t>& class_of) {
  // Classes of several fields: their bits, in order.
  std::vector<std::size_t> taken(cut.classes.size(), 0);
  for (std::size_t i = 0; i < draft.rest.size() && i < class_of.size(); ++i) {
    const std::size_t c = class_of[i];
    if (c == kNoClass || draft.rest[i].null_bit) continue;
    if (taken[c] < cut.classes[c].bits.size()) draft.rest[i].null_bit = cut.classes[c].bits[taken[c]++];
  }
  std::set<unsigned> missing(always_null.begin(), always_null.end());
  std::vector<DraftField> fields;
  unsigned next_bit = 0;
  std::size_t open_from = 0;  // columns in `fields` from here on have no bit yet
  const auto fill_to = [&](unsigned bit) {
    // Bits next_bit .. bit - 1 belong to columns since open_from, or to fields never seen.
    std::size_t open = fields.size() - open_from;
    std::size_t at = open_from;
    while (next_bit < bit) {
      if (missing.contains(next_bit)) {
        fields.insert(fields.begin() + static_cast<std::ptrdiff_t>(at), AlwaysNull());
        ++at;
        ++next_bit;
        continue;
      }
      if (open == 0) {
        ++next_bit;  // a bit without a column: the cut has one too few
        continue;
      }
      fields[at].nullable = true;
      ++at;
      --open;
      ++next_bit;
    }
    open_from = fields.size();
  };
  for (DraftField& field : draft.rest) {
    if (field.null_bit && *field.null_bit >= next_bit) {
      fill_to(*field.null_bit);
      next_bit = *field.null_bit + 1;
      fields.push_back(std::move(field));
      open_from = fields.size();
    } else {
      field.nullable = false;
      fields.push_back(std::move(field));
    }
  }
  const unsigned last_missing = missing.empty() ? 0 : *missing.rbegin() + 1;
  // Behind the last bit met, all may be NULL that there is room for.
  const auto room = static_cast<unsigned>(draft.null_bytes * 8);
  const auto open = static_cast<unsigned>(fields.size() - open_from);
  unsigned absent = 0;
  for (const unsigned bit : missing) absent += bit >= next_bit ? 1U : 0U;
  fill_to(std::min(room, std::max(next_bit + open + absent, last_missing)));
  draft.rest = std::move(fields);
}

RecordDraft DraftOf(const IndexSample& sample, const CompactShape& shape, const CompactCut& cut, Vendor vendor) {
  RecordDraft draft = CompactDrafter(sample, shape, cut, vendor).Take();
  if (!draft.clustered) {
    draft.key = std::move(draft.rest);
    draft.rest.clear();
    return draft;
  }
  // The class of each field: several of a class have no bit of their own yet.
  std::vector<std::size_t> class_of(draft.rest.size(), kNoClass);
  for (std::size_t c = 0; c < cut.classes.size(); ++c) {
    if (cut.classes[c].bits.size() < 2) continue;
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < draft.rest.size(); ++i) {
      if (draft.rest[i].nullable && !draft.rest[i].null_bit) own.push_back(i);
    }
    // Fields of different classes of several fields are told apart by their number of NULLs.
    std::size_t nulls = SIZE_MAX;
    for (const std::size_t i : own) {
      if (class_of[i] != kNoClass) continue;
      if (nulls == SIZE_MAX) nulls = draft.rest[i].nulls;
      if (draft.rest[i].nulls == nulls) class_of[i] = c;
    }
  }
  AssignNullBits(draft, cut.always_null, cut, class_of);
  return draft;
}

}  // namespace

std::vector<RatedDraft> DraftCompact(const IndexSample& sample, Vendor vendor,
                                     const std::vector<SecondarySample>& secondaries) {
  std::vector<RatedDraft> drafts;
  for (const CompactShape& shape : FindCompactShapes(sample)) {
    const auto cut = FindCompactCut(sample, shape, vendor, secondaries);
    if (!cut) continue;
    RecordDraft draft = DraftOf(sample, shape, *cut, vendor);
    // Where types find no cut there is likely none.
    constexpr double kByBytes = 1e6;
    const double bits = shape.bits + cut->bits.value_or(kByBytes + BitsOf(draft.key) + BitsOf(draft.rest));
    drafts.push_back({std::move(draft), bits});
  }
  return drafts;
}

}  // namespace innosalvage
