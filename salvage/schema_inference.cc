#include "salvage/schema_inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/compact_cut.h"
#include "salvage/field_typing.h"
#include "salvage/inferred_mark.h"
#include "salvage/system_fields.h"
#include "salvage/table_plan.h"
#include "salvage/typed_guesses.h"

namespace innosalvage {

namespace {

// A field as it was met, before it becomes a column.
struct Field {
  TypedField typed;
  bool nullable = false;             // NULL was seen, or can be
  std::optional<unsigned> null_bit;  // COMPACT: its bit, where it is known
  std::vector<Bytes> values;
  std::size_t nulls = 0;
  bool without_values = false;
};

struct Draft {
  std::vector<Field> key;
  std::vector<Field> rest;
  bool clustered = false;
  bool row_id = false;
  std::size_t null_bytes = 0;  // COMPACT
};

std::string Describe(const Field& field) {
  if (field.without_values) return "NULL in all records";
  std::size_t shortest = SIZE_MAX;
  std::size_t longest = 0;
  for (const Bytes value : field.values) {
    shortest = std::min(shortest, value.size());
    longest = std::max(longest, value.size());
  }
  std::string text = field.typed.width != 0
                         ? fmt::format("{} bytes", field.typed.width)
                         : fmt::format("{} to {} bytes", field.values.empty() ? 0 : shortest, longest);
  text += fmt::format("; {} values", field.values.size());
  if (field.nulls > 0) text += fmt::format(", {} NULLs", field.nulls);
  std::set<std::string_view> seen;
  std::string samples;
  for (const Bytes value : field.values) {
    if (seen.size() == 3) break;
    if (!seen.insert(AsText(value)).second) continue;
    samples += (samples.empty() ? "; " : " | ") + (value.empty() ? std::string("empty") : SpacedHex(value, 12));
  }
  return text + samples;
}

// DB_ROW_ID is a counter; a key of 6 bytes that is none has values of its own.
bool IsRowId(const std::vector<Bytes>& keys, double bits_as_columns) {
  std::vector<std::int64_t> ids;
  for (const Bytes key : keys) {
    if (key.size() != DATA_ROW_ID_LEN) return false;
    ids.push_back(static_cast<std::int64_t>(LoadBig(key)));
    if (ids.back() >= (std::int64_t{1} << 40)) return false;
    if (ids.size() > 1 && ids.back() <= ids[ids.size() - 2]) return false;
  }
  return IntegerBits(ids) + 12.0 <= bits_as_columns;
}

double BitsOf(const std::vector<Field>& fields) {
  double bits = 0.0;
  for (const Field& field : fields) bits += field.typed.bits;
  return bits;
}

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

  Draft Take() {
    Draft draft;
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

  std::vector<Field> FieldsOf(const std::vector<CutPart>& parts, Pieces pieces) const {
    // Runs of fixed bytes of one class, and variable fields.
    struct Run {
      std::size_t from = 0;
      std::size_t size = 0;
    };
    std::vector<Run> runs;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool joins = !runs.empty() && !parts[i].variable && !parts[i - 1].variable &&
                         parts[i].null_class == parts[i - 1].null_class;
      if (joins) {
        ++runs.back().size;
      } else {
        runs.push_back({i, 1});
      }
    }
    std::vector<std::vector<Field>> by_run;
    for (const Run& run : runs) {
      by_run.push_back(parts[run.from].variable ? std::vector<Field>{Variable(run.from, parts[run.from], pieces)}
                                                : Fixed(run.from, run.size, parts[run.from], pieces, 0));
    }
    SetCounts(parts, runs, pieces, by_run);
    std::vector<Field> fields;
    for (std::vector<Field>& some : by_run) {
      for (Field& field : some) fields.push_back(std::move(field));
    }
    return fields;
  }

  // A class of several fields says how many there are: split again where the number is another.
  template <class Runs>
  void SetCounts(const std::vector<CutPart>& parts, const Runs& runs, Pieces pieces,
                 std::vector<std::vector<Field>>& by_run) const {
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
        std::vector<Field> better;
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

  void SetNull(const CutPart& part, Field& field) const {
    if (part.null_class == kNoClass) return;
    field.nullable = true;
    const NullClass& null_class = cut_.classes[part.null_class];
    if (null_class.bits.size() == 1) field.null_bit = null_class.bits.front();
  }

  Field Variable(std::size_t part, const CutPart& cut_part, Pieces pieces) const {
    VariableSample sample;
    Field field;
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

  std::vector<Field> Fixed(std::size_t from, std::size_t size, const CutPart& part, Pieces pieces,
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
    std::vector<Field> fields;
    std::size_t at = 0;
    for (const TypedField& one : typed) {
      Field field;
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

// REDUNDANT: the record says where its fields end.
std::optional<std::vector<FieldRef>> RedundantFields(Bytes page, const ChainedRecord& record) {
  const std::size_t width = record.header.short_offsets ? 1 : 2;
  const std::size_t extra = REC_N_OLD_EXTRA_BYTES + width * record.header.n_fields;
  if (record.origin < PAGE_OLD_SUPREMUM_END + extra) return std::nullopt;
  std::vector<FieldRef> fields;
  std::size_t before = 0;
  for (std::size_t i = 0; i < record.header.n_fields; ++i) {
    const std::size_t at = record.origin - REC_N_OLD_EXTRA_BYTES - width * (i + 1);
    const unsigned info = record.header.short_offsets ? ByteAt(page, at) : BigAt<std::uint16_t>(page, at);
    const std::size_t end = info & (record.header.short_offsets ? 0x7fU : 0x3fffU);
    if (end < before || end > page.size() - record.origin) return std::nullopt;
    fields.push_back({.offset = static_cast<std::uint32_t>(record.origin + before),
                      .length = static_cast<std::uint32_t>(end - before),
                      .is_null = (info & (record.header.short_offsets ? 0x80U : 0x8000U)) != 0,
                      .external = !record.header.short_offsets && (info & 0x4000U) != 0});
    before = end;
  }
  return fields;
}

struct RedundantRecord {
  Bytes page;
  std::vector<FieldRef> fields;
};

std::vector<RedundantRecord> RedundantRecords(const IndexSample& sample) {
  constexpr std::size_t kMaxRecords = 400;
  std::vector<RedundantRecord> records;
  const std::size_t step = sample.records() / kMaxRecords + 1;
  std::size_t n = 0;
  for (const SampledPage& page : sample.pages) {
    for (const ChainedRecord& record : page.chain) {
      if (n++ % step != 0) continue;
      if (auto fields = RedundantFields(page.bytes, record)) records.push_back({page.bytes, *std::move(fields)});
    }
  }
  // Instant DDL leaves records with fewer fields; the others tell.
  std::size_t most = 0;
  for (const RedundantRecord& record : records) most = std::max(most, record.fields.size());
  std::erase_if(records, [&](const RedundantRecord& record) { return record.fields.size() != most; });
  return records;
}

std::optional<std::size_t> RedundantSystemFields(const std::vector<RedundantRecord>& records) {
  if (records.empty()) return std::nullopt;
  std::optional<std::size_t> best;
  double best_score = 4.0;
  for (std::size_t k = 1; k + 1 < records.front().fields.size(); ++k) {
    std::vector<Bytes> system;
    for (const RedundantRecord& record : records) {
      const FieldRef& trx = record.fields[k];
      if (trx.length != DATA_TRX_ID_LEN || record.fields[k + 1].length != DATA_ROLL_PTR_LEN) break;
      const auto bytes = BytesAt(record.page, trx.offset, kSystemFieldBytes);
      if (!bytes) break;
      system.push_back(*bytes);
    }
    if (system.size() != records.size()) continue;
    const auto score = SystemFieldsScore(system, records.front().page.size());
    if (!score || *score <= best_score) continue;
    best = k;
    best_score = *score;
  }
  return best;
}

Field RedundantField(const std::vector<RedundantRecord>& records, std::size_t k, Vendor vendor) {
  VariableSample sample;
  Field field;
  std::set<std::size_t> widths;
  for (const RedundantRecord& record : records) {
    const FieldRef& ref = record.fields[k];
    widths.insert(ref.length);
    if (ref.is_null) {
      ++field.nulls;
      field.nullable = true;
      continue;
    }
    Bytes bytes = record.page.subspan(ref.offset, ref.length);
    const bool external = ref.external && bytes.size() >= 20;
    if (external) bytes = bytes.first(bytes.size() - 20);
    sample.values.values.push_back(bytes);
    sample.external = sample.external || external;
    sample.values.cut_short = sample.external;
    sample.two_bytes = sample.two_bytes || bytes.size() > 255;
  }
  field.without_values = sample.values.values.empty();
  // A NULL of fixed length keeps its bytes, so all lengths are one.
  const bool fixed = widths.size() == 1 && *widths.begin() > 0 && !sample.external && *widths.begin() <= 768;
  if (fixed && !field.without_values) {
    field.typed = TypeOfFixed(sample.values);
    if (field.typed.column.type == SqlType::kBinary) {
      const TypedField other = TypeOfVariable(sample, RecordFormat::kRedundant, vendor);
      if (other.bits < field.typed.bits) field.typed = other;
    }
  } else if (!field.without_values) {
    field.typed = TypeOfVariable(sample, RecordFormat::kRedundant, vendor);
  }
  if (field.without_values && fixed) {
    field.typed.column.type = SqlType::kBinary;
    field.typed.column.length = static_cast<std::uint32_t>(*widths.begin());
    field.typed.width = *widths.begin();
  }
  field.values = std::move(sample.values.values);
  return field;
}

std::optional<Draft> DraftRedundant(const IndexSample& sample, Vendor vendor) {
  const std::vector<RedundantRecord> records = RedundantRecords(sample);
  if (records.empty() || records.front().fields.empty()) return std::nullopt;
  Draft draft;
  const auto system = RedundantSystemFields(records);
  draft.clustered = system.has_value();
  const std::size_t n_key = system.value_or(records.front().fields.size());
  for (std::size_t k = 0; k < records.front().fields.size(); ++k) {
    if (system && (k == *system || k == *system + 1)) continue;
    (k < n_key ? draft.key : draft.rest).push_back(RedundantField(records, k, vendor));
  }
  if (draft.clustered && n_key == 1) {
    std::vector<Bytes> keys;
    for (const RedundantRecord& record : records) {
      if (record.page.data() != records.front().page.data()) break;
      keys.push_back(record.page.subspan(record.fields[0].offset, record.fields[0].length));
    }
    // A column of 6 bytes is no integer: only DATETIME(2), TIMESTAMP(3) and DECIMAL have as many.
    draft.row_id = IsRowId(keys, 1e300);
  }
  return draft;
}

Field AlwaysNull() {
  Field field;
  field.without_values = true;
  field.nullable = true;
  return field;
}

// Gives each column its NULL bit: those met keep theirs, and between two of them as many columns may be NULL as the
// bits between say. Fields of which no value was seen are put in where a bit has no column.
void AssignNullBits(Draft& draft, const std::vector<unsigned>& always_null, const CompactCut& cut,
                    const std::vector<std::size_t>& class_of) {
  // Classes of several fields: their bits, in order.
  std::vector<std::size_t> taken(cut.classes.size(), 0);
  for (std::size_t i = 0; i < draft.rest.size() && i < class_of.size(); ++i) {
    const std::size_t c = class_of[i];
    if (c == kNoClass || draft.rest[i].null_bit) continue;
    if (taken[c] < cut.classes[c].bits.size()) draft.rest[i].null_bit = cut.classes[c].bits[taken[c]++];
  }
  std::set<unsigned> missing(always_null.begin(), always_null.end());
  std::vector<Field> fields;
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
  for (Field& field : draft.rest) {
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

void AddColumns(std::vector<Field>& fields, InferredSchema& inferred, bool key) {
  for (Field& field : fields) {
    Column column = field.typed.column;
    if (field.without_values && field.typed.width == 0) {
      column = Column{};
      column.type = SqlType::kVarChar;
      column.length = 255;
      column.collation = FindCollation("latin1_bin");
      ++inferred.always_null;
    }
    column.name = fmt::format("col_{}", inferred.table.columns.size() + 1);
    column.nullable = !key && field.nullable;
    if (column.collation == nullptr) column.collation = FindCollation("binary");
    if (!column.old_temporal) column.old_temporal = false;
    const auto number = static_cast<std::uint32_t>(inferred.table.columns.size());
    inferred.columns.push_back({number, Describe(field)});
    inferred.table.columns.push_back(std::move(column));
  }
}

Draft DraftOf(const IndexSample& sample, const CompactShape& shape, const CompactCut& cut, Vendor vendor) {
  Draft draft = CompactDrafter(sample, shape, cut, vendor).Take();
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

struct RatedDraft {
  Draft draft;
  double bits = 0.0;
};

std::vector<RatedDraft> DraftsOf(const IndexSample& sample, Vendor vendor) {
  std::vector<RatedDraft> drafts;
  if (sample.format == RecordFormat::kRedundant) {
    if (auto draft = DraftRedundant(sample, vendor)) drafts.push_back({*std::move(draft), 0.0});
    return drafts;
  }
  for (const CompactShape& shape : FindCompactShapes(sample)) {
    const auto cut = FindCompactCut(sample, shape);
    if (!cut) continue;
    Draft draft = DraftOf(sample, shape, *cut, vendor);
    const double bits = shape.bits + BitsOf(draft.key) + BitsOf(draft.rest);
    drafts.push_back({std::move(draft), bits});
  }
  return drafts;
}

InferredSchema SchemaOf(Draft draft, const PageStore& store, const IndexSample& sample, const std::string& db,
                        const std::string& name) {
  InferredSchema inferred;
  inferred.index_id = sample.index_id;
  inferred.clustered = draft.clustered;
  inferred.format = sample.format;
  inferred.records = sample.records();
  Table& table = inferred.table;
  table.db = db;
  table.name = name;
  table.vendor = store.inventory().detected.format.vendor;
  table.comment = kInferredMark;
  table.collation = FindCollation("utf8mb4_bin");
  if (sample.format == RecordFormat::kRedundant) table.row_format = RowFormat::kRedundant;
  if (!draft.row_id) AddColumns(draft.key, inferred, true);
  const auto n_key = static_cast<std::uint32_t>(table.columns.size());
  AddColumns(draft.rest, inferred, false);
  if (draft.clustered && n_key > 0) {
    Index primary;
    primary.name = "PRIMARY";
    primary.kind = IndexKind::kPrimary;
    for (std::uint32_t i = 0; i < n_key; ++i) {
      KeyPart part;
      part.column = i;
      primary.parts.push_back(std::move(part));
    }
    table.indexes.push_back(std::move(primary));
  }
  if (draft.clustered) {
    if (const auto plan = PlanTable(table, sample.format)) inferred.fit = FitSchema(store, *plan, sample.index_id);
  }
  return inferred;
}

}  // namespace

bool LooksClustered(const IndexSample& sample) {
  if (sample.format == RecordFormat::kRedundant) {
    return RedundantSystemFields(RedundantRecords(sample)).has_value();
  }
  const auto shapes = FindCompactShapes(sample);
  return !shapes.empty() && shapes.front().clustered;
}

std::optional<std::uint64_t> FindClusteredIndex(const PageStore& store) {
  std::set<std::uint64_t> ids;
  for (const PageEntry& entry : store.inventory().entries) {
    if (entry.type == FIL_PAGE_INDEX && entry.n_recs > 0 && entry.verdict != PageVerdict::kForeignSpace) {
      ids.insert(entry.index_id);
    }
  }
  constexpr std::size_t kMaxIndexes = 70;
  std::size_t asked = 0;
  for (const std::uint64_t id : ids) {
    if (++asked > kMaxIndexes) break;
    if (LooksClustered(SampleIndex(store, id, SampleLevel::kLeaves, 8))) return id;
  }
  return std::nullopt;
}

std::optional<InferredSchema> InferSchema(const PageStore& store, std::uint64_t index_id, const std::string& db,
                                          const std::string& name) {
  const IndexSample sample = SampleIndex(store, index_id, SampleLevel::kLeaves);
  if (sample.pages.empty() || sample.instant) return std::nullopt;
  const Vendor vendor = store.inventory().detected.format.vendor;
  std::optional<InferredSchema> best;
  double best_bits = 0.0;
  for (RatedDraft& rated : DraftsOf(sample, vendor)) {
    InferredSchema schema = SchemaOf(std::move(rated.draft), store, sample, db, name);
    const bool better = !best || (schema.fit.score() > best->fit.score() + 0.001) ||
                        (schema.fit.score() > best->fit.score() - 0.001 && rated.bits < best_bits);
    if (!better) continue;
    best = std::move(schema);
    best_bits = rated.bits;
  }
  return best;
}

}  // namespace innosalvage
