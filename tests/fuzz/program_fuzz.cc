// Fuzz target: the whole program on a data directory of any files: triage, schema, salvage and carve, as their command
// lines run them.
//
// Shape     the first byte says which commands and formats; then files, each
//             1 byte length of its name, the name (folders with /), 4 bytes length (little-endian), the bytes
//           Names as hostile as the file system takes them. schema.sql and map become options.
// Promises  an exit code of the contract, sums that hold, inputs as they were, nothing written outside of OUT.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/page_mutator.h"
#include "tools/cmd_carve.h"
#include "tools/cmd_salvage.h"
#include "tools/cmd_schema.h"
#include "tools/cmd_triage.h"

namespace innosalvage {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::string bytes;
};

std::vector<File> Unpack(std::string_view packed) {
  std::vector<File> files;
  while (packed.size() >= 5 && files.size() < 16) {
    const std::size_t name_size = static_cast<unsigned char>(packed[0]);
    packed.remove_prefix(1);
    File file{.name = std::string(packed.substr(0, name_size)), .bytes = {}};
    packed.remove_prefix(std::min(name_size, packed.size()));
    std::size_t size = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, packed.size()); ++i)
      size |= std::size_t{static_cast<unsigned char>(packed[i])} << (8 * i);
    packed.remove_prefix(std::min<std::size_t>(4, packed.size()));
    file.bytes = packed.substr(0, size);
    packed.remove_prefix(std::min(size, packed.size()));
    files.push_back(std::move(file));
  }
  return files;
}

std::string Pack(char how, const std::vector<File>& files) {
  std::string packed(1, how);
  for (const File& file : files) {
    packed += static_cast<char>(file.name.size());
    packed += file.name;
    for (unsigned i = 0; i < 4; ++i) packed += static_cast<char>(file.bytes.size() >> (8 * i));
    packed += file.bytes;
  }
  return packed;
}

// The name as a path below a folder; empty: there is none.
fs::path SafePath(const std::string& name) {
  fs::path path;
  std::istringstream parts(name);
  int depth = 0;
  for (std::string part; std::getline(parts, part, '/') && depth < 3;) {
    part = part.substr(0, part.find('\0')).substr(0, 100);
    if (part.empty() || part == "." || part == "..") continue;
    path /= part;
    ++depth;
  }
  return path;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "promise broken: " << what << '\n';
  std::abort();
}

class DataDirectory {
 public:
  explicit DataDirectory(std::vector<File> files) {
    root_ = fs::temp_directory_path() / ("innosalvage-fuzz-" + std::to_string(::getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "data");
    for (File& file : files) {
      const fs::path path = root_ / "data" / SafePath(file.name);
      std::error_code failed;
      fs::create_directories(path.parent_path(), failed);
      if (failed || fs::exists(path, failed) || failed) continue;  // a file where a folder was, or a long name
      std::ofstream(path, std::ios::binary) << file.bytes;
      if (fs::is_regular_file(path, failed)) written_[path] = std::move(file.bytes);
    }
  }
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;
  ~DataDirectory() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  fs::path data() const { return root_ / "data"; }
  fs::path Out(const std::string& name) const { return root_ / name; }
  bool Has(const std::string& name) const { return written_.contains(data() / name); }
  const std::map<fs::path, std::string>& files() const { return written_; }

  void RequireUnchanged() const {
    std::size_t met = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
      if (!entry.is_regular_file()) continue;
      ++met;
      const auto file = written_.find(entry.path());
      Require(file != written_.end(), "a file beside the inputs");
      Require(ReadAll(entry.path()) == file->second, "an input was changed");
    }
    Require(met == written_.size(), "an input is gone");
    for (const auto& entry : fs::directory_iterator(root_)) {
      const std::string name = entry.path().filename();
      Require(name == "data" || name == "out" || name == "carved", "something outside of OUT: " + name);
    }
  }

 private:
  fs::path root_;
  std::map<fs::path, std::string> written_;
};

void RequireContract(ExitCode code, const std::string& command, const std::string& said) {
  const int number = static_cast<int>(code);
  Require(number >= 0 && number <= 3, command + " ended with " + std::to_string(number) + ": " + said);
}

CommonOptions OptionsFor(const DataDirectory& directory) {
  CommonOptions common;
  common.paths = {directory.data()};
  common.threads = 1;
  common.progress = ProgressMode::kNever;
  if (directory.Has("schema.sql")) common.schema_files = {directory.data() / "schema.sql"};
  if (directory.Has("map")) common.rescue_map = directory.data() / "map";
  return common;
}

void RunCommands(unsigned how, const DataDirectory& directory) {
  const CommonOptions common = OptionsFor(directory);
  std::ostringstream out;
  std::ostringstream err;
  if ((how & 0x10U) != 0)
    RequireContract(RunTriage({.common = common, .json = "-", .html = {}}, out, err), "triage", err.str());
  if ((how & 0x20U) != 0) RequireContract(RunSchema({.common = common}, out, err), "schema", err.str());
  SalvageCommand salvage;
  salvage.common = common;
  salvage.out = directory.Out("out");
  constexpr std::array<OutputFormat, 4> kFormats = {OutputFormat::kSql, OutputFormat::kCsv, OutputFormat::kTsv,
                                                    OutputFormat::kJsonl};
  salvage.format = kFormats.at(how & 3U);
  salvage.sqlite = (how & 7U) == 4U;
  if ((how & 8U) != 0) salvage.deleted = DeletedRows::kWrite;
  const ExitCode code = RunSalvage(salvage, out, err);
  RequireContract(code, "salvage", err.str());
  if (code == ExitCode::kClean || code == ExitCode::kSalvaged) {
    const std::string report = ReadAll(directory.Out("out") / "report.json");
    Require(report.find("\"sums_checked\": []") != std::string::npos, "sums do not add up");
  }
  if ((how & 0x40U) != 0 && !directory.files().empty()) {
    const auto largest = std::ranges::max_element(directory.files(), {}, [](const auto& f) { return f.second.size(); });
    CarveCommand carve;
    carve.image = {largest->first};
    carve.out = directory.Out("carved");
    carve.threads = 1;
    carve.progress = ProgressMode::kNever;
    RequireContract(RunCarve(carve, out, err), "carve", err.str());
  }
  directory.RequireUnchanged();
}

std::size_t MutateFiles(std::span<std::uint8_t> data, std::size_t size, unsigned seed) {
  const std::string all(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size));
  std::vector<File> files = Unpack(std::string_view(all).substr(std::min<std::size_t>(1, all.size())));
  if (files.empty()) return LLVMFuzzerMutate(data.data(), size, data.size());
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(random()) % std::max<std::size_t>(limit, 1);
  };
  char how = all[0];
  const std::size_t at = below(files.size());
  File& file = files[at];
  const std::size_t kind = below(20);
  if (kind == 0) {
    how = static_cast<char>(random());
  } else if (kind == 1 && files.size() > 1) {
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(at));
  } else if (kind == 2) {
    std::swap(file.bytes, files[below(files.size())].bytes);
  } else if (kind == 3) {
    file.name.resize(200);
    file.name.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(file.name.data()), file.name.size() % 64, 200));
  } else if (kind < 8 || file.bytes.size() < 4096) {
    const std::size_t room = file.bytes.size() + 64;
    file.bytes.resize(room);
    file.bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(file.bytes.data()), room - 64, room));
  } else {
    MutatePages(reinterpret_cast<std::uint8_t*>(file.bytes.data()), file.bytes.size(), file.bytes.size(),
                static_cast<unsigned>(random()) | 1U);
  }
  const std::string packed = Pack(how, files);
  if (packed.size() > data.size()) return size;
  std::ranges::copy(packed, data.begin());
  return packed.size();
}

}  // namespace
}  // namespace innosalvage

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  return innosalvage::MutateFiles({data, max_size}, size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  if (size == 0) return 0;
  const std::string all(data, data + size);
  const DataDirectory directory(Unpack(std::string_view(all).substr(1)));
  RunCommands(data[0], directory);
  return 0;
}
