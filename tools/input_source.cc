#include "tools/input_source.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "parser/ddrescue_map.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

// Maps of any other hand are not taken unasked: ddrescue's own stands beside the image, under a name of the user's.
bool IsMapOfCarve(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  for (int i = 0; i < 2 && std::getline(file, line); ++i) {
    if (line.starts_with("# written by innosalvage carve")) return true;
  }
  return false;
}

Result<std::unique_ptr<ByteSource>> OpenWithMap(const std::string& path) {
  auto source = OpenFile(path);
  const std::string map_path = path + ".map";
  std::error_code error;
  if (!source || !fs::is_regular_file(map_path, error) || !IsMapOfCarve(map_path)) return source;
  const auto map = ReadRescueMap(map_path);
  if (!map) return tl::unexpected(map.error());
  return MappedSource(*std::move(source), *map);
}

}  // namespace

Result<SourceOpener> MakeOpener(const CommonOptions& options) {
  if (options.rescue_map.empty()) return SourceOpener(OpenWithMap);
  std::error_code error;
  if (options.paths.size() != 1 || fs::is_directory(options.paths.front(), error)) {
    return Fail("--ddrescue-map", "is the map of one file or device: name that alone");
  }
  auto map = ReadRescueMap(options.rescue_map);
  if (!map) return tl::unexpected(map.error());
  // Files that were carved from it have maps of their own.
  const std::string mapped = options.paths.front();
  return SourceOpener([map = *std::move(map), mapped](const std::string& path) -> Result<std::unique_ptr<ByteSource>> {
    if (path != mapped) return OpenWithMap(path);
    auto source = OpenFile(path);
    if (!source) return source;
    return MappedSource(*std::move(source), map);
  });
}

}  // namespace innosalvage
