// A drive with bad sectors, or one that takes its time: preloaded, it lets pread fail with EIO where FAIL_RANGES says so,
// and hold a read until it is told to go on.
//
// Shape     FAIL_FILE: end of the path of the file it is about. FAIL_RANGES: "offset:size,offset:size". As a drive does,
//           a read that begins before a bad sector gives what stands before it; one that begins on it fails.
//           HOLD_FILE: end of the path of another. A read of it from byte HOLD_FROM on makes the file HOLD_REACHED, and
//           waits until that is removed; the reads behind it do not.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

bool IsTheFile(int fd, const char* variable) {
  const char* wanted = std::getenv(variable);
  if (wanted == nullptr) return false;
  std::string path(4096, '\0');
  const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
  if (size < 0) return false;
  path.resize(static_cast<std::size_t>(size));
  return path.ends_with(wanted);
}

// Bytes that can be read from `offset` on; -1: none, for a bad sector stands there.
ssize_t Readable(off64_t offset, std::size_t size) {
  const char* text = std::getenv("FAIL_RANGES");
  auto readable = static_cast<off64_t>(size);
  while (text != nullptr && *text != '\0') {
    char* end = nullptr;
    const off64_t from = std::strtoll(text, &end, 0);
    const off64_t length = *end == ':' ? std::strtoll(end + 1, &end, 0) : 0;
    if (offset >= from && offset < from + length) return -1;
    if (offset < from) readable = std::min(readable, from - offset);
    text = *end == ',' ? end + 1 : nullptr;
  }
  return static_cast<ssize_t>(readable);
}

void Hold(int fd, off64_t offset) {
  static std::atomic<bool> held = false;
  const char* from = std::getenv("HOLD_FROM");
  const char* reached = std::getenv("HOLD_REACHED");
  if (from == nullptr || reached == nullptr || offset < std::strtoll(from, nullptr, 0)) return;
  if (!IsTheFile(fd, "HOLD_FILE") || held.exchange(true)) return;
  const int made = ::open(reached, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (made < 0) return;
  ::close(made);
  constexpr useconds_t kOften = 2000;
  while (::access(reached, F_OK) == 0) ::usleep(kOften);
}

ssize_t Read(int fd, void* buffer, std::size_t size, off64_t offset) {
  using Pread = ssize_t (*)(int, void*, std::size_t, off64_t);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
  static const auto kReal = reinterpret_cast<Pread>(::dlsym(RTLD_NEXT, "pread64"));
  Hold(fd, offset);
  if (IsTheFile(fd, "FAIL_FILE")) {
    const ssize_t readable = Readable(offset, size);
    if (readable < 0) {
      errno = EIO;
      return -1;
    }
    size = static_cast<std::size_t>(readable);
  }
  return kReal(fd, buffer, size, offset);
}

}  // namespace

extern "C" {
ssize_t pread(int fd, void* buffer, size_t size, off_t offset) { return Read(fd, buffer, size, offset); }
ssize_t pread64(int fd, void* buffer, size_t size, off64_t offset) { return Read(fd, buffer, size, offset); }
ssize_t __pread_chk(int fd, void* buffer, size_t size, off_t offset, size_t) { return Read(fd, buffer, size, offset); }
ssize_t __pread64_chk(int fd, void* buffer, size_t size, off64_t offset, size_t) {
  return Read(fd, buffer, size, offset);
}
}
