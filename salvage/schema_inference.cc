#include "salvage/schema_inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "parser/page_type.h"
#include "salvage/compact_draft.h"
#include "salvage/compact_shape.h"
#include "salvage/inferred_mark.h"
#include "salvage/redundant_draft.h"
#include "salvage/table_plan.h"
#include "salvage/typed_guesses.h"

namespace innosalvage {

namespace {

std::string Describe(const DraftField& field) {
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

void AddColumns(std::vector<DraftField>& fields, InferredSchema& inferred, bool key) {
  for (DraftField& field : fields) {
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

std::vector<RatedDraft> DraftsOf(const PageStore& store, const IndexSample& sample) {
  const Vendor vendor = store.inventory().detected.format.vendor;
  if (sample.format != RecordFormat::kRedundant) {
    return DraftCompact(sample, vendor, SampleSecondaries(store, sample.index_id));
  }
  std::vector<RatedDraft> drafts;
  if (auto draft = DraftRedundant(sample, vendor)) drafts.push_back({*std::move(draft), 0.0});
  return drafts;
}

InferredSchema SchemaOf(RecordDraft draft, const PageStore& store, const IndexSample& sample, const std::string& db,
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
  if (sample.format == RecordFormat::kRedundant) return LooksClusteredRedundant(sample);
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
  std::optional<InferredSchema> best;
  double best_bits = 0.0;
  for (RatedDraft& rated : DraftsOf(store, sample)) {
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
