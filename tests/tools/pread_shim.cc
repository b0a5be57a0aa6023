// A drive with bad sectors: preloaded, it lets pread fail with EIO where FAIL_RANGES says so.
//
// Shape     FAIL_FILE: end of the path of the file it is about. FAIL_RANGES: "offset:size,offset:size". As a drive
//           does, a read that begins before a bad sector gives what stands before it; one that begins on it fails.
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

bool IsTheFile(int fd) {
  const char* wanted = std::getenv("FAIL_FILE");
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

ssize_t Read(int fd, void* buffer, std::size_t size, off64_t offset) {
  using Pread = ssize_t (*)(int, void*, std::size_t, off64_t);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
  static const auto kReal = reinterpret_cast<Pread>(::dlsym(RTLD_NEXT, "pread64"));
  if (IsTheFile(fd)) {
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
