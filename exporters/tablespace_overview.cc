#include "exporters/tablespace_overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "exporters/explain_parts.h"
#include "exporters/page_encoding.h"
#include "exporters/terminal_text.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

struct IndexSummary {
  std::uint16_t levels = 0;
  std::uint64_t pages = 0;
  std::uint64_t hurt = 0;
  std::uint64_t leaf_records = 0;
  std::set<std::uint32_t> roots;  // pages without siblings on the highest level
  std::uint16_t type = 0;
};

std::string FormatText(const DetectedFormat& detected) {
  const TablespaceFormat& format = detected.format;
  std::string text = fmt::format("pages of {}", format.page_size);
  if (format.compressed()) text += fmt::format(" ({} on disk)", format.physical_size);
  switch (format.checksums) {
    case ChecksumFamily::kClassic: text += ", classic checksums"; break;
    case ChecksumFamily::kFullCrc32: text += ", full_crc32"; break;
    case ChecksumFamily::kZip: text += ", ROW_FORMAT=COMPRESSED"; break;
  }
  if (format.page_compressed) text += ", PAGE_COMPRESSED";
  if (format.vendor == Vendor::kMySql) text += ", MySQL";
  if (format.vendor == Vendor::kMariaDb) text += ", MariaDB";
  if (detected.server_version != 0) {
    text += fmt::format(" {}.{}.{}", detected.server_version / 10000, detected.server_version / 100 % 100,
                        detected.server_version % 100);
  }
  return text;
}

// The SDI index has the id of all ones. Source: dict_sdi_get_index_id, dict0sdi.h (8.0).
std::string IdText(std::uint64_t id) { return id == UINT64_MAX ? "SDI" : fmt::format("{}", id); }

std::string PagesText(std::uint64_t pages) { return fmt::format("{} {}", pages, pages == 1 ? "page" : "pages"); }

class OverviewWriter {
 public:
  OverviewWriter(const TablespaceFindings& findings, const SdiRead& sdi, std::ostream& out)
      : findings_(findings), inventory_(findings.inventory), sdi_(sdi), out_(out) {}

  void Write() {
    WriteHead();
    WriteRuns();
    WriteCounts();
    WriteIndexes();
    WriteSdi();
    WriteTables();
  }

 private:
  const TablespaceFormat& format() const { return inventory_.detected.format; }

  void WriteHead() {
    out_ << TerminalText(findings_.path) << '\n';
    out_ << "  size     " << fmt::format("{} bytes, {} pages", findings_.size, inventory_.entries.size());
    if (inventory_.missing_pages != 0) out_ << fmt::format(", {} missing at its end", inventory_.missing_pages);
    out_ << "\n  format   " << FormatText(inventory_.detected) << '\n';
    if (const std::string encoding = EncodingText(inventory_); !encoding.empty()) {
      out_ << "  encoding " << TerminalText(encoding) << '\n';
    }
    out_ << "  known by " << TerminalText(inventory_.detected.how) << '\n';
    if (inventory_.detected.space_id) out_ << fmt::format("  space id {}\n", *inventory_.detected.space_id);
    std::uint64_t lowest = UINT64_MAX;
    std::uint64_t highest = 0;
    for (const PageEntry& entry : inventory_.entries) {
      if (!IsVerified(entry.verdict) || entry.lsn == 0) continue;
      lowest = std::min(lowest, entry.lsn);
      highest = std::max(highest, entry.lsn);
    }
    if (highest != 0) out_ << fmt::format("  LSN      {} .. {} on pages that verify\n", lowest, highest);
  }

  static bool SameRun(const PageEntry& a, const PageEntry& b) {
    return a.verdict == b.verdict && (a.verdict == PageVerdict::kUnused || a.verdict == PageVerdict::kZeroed ||
                                      (a.type == b.type && a.index_id == b.index_id && a.level == b.level));
  }

  std::string TypeText(const PageEntry& entry) const {
    switch (entry.verdict) {
      case PageVerdict::kUnused:
      case PageVerdict::kZeroed: return "zeros";
      default: return PageTypeName(entry.type, format().vendor);
    }
  }

  void WriteRuns() {
    out_ << "\n  pages         type           what it is                                verdict\n";
    const std::vector<PageEntry>& entries = inventory_.entries;
    const std::uint64_t page_size = std::max(format().physical_size, 1U);
    for (std::size_t i = 0; i < entries.size();) {
      std::size_t last = i;
      while (last + 1 < entries.size() && SameRun(entries[i], entries[last + 1])) ++last;
      const PageEntry& entry = entries[i];
      const std::uint64_t first_no = entry.offset / page_size;
      const std::uint64_t last_no = entries[last].offset / page_size;
      const std::string range =
          first_no == last_no ? fmt::format("{:>6}        ", first_no) : fmt::format("{:>6}..{:>6}", first_no, last_no);
      std::string what;
      if (entry.is_index() && entry.verdict != PageVerdict::kUnused && entry.verdict != PageVerdict::kZeroed) {
        what = fmt::format("index {} level {}{}", IdText(entry.index_id), entry.level,
                           entry.level == 0 ? " (leaves)" : "");
      }
      if (entry.verdict == PageVerdict::kMisplaced)
        what += fmt::format("{}is page {}", what.empty() ? "" : ", ", entry.claimed);
      if (entry.verdict == PageVerdict::kForeignSpace)
        what += fmt::format("{}of space {}", what.empty() ? "" : ", ", entry.space_id);
      out_ << fmt::format("{}  {:<13}  {:<40}  {}\n", range, TypeText(entry), what, Name(entry.verdict));
      i = last + 1;
    }
  }

  void WriteCounts() {
    out_ << '\n';
    for (std::size_t i = 0; i < kPageVerdicts; ++i) {
      if (inventory_.counts[i] == 0) continue;
      out_ << fmt::format("  {:<18} {:>15}\n", Name(static_cast<PageVerdict>(i)), PagesText(inventory_.counts[i]));
    }
  }

  std::string IndexName(std::uint64_t id) const {
    for (const TableFindings& found : findings_.tables) {
      for (const Index& index : found.table.indexes) {
        if (index.innodb_id == id) return found.table.name + "." + index.name;
      }
      for (const Partition& partition : found.table.partitions) {
        if (partition.clustered_id == id) return found.table.name + " " + partition.name + " (clustered)";
      }
      if (found.index_id == id && id != 0) return found.table.name + " (clustered)";
    }
    return {};
  }

  void WriteIndexes() {
    std::map<std::uint64_t, IndexSummary> indexes;
    for (const PageEntry& entry : inventory_.entries) {
      if (!entry.is_index() || entry.verdict == PageVerdict::kUnused || entry.verdict == PageVerdict::kZeroed ||
          entry.verdict == PageVerdict::kForeignSpace || entry.verdict == PageVerdict::kNotRead) {
        continue;
      }
      IndexSummary& index = indexes[entry.index_id];
      ++index.pages;
      if (!IsVerified(entry.verdict)) {
        ++index.hurt;
        continue;
      }
      index.type = entry.type;
      if (entry.level == 0) index.leaf_records += entry.n_recs;
      if (entry.level + 1 > index.levels) {
        index.levels = static_cast<std::uint16_t>(entry.level + 1);
        index.roots.clear();
      }
      if (entry.level + 1 == index.levels && entry.prev == FIL_NULL && entry.next == FIL_NULL)
        index.roots.insert(entry.page_no);
    }
    if (indexes.empty()) return;
    out_ << "\n  index         pages    hurt  levels    root  records  name\n";
    for (const auto& [id, index] : indexes) {
      // Two pages without siblings: one of them is a copy from the past.
      const std::string root = index.roots.size() == 1 ? fmt::format("{}", *index.roots.begin())
                               : index.roots.empty()   ? "-"
                                                       : "?";
      std::string name = IndexName(id);
      if (name.empty() && index.type == FIL_PAGE_SDI) name = "SDI";
      out_ << fmt::format("  {:<10} {:>8} {:>7} {:>7} {:>7} {:>8}  {}\n", IdText(id), index.pages, index.hurt,
                          index.levels, root, index.leaf_records, TerminalText(name));
    }
  }

  void WriteSdi() {
    if (sdi_.documents.empty() && sdi_.damage.empty()) return;
    out_ << "\n  SDI objects\n";
    for (const SdiDocument& document : sdi_.documents) {
      const std::string_view kind = document.type == 1   ? "table"
                                    : document.type == 2 ? "tablespace"
                                                         : "object of unknown type";
      out_ << fmt::format("  {} {}, {} bytes of JSON, on page {}{}\n", kind, document.id, document.json.size(),
                          document.page_no, document.verified ? "" : ", which does not verify");
    }
    for (const Damage& damage : sdi_.damage) {
      out_ << fmt::format("  not readable: {} on page {} at 0x{:04x}\n", Name(damage.kind), damage.where.page_no,
                          damage.where.offset);
    }
  }

  void WriteTables() {
    if (findings_.tables.empty() && findings_.notes.empty() && findings_.refused.empty()) return;
    out_ << '\n';
    for (const TableFindings& found : findings_.tables) {
      const Table& table = found.table;
      out_ << fmt::format("  table {}, {} columns, {} indexes\n    schema from {}\n",
                          TerminalText(table.db.empty() ? table.name : table.db + "." + table.name),
                          table.columns.size(), table.indexes.size(), TerminalText(found.schema_source));
      if (!found.refused.empty()) out_ << "    not readable: " << TerminalText(found.refused) << '\n';
    }
    if (!findings_.refused.empty()) out_ << "  " << TerminalText(findings_.refused) << '\n';
    for (const std::string& note : findings_.notes) out_ << "  note: " << TerminalText(note) << '\n';
  }

  const TablespaceFindings& findings_;
  const Inventory& inventory_;
  const SdiRead& sdi_;
  std::ostream& out_;
};

}  // namespace

void WriteTablespaceOverview(const TablespaceFindings& findings, const SdiRead& sdi, std::ostream& out) {
  OverviewWriter(findings, sdi, out).Write();
}

}  // namespace innosalvage
