#include "parser/byte_source.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

std::string SystemMessage(int error) { return std::generic_category().message(error); }

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  ~FileSource() override { ::close(fd_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::uint64_t size() const override { return size_; }

  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ReadOutcome outcome;
    if (offset >= size_) return outcome;
    outcome.size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_ - offset));
    buffer = buffer.first(outcome.size);
    bool at_end = false;
    std::size_t done = ReadPlain(offset, buffer, at_end);
    // A read error costs the sectors it hit and nothing else: go on sector by sector until reading works again.
    while (done < buffer.size()) {
      const std::uint64_t at = offset + done;
      if (at_end) {
        // The file shrank while we read: all behind is gone, and asking sector by sector would take forever.
        std::ranges::fill(buffer.subspan(done), std::byte{0});
        AddBad(outcome.bad, {at, buffer.size() - done});
        break;
      }
      const std::size_t to_boundary = kSector - static_cast<std::size_t>(at % kSector);
      const auto sector = buffer.subspan(done, std::min(to_boundary, buffer.size() - done));
      const std::size_t got = ReadPlain(at, sector, at_end);
      if (at_end) continue;
      if (got < sector.size()) {
        std::ranges::fill(sector, std::byte{0});
        AddBad(outcome.bad, {at, sector.size()});
        done += sector.size();
      } else {
        done += got;
        done += ReadPlain(offset + done, buffer.subspan(done), at_end);
      }
    }
    return outcome;
  }

 private:
  std::size_t ReadPlain(std::uint64_t offset, std::span<std::byte> buffer, bool& at_end) const {
    std::size_t done = 0;
    while (done < buffer.size()) {
      const auto rest = buffer.subspan(done);
      const ssize_t got = ::pread(fd_, rest.data(), rest.size(), static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      at_end = got == 0;
      if (got <= 0) break;  // an error, or a file that shrank while we read: both are bytes we do not have
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  static void AddBad(std::vector<ByteRange>& bad, ByteRange range) {
    if (!bad.empty() && bad.back().end() == range.offset) {
      bad.back().size += range.size;
    } else {
      bad.push_back(range);
    }
  }

  int fd_;
  std::uint64_t size_;
};

class BytesInMemory final : public ByteSource {
 public:
  explicit BytesInMemory(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    if (offset >= bytes_.size()) return {};
    const auto from = Bytes(bytes_).subspan(static_cast<std::size_t>(offset));
    const std::size_t size = std::min(buffer.size(), from.size());
    std::ranges::copy(from.first(size), buffer.begin());
    return {.size = size, .bad = {}};
  }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenFile(const std::string& path) {
  // Before it is opened: a FIFO would wait for a writer, and a tape rewind.
  struct stat before {};
  if (::stat(path.c_str(), &before) == 0 && !S_ISREG(before.st_mode) && !S_ISBLK(before.st_mode)) {
    return Fail(path, "is neither a file nor a block device; name one of these, or copy what it gives to a file");
  }
  // O_NOATIME keeps evidence untouched, and is refused to all but the owner and root.
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOATIME);
  if (fd < 0 && errno == EPERM) fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Fail(path, "cannot be opened for reading: " + SystemMessage(errno));
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    const int error = errno;
    ::close(fd);
    return Fail(path, "cannot be examined: " + SystemMessage(error));
  }
  std::uint64_t size = 0;
  if (S_ISREG(status.st_mode)) {
    size = static_cast<std::uint64_t>(status.st_size);
  } else if (S_ISBLK(status.st_mode)) {
    if (::ioctl(fd, BLKGETSIZE64, &size) != 0) {
      const int error = errno;
      ::close(fd);
      return Fail(path, "the size of the device cannot be had: " + SystemMessage(error));
    }
  } else {
    ::close(fd);
    return Fail(path, "is neither a file nor a block device");
  }
  return std::unique_ptr<ByteSource>(new FileSource(fd, size));  // NOLINT(cppcoreguidelines-owning-memory)
}

std::unique_ptr<ByteSource> MemorySource(std::vector<std::byte> bytes) {
  return std::make_unique<BytesInMemory>(std::move(bytes));
}

}  // namespace innosalvage
