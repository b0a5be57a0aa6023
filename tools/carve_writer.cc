#include "tools/carve_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "exporters/json_text.h"
#include "exporters/output_file.h"
#include "parser/fsp_header.h"
#include "parser/limits.h"
#include "parser/page_type.h"
#include "salvage/sha256.h"

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

std::string JsonString(std::string_view text) {
  std::string quoted;
  AppendJsonString(text, quoted);
  return quoted;
}

std::string ErrnoText(int number) { return std::generic_category().message(number); }

}  // namespace

// A file written in ascending order, holes left out, hashed on the way.
struct CarveWriter::Output {
  std::string name;  // below the folder
  fs::path final_path;
  fs::path temporary;
  int fd = -1;
  std::uint64_t end = 0;
  Sha256 hash;

  ~Output() {
    if (fd < 0) return;
    ::close(fd);
    ::unlink(temporary.c_str());
  }

  static Result<std::unique_ptr<Output>> Create(const OutputFolder& folder, const std::string& name) {
    if (auto made = folder.Make(fs::path(name).parent_path()); !made) return tl::unexpected(made.error());
    auto output = std::make_unique<Output>();
    output->name = name;
    output->final_path = folder.path() / name;
    output->temporary = output->final_path.string() + ".part";
    ::unlink(output->temporary.c_str());  // of a run that was killed
    output->fd = ::open(output->temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (output->fd < 0) return Fail(output->temporary.string(), "cannot be written: " + ErrnoText(errno));
    return output;
  }

  void HashHole(std::uint64_t size) {
    static const std::vector<std::byte> kZeros(1U << 20U);
    while (size > 0) {
      const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(size, kZeros.size()));
      hash.Update(Bytes(kZeros).first(part));
      size -= part;
    }
  }

  Result<void> Put(std::uint64_t offset, Bytes bytes) {
    HashHole(offset - end);
    hash.Update(bytes);
    end = offset + bytes.size();
    while (!bytes.empty()) {
      const ssize_t put = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return Fail(final_path.string(), "cannot be written: " + ErrnoText(errno));
      bytes = bytes.subspan(static_cast<std::size_t>(put));
      offset += static_cast<std::uint64_t>(put);
    }
    return {};
  }

  Result<CarvedFile> Commit(std::uint64_t size) {
    if (size > end) HashHole(size - end);
    end = std::max(end, size);
    if (::ftruncate(fd, static_cast<off_t>(end)) != 0 || ::fsync(fd) != 0) {
      return Fail(final_path.string(), "cannot be brought to disk: " + ErrnoText(errno));
    }
    ::close(fd);
    fd = -1;
    if (::rename(temporary.c_str(), final_path.c_str()) != 0) {
      return Fail(final_path.string(), "cannot get its name: " + ErrnoText(errno));
    }
    return CarvedFile{name, end, hash.Finish()};
  }
};

CarveWriter::CarveWriter(const ByteSource& image, OutputFolder folder, std::string name, std::uint32_t page_size,
                         std::function<void(std::string_view)> lines)
    : image_(image),
      folder_(std::move(folder)),
      name_(std::move(name)),
      page_size_(page_size),
      lines_(std::move(lines)),
      buffer_(page_size) {
  auto output = Output::Create(folder_, name_);
  if (output) {
    pages_ = *std::move(output);
  } else {
    error_ = output.error();
  }
}

CarveWriter::~CarveWriter() = default;

void CarveWriter::Page(const CarvedPage& page) {
  if (error_) return;
  PutPage(page);
  const std::string others = KeepAll(page.others, {page.image.content});
  if (!error_) Line(page, others);
}

void CarveWriter::LeftOut(std::span<const CarveFind> images) {
  if (error_ || images.empty()) return;
  const std::string others = KeepAll(images, {});
  lines_(fmt::format(R"({{"file":{},"page":{},"how":"left_out","versions":[{}]}})", JsonString(name_),
                     images.front().page_no, others) +
         "\n");
}

// Images of the same bytes are told, and kept once.
std::string CarveWriter::KeepAll(std::span<const CarveFind> others, std::vector<std::uint32_t> kept) {
  std::string text;
  for (const CarveFind& other : others) {
    std::string item = fmt::format(R"({}{{"offset":{},"lsn":{},"proof":"{}")", text.empty() ? "" : ",", other.offset,
                                   other.lsn, Name(other.proof));
    if (std::ranges::find(kept, other.content) == kept.end()) {
      kept.push_back(other.content);
      item += Keep(other);
    } else {
      item += R"(,"same_bytes":true)";
    }
    text += item + "}";
    if (error_) break;
  }
  return text;
}

// Unreadable ranges are given in terms of the file, where the page begins at `at`. Images with holes are verified.
std::vector<ByteRange> CarveWriter::ReadImage(const CarveFind& image, std::uint64_t at, std::span<std::byte> page) {
  disk_.resize(std::min(image.length, page_size_));
  std::vector<ByteRange> bad = image_.ReadAt(image.offset, disk_).bad;
  for (ByteRange& range : bad) range.offset = range.offset - image.offset + at;
  UnpackPage(disk_, image.holes, page);
  return bad;
}

void CarveWriter::PutPage(const CarvedPage& page) {
  const std::uint64_t at = std::uint64_t{page.page_no} * page_size_;
  const std::vector<ByteRange> bad = ReadImage(page.image, at, buffer_);
  if (page.tail.size > 0) image_.ReadAt(page.tail.offset, std::span(buffer_).subspan(page.image.length));
  if (page.how != CarvedHow::kZero) {
    if (auto put = pages_->Put(at, buffer_); !put) error_ = put.error();
  }
  const std::uint64_t from = map_.blocks.empty() ? 0 : map_.blocks.back().range.end();
  map_.Add({from, at - from}, RescueStatus::kNotTried);
  std::uint64_t done = at;
  // A checksum that holds proves the bytes, also those that came back as an error: they were zero.
  if (page.how != CarvedHow::kVerified && page.how != CarvedHow::kJoined) {
    if (!bad.empty()) KeepPlace({page.page_no, {page.image.offset, page.image.length}});
    for (const ByteRange& range : bad) {
      map_.Add({done, range.offset - done}, RescueStatus::kFinished);
      map_.Add(range, RescueStatus::kBadSector);
      done = range.end();
    }
  }
  map_.Add({done, at + page_size_ - done}, RescueStatus::kFinished);
  ++result_.pages;
  result_.joined += page.how == CarvedHow::kJoined ? 1 : 0;
  result_.hurt += page.how == CarvedHow::kHurt || page.how == CarvedHow::kPlaced ? 1 : 0;
  result_.newest_lsn = std::max(result_.newest_lsn, page.image.lsn);
  if (page.page_no == 0 && page.how == CarvedHow::kVerified && page.image.type == FIL_PAGE_TYPE_FSP_HDR) {
    size_in_pages_ = DecodeFspHeader(Bytes(buffer_).first<XDES_ARR_OFFSET>()).size;
  }
}

std::string CarveWriter::Keep(const CarveFind& other) {
  if (!versions_) {
    auto output = Output::Create(folder_, "versions/" + name_ + ".pages");
    if (!output) {
      error_ = output.error();
      return {};
    }
    versions_ = *std::move(output);
  }
  std::vector<std::byte> bytes(page_size_);
  ReadImage(other, 0, bytes);
  const std::uint64_t at = versions_->end;
  if (auto put = versions_->Put(at, bytes); !put) error_ = put.error();
  ++result_.kept;
  return fmt::format(R"(,"kept_at":{})", at);
}

void CarveWriter::Line(const CarvedPage& page, const std::string& others) {
  std::string line = fmt::format(R"({{"file":{},"page":{},"how":"{}","offset":{},"length":{})", JsonString(name_),
                                 page.page_no, Name(page.how), page.image.offset, page.image.length);
  if (page.tail.size > 0) {
    line += fmt::format(R"(,"tail_offset":{},"tail_length":{})", page.tail.offset, page.tail.size);
  }
  std::string holes;
  for (const PageHole& hole : page.image.holes) {
    constexpr unsigned kHoleUnit = 512;
    if (hole.size == 0) continue;
    holes += fmt::format("{}[{},{}]", holes.empty() ? "" : ",", hole.at * kHoleUnit, hole.size * kHoleUnit);
  }
  if (!holes.empty()) line += R"(,"holes":[)" + holes + "]";
  if (page.how != CarvedHow::kPlaced && page.how != CarvedHow::kZero) {
    line += fmt::format(R"(,"type":"{}","lsn":{})", PageTypeName(page.image.type, Vendor::kUnknown), page.image.lsn);
    if (page.image.index_id != 0) line += fmt::format(R"(,"index":{})", page.image.index_id);
  }
  if (page.how == CarvedHow::kVerified || page.how == CarvedHow::kJoined) {
    line += fmt::format(R"(,"checksum":"{}")", Name(page.image.algorithm));
  }
  if (!others.empty()) line += R"(,"versions":[)" + others + "]";
  lines_(line + "}\n");
}

void CarveWriter::Gap(const CarvedGap& gap) {
  ++result_.gaps;
  KeepPlace(gap);
}

void CarveWriter::KeepPlace(const CarvedGap& gap) {
  if (IsWithin(Limit::kCarveList, result_.places.size() + 1)) result_.places.push_back(gap);
}

Result<CarvedTablespace> CarveWriter::Finish() {
  if (error_) return tl::unexpected(*error_);
  const std::uint64_t found_end = map_.blocks.empty() ? 0 : map_.blocks.back().range.end();
  // Page 0 counts the pages; a claim far beyond what was found makes the file no larger than eight times that.
  const std::uint64_t claimed = std::min(size_in_pages_, 8 * (found_end / page_size_) + 4096) * page_size_;
  const std::uint64_t size = std::max(found_end, claimed);
  map_.Add({found_end, size - found_end}, RescueStatus::kNotTried);
  result_.missing = size / page_size_ - result_.pages;
  auto file = pages_->Commit(size);
  if (!file) return tl::unexpected(file.error());
  result_.files.push_back(*std::move(file));
  auto map = folder_.Create(name_ + ".map", Compression::kNone);
  if (!map) return tl::unexpected(map.error());
  (*map)->Append(RescueMapText(map_, {"written by innosalvage carve: which bytes of the rebuilt file were found"}));
  const auto committed = (*map)->Commit();
  if (!committed) return tl::unexpected(committed.error());
  result_.files.push_back({name_ + ".map", committed->bytes, committed->sha256});
  if (versions_) {
    auto kept = versions_->Commit(0);
    if (!kept) return tl::unexpected(kept.error());
    result_.files.push_back(*std::move(kept));
  }
  return std::move(result_);
}

}  // namespace innosalvage
