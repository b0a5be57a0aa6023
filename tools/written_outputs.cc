#include "tools/written_outputs.h"

#include <fmt/format.h>

#include <system_error>

#include "exporters/file_name.h"

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

// tables/DB.TABLE#2~0002.sql.gz with another name in the place of DB.TABLE#2.
std::string Renamed(const std::string& path, const std::string& from, const std::string& to) {
  const std::size_t at = path.rfind('/') + 1;
  return path.substr(0, at) + to + path.substr(at + from.size());
}

}  // namespace

std::string OutputNames::Take(WrittenKind kind, const std::string& db, const std::string& table) {
  std::string name = table;
  for (int i = 2; !taken_.insert({kind, db, name}).second; ++i) name = fmt::format("{}#{}", table, i);
  return name;
}

Result<void> SettleNames(const OutputFolder& out, const std::vector<WrittenOutput*>& outputs) {
  struct Move {
    std::string aside;
    std::string to;
  };
  std::vector<Move> moves;
  const auto rename = [&](const std::string& from, const std::string& to) -> Result<void> {
    std::error_code error;
    if (auto made = out.Make(fs::path(from).parent_path()); !made) return made;
    fs::rename(out.path() / from, out.path() / to, error);
    if (error)
      return Fail((out.path() / from).string(), fmt::format("cannot be renamed to {}: {}", to, error.message()));
    return {};
  };
  OutputNames names;
  for (WrittenOutput* output : outputs) {
    const std::string name = names.Take(output->kind, output->db, output->table);
    if (name == output->name) continue;
    const std::string from = SafeTableFileName(output->db, output->name);
    const std::string to = SafeTableFileName(output->db, name);
    output->name = name;
    for (std::size_t i = 0; i < output->files.size(); ++i) {
      std::string& path = output->files[i].path;
      // Two may change places: none is renamed over another. The ending is that of what an interrupted run leaves.
      const std::string folder = path.substr(0, path.rfind('/') + 1);
      const Move& move =
          moves.emplace_back(Move{fmt::format("{}.renamed-{}.tmp", folder, moves.size()), Renamed(path, from, to)});
      if (auto moved = rename(path, move.aside); !moved) return moved;
      path = move.to;
      if (i < output->rows.size()) output->rows[i].path = path;
    }
  }
  for (const Move& move : moves) {
    if (auto moved = rename(move.aside, move.to); !moved) return moved;
  }
  return {};
}

}  // namespace innosalvage
