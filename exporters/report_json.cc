#include "exporters/report_json.h"

#include <fmt/format.h>

#include <map>
#include <span>

#include "exporters/number_text.h"
#include "exporters/page_encoding.h"
#include "exporters/page_repairs.h"
#include "exporters/report_document.h"
#include "exporters/report_members.h"
#include "exporters/report_page_map.h"
#include "exporters/report_verdict.h"
#include "exporters/server_members.h"
#include "parser/limits.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

std::string_view Name(ChecksumFamily family) {
  switch (family) {
    case ChecksumFamily::kClassic: return "classic";
    case ChecksumFamily::kFullCrc32: return "full_crc32";
    case ChecksumFamily::kZip: return "zip";
  }
  return "unknown";
}

template <class State, std::size_t N>
Json ByState(const std::array<std::uint64_t, N>& counts) {
  Json object = Json::object();
  for (std::size_t i = 0; i < N; ++i) object[std::string(Name(static_cast<State>(i)))] = counts[i];
  return object;
}

Json Rows(const RowCounts& rows) {
  Json rejected_by = Json::object();
  for (std::size_t i = 0; i < kDamageKinds; ++i) {
    if (rows.rejected_by[i] != 0) rejected_by[std::string(Name(static_cast<DamageKind>(i)))] = rows.rejected_by[i];
  }
  Json untrusted_by = Json::object();
  for (std::size_t i = 0; i < kReasons; ++i) {
    if (rows.untrusted_by[i] != 0) untrusted_by[std::string(Name(static_cast<Reason>(i)))] = rows.untrusted_by[i];
  }
  return Json{{"candidates", rows.candidates},
              {"intact", rows.Of(Trust::kIntact)},
              {"repaired", rows.Of(Trust::kRepaired)},
              {"suspect", rows.Of(Trust::kSuspect)},
              {"partial", rows.Of(Trust::kPartial)},
              {"deleted", rows.Of(Trust::kDeleted)},
              {"rejected", rows.rejected},
              {"rejected_by", std::move(rejected_by)},
              {"untrusted_by", std::move(untrusted_by)}};
}

Json DamageMembers(const Damage& damage) {
  return Json{{"kind", Name(damage.kind)},
              {"page", damage.where.page_no},
              {"offset", damage.where.offset},
              {"expected", damage.expected},
              {"found", damage.found}};
}

// Definitions that another one was preferred to.
Json SchemasTried(const TableFindings& table) {
  Json tried = Json::array();
  for (const TriedSchema& schema : table.tried) {
    tried.push_back({{"source", TextOrNull(schema.source)}, {"score", schema.score}, {"fits", schema.fits}});
  }
  return tried;
}

Json Fit(const TableFindings& table) {
  const SchemaFit& fit = table.fit;
  const bool named = fit.worst_column < table.table.columns.size();
  return Json{{"proven", fit.proven()},
              {"fits", fit.fits()},
              {"score", fit.score()},
              {"pages", fit.pages},
              {"pages_exact", fit.pages_exact},
              {"records", fit.records},
              {"records_cut", fit.records_cut},
              {"records_legal", fit.records_legal},
              {"worst_column", named ? Json(table.table.columns[fit.worst_column].name) : Json(nullptr)},
              {"worst_column_records", fit.worst_column_records},
              {"format_differs", fit.format_differs},
              {"unsupported", fit.unsupported},
              {"first_damage", fit.first_damage ? DamageMembers(*fit.first_damage) : Json(nullptr)}};
}

Json Dates(const std::vector<DateRange>& dates) {
  Json list = Json::array();
  for (const DateRange& range : dates) {
    list.push_back(Json{{"column", range.column}, {"from", TextOrNull(range.from)}, {"to", TextOrNull(range.to)}});
  }
  return list;
}

Json KeyMarks(const TableFindings& table) {
  Json list = Json::array();
  for (const KeyMark& mark : table.key_marks) {
    list.push_back(Json{{"leaf", mark.leaf}, {"page", mark.page_no}, {"key", mark.key}});
  }
  return list;
}

// One value a key column: text as the server prints it, {"hex": …} for bytes, null for NULL.
Json ExactKey(const std::vector<KeyValue>& key) {
  if (key.empty()) return nullptr;
  Json list = Json::array();
  for (const KeyValue& value : key) {
    switch (value.form) {
      case KeyValue::Form::kNull: list.push_back(nullptr); break;
      case KeyValue::Form::kText: list.push_back(value.value); break;
      case KeyValue::Form::kBytes: {
        std::string hex;
        AppendHex(value.value, hex);
        list.push_back(Json{{"hex", hex}});
      }
    }
  }
  return list;
}

Json LostRanges(const TableFindings& table) {
  Json list = Json::array();
  for (const LostRange& range : table.lost) {
    list.push_back(Json{{"from", TextOrNull(range.from)},
                        {"to", TextOrNull(range.to)},
                        {"page", range.page_no},
                        {"rows_estimated", range.rows_estimated},
                        {"rows_recovered", range.rows_recovered},
                        {"how", range.how},
                        {"why", range.why},
                        {"leaf", range.leaf},
                        {"dates", Dates(range.dates)},
                        {"from_key", ExactKey(range.from_key)},
                        {"to_key", ExactKey(range.to_key)},
                        {"above_leaves", range.above_leaves}});
  }
  return list;
}

Json Findings(const TableFindings& table) {
  Json list = Json::array();
  for (const Finding& finding : table.findings) {
    Json item = DamageMembers(finding.damage);
    item["bytes_given_up"] = finding.bytes_given_up;
    item["note"] = finding.note;
    list.push_back(std::move(item));
  }
  return list;
}

// What only reading rows tells is null after a triage: zeros would be a statement.
Json TableObject(const TableFindings& table, ReportScope scope) {
  const bool rows_read = scope == ReportScope::kSalvage;
  const auto known = [&](Json value) { return rows_read ? value : Json(nullptr); };
  return Json{{"db", TextOrNull(table.table.db)},
              {"name", table.table.name},
              {"partition", TextOrNull(table.partition)},
              {"missing_partitions", table.missing_partitions},
              {"state", known(Name(StateOf(table)))},
              {"schema_source", TextOrNull(table.schema_source)},
              {"schema_inferred", table.inferred},
              {"schemas_tried", SchemasTried(table)},
              {"schema_gaps", TextOrNull(table.schema_gaps)},
              {"schema_omits", TextOrNull(table.schema_omits)},
              {"identified_by", TextOrNull(table.identified_by)},
              {"dropped", table.dropped},
              {"fit", Fit(table)},
              {"index_id", table.index_id},
              {"root", OrNull(table.root)},
              {"refused", TextOrNull(table.refused)},
              {"leaves", known(Json{{"live", table.leaves},
                                    {"read", table.leaves_read},
                                    {"hurt", table.leaves_hurt},
                                    {"freed", table.leaves_freed}})},
              {"node_pages", known(table.node_pages)},
              {"tree_complete", known(table.tree_complete)},
              {"leaves_chained", known(table.leaves_chained)},
              {"rows", known(Rows(table.rows))},
              {"rows_lost_estimated", known(table.rows_lost_estimated)},
              {"rows_lost_counted_in", TextOrNull(table.rows_lost_counted_in)},
              {"lost_keys_named", known(table.lost_keys_named)},
              {"lost_ranges", LostRanges(table)},
              {"lost_ranges_total", table.lost_total()},
              {"key_marks", KeyMarks(table)},
              {"dates", Dates(table.dates)},
              {"suspect_sample", table.suspect_sample},
              {"findings", Findings(table)},
              {"findings_total", table.findings_total}};
}

// Runs of hurt pages of one verdict, one behind the other in the file.
class HurtPages {
 public:
  explicit HurtPages(const Inventory& inventory) {
    const PageEntry* last = nullptr;
    // Pages that the file does not hold stand in no run of it.
    const std::size_t own = inventory.entries.size() - static_cast<std::size_t>(inventory.pages_added);
    for (const PageEntry& entry : std::span(inventory.entries).first(own)) {
      if (!IsHurt(entry.verdict)) {
        last = nullptr;
        continue;
      }
      const bool joins = last != nullptr && last->verdict == entry.verdict && last->page_no + 1 == entry.page_no &&
                         last->offset + inventory.detected.format.physical_size == entry.offset;
      last = &entry;
      if (joins) {
        if (total_ <= ValueOf(Limit::kReportList)) list_.back()["last"] = entry.page_no;
        continue;
      }
      if (!IsWithin(Limit::kReportList, ++total_)) continue;
      list_.push_back(Json{{"first", entry.page_no},
                           {"last", entry.page_no},
                           {"verdict", Name(entry.verdict)},
                           {"offset", entry.offset}});
    }
  }
  Json TakeList() { return std::move(list_); }
  std::uint64_t total() const { return total_; }

 private:
  Json list_ = Json::array();
  std::uint64_t total_ = 0;
};

void AddRepairs(const Inventory& inventory, Json& object) {
  Json list = Json::array();
  std::uint64_t total = 0;
  for (const PageRepairTold& told : ToldRepairs(inventory)) {
    if (!IsWithin(Limit::kReportList, ++total)) continue;
    list.push_back(Json{{"page", told.page_no}, {"kind", told.kind}, {"how", told.how}, {"added", told.added}});
  }
  object["repairs"] = std::move(list);
  object["repairs_total"] = total;
  object["repairs_by_kind"] = Json(RepairsByKind(inventory));
}

Json Pages(const Inventory& inventory) {
  // The type of a page that does not verify is a claim at best, and noise at worst: it is not told.
  std::map<std::string, std::uint64_t> by_type;
  std::map<std::uint16_t, std::uint64_t> types;
  std::map<ChecksumAlgorithm, std::uint64_t> algorithms;
  for (const PageEntry& entry : inventory.entries) {
    const bool verifies = IsVerified(entry.verdict) || entry.verdict == PageVerdict::kForeignSpace;
    ++algorithms[entry.algorithm];
    if (verifies) {
      ++types[entry.type];
    } else {
      ++by_type[entry.verdict == PageVerdict::kUnused ? "unused" : "unverified"];
    }
  }
  for (const auto& [type, count] : types) by_type[PageTypeName(type, inventory.detected.format.vendor)] += count;
  Json by_checksum = Json::object();
  for (const auto& [algorithm, count] : algorithms) by_checksum[std::string(Name(algorithm))] = count;
  return Json{{"total", inventory.entries.size()},
              {"hurt", PagesHurt(inventory.counts)},
              {"by_verdict", ByState<PageVerdict>(inventory.counts)},
              {"by_type", by_type},
              {"by_checksum", std::move(by_checksum)}};
}

Json Format(const Inventory& inventory) {
  const DetectedFormat& detected = inventory.detected;
  return Json{{"space_id", OrNull(detected.space_id)},
              {"page_size", detected.format.page_size},
              {"physical_size", detected.format.physical_size},
              {"checksum_family", Name(detected.format.checksums)},
              {"vendor", TextOrNull(std::string(VendorText(detected.format.vendor)))},
              {"server_version", TextOrNull(ServerVersionText(detected.server_version))},
              {"flags", detected.from_page0 ? Json(fmt::format("0x{:08x}", detected.flags)) : Json(nullptr)},
              {"from_page0", detected.from_page0},
              {"detected_how", detected.how},
              {"encrypted", detected.format.encrypted},
              {"page_compressed", detected.format.page_compressed}};
}

// null for plain pages.
Json Encoding(const Inventory& inventory) {
  const EncodingCounts counts = CountEncodings(inventory);
  if (!counts.any()) return nullptr;
  Json compressed = Json::object();
  for (std::size_t i = 0; i < counts.compressed.size(); ++i) {
    if (counts.compressed[i] > 0)
      compressed[std::string(Name(static_cast<BlockCompression>(i)))] = counts.compressed[i];
  }
  Json encryption = nullptr;
  const TablespaceEncryption* found = inventory.detected.codec.encryption();
  if (found != nullptr && found->scheme != EncryptionScheme::kNone) {
    encryption = Json{{"scheme", Name(found->scheme)},
                      {"key", TextOrNull(found->key_name)},
                      {"key_state", Name(found->key)},
                      {"key_from", TextOrNull(found->key_from)}};
  }
  Json missing_versions = Json::array();
  for (const auto& [version, pages] : counts.of_missing_version) {
    missing_versions.push_back({{"version", version}, {"pages", pages}});
  }
  return Json{{"pages_encrypted", counts.encrypted},
              {"pages_closed", counts.closed},
              {"missing_key_versions", std::move(missing_versions)},
              {"pages_closed_verified", counts.closed_verified},
              {"pages_compressed", std::move(compressed)},
              {"encryption", std::move(encryption)}};
}

Json Parts(const TablespaceFindings& file) {
  Json parts = Json::array();
  for (const InputPart& part : file.parts) {
    Json item = Json::object();
    AddPath(part.path, item);
    item["offset"] = part.offset;
    item["size"] = part.size;
    item["sha256"] = TextOrNull(part.sha256);
    parts.push_back(std::move(item));
  }
  return parts;
}

Json Tablespace(const TablespaceFindings& file, ReportScope scope, std::size_t max_cells) {
  const Inventory& inventory = file.inventory;
  const bool scanned = IsScanned(file);
  HurtPages hurt(inventory);
  Json object = Json::object();
  AddPath(file.path, object);
  object["state"] = Name(StateOf(file));
  object["recognised"] = file.recognised;
  object["kind"] = Name(file.kind);
  object["parts"] = Parts(file);
  object["refused"] = TextOrNull(file.refused);
  object["size"] = file.size;
  object["sha256"] = TextOrNull(inventory.sha256);
  object["bytes_read"] = scanned ? Json(inventory.bytes_read) : Json(nullptr);
  object["bytes_unreadable"] = scanned ? Json(inventory.bytes_unreadable) : Json(nullptr);
  AddBadRanges(inventory.bad_ranges, object);
  object["missing_pages"] = inventory.missing_pages;
  object["format"] = scanned ? Format(inventory) : Json(nullptr);
  if (Json encoding = Encoding(inventory); !encoding.is_null()) object["encoding"] = std::move(encoding);
  object["newest_lsn"] = inventory.newest_lsn;
  object["pages"] = Pages(inventory);
  object["hurt_pages"] = hurt.TakeList();
  object["hurt_pages_total"] = hurt.total();
  object["page_map"] = scanned ? PageMapMembers(inventory, max_cells) : Json(nullptr);
  AddRepairs(inventory, object);
  object["rows_at_risk"] = OrNull(RowsAtRisk(file));
  object["notes"] = file.notes;
  object["tables"] = Json::array();
  for (const TableFindings& table : file.tables) object["tables"].push_back(TableObject(table, scope));
  return object;
}

Json Totals(const RunTotals& totals, ReportScope scope) {
  const bool rows_read = scope == ReportScope::kSalvage;
  Json tables{{"total", totals.tables_total},
              {"missing", totals.missing_tables},
              {"by_state", rows_read ? ByState<TableState>(totals.tables) : Json(nullptr)}};
  return Json{{"tablespaces", Json{{"total", totals.files_total}, {"by_state", ByState<FileState>(totals.files)}}},
              {"tables", std::move(tables)},
              {"pages", Json{{"total", totals.pages_total},
                             {"hurt", totals.pages_hurt},
                             {"by_verdict", ByState<PageVerdict>(totals.pages)}}},
              {"rows", rows_read ? Rows(totals.rows) : Json(nullptr)},
              {"rows_lost_estimated", rows_read ? Json(totals.rows_lost_estimated) : Json(nullptr)},
              {"bytes", Json{{"size", totals.size},
                             {"bytes_read", totals.bytes_read},
                             {"bytes_unreadable", totals.bytes_unreadable},
                             {"size_not_scanned", totals.size_not_scanned}}}};
}

}  // namespace

Json ReportDocument(const RunFindings& run, const ReportContext& context) {
  const RunTotals totals = TotalsOf(run);
  Json document = ReportHead("innosalvage-report", kReportSchemaVersion, context);
  document["scope"] = Name(context.scope);
  document["verdict"] = VerdictSentence(totals, context);
  document["clean"] = run.clean();
  document["totals"] = Totals(totals, context.scope);
  document["tablespaces"] = Json::array();
  for (const TablespaceFindings& file : run.tablespaces) {
    document["tablespaces"].push_back(Tablespace(file, context.scope, MaxCells(run.tablespaces.size())));
  }
  document["missing_tables"] = MissingTablesList(run.missing_tables);
  document["missing_tables_total"] = run.missing_tables.size();
  if (context.server) {
    document["server"] = ServerObject(*context.server, run.missing_tables);
    document["notes"] = context.server->Notes();
  }
  document["outputs"] = Outputs(context);
  document["sums_checked"] = CheckSums(run);
  return document;
}

std::string ReportJson(const RunFindings& run, const ReportContext& context) {
  return ToText(ReportDocument(run, context));
}

}  // namespace innosalvage
