#include "tools/page_copy_files.h"

#include <algorithm>
#include <filesystem>

#include "tools/display_text.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

enum class CopyFile : std::uint8_t { kNone, kTablespace, kSystem, kDoublewrite };

CopyFile KindOf(const fs::path& path) {
  const std::string name = path.filename().string();
  const std::string extension = path.extension().string();
  if (extension == ".dblwr") return CopyFile::kDoublewrite;
  if (name.starts_with("ibdata")) return CopyFile::kSystem;
  const bool tablespace = extension == ".ibd" || extension == ".ibu" || name.starts_with("undo");
  return tablespace ? CopyFile::kTablespace : CopyFile::kNone;
}

// The file itself, or what is below the folder, by path.
std::vector<fs::path> FilesOf(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    std::error_code status;
    if (entry->is_regular_file(status)) files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

class Collector {
 public:
  Collector(const CommonOptions& options, std::ostream& err) : err_(err) {
    const SalvageOptions salvage = ToSalvageOptions(options);
    scan_ = ScanOptions{.format = salvage.format, .threads = salvage.threads, .hash = false, .progress = {}};
    for (const std::string& path : options.paths) {
      for (const fs::path& file : FilesOf(path)) AddFromInput(file);
    }
    for (const std::string& path : options.also) AddAlso(path);
  }

  PageCopies Take() { return std::move(copies_); }

 private:
  // What an input folder holds of copies comes unasked, so that nothing is said of files without any.
  void AddFromInput(const fs::path& file) {
    const CopyFile kind = KindOf(file);
    if (kind == CopyFile::kSystem) copies_.AddDoublewriteArea(file.string(), scan_.format);
    if (kind == CopyFile::kDoublewrite) copies_.AddDoublewriteFile(file.string(), scan_.format.page_size);
  }

  void AddAlso(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error)) return Tell({"does not exist or cannot be reached", path});
    const bool folder = fs::is_directory(path, error);
    std::size_t found = 0;
    for (const fs::path& file : FilesOf(path)) {
      const CopyFile kind = KindOf(file);
      if (folder && kind == CopyFile::kNone) continue;
      if (kind == CopyFile::kDoublewrite) {
        found += Count(copies_.AddDoublewriteFile(file.string(), scan_.format.page_size));
        continue;
      }
      if (kind == CopyFile::kSystem) found += Count(copies_.AddDoublewriteArea(file.string(), scan_.format));
      found += Count(copies_.AddImage(file.string(), scan_));
    }
    if (found == 0) Tell({"holds no page that verifies: no copies from there", path});
  }

  std::size_t Count(const Result<std::size_t>& added) {
    if (added) return *added;
    Tell(added.error());
    return 0;
  }

  void Tell(const Error& error) { err_ << "--also: " << Printable(error.Message()) << '\n'; }

  std::ostream& err_;
  ScanOptions scan_;
  PageCopies copies_;
};

}  // namespace

PageCopies CollectPageCopies(const CommonOptions& options, std::ostream& err) { return Collector(options, err).Take(); }

}  // namespace innosalvage
