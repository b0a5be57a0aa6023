#include "tools/packed_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <boost/iostreams/filter/bzip2.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace innosalvage {

namespace {

enum class Packing : std::uint8_t { kNone, kGzip, kBzip2, kXz, kZstd };

Packing PackingOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(6, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  using namespace std::string_view_literals;
  if (head.starts_with("\x1f\x8b\x08"sv)) return Packing::kGzip;
  if (head.starts_with("BZh"sv) && head.size() > 3 && head[3] >= '1' && head[3] <= '9') return Packing::kBzip2;
  if (head.starts_with("\xfd"
                       "7zXZ\0"sv))
    return Packing::kXz;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return Packing::kZstd;
  return Packing::kNone;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

std::uint64_t FreeIn(const std::string& folder) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0) return 0;
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace

bool IsCompressed(const std::string& path) { return PackingOf(path) != Packing::kNone; }

Result<Unpacked> Unpack(const std::string& path, const std::string& folder) {
  namespace io = boost::iostreams;
  constexpr std::uint64_t kBombSize = std::uint64_t{1} << 30U;
  constexpr std::uint64_t kBombRatio = 1000;
  constexpr std::uint64_t kRoomLeft = std::uint64_t{1} << 30U;
  const auto packed = OpenFile(path);
  if (!packed) return tl::unexpected(packed.error());
  const std::uint64_t packed_size = (*packed)->size();
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0) return Fail(folder, "cannot take what is unpacked: " + std::generic_category().message(errno));
  struct Closer {
    int fd;
    ~Closer() { ::close(fd); }
  } const closer{fd};
  Unpacked unpacked;
  try {
    std::ifstream file(path, std::ios::binary);
    io::filtering_streambuf<io::input> in;
    switch (PackingOf(path)) {
      case Packing::kGzip: in.push(io::gzip_decompressor()); break;
      case Packing::kBzip2: in.push(io::bzip2_decompressor()); break;
      case Packing::kXz: in.push(io::lzma_decompressor()); break;
      case Packing::kZstd: in.push(io::zstd_decompressor()); break;
      case Packing::kNone: return Fail(path, "is not compressed");
    }
    in.push(file);
    std::vector<char> buffer(std::size_t{1} << 20U);
    std::uint64_t size = 0;
    while (true) {
      const std::streamsize got = in.sgetn(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      if (got <= 0) break;
      size += static_cast<std::uint64_t>(got);
      if (size > kBombSize && size / kBombRatio > packed_size) {
        return Fail(
            path,
            fmt::format("grows to more than {} times its size when it is unpacked; if it is meant so, unpack it first",
                        kBombRatio));
      }
      if ((size >> 26U) != ((size - static_cast<std::uint64_t>(got)) >> 26U) && FreeIn(folder) < kRoomLeft) {
        return Fail(folder, "has no room for what " + path + " holds; unpack it where there is");
      }
      if (!WriteAll(fd, {buffer.data(), static_cast<std::size_t>(got)})) {
        return Fail(folder, "cannot take what is unpacked: " + std::generic_category().message(errno));
      }
    }
  } catch (const std::exception& error) {
    unpacked.broke_off = std::string("its compressed stream breaks off: ") + error.what();
  }
  auto bytes = OpenFile(fmt::format("/proc/self/fd/{}", fd));
  if (!bytes) return tl::unexpected(bytes.error());
  if ((*bytes)->size() == 0) return Fail(path, unpacked.broke_off.empty() ? "holds nothing" : unpacked.broke_off);
  unpacked.bytes = *std::move(bytes);
  return unpacked;
}

}  // namespace innosalvage
