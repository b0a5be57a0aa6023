#include "exporters/lost_and_found.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "exporters/create_table.h"
#include "exporters/json_text.h"
#include "exporters/number_text.h"
#include "exporters/utf8.h"
#include "parser/page_type.h"
#include "salvage/record_chain.h"
#include "salvage/record_recovery.h"
#include "salvage/typed_guesses.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxHexBytes = 4096;

struct Place {
  std::uint32_t origin = 0;
  RecordHeader header;
  std::string_view found = "chain";
  bool deleted = false;
};

class RecordLines {
 public:
  RecordLines(const PageStore& store, std::uint64_t index_id, const TableFindings* table, OutputFile& file)
      : store_(store), index_id_(index_id), table_(table), file_(file), buffer_(store.page_size()) {}

  std::uint64_t Write() {
    for (const PageEntry& entry : store_.inventory().entries) {
      if (entry.type != FIL_PAGE_INDEX || entry.index_id != index_id_ || entry.level != 0) continue;
      if (entry.verdict == PageVerdict::kForeignSpace || store_.inventory().Find(entry.page_no) != &entry) continue;
      const auto page = store_.Read(entry.page_no, buffer_);
      if (!page || page->bytes.size() < PAGE_DATA) continue;
      WritePage(entry, page->bytes, page->verified);
    }
    Flush();
    return records_;
  }

 private:
  void WritePage(const PageEntry& entry, Bytes page, bool verified) {
    const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
    const RecordFormat format = header.compact ? RecordFormat::kCompact : RecordFormat::kRedundant;
    const bool sane = !CheckIndexHeader(header, page.size(), entry.page_no);
    SetPlan(format);
    std::vector<Place> places;
    if (verified || !plan_) {
      if (!sane) return;
      for (const ChainedRecord& record : WalkRecordChain(page, entry.page_no, header).records) {
        places.push_back({record.origin, record.header, "chain", record.header.deleted()});
      }
    } else {
      const PageContext context{.page = page,
                                .file_offset = entry.offset,
                                .page_no = entry.page_no,
                                .bounds = {header.user_records(), page.size() - FIL_PAGE_DATA_END},
                                .trust = Trust::kSuspect,
                                .reasons = {},
                                .verified = false};
      RowDecoder decoder(*plan_, store_);
      for (const RecoveredRecord& record : RecoverRecords(context, *plan_, decoder).records) {
        places.push_back({record.origin, record.header, Name(record.found_by), record.state != RecordState::kLive});
      }
    }
    std::vector<std::uint32_t> origins;
    for (const Place& place : places) origins.push_back(place.origin);
    std::ranges::sort(origins);
    const RecordBounds bounds{header.user_records(), sane ? header.heap_top : page.size()};
    for (const Place& place : places) {
      const auto next = std::ranges::upper_bound(origins, place.origin);
      const std::size_t end = next == origins.end() ? bounds.high : *next;
      WriteRecord(entry, page, verified, place, bounds, end);
    }
  }

  void SetPlan(RecordFormat format) {
    if (plan_ && plan_->leaf.format == format) return;
    plan_.reset();
    if (table_ == nullptr) return;
    if (auto plan = PlanTable(table_->table, format)) plan_ = *std::move(plan);
  }

  void WriteRecord(const PageEntry& entry, Bytes page, bool verified, const Place& place, RecordBounds bounds,
                   std::size_t end) {
    ++records_;
    const auto out = std::back_inserter(text_);
    fmt::format_to(out, R"({{"index":{},"page":{},"heap":{},"origin":{},"found":"{}","verified":{},"deleted":{})",
                   index_id_, entry.page_no, place.header.heap_no, place.origin, place.found, verified, place.deleted);
    if (!WriteByPlan(page, entry.page_no, place, bounds) && !WriteRedundant(page, place)) {
      const std::size_t before = std::min<std::size_t>(place.origin - bounds.low, 32);
      text_ += R"(,"header":")";
      AppendHex(AsText(page.subspan(place.origin - before, before)), text_);
      text_ += R"(","raw":")";
      const std::size_t size = std::max<std::size_t>(end, place.origin) - place.origin;
      AppendHex(AsText(page.subspan(place.origin, std::min(size, kMaxHexBytes))), text_);
      text_ += '"';
    }
    text_ += "}\n";
    constexpr std::size_t kFlush = 1U << 20U;
    if (text_.size() > kFlush) Flush();
  }

  bool WriteByPlan(Bytes page, std::uint32_t page_no, const Place& place, RecordBounds bounds) {
    if (!plan_) return false;
    std::vector<FieldRef> fields(plan_->leaf.fields.size());
    if (!SplitRecord(page, page_no, place.origin, place.header, plan_->leaf, bounds, fields)) return false;
    if (plan_->leaf.trx_id_field != SIZE_MAX) {
      const FieldRef& trx = fields[plan_->leaf.trx_id_field];
      fmt::format_to(std::back_inserter(text_), R"(,"trx_id":"{:#x}")", LoadBig(page.subspan(trx.offset, trx.length)));
    }
    text_ += R"(,"fields":[)";
    bool first = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::uint32_t column = plan_->leaf.fields[i].column;
      if (column == kNoColumn) continue;
      if (!first) text_ += ',';
      first = false;
      WriteField(page, fields[i], plan_->table->columns[column].name);
    }
    text_ += ']';
    return true;
  }

  // The ends of the fields stand in front of the record's header. Source: rec_1_get_field_end_info (rem0rec.ic).
  bool WriteRedundant(Bytes page, const Place& place) {
    if (place.header.n_fields == 0) return false;
    const std::size_t width = place.header.short_offsets ? 1 : 2;
    const std::size_t extra = REC_N_OLD_EXTRA_BYTES + width * place.header.n_fields;
    if (place.origin < PAGE_OLD_SUPREMUM_END + extra) return false;
    const std::size_t start = text_.size();
    text_ += R"(,"fields":[)";
    std::size_t before = 0;
    for (std::size_t i = 0; i < place.header.n_fields; ++i) {
      const std::size_t at = place.origin - REC_N_OLD_EXTRA_BYTES - width * (i + 1);
      const unsigned info = width == 1 ? ByteAt(page, at) : BigAt<std::uint16_t>(page, at);
      const std::size_t end = info & (width == 1 ? 0x7fU : 0x3fffU);
      if (end < before || end > page.size() - place.origin) {
        text_.resize(start);
        return false;
      }
      if (i > 0) text_ += ',';
      WriteField(page,
                 {.offset = static_cast<std::uint32_t>(place.origin + before),
                  .length = static_cast<std::uint32_t>(end - before),
                  .is_null = (info & (width == 1 ? 0x80U : 0x8000U)) != 0,
                  .external = width == 2 && (info & 0x4000U) != 0},
                 "");
      before = end;
    }
    text_ += ']';
    return true;
  }

  void WriteField(Bytes page, const FieldRef& field, std::string_view name) {
    text_ += '{';
    if (!name.empty()) {
      text_ += R"("name":)";
      AppendJsonString(name, text_);
      text_ += ',';
    }
    if (field.is_null) {
      text_ += R"("null":true})";
      return;
    }
    Bytes bytes = page.subspan(field.offset, field.length);
    if (field.external && bytes.size() >= BTR_EXTERN_FIELD_REF_SIZE) {
      const LobReference reference = DecodeLobReference(bytes.last<BTR_EXTERN_FIELD_REF_SIZE>());
      bytes = bytes.first(bytes.size() - BTR_EXTERN_FIELD_REF_SIZE);
      fmt::format_to(std::back_inserter(text_), R"("off_page":{{"page":{},"length":{}}},)", reference.page_no,
                     reference.length);
    }
    text_ += R"("hex":")";
    AppendHex(AsText(bytes.first(std::min(bytes.size(), kMaxHexBytes))), text_);
    text_ += '"';
    if (bytes.size() > kMaxHexBytes) fmt::format_to(std::back_inserter(text_), R"(,"length":{})", bytes.size());
    const auto guesses = GuessTypes(bytes.first(std::min(bytes.size(), kMaxHexBytes)));
    if (!guesses.empty()) {
      text_ += R"(,"guesses":[)";
      for (std::size_t i = 0; i < guesses.size(); ++i) {
        if (i > 0) text_ += ',';
        text_ += R"({"type":)";
        AppendJsonString(guesses[i].type, text_);
        text_ += R"(,"value":)";
        AppendJsonString(guesses[i].value, text_);
        text_ += '}';
      }
      text_ += ']';
    }
    text_ += '}';
  }

  void Flush() {
    file_.Append(text_);
    text_.clear();
  }

  const PageStore& store_;
  std::uint64_t index_id_;
  const TableFindings* table_;
  OutputFile& file_;
  std::vector<std::byte> buffer_;
  std::optional<TablePlan> plan_;
  std::string text_;
  std::uint64_t records_ = 0;
};

}  // namespace

std::uint64_t WriteLostRecords(const PageStore& store, std::uint64_t index_id, const TableFindings* table,
                               OutputFile& file) {
  return RecordLines(store, index_id, table, file).Write();
}

std::string InferredTableSql(const TableFindings& table, const std::string& tool) {
  std::string sql = "-- ";
  AppendOneLine(tool, sql);
  sql += "\n-- A definition of table ";
  AppendOneLine(table.table.name, sql);
  sql += ", ";
  AppendOneLine(table.schema_source, sql);
  sql +=
      ".\n-- Names are made up, and types are likely ones; what was seen of each column stands below.\n"
      "-- Correct it, then give it back: innosalvage salvage FILE -o NEW_FOLDER --schema THIS_FILE\n"
      "-- Rows read under it are suspect as long as the table's COMMENT stays as it is.\n--\n";
  for (std::size_t i = 0; i < table.column_notes.size() && i < table.table.columns.size(); ++i) {
    sql += "-- ";
    AppendOneLine(table.table.columns[i].name, sql);
    sql += ": ";
    AppendOneLine(table.column_notes[i], sql);
    sql += '\n';
  }
  sql += '\n';
  sql += CreateTableSql(table.table);
  return sql;
}

}  // namespace innosalvage
