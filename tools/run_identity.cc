#include "tools/run_identity.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

namespace innosalvage {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string RunIdentity(const ReportContext& context, const std::vector<std::string>& paths) {
  Json line;
  line["run"] = "innosalvage salvage";
  line["version"] = context.tool_version;
  Json options = Json::array();
  for (const ReportedOption& option : context.options) options.push_back({option.name, option.value});
  line["options"] = std::move(options);
  line["case"] = {context.case_notes.case_number, context.case_notes.examiner};
  line["notes"] = context.case_notes.notes;
  Json inputs = Json::array();
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uint64_t size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    inputs.push_back({path, error ? 0 : size});
  }
  line["inputs"] = std::move(inputs);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Outputs are made through no link anyway (exporters/output_folder.h). Here it costs no hours until it is told.
Result<void> RefuseLinksToFolders(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code status;
    if (!entry->is_symlink(status) || entry->is_regular_file(status)) continue;
    return Fail(entry->path().string(), "is a link, which no run made: take it away, or name a new folder with -o");
  }
  return {};
}

Result<void> CheckResumable(const fs::path& out, const std::string& identity) {
  std::error_code error;
  if (!fs::exists(out, error)) return {};
  if (!fs::is_directory(out, error)) return Fail(out.string(), "exists and is not a folder; name a new one with -o");
  std::ifstream file;
  if (fs::is_regular_file(out / kRunFile, error)) file.open(out / kRunFile, std::ios::binary);
  if (!file.is_open()) {
    // Killed before its first file was there. Nothing else is taken away: the folder may be anybody's.
    std::vector<fs::path> others;
    std::vector<fs::path> begun;
    for (fs::directory_iterator entry(out, error), end; !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      const bool own = name.starts_with("." + std::string(kRunFile)) && name.ends_with(".tmp");
      (own ? begun : others).push_back(entry->path());
    }
    if (!error && others.empty()) {
      for (const fs::path& path : begun) fs::remove(path, error);
      return {};
    }
    return Fail(out.string(), "holds no run of salvage to go on with: name a new folder with -o");
  }
  const std::string found{std::istreambuf_iterator<char>(file), {}};
  if (found != identity) {
    return Fail(out.string(),
                "holds a run with other inputs, options or another version; to go on, give what it was "
                "given: " +
                    found);
  }
  return RefuseLinksToFolders(out);
}

void RemoveUnfinished(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> unfinished;
  for (fs::recursive_directory_iterator entry(folder, error), end; entry != end; entry.increment(error)) {
    if (error) break;
    const std::string name = entry->path().filename().string();
    const bool temporary = name.starts_with(".") && name.ends_with(".tmp");
    if (entry->is_regular_file(error) && (temporary || name.ends_with(".part"))) unfinished.push_back(entry->path());
  }
  for (const fs::path& path : unfinished) fs::remove(path, error);
}

}  // namespace innosalvage
