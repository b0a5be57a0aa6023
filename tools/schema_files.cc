#include "tools/schema_files.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "parser/ddl_parser.h"
#include "tools/display_text.h"

namespace innosalvage {

Result<SchemaCatalog> ReadSchemaFiles(const std::vector<std::string>& paths, std::ostream& err) {
  SchemaCatalog catalog;
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Fail(path, "schema file cannot be read: " + std::generic_category().message(errno));
    if (std::filesystem::is_directory(path)) return Fail(path, "is a folder; --schema takes SQL files");
    DdlScript script = ParseDdl(in, DdlOptions{});
    if (in.bad()) return Fail(path, "schema file cannot be read to its end: " + std::generic_category().message(errno));
    for (const DdlProblem& problem : script.problems) {
      err << fmt::format("{}:{}: not understood, passed over: {}\n", Printable(path), problem.line,
                         Printable(problem.what));
    }
    for (const DdlProblem& remark : script.remarks) {
      err << fmt::format("{}:{}: {}\n", Printable(path), remark.line, Printable(remark.what));
    }
    const std::string name = std::filesystem::path(path).filename().string();
    for (DdlTable& table : script.tables) {
      catalog.Add(std::move(table.table), fmt::format("{} line {}", name, table.line));
    }
  }
  if (!paths.empty() && catalog.empty()) {
    return Fail(paths.front(), "no CREATE TABLE statement was found in the schema files given");
  }
  return catalog;
}

}  // namespace innosalvage
