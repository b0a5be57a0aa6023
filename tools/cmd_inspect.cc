#include "tools/cmd_inspect.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "exporters/page_explainer.h"
#include "exporters/tablespace_overview.h"
#include "parser/page_type.h"
#include "salvage/dictionary.h"
#include "salvage/index_layout.h"
#include "salvage/page_store.h"
#include "salvage/sdi_reader.h"
#include "salvage/zip_image.h"
#include "tools/display_text.h"
#include "tools/limit_option.h"
#include "tools/schema_sources.h"

namespace innosalvage {

void AddInspect(CLI::App& app, InspectOptions& options) {
  CommonOptions& common = options.common;
  app.add_option("FILE", common.paths, "A tablespace file")->required()->expected(1);
  app.add_option("--page", options.page, "Explain this page; without it, the file in short");
  app.add_option("--schema", common.schema_files, "SQL file with CREATE TABLE statements, or a .frm file (repeatable)");
  app.add_option("--schema-dir", common.schema_folders, "Folder with .frm or .sql files, at any depth (repeatable)");
  app.add_option("--page-size", common.page_size, "Page size in bytes, instead of detecting it")
      ->check(CLI::IsMember({4096, 8192, 16384, 32768, 65536}));
  app.add_option("--checksum", common.checksum,
                 "Checksum family, instead of detecting it: classic (crc32, innodb, none) or full_crc32")
      ->check(CLI::IsMember({"classic", "crc32", "innodb", "none", "full_crc32"}));
  AddKeyringOptions(app, common);
  AddLimitOption(app, common.limits);
}

namespace {

ExitCode InspectPage(const ByteSource& source, const TablespaceFindings& findings, std::uint32_t page_no,
                     const std::string& path, std::ostream& out, std::ostream& err) {
  const Inventory& inventory = findings.inventory;
  const PageEntry* entry = inventory.Find(page_no);
  if (entry == nullptr) {
    err << Printable(path) << ": has no page " << page_no << "; it has " << inventory.entries.size()
        << " pages, numbered from 0\n";
    return ExitCode::kNothingUsable;
  }
  const PageStore store(source, inventory);
  const TablespaceFormat& format = inventory.detected.format;
  std::vector<std::byte> buffer(format.page_size);
  const std::size_t size = store.ReadPart(*entry, buffer);
  std::vector<std::byte> zip;
  if (format.zip && size == format.page_size) {
    zip.resize(format.physical_size);
    zip.resize(store.ReadStored(*entry, zip));
    if (!IsZipIndexPage(zip, format.page_size)) zip.clear();  // not deflated: KEY_BLOCK_SIZE is the page size
  }
  std::optional<IndexLayout> layout;
  if (const auto header = FixedAt<PAGE_DATA>(Bytes(buffer).first(size), 0); header && entry->type == FIL_PAGE_INDEX) {
    const bool compact = DecodeIndexHeader(*header).compact;
    layout =
        LayoutOfIndex(store, findings, entry->index_id, compact ? RecordFormat::kCompact : RecordFormat::kRedundant);
  }
  ExplainInput input{.page = Bytes(buffer).first(size),
                     .zip = zip,
                     .page_no = page_no,
                     .file_offset = entry->offset,
                     .format = format,
                     .space_id = inventory.detected.space_id,
                     .pages_in_file = static_cast<std::uint32_t>(
                         std::max<std::size_t>(inventory.entries.size(), inventory.page_limit())),
                     .entry = entry,
                     .index = {}};
  if (layout) input.index = {.table = layout->table, .layout = &layout->layout, .name = layout->name};
  ExplainPage(input, out);
  return IsHurt(entry->verdict) ? ExitCode::kSalvaged : ExitCode::kClean;
}

}  // namespace

ExitCode RunInspect(const InspectOptions& options, std::ostream& out, std::ostream& err) {
  auto schemas = ReadSchemaSources(options.common, options.common.paths, err);
  if (!schemas) {
    err << Printable(schemas.error().Message()) << '\n';
    return ExitCode::kUsage;
  }
  const std::string path = options.common.paths.empty() ? std::string() : options.common.paths.front();
  const auto source = OpenFile(path);
  if (!source) {
    err << Printable(source.error().Message()) << '\n';
    return ExitCode::kNothingUsable;
  }
  SalvageOptions salvage = ToSalvageOptions(options.common);
  salvage.catalog = &schemas->catalog;
  salvage.hash = false;
  TablespaceFindings findings = ScanTablespace(**source, path, salvage);
  if (!findings.recognised) {
    err << Printable(path) << ": " << Printable(findings.refused) << '\n';
    return ExitCode::kNothingUsable;
  }
  ReadDictionary(**source, findings, schemas->catalog);
  FindTables(**source, findings, salvage);
  if (options.page) return InspectPage(**source, findings, *options.page, path, out, err);
  const SdiRead sdi = ReadSdi(PageStore(**source, findings.inventory));
  WriteTablespaceOverview(findings, sdi, out);
  return findings.clean() ? ExitCode::kClean : ExitCode::kSalvaged;
}

}  // namespace innosalvage
