#include "salvage/table_reader.h"

#include <algorithm>

#include "parser/page_type.h"
#include "salvage/live_tree.h"
#include "salvage/table_plan.h"
#include "salvage/table_salvage.h"

namespace innosalvage {

namespace {

TableCell CellOf(const Value& value) {
  using State = TableCell::State;
  switch (value.kind) {
    case ValueKind::kNull: return {};
    case ValueKind::kSigned: return {State::kNumber, static_cast<std::uint64_t>(value.i), {}};
    case ValueKind::kUnsigned: return {State::kNumber, value.u, {}};
    case ValueKind::kLost: return {State::kLost, 0, {}};
    case ValueKind::kFloat:
    case ValueKind::kDouble: return {State::kLost, 0, {}};  // no dictionary has them
    default: return {State::kText, 0, std::string(value.text)};
  }
}

class Collector final : public RowConsumer {
 public:
  explicit Collector(const std::function<void(TableRow)>& visit) : visit_(visit) {}

  std::unique_ptr<Chunk> Format(const RowBatch& batch) const override {
    auto rows = std::make_unique<Rows>();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      TableRow row{.cells = {}, .trust = batch.EvidenceOf(i).trust, .page_no = batch.EvidenceOf(i).page_no};
      for (const Value& value : batch.Values(i)) row.cells.push_back(CellOf(value));
      rows->rows.push_back(std::move(row));
    }
    return rows;
  }

  void Write(std::unique_ptr<Chunk> chunk) override {
    for (TableRow& row : static_cast<Rows&>(*chunk).rows) visit_(std::move(row));
  }

 private:
  struct Rows final : Chunk {
    std::vector<TableRow> rows;
  };
  const std::function<void(TableRow)>& visit_;
};

}  // namespace

bool IsCompactIndex(const PageStore& store, std::uint64_t index_id) {
  std::vector<std::byte> buffer(store.page_size());
  std::optional<bool> unverified;
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    if (entry.type != FIL_PAGE_INDEX) continue;
    const auto page = store.Read(entry.page_no, buffer);
    if (!page) continue;
    const bool compact = DecodeIndexHeader(page->bytes.first<PAGE_DATA>()).compact;
    if (page->verified) return compact;
    if (!unverified) unverified = compact;
  }
  return unverified.value_or(true);
}

TableFindings ReadTable(const PageStore& store, const Table& table, const std::function<void(TableRow)>& visit) {
  TableFindings findings;
  findings.table = table;
  findings.index_id = table.clustered_id.value_or(0);
  findings.root = table.clustered_root;
  const bool compact = table.row_format == RowFormat::kRedundant ? false : IsCompactIndex(store, findings.index_id);
  const auto plan = PlanTable(findings.table, compact ? RecordFormat::kCompact : RecordFormat::kRedundant);
  if (!plan) {
    findings.refused = plan.error().Message();
    return findings;
  }
  const LiveTree tree = BuildLiveTree(store, findings.index_id, findings.root, plan->node);
  Collector collector(visit);
  SalvageTable(store, *plan, tree, collector, {}, findings);
  return findings;
}

}  // namespace innosalvage
