// Written outputs: the files that a run of `salvage` has written for tables, and the names they end with.
//
// Rules     two files may hold a table of one name (a copy beside the original): the first one in the order of the
//           inputs has the name, the others `NAME#2`, `NAME#3`. While groups of inputs run beside each other that
//           order is not known yet, so a name is taken first come, first served, and settled when all are done. That
//           renames files only where a slow group was overtaken by another one with a table of the same name.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "exporters/output_folder.h"
#include "exporters/report_context.h"
#include "exporters/table_exporter.h"
#include "parser/error.h"

namespace innosalvage {

enum class WrittenKind : std::uint8_t { kTable, kLostAndFound };

struct WrittenOutput {
  WrittenKind kind = WrittenKind::kTable;
  std::string db;
  std::string table;         // as the definition names it
  std::string name;          // as the files do: with #2 where it is the second of its name
  std::string foreign_keys;  // ALTER TABLE; empty: none
  bool sequence = false;
  std::vector<ExportedFile> rows;  // of a table, what of `files` holds rows for the load scripts, in the same order
  std::vector<ReportedOutput> files;
  bool second() const { return name != table; }
};

// Names that are taken already.
class OutputNames {
 public:
  std::string Take(WrittenKind kind, const std::string& db, const std::string& table);

 private:
  std::set<std::tuple<WrittenKind, std::string, std::string>> taken_;
};

// Gives each output the name that is its own in this order, on disk as well. Fails where a file cannot be renamed.
Result<void> SettleNames(const OutputFolder& out, const std::vector<WrittenOutput*>& outputs);

}  // namespace innosalvage
