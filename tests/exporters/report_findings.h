// Hand-made findings for the tests of the reports: five tables in four files, whole, hurt, refused, with rows lost.
#pragma once

#include <string>

#include "exporters/report_context.h"
#include "parser/page_type.h"
#include "salvage/findings.h"

namespace innosalvage {

inline void AddPages(TablespaceFindings& file, std::uint32_t count, PageVerdict verdict, std::uint16_t type,
                     std::uint64_t index_id = 0, std::uint16_t n_recs = 0) {
  const std::uint32_t page_size = file.inventory.detected.format.physical_size;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto page_no = static_cast<std::uint32_t>(file.inventory.entries.size());
    PageEntry entry;
    entry.offset = std::uint64_t{page_no} * page_size;
    entry.lsn = 1000 + page_no;
    entry.index_id = index_id;
    entry.page_no = page_no;
    entry.claimed = page_no;
    entry.type = type;
    entry.n_recs = n_recs;
    entry.verdict = verdict;
    entry.algorithm = IsVerified(verdict)               ? ChecksumAlgorithm::kCrc32
                      : verdict == PageVerdict::kUnused ? ChecksumAlgorithm::kZeroPage
                                                        : ChecksumAlgorithm::kUnverified;
    file.inventory.entries.push_back(entry);
  }
  file.inventory.Index();
  file.size = file.inventory.entries.size() * page_size;
  file.inventory.bytes_read = file.size;
}

inline TablespaceFindings MakeFile(std::string path) {
  TablespaceFindings file;
  file.path = std::move(path);
  DetectedFormat& detected = file.inventory.detected;
  detected.space_id = 7;
  detected.flags = 0x4021;
  detected.from_page0 = true;
  detected.server_version = 80036;
  detected.format.vendor = Vendor::kMySql;
  detected.how = "page 0";
  file.inventory.newest_lsn = 123456789012;
  file.inventory.sha256 = std::string(64, 'a');
  AddPages(file, 1, PageVerdict::kIntact, FIL_PAGE_TYPE_FSP_HDR);
  AddPages(file, 1, PageVerdict::kIntact, FIL_PAGE_IBUF_BITMAP);
  AddPages(file, 1, PageVerdict::kIntact, FIL_PAGE_INODE);
  return file;
}

inline TableFindings MakeTable(std::string db, std::string name, std::uint64_t intact) {
  TableFindings table;
  table.table.db = std::move(db);
  table.table.name = std::move(name);
  table.table.columns.resize(2);
  table.table.columns[0].name = "id";
  table.table.columns[1].name = "note";
  table.schema_source = "SDI on page 3";
  table.index_id = 151;
  table.root = 4;
  for (std::uint64_t i = 0; i < intact; ++i) table.rows.Count(Trust::kIntact);
  table.leaves = table.leaves_read = intact / 60;
  table.node_pages = 1;
  table.fit.pages = 2;
  table.fit.pages_exact = 2;
  table.fit.records = 120;
  table.fit.records_cut = 120;
  table.fit.records_legal = 120;
  return table;
}

inline TablespaceFindings HurtFile() {
  TablespaceFindings file = MakeFile("/data/shop/orders.ibd");
  AddPages(file, 1, PageVerdict::kIntact, FIL_PAGE_SDI, 1);
  AddPages(file, 30, PageVerdict::kIntact, FIL_PAGE_INDEX, 151, 60);
  AddPages(file, 2, PageVerdict::kTorn, FIL_PAGE_INDEX, 151, 60);
  AddPages(file, 1, PageVerdict::kGarbage, 4711);
  AddPages(file, 2, PageVerdict::kUnused, 0);
  file.inventory.bad_ranges = {{557056, 512}, {557568, 512}, {560000, 512}};
  file.inventory.bytes_unreadable = 1536;
  file.inventory.bytes_read -= 1536;
  file.notes = {"page 3 was written by another server version"};
  TableFindings table = MakeTable("shop", "orders", 1800);
  for (int i = 0; i < 12; ++i) table.rows.Count(Trust::kRepaired);
  for (int i = 0; i < 9; ++i) table.rows.Count(Trust::kSuspect);
  table.rows.Count(Trust::kPartial);
  table.rows.Count(Trust::kDeleted);
  table.rows.Reject(DamageKind::kIllegalTemporal);
  table.rows.Reject(DamageKind::kIllegalTemporal);
  table.rows.Reject(DamageKind::kFieldOutOfPage);
  table.leaves = 32;
  table.leaves_read = 30;
  table.leaves_hurt = 2;
  table.leaves_freed = 1;
  table.lost = {{"1801", "1861", 34, 51, 9, "keys from the parent's node pointers", "torn"},
                {"1861", "", 35, 60, 0, "keys from the parent's node pointers", "torn"}};
  table.rows_lost_estimated = 111;
  table.Add({{DamageKind::kLsnMismatch, {34, 16376}, 1034, 77}, 16384, "leaf page"});
  table.Add({{DamageKind::kChecksumMismatch, {35, 0}, 0xffffffffffffffffU, 0}, 16384, "leaf page"});
  file.tables.push_back(std::move(table));
  return file;
}

inline TablespaceFindings WholeFile() {
  TablespaceFindings file = MakeFile("/data/shop/customers.ibd");
  AddPages(file, 10, PageVerdict::kIntact, FIL_PAGE_INDEX, 151, 60);
  file.tables.push_back(MakeTable("shop", "customers", 600));
  file.tables.push_back(MakeTable("", "eggs", 1));
  return file;
}

inline TablespaceFindings MisfitFile() {
  TablespaceFindings file = MakeFile("/data/shop/old.ibd");
  AddPages(file, 3, PageVerdict::kIntact, FIL_PAGE_INDEX, 151, 60);
  TableFindings table = MakeTable("shop", "old", 0);
  table.refused = "the schema does not fit the records: column note breaks in 60 of 120";
  table.schema_source = "shop.sql line 12";
  table.fit.records_cut = 60;
  table.fit.worst_column = 1;
  table.fit.worst_column_records = 60;
  table.fit.first_damage = Damage{DamageKind::kIllegalText, {4, 120}, 0, 255};
  file.tables.push_back(std::move(table));
  return file;
}

inline TablespaceFindings UnreadFile() {
  TablespaceFindings file;
  file.path = "/data/shop/readme.txt";
  file.size = 20;
  file.recognised = false;
  file.refused = "holds no InnoDB page that can be recognised";
  return file;
}

inline RunFindings RunOf(std::vector<TablespaceFindings> files) {
  return {.tablespaces = std::move(files), .missing_tables = {}};
}

inline RunFindings SampleRun() {
  return {.tablespaces = {WholeFile(), HurtFile(), MisfitFile(), UnreadFile()},
          .missing_tables = {{.db = "shop", .name = "gone", .known_by = "SYS_TABLES of ibdata1"},
                             {.db = "shop", .name = "away", .known_by = "SYS_TABLES of ibdata1", .discarded = true}}};
}

inline ReportContext SampleContext() {
  ReportContext context;
  context.tool_version = "0.1.0";
  context.command = "salvage";
  context.options = {{"--threads", "4"}, {"--deleted", ""}};
  context.output_folder = "out";
  context.outputs = {{"tables/shop.orders.sql", OutputClass::kTable, 1812, 123456, std::string(64, 'b')},
                     {"tables/shop.customers.sql", OutputClass::kTable, 600, 45678, std::string(64, 'c')},
                     {"suspect/shop.orders.sql", OutputClass::kSuspect, 10, 999, std::string(64, 'd')},
                     {"load.sql", OutputClass::kScript, 0, 400, std::string(64, 'e')},
                     {"load_suspect.sql", OutputClass::kScript, 0, 300, std::string(64, 'f')}};
  return context;
}

// Escape sequences, a forged line, a direction mark, bytes that are not UTF-8, and wide characters.
inline std::string HostileName() {
  return "\x1b]0;owned\x07\x1b[2J\r\nAll tables are whole.\xe2\x80\xae\xff\xfe\xc2\x9b"
         "31m\xe6\xbc\xa2\xe5\xad\x97\x7f\\";
}

inline RunFindings HostileRun() {
  TablespaceFindings file = HurtFile();
  file.path = "/data/" + HostileName() + std::string(300, 'x') + HostileName();
  file.notes = {HostileName()};
  TableFindings& table = file.tables[0];
  table.table.db = HostileName();
  table.table.name = HostileName() + std::string(200, 'y');
  table.table.columns[0].name = HostileName();
  table.fit.worst_column = 0;
  table.schema_source = HostileName();
  table.findings[0].note = HostileName();
  table.lost[0].from = HostileName() + std::string(500, 'z');
  table.lost[0].why = HostileName();
  TablespaceFindings refused = UnreadFile();
  refused.refused = HostileName();
  refused.path = HostileName();
  for (int i = 0; i < 200; ++i) refused.path += "\xe6\xbc\xa2";
  return {.tablespaces = {file, refused},
          .missing_tables = {{.db = HostileName(), .name = HostileName(), .known_by = HostileName()}}};
}

}  // namespace innosalvage
