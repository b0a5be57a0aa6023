// Survey: the inputs of a command scanned, their tables and schemas found, no rows read.
//
// Rules     dictionaries come first (GroupInputs), and what they and the SDI of each file say serves all files behind
//           them. A file that nothing told about is tried once more when all have been seen.
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "salvage/findings.h"
#include "salvage/sequence_state.h"
#include "tools/common_options.h"
#include "tools/exit_code.h"
#include "tools/input_groups.h"

namespace innosalvage {

struct Survey {
  RunFindings run;
  SchemaCatalog catalog;  // all definitions that were given or found
  // How the sequences among the tables count, by database and name; those whose row was found.
  std::map<std::pair<std::string, std::string>, SequenceState> sequences;
  std::vector<Error> problems;
};

enum class HashPolicy : std::uint8_t { kNo, kYes };

// Pass one over the files of a group, in the order of the group; one result a file, or one in all for a tablespace of
// several data files. Definitions found are added to `catalog`. Of a partitioned table MySQL 8 and later keep the
// definition in the first partition's file only: it serves the others as well.
std::vector<TablespaceFindings> SurveyGroup(const InputGroup& group, const SalvageOptions& options,
                                            SchemaCatalog& catalog, Progress& progress);

// Whether a file holds rows that no definition was known for.
bool LacksSchema(const TablespaceFindings& findings);

// Looks for the tables of such a file again, with all that the catalog holds by now.
void FindTablesAgain(TablespaceFindings& findings, const SalvageOptions& options, const SchemaCatalog& catalog);

// Problems are told on `err` as they come. Fails with the exit code to end with.
tl::expected<Survey, ExitCode> SurveyInputs(const CommonOptions& options, HashPolicy hash, std::ostream& err);

}  // namespace innosalvage
