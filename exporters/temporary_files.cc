#include "exporters/temporary_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <mutex>
#include <set>

namespace innosalvage {

namespace {

// One a process, as signals are. Never destroyed: outputs may still be under way when statics are.
struct Noted {
  std::mutex mutex;
  std::set<std::filesystem::path> paths;
};

Noted& All() {
  static Noted* const noted = new Noted;  // NOLINT(cppcoreguidelines-owning-memory): see above
  return *noted;
}

}  // namespace

int CreateTemporary(const std::filesystem::path& path, int folder) {
  const std::scoped_lock lock(All().mutex);
  const std::filesystem::path name = folder == AT_FDCWD ? path : path.filename();
  const int descriptor = openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (descriptor >= 0) All().paths.insert(path);
  return descriptor;
}

int RenameTemporary(const std::filesystem::path& path, const std::filesystem::path& final_path) {
  const std::scoped_lock lock(All().mutex);
  if (std::rename(path.c_str(), final_path.c_str()) != 0) return -1;
  All().paths.erase(path);
  return 0;
}

void RemoveTemporary(const std::filesystem::path& path) {
  const std::scoped_lock lock(All().mutex);
  unlink(path.c_str());
  All().paths.erase(path);
}

std::size_t RemoveAllTemporariesForGood() {
  All().mutex.lock();  // and never unlocked
  std::size_t removed = 0;
  for (const std::filesystem::path& path : All().paths) removed += unlink(path.c_str()) == 0 ? 1U : 0U;
  return removed;
}

}  // namespace innosalvage
