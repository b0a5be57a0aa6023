#include "tools/report_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "exporters/output_file.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

Result<void> WriteAll(int fd, const std::string& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return Fail(path, "cannot be written: " + std::generic_category().message(put < 0 ? errno : ENOSPC));
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> WriteInto(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) return Fail(path, "cannot be opened: " + std::generic_category().message(errno));
  auto written = WriteAll(fd, path, text);
  if (::close(fd) != 0 && written) return Fail(path, "cannot be written: " + std::generic_category().message(errno));
  return written;
}

}  // namespace

Result<void> WriteReportFile(const std::string& path, std::string_view text) {
  struct stat target {};
  const bool exists = ::stat(path.c_str(), &target) == 0;
  if (exists && !S_ISREG(target.st_mode) && !S_ISDIR(target.st_mode)) return WriteInto(path, text);
  // --json /dev/stdout > FILE: what was printed before is in FILE, and more may follow.
  for (const int standard : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat file {};
    if (!exists || ::fstat(standard, &file) != 0) continue;
    if (file.st_dev == target.st_dev && file.st_ino == target.st_ino) return WriteAll(standard, path, text);
  }
  std::error_code error;
  const fs::path resolved = exists ? fs::canonical(path, error) : fs::path(path);
  auto file = OutputFile::Create(error ? fs::path(path) : resolved, Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  (*file)->Append(text);
  if (const auto committed = (*file)->Commit(); !committed) return tl::unexpected(committed.error());
  return {};
}

}  // namespace innosalvage
