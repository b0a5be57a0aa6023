// What `salvage` was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "exporters/load_script.h"
#include "exporters/report_context.h"
#include "exporters/table_exporter.h"
#include "tools/common_options.h"

namespace innosalvage {

struct SalvageCommand {
  CommonOptions common;
  std::string out;
  OutputFormat format = OutputFormat::kSql;
  bool sqlite = false;  // salvage.sqlite beside the SQL
  Compression compression = Compression::kNone;
  EvidencePolicy evidence = EvidencePolicy::kWhereUntrusted;
  DeletedRows deleted = DeletedRows::kDrop;
  std::uint64_t split_size = 0;  // bytes of rows a file; 0: all in one
  bool trust_schema = false;
  bool resume = false;
  CaseNotes notes;
  std::string log_json;
  std::optional<LoadBody> load_body;  // nullopt: by the size of the rows
};

}  // namespace innosalvage
