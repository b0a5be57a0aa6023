#include "salvage/schema_diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/record_fields.h"
#include "parser/value.h"
#include "salvage/table_plan.h"
#include "salvage/text_order.h"
#include "salvage/typed_guesses.h"
#include "salvage/variant_trial.h"

namespace innosalvage {

namespace {

struct Found {
  SchemaVariant variant;
  double bits = 0.0;
};

std::string EditText(const SchemaVariant& variant, const std::string& columns) {
  switch (variant.kind) {
    case EditKind::kDropColumn: return fmt::format("column {} is left out: it is one too many", columns);
    case EditKind::kAddColumn:
      return fmt::format("a column is added that the definition lacks: {} (ADD COLUMN since then?)", variant.detail);
    case EditKind::kRetype:
    case EditKind::kSign:
    case EditKind::kNullability: return fmt::format("column {} is {}", columns, variant.detail);
    case EditKind::kCharset: return fmt::format("the character set of column {} is {}", columns, variant.detail);
    case EditKind::kTableCharset: return fmt::format("the character set of the table is {}", variant.detail);
    case EditKind::kMove: return fmt::format("column {} stands {}", columns, variant.detail);
    case EditKind::kSwap: return fmt::format("columns {} and {} change places", columns, variant.detail);
  }
  return {};
}

SchemaDiagnosis Name(std::vector<Found> found, std::string_view how) {
  SchemaDiagnosis diagnosis;
  if (found.empty()) return diagnosis;
  std::ranges::stable_sort(found, {}, &Found::bits);
  const Found& best = found.front();
  // Columns that the same edit makes fit alike are named together: which one it is, bytes do not tell.
  constexpr std::size_t kMaxNames = 4;
  std::vector<std::string> names;
  for (const Found& other : found) {
    const bool alike = other.variant.kind == best.variant.kind && other.bits < best.bits + 0.5;
    if (!alike || std::ranges::find(names, other.variant.column) != names.end()) continue;
    if (names.size() < kMaxNames) names.push_back(other.variant.column);
  }
  std::string columns;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) columns += i + 1 == names.size() ? " or " : ", ";
    columns += '`' + names[i] + '`';
  }
  diagnosis.text = std::string(how) + EditText(best.variant, columns);
  // Another kind of edit that does nearly as well is worth a look.
  constexpr double kNearly = 8.0;
  for (const Found& other : found) {
    if (other.variant.kind == best.variant.kind || other.bits > best.bits + kNearly) continue;
    diagnosis.text += "; or if " + EditText(other.variant, '`' + other.variant.column + '`');
    break;
  }
  diagnosis.kind = best.variant.kind;
  diagnosis.corrected = best.variant.table;
  diagnosis.bits = best.bits;
  return diagnosis;
}

// Of `pages` pages, spread as the whole sample is.
IndexSample FewPages(const IndexSample& sample, std::size_t pages) {
  if (sample.pages.size() <= pages) return sample;
  IndexSample few{.index_id = sample.index_id, .format = sample.format, .instant = sample.instant, .pages = {}};
  for (std::size_t i = 0; i < pages; ++i) few.pages.push_back(sample.pages[sample.pages.size() * i / pages]);
  return few;
}

bool IsOpaque(const Column& column) {
  switch (column.type) {
    case SqlType::kBinary:
    case SqlType::kVarBinary:
    case SqlType::kBit:
    case SqlType::kEnum:
    case SqlType::kSet:
    case SqlType::kYear: return true;
    default: return IsBlob(column.type) && !IsText(column.type);
  }
}

}  // namespace

SchemaDiagnosis NameMistake(const IndexSample& whole, const Table& table) {
  if (whole.pages.empty()) return {};
  constexpr std::size_t kPages = 8;
  const IndexSample sample = FewPages(whole, kPages);
  // A first, small look sorts most variants out.
  const IndexSample first = FewPages(sample, 1);
  const VariantTrial given = TryVariant(first, table, TrialDepth::kToTheByte);
  std::vector<Found> found;
  ForEachVariant(table, given.gap, [&](SchemaVariant variant) {
    if (!TryVariant(first, variant.table, TrialDepth::kToTheByte).fits) return;
    const VariantTrial trial = TryVariant(sample, variant.table, TrialDepth::kWithValues);
    if (!trial.fits) return;
    const double bits = trial.bits + variant.prior;
    constexpr std::size_t kMaxKept = 64;
    if (found.size() >= kMaxKept) {
      const auto worst = std::ranges::max_element(found, {}, &Found::bits);
      if (worst->bits <= bits) return;
      found.erase(worst);
    }
    found.push_back({std::move(variant), bits});
  });
  return Name(std::move(found), "the file fits if ");
}

namespace {

// Whether an order of columns is one that the indexes do not contradict.
bool Confirms(const std::vector<IndexTestimony>& answers) {
  return std::ranges::all_of(answers, &IndexTestimony::agrees);
}

// Where secondary indexes hold other values for the rows than these have under the definition.
SchemaDiagnosis AskIndexes(const IndexSample& sample, const Table& table, const IndexWitness& witness) {
  const auto plan = PlanTable(table, sample.format);
  if (!plan || !witness.heard()) return {};
  const std::vector<IndexTestimony> answers = witness.Ask(*plan);
  const auto loud = std::ranges::find_if_not(answers, &IndexTestimony::agrees);
  if (loud == answers.end()) return {};
  const IndexSample first = FewPages(sample, 1);
  const IndexSample few = FewPages(sample, 2);
  std::vector<Found> found;
  constexpr std::size_t kMaxColumns = 120;
  ForEachOrder(table, Orders::kAlike, kMaxColumns, [&](SchemaVariant variant) {
    if (!TryVariant(first, variant.table, TrialDepth::kToTheByte).fits) return;
    const auto other = PlanTable(variant.table, sample.format);
    if (!other || !Confirms(witness.Ask(*other))) return;
    const VariantTrial trial = TryVariant(few, variant.table, TrialDepth::kWithValues);
    if (trial.fits) found.push_back({std::move(variant), trial.bits});
  });
  if (!found.empty())
    return Name(std::move(found), "the entries of its secondary indexes agree with the rows only if ");
  // No single edit helps. An index may also be one that was made over another column since.
  constexpr std::size_t kEnough = 8;
  if (loud->agree + loud->differ < kEnough || loud->agree * 4 > loud->differ) return {};
  SchemaDiagnosis diagnosis;
  diagnosis.text = fmt::format("of {} entries of index `{}` {} hold other values than the rows they belong to",
                               loud->agree + loud->differ, loud->index, loud->differ);
  return diagnosis;
}

// One text is as ordinary as another, and a long one outweighs all numbers; what stands in a BINARY says nothing about
// where it belongs. Only numbers and dates tell their place, and what they are. (The padding of CHAR and BINARY seems
// to, and made right definitions doubted: a CHAR(1) is cheaper empty.) The hidden FTS_DOC_ID stands where the server
// put it.
bool Stays(const Column& column) {
  return IsText(column.type) || IsOpaque(column) || column.hidden == Hidden::kByEngine;
}

// Of an edit that moves columns, or gives one another type.
bool MayBeDoubted(const SchemaVariant& variant, const Table& table) {
  const auto own = std::ranges::find(table.columns, variant.column, &Column::name);
  const auto other = std::ranges::find(variant.table.columns, variant.column, &Column::name);
  if (own == table.columns.end() || other == variant.table.columns.end()) return false;
  if (Stays(*own) || Stays(*other)) return false;
  return std::ranges::none_of(table.columns, [&](const Column& column) {
    return variant.kind == EditKind::kSwap && variant.detail == '`' + column.name + '`' && Stays(column);
  });
}

// But a BINARY whose zeros stand at its end in all rows, and in their midst in no other place, stands there: of wide
// ones, and with much to gain, even that tells.
bool PaddingMayTell(const SchemaVariant& variant, const Table& table) {
  constexpr std::uint32_t kWide = 8;
  const auto own = std::ranges::find(table.columns, variant.column, &Column::name);
  return variant.kind == EditKind::kMove && own != table.columns.end() && own->type == SqlType::kBinary &&
         own->length >= kWide;
}

// What an edit must save, in bits, to be believed. A value that stands in all rows tells no more than once, be it ever
// so strange: of another order those count that differ.
double LeastGain(const IndexSample& sample, const Table& table, const SchemaVariant& variant, std::size_t records,
                 bool padding) {
  if (padding) return std::max(60.0, 24.0 * static_cast<double>(records));
  if (variant.kind == EditKind::kRetype) return std::max(100.0, 8.0 * static_cast<double>(records));
  return std::max(40.0, 5.0 * static_cast<double>(DifferentValues(sample, table, variant.table)));
}

// Edits under which the values are so much more ordinary that the definition cannot be right.
std::vector<Found> CheaperEdits(const IndexSample& sample, const Table& table, const VariantTrial& given,
                                const IndexWitness& witness) {
  constexpr std::size_t kFewForOrder = 3;
  constexpr std::size_t kFewForType = 8;
  // A wide table has thousands of variants, and each costs time by its columns. Most are dear at a glance.
  constexpr std::size_t kMaxColumnsTried = 20000;
  constexpr double kAtAGlance = 12.0;
  const VariantTrial glance = TryVariant(sample, table, TrialDepth::kGlance);
  std::size_t tried = 0;
  std::vector<Found> found;
  const auto look = [&](SchemaVariant variant) {
    const bool order = variant.kind != EditKind::kRetype;
    const bool padding = PaddingMayTell(variant, table);
    if (!padding && !MayBeDoubted(variant, table)) return;
    if (given.records < (order && !padding ? kFewForOrder : kFewForType)) return;
    tried += table.columns.size();
    if (tried > kMaxColumnsTried) return;
    const VariantTrial quick = TryVariant(sample, variant.table, TrialDepth::kGlance);
    if (!quick.fits || quick.bits + kAtAGlance > glance.bits) return;
    const VariantTrial trial = TryVariant(sample, variant.table, TrialDepth::kWithValues);
    if (!trial.fits) return;
    const double bits = trial.bits + variant.prior;
    const double least = LeastGain(sample, table, variant, trial.records, padding);
    if (bits + least > given.bits) return;
    if (order && witness.heard()) {
      const auto plan = PlanTable(variant.table, sample.format);
      if (!plan || !Confirms(witness.Ask(*plan))) return;
    }
    found.push_back({std::move(variant), bits});
  };
  ForEachRetype(table, look);
  ForEachNullability(table, look);
  ForEachOrder(table, Orders::kThatShow, SIZE_MAX, look);
  return found;
}

// Where NULLs are, texts in a wrong order mix (text_order.h).
std::vector<Found> OrdersThatSortTexts(const IndexSample& sample, const Table& table, const IndexWitness& witness) {
  constexpr std::size_t kMaxColumnsTried = 20000;
  std::vector<Found> found;
  const auto given = TextsOf(sample, table);
  if (!given || given->size() < 2) return found;
  const IndexSample first = FewPages(sample, 1);
  std::size_t tried = 0;
  const auto look = [&](SchemaVariant variant) {
    tried += table.columns.size();
    const auto own = std::ranges::find(table.columns, variant.column, &Column::name);
    if (tried > kMaxColumnsTried || own == table.columns.end() || !IsText(own->type)) return;
    if (!TryVariant(first, variant.table, TrialDepth::kToTheByte).fits) return;
    const auto other = TextsOf(sample, variant.table);
    const auto gain = other ? GainOfOrder(*given, *other) : std::nullopt;
    if (!gain || !gain->IsClear(sample.records()) || !TryVariant(sample, variant.table, TrialDepth::kToTheByte).fits)
      return;
    if (witness.heard()) {
      const auto plan = PlanTable(variant.table, sample.format);
      if (!plan || !Confirms(witness.Ask(*plan))) return;
    }
    found.push_back({std::move(variant), -gain->bits});
  };
  ForEachNullability(table, look);
  tried = 0;
  ForEachOrder(table, Orders::kThatShow, SIZE_MAX, look);
  return found;
}

}  // namespace

SchemaDiagnosis DoubtSchema(const IndexSample& whole, const Table& table, const IndexWitness& witness, Doubts doubts) {
  if (whole.pages.empty()) return {};
  const IndexSample sample = FewPages(whole, 2);
  const VariantTrial given = TryVariant(sample, table, TrialDepth::kWithValues);
  SchemaDiagnosis diagnosis;
  if (!given.fits) {
    // It cuts the records, but keys do not rise, or system fields are none, or bits are set that no column has.
    diagnosis = NameMistake(sample, table);
    return diagnosis;
  }
  diagnosis = AskIndexes(whole, table, witness);
  if (diagnosis.found() || doubts == Doubts::kIndexes) return diagnosis;
  std::vector<Found> found = CheaperEdits(sample, table, given, witness);
  if (!found.empty()) return Name(std::move(found), "the values make sense only if ");
  found = OrdersThatSortTexts(sample, table, witness);
  if (!found.empty()) return Name(std::move(found), "the texts of each column resemble each other only if ");
  if (const std::string column = ColumnOfWrongSign(sample, table); !column.empty()) {
    Table other = table;
    for (Column& one : other.columns) {
      if (one.name == column) one.is_unsigned = !one.is_unsigned;
    }
    const auto own = std::ranges::find(other.columns, column, &Column::name);
    diagnosis.text = fmt::format("column `{}` makes sense only if it is {}", column, TypeText(*own));
    diagnosis.kind = EditKind::kSign;
    diagnosis.corrected = std::move(other);
    return diagnosis;
  }
  if (const std::string column = ColumnInUtf8(sample, table); !column.empty()) {
    Table other = table;
    const auto own = std::ranges::find(other.columns, column, &Column::name);
    diagnosis.text = fmt::format("the texts of column `{}` are UTF-8, its character set is {}", column,
                                 own->collation->charset->name);
    own->collation = FindCollation("utf8mb4_bin");
    diagnosis.kind = EditKind::kCharset;
    diagnosis.corrected = std::move(other);
    return diagnosis;
  }
  return {};
}

SchemaDiagnosis CompareRowFormat(const IndexSample& sample, const Table& table) {
  const bool says_redundant = table.row_format == RowFormat::kRedundant;
  const bool is_redundant = sample.format == RecordFormat::kRedundant;
  if (sample.pages.empty() || table.row_format == RowFormat::kDefault || says_redundant == is_redundant) return {};
  SchemaDiagnosis diagnosis;
  diagnosis.text = fmt::format("the file fits if ROW_FORMAT is {}, not {}",
                               is_redundant ? "REDUNDANT" : "COMPACT or DYNAMIC", Name(table.row_format));
  diagnosis.corrected = table;
  diagnosis.corrected->row_format = is_redundant ? RowFormat::kRedundant : RowFormat::kDefault;
  return diagnosis;
}

std::string DescribeBreak(const IndexSample& sample, const Table& table) {
  const auto plan = PlanTable(table, sample.format);
  if (!plan || sample.pages.empty()) return {};
  std::vector<FieldRef> fields(plan->leaf.fields.size());
  for (const SampledPage& page : sample.pages) {
    const RecordBounds bounds{page.header.user_records(), page.header.heap_top};
    const Bytes bytes = page.bytes;
    for (const ChainedRecord& record : page.chain) {
      if (!SplitRecord(bytes, page.page_no, record.origin, record.header, plan->leaf, bounds, fields)) {
        const Bytes some = bytes.subspan(record.origin, std::min<std::size_t>(bytes.size() - record.origin, 24));
        return fmt::format("page {} +{:#x}: the record's bytes begin {}", page.page_no, record.origin,
                           SpacedHex(some, 24));
      }
      for (std::size_t i = 0; i < plan->exported.size(); ++i) {
        const FieldRef& field = fields[plan->exported_fields[i]];
        if (field.is_null || field.external) continue;
        const Bytes stored = bytes.subspan(field.offset, field.length);
        std::array<std::byte, 4096> scratch{};
        std::pmr::monotonic_buffer_resource arena(scratch.data(), scratch.size());
        const Column& column = table.columns[plan->exported[i]];
        if (DecodeValue(column, stored, arena)) continue;
        std::string text = fmt::format("page {} +{:#x}: column `{}` ({}) is {}", page.page_no, field.offset,
                                       column.name, TypeText(column), SpacedHex(stored, 16));
        const auto guesses = GuessTypes(stored);
        for (std::size_t k = 0; k < guesses.size(); ++k) {
          text += fmt::format("{}{} {}", k == 0 ? ", which could be " : ", ", guesses[k].type,
                              guesses[k].value.substr(0, 40));
        }
        return text;
      }
    }
  }
  return {};
}

}  // namespace innosalvage
