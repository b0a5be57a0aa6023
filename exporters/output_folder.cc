#include "exporters/output_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

constexpr int kFolder = O_PATH | O_DIRECTORY | O_CLOEXEC;

std::string ErrnoText(int number) { return std::system_category().message(number); }

}  // namespace

class OutputFolder::Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int number() const { return number_; }

 private:
  int number_;
};

OutputFolder::OutputFolder(fs::path path, std::shared_ptr<const Descriptor> folder)
    : path_(std::move(path)), folder_(std::move(folder)) {}

Result<OutputFolder> OutputFolder::Open(fs::path path) {
  auto folder = std::make_shared<const Descriptor>(open(path.c_str(), kFolder));
  if (folder->number() < 0) return Fail(path.string(), "cannot be opened as a folder: " + ErrnoText(errno));
  return OutputFolder(std::move(path), std::move(folder));
}

Result<void> OutputFolder::Check() const {
  struct stat now {};
  struct stat ours {};
  if (stat(path_.c_str(), &now) != 0) {
    return Fail(path_.string(),
                "is gone: it was removed or renamed while it was written to (" + ErrnoText(errno) + "); run it again");
  }
  if (fstat(folder_->number(), &ours) != 0) return Fail(path_.string(), "cannot be examined: " + ErrnoText(errno));
  if (now.st_dev == ours.st_dev && now.st_ino == ours.st_ino) return {};
  return Fail(path_.string(),
              "was removed or renamed while it was written to, and something else is in its place; run it again");
}

Result<OutputFolder::Descriptor> OutputFolder::OpenBelow(const fs::path& subfolder, Missing missing) const {
  if (auto same = Check(); !same) return tl::unexpected(same.error());
  Descriptor at(openat(folder_->number(), ".", kFolder));
  if (at.number() < 0) return Fail(path_.string(), "cannot be opened as a folder: " + ErrnoText(errno));
  fs::path path = path_;
  for (const fs::path& part : subfolder) {
    path /= part;
    constexpr mode_t kAsUmaskSays = 0777;
    if (missing == Missing::kMake && mkdirat(at.number(), part.c_str(), kAsUmaskSays) != 0 && errno != EEXIST) {
      return Fail(path.string(), "cannot be made: " + ErrnoText(errno));
    }
    Descriptor next(openat(at.number(), part.c_str(), kFolder | O_NOFOLLOW));
    if (next.number() < 0 && (errno == ENOTDIR || errno == ELOOP)) {
      return Fail(path.string(),
                  "is a link or no folder, and nothing is written through it: take it away, or name a new folder with "
                  "-o");
    }
    if (next.number() < 0) return Fail(path.string(), "cannot be opened as a folder: " + ErrnoText(errno));
    at = std::move(next);
  }
  return at;
}

Result<void> OutputFolder::Make(const fs::path& subfolder) const {
  const auto made = OpenBelow(subfolder, Missing::kMake);
  if (!made) return tl::unexpected(made.error());
  return {};
}

Result<std::unique_ptr<OutputFile>> OutputFolder::Create(const fs::path& name, Compression compression,
                                                         HashThread* hashing) const {
  const auto folder = OpenBelow(name.parent_path(), Missing::kMake);
  if (!folder) return tl::unexpected(folder.error());
  return OutputFile::CreateIn(folder->number(), path_ / name, compression, hashing);
}

Result<void> OutputFolder::CheckFile(const fs::path& name, std::uint64_t bytes) const {
  const auto folder = OpenBelow(name.parent_path(), Missing::kFail);
  if (!folder) return tl::unexpected(folder.error());
  struct stat file {};
  const std::string path = (path_ / name).string();
  if (fstatat(folder->number(), name.filename().c_str(), &file, AT_SYMLINK_NOFOLLOW) != 0) {
    return Fail(path, "was written, and is gone: " + ErrnoText(errno));
  }
  if (!S_ISREG(file.st_mode) || static_cast<std::uint64_t>(file.st_size) != bytes) {
    return Fail(path, "was written, and is not what was written any more");
  }
  return {};
}

}  // namespace innosalvage
