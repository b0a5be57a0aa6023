#include "tools/find_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "parser/checksum.h"

namespace innosalvage {

namespace {

constexpr std::uint64_t kMagic = 0x31474f4c444e4946ULL;  // "FINDLOG1"
constexpr std::size_t kMaxIdentity = 65536;

struct FrameHeader {
  std::uint64_t magic = kMagic;
  std::uint64_t segment = 0;
  std::uint64_t bytes = 0;
  std::uint64_t finds = 0;
  std::uint64_t bad = 0;
  std::array<std::byte, 32> sha256{};
  PrefixSha256::State prefix{};
  std::array<char, 64> image_sha256{};  // zeros: none
  std::uint32_t has_image_sha256 = 0;
  std::uint32_t crc = 0;  // of the frame, with this field zero
};
static_assert(sizeof(FrameHeader) == 5 * 8 + 32 + 32 + 64 + 8);

std::uint64_t FrameSize(const FrameHeader& header) {
  return sizeof(FrameHeader) + header.finds * sizeof(CarveFind) + header.bad * sizeof(ByteRange);
}

std::uint32_t FrameCrc(FrameHeader header, Bytes finds, Bytes bad) {
  header.crc = 0;
  std::uint32_t state = Crc32cUpdate(0xffffffffU, std::as_bytes(std::span(&header, 1)));
  state = Crc32cUpdate(state, finds);
  return ~Crc32cUpdate(state, bad);
}

std::string ErrnoText(int number) { return std::generic_category().message(number); }

bool ReadFully(int fd, std::uint64_t offset, std::span<std::byte> buffer) {
  while (!buffer.empty()) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    buffer = buffer.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool WriteFully(int fd, std::uint64_t offset, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return true;
}

// A header that can be that of a frame: no claim in a torn log sizes an allocation.
bool IsFrame(const FrameHeader& header) {
  return header.magic == kMagic && header.bytes <= kCarveSegment && header.finds <= kCarveSegment / kCarveStep &&
         header.bad <= kCarveSegment / kCarveStep;
}

struct Frame {
  FrameHeader header;
  CarveSegment segment;
};

std::optional<Frame> ReadFrame(int fd, std::uint64_t offset) {
  Frame frame;
  if (!ReadFully(fd, offset, std::as_writable_bytes(std::span(&frame.header, 1))) || !IsFrame(frame.header)) {
    return std::nullopt;
  }
  frame.segment.finds.resize(frame.header.finds);
  frame.segment.bad.resize(frame.header.bad);
  offset += sizeof(FrameHeader);
  const auto finds = std::as_writable_bytes(std::span(frame.segment.finds));
  const auto bad = std::as_writable_bytes(std::span(frame.segment.bad));
  if (!ReadFully(fd, offset, finds) || !ReadFully(fd, offset + finds.size(), bad)) return std::nullopt;
  if (FrameCrc(frame.header, finds, bad) != frame.header.crc) return std::nullopt;
  frame.segment.number = frame.header.segment;
  frame.segment.bytes = frame.header.bytes;
  frame.segment.sha256 = frame.header.sha256;
  frame.segment.prefix = frame.header.prefix;
  if (frame.header.has_image_sha256 != 0) {
    frame.segment.image_sha256.assign(frame.header.image_sha256.begin(), frame.header.image_sha256.end());
  }
  return frame;
}

}  // namespace

FindLog::~FindLog() { ::close(fd_); }

Result<std::unique_ptr<FindLog>> FindLog::Open(const std::string& path, const std::string& identity, Mode mode) {
  const int flags = mode == Mode::kRead ? O_RDONLY : mode == Mode::kNew ? O_RDWR | O_CREAT | O_EXCL : O_RDWR | O_CREAT;
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);  // a FIFO is not waited for
  if (fd < 0) return Fail(path, "the log of finds cannot be opened: " + ErrnoText(errno));
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
  std::unique_ptr<FindLog> log(new FindLog(fd, path));
  if (auto loaded = log->Load(identity, mode); !loaded) return tl::unexpected(loaded.error());
  return log;
}

Result<void> FindLog::Load(const std::string& identity, Mode mode) {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return Fail(path_, "cannot be examined: " + ErrnoText(errno));
  if (!S_ISREG(status.st_mode)) return Fail(path_, "is no log of finds: it is no file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  std::string line(std::min<std::uint64_t>(size, kMaxIdentity), '\0');
  if (!ReadFully(fd_, 0, std::as_writable_bytes(std::span(line)))) return Fail(path_, "cannot be read");
  const std::size_t line_end = line.find('\n');
  if (line_end == std::string::npos) {
    // Nothing yet, or killed while the first line was written.
    if (mode == Mode::kRead) return Fail(path_, "is no log of finds");
    identity_ = identity;
    if (::ftruncate(fd_, 0) != 0 || !WriteFully(fd_, 0, AsBytes(identity + "\n"))) {
      return Fail(path_, "cannot be written: " + ErrnoText(errno));
    }
    end_ = identity.size() + 1;
    return {};
  }
  identity_ = line.substr(0, line_end);
  if (mode != Mode::kRead && identity_ != identity) {
    return Fail(path_,
                "is of another image, or of other options; a run is resumed with those it began with: " + identity_);
  }
  end_ = line_end + 1;
  while (end_ + sizeof(FrameHeader) <= size) {
    const auto frame = ReadFrame(fd_, end_);
    if (!frame) break;
    places_[frame->header.segment] = {end_};
    end_ += FrameSize(frame->header);
  }
  if (mode != Mode::kRead && end_ < size && ::ftruncate(fd_, static_cast<off_t>(end_)) != 0) {
    return Fail(path_, "cannot be cut back to its last whole frame: " + ErrnoText(errno));
  }
  return {};
}

std::vector<std::uint64_t> FindLog::segments() const {
  std::vector<std::uint64_t> numbers;
  for (const auto& [segment, place] : places_) numbers.push_back(segment);
  return numbers;
}

Result<void> FindLog::Append(const CarveSegment& segment) {
  FrameHeader header;
  header.segment = segment.number;
  header.bytes = segment.bytes;
  header.finds = segment.finds.size();
  header.bad = segment.bad.size();
  header.sha256 = segment.sha256;
  header.prefix = segment.prefix;
  if (segment.image_sha256.size() == header.image_sha256.size()) {
    std::ranges::copy(segment.image_sha256, header.image_sha256.begin());
    header.has_image_sha256 = 1;
  }
  const Bytes finds = std::as_bytes(std::span(segment.finds));
  const Bytes bad = std::as_bytes(std::span(segment.bad));
  header.crc = FrameCrc(header, finds, bad);
  std::vector<std::byte> frame;
  frame.reserve(FrameSize(header));
  for (const Bytes part : {std::as_bytes(std::span(&header, 1)), finds, bad}) {
    frame.insert(frame.end(), part.begin(), part.end());
  }
  if (!WriteFully(fd_, end_, frame)) return Fail(path_, "cannot be written: " + ErrnoText(errno));
  places_[segment.number] = {end_};
  end_ += frame.size();
  return {};
}

Result<void> FindLog::Sync() {
  if (::fdatasync(fd_) != 0) return Fail(path_, "cannot be brought to disk: " + ErrnoText(errno));
  return {};
}

Result<CarveSegment> FindLog::Read(std::uint64_t segment) const {
  const auto place = places_.find(segment);
  if (place == places_.end()) return Fail(path_, "lacks a segment of the image");
  auto frame = ReadFrame(fd_, place->second.offset);
  if (!frame) return Fail(path_, "was changed while it was read");
  return std::move(frame->segment);
}

}  // namespace innosalvage
