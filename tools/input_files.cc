#include "tools/input_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

bool IsTablespaceName(const fs::path& path) {
  const std::string name = path.filename().string();
  const std::string extension = path.extension().string();
  return extension == ".ibd" || extension == ".ibu" || name.starts_with("ibdata") || name.starts_with("undo_") ||
         (name.starts_with("undo") && name.size() == 7);
}

// `links`: the .isl files met.
void Search(const fs::path& folder, InputFiles& result, std::vector<std::string>& links) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  if (error) {
    result.problems.push_back({"folder cannot be read: " + error.message(), folder.string()});
    return;
  }
  std::vector<std::string> found;
  for (const fs::recursive_directory_iterator end; entry != end;) {
    std::error_code status;
    // What carve set aside: older images of pages and files, not to be read as tables beside the newest.
    if (entry->is_directory(status) && entry->path().filename() == "versions" &&
        fs::exists(entry->path().parent_path() / "carve.json", status)) {
      entry.disable_recursion_pending();
    }
    if (entry->is_regular_file(status) && IsTablespaceName(entry->path())) found.push_back(entry->path().string());
    if (entry->path().extension() == ".isl" && entry->is_regular_file(status)) links.push_back(entry->path().string());
    entry.increment(error);
    if (error) {
      result.problems.push_back({"a folder below it cannot be read: " + error.message(), folder.string()});
      break;
    }
  }
  std::ranges::sort(found);
  result.paths.insert(result.paths.end(), found.begin(), found.end());
}

// DATA DIRECTORY (MySQL up to 5.7, MariaDB): t.isl stands where t.ibd would, and holds its path. It is not followed:
// that place is another machine's, or a running server's.
void NameMissingTargets(std::vector<std::string> links, InputFiles& result) {
  constexpr std::size_t kMaxShown = 1024;
  std::ranges::sort(links);
  // By folder and name: the folder is the database's, wherever it was laid.
  const auto table_of = [](const fs::path& file) {
    return std::pair(file.parent_path().filename().string(), file.stem().string());
  };
  std::set<std::pair<std::string, std::string>> tables;
  if (!links.empty()) std::ranges::transform(result.paths, std::inserter(tables, tables.end()), table_of);
  for (const std::string& link : links) {
    const fs::path path(link);
    if (tables.contains(table_of(path))) continue;
    std::string target(kMaxShown, '\0');
    std::ifstream in(path);
    in.read(target.data(), static_cast<std::streamsize>(target.size()));
    target.resize(static_cast<std::size_t>(in.gcount()));
    target = target.substr(0, target.find_first_of("\r\n"));
    result.problems.push_back({"its tablespace is in another place (DATA DIRECTORY), " + target +
                                   ", and not among the inputs: name that file as well",
                               link});
  }
}

}  // namespace

InputFiles FindInputFiles(const std::vector<std::string>& paths) {
  InputFiles result;
  std::vector<std::string> links;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      result.problems.push_back(
          {"does not exist or cannot be reached: " + (error ? error.message() : "no such file"), path});
    } else if (fs::is_directory(status)) {
      const std::size_t before = result.paths.size();
      Search(path, result, links);
      if (result.paths.size() == before && (result.problems.empty() || result.problems.back().where != path)) {
        result.problems.push_back({"holds no tablespace (*.ibd, ibdata*, undo_*)", path});
      }
    } else {
      result.paths.push_back(path);
    }
  }
  // A file named twice, or named and found, is one input.
  std::set<std::string> met;
  std::erase_if(result.paths, [&](const std::string& path) { return !met.insert(path).second; });
  NameMissingTargets(std::move(links), result);
  return result;
}

}  // namespace innosalvage
