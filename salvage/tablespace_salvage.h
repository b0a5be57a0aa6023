// Tablespace salvage: one file from bytes to rows. Scans it, finds the tables in it and their schemas, proves that
// these fit, and reads every table.
//
// Fails     never: what went wrong is in the findings.
#pragma once

#include <memory>

#include "salvage/findings.h"
#include "salvage/schema_catalog.h"

namespace innosalvage {

// Makes the consumer of a table's rows; nullptr: the table is not wanted, and only counted as such.
using ConsumerFactory = std::function<std::unique_ptr<RowConsumer>(const TableFindings&)>;
// Called with the findings of a table once its rows were handed over, before its consumer is destroyed.
using TableDone = std::function<void(TableFindings&, RowConsumer&)>;

// Opens an input by the name that the findings know it by.
using SourceOpener = std::function<Result<std::unique_ptr<ByteSource>>(const std::string& name)>;

struct SalvageOptions {
  FormatOptions format;
  unsigned threads = 1;
  bool hash = true;
  bool deleted = false;  // rows: also those that pages hold of deleted ones
  const SchemaCatalog* catalog = nullptr;
  bool infer = false;         // make a definition from the records where there is none that fits
  bool trust_schema = false;  // a definition given that fits to the byte is not doubted for what its values are
  SourceOpener open = OpenFile;
  const PageCopies* copies = nullptr;
  bool all = false;            // also files that are no table of a user's (file_role.h), and InnoDB's own tables
  bool server_tables = false;  // tables of the schema `mysql` as well
  std::vector<std::uint64_t> open_transactions;  // ascending: what these wrote last is not trusted
  std::vector<InputPart> parts;                  // of a tablespace of several data files: each is hashed for itself
  std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)> progress;
  std::function<void(const TablespaceFindings&)> scanned;  // pass one is done, its tables are still to be found
};

// Pass one: the inventory, and what kind of tablespace it is.
TablespaceFindings ScanTablespace(const ByteSource& source, const std::string& path, const SalvageOptions& options);

// Scans only: the inventory and the tables with their schemas, no rows. For triage and schema.
TablespaceFindings SurveyTablespace(const ByteSource& source, const std::string& path, const SalvageOptions& options);

// The second half of SurveyTablespace again, with other definitions in options.catalog: the pages are not read anew.
void FindTables(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options);

// Adds the rows to the findings of SurveyTablespace.
void SalvageRows(const ByteSource& source, TablespaceFindings& findings, const SalvageOptions& options,
                 const ConsumerFactory& make_consumer, const TableDone& done);

}  // namespace innosalvage
