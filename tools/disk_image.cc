#include "tools/disk_image.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <set>

#include "tools/sleuth_kit.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

// Behind the first success of LoadSleuthKit alone.
const SleuthKit& Kit() { return **LoadSleuthKit(); }

struct CloseImage {
  void operator()(TSK_IMG_INFO* image) const { Kit().img_close(image); }
};
using TskImage = std::unique_ptr<TSK_IMG_INFO, CloseImage>;

std::string LastTskError() {
  const char* text = Kit().error_get();
  return text == nullptr ? "The Sleuth Kit does not say why" : text;
}

class ContainerSource final : public ByteSource {
 public:
  explicit ContainerSource(TskImage image) : image_(std::move(image)) {}
  std::uint64_t size() const override { return static_cast<std::uint64_t>(image_->size); }

  ReadOutcome ReadAt(std::uint64_t offset, std::span<std::byte> buffer) const override {
    ReadOutcome outcome;
    if (offset >= size()) return outcome;
    outcome.size = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size() - offset));
    buffer = buffer.first(outcome.size);
    if (Read(offset, buffer)) return outcome;
    for (std::size_t done = 0; done < buffer.size();) {
      const std::size_t to_boundary = kSector - static_cast<std::size_t>((offset + done) % kSector);
      const auto sector = buffer.subspan(done, std::min(to_boundary, buffer.size() - done));
      if (!Read(offset + done, sector)) {
        std::ranges::fill(sector, std::byte{0});
        if (!outcome.bad.empty() && outcome.bad.back().end() == offset + done) {
          outcome.bad.back().size += sector.size();
        } else {
          outcome.bad.push_back({offset + done, sector.size()});
        }
      }
      done += sector.size();
    }
    return outcome;
  }

 private:
  bool Read(std::uint64_t offset, std::span<std::byte> buffer) const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): std::byte and char may alias anything
    char* to = reinterpret_cast<char*>(buffer.data());
    const std::lock_guard lock(mutex_);  // libewf and libvmdk have one position a handle
    const ssize_t got = Kit().img_read(image_.get(), static_cast<TSK_OFF_T>(offset), to, buffer.size());
    return got >= 0 && static_cast<std::size_t>(got) == buffer.size();
  }

  TskImage image_;
  mutable std::mutex mutex_;
};

// Our image as The Sleuth Kit's: its metadata is read through the same bytes, bad sectors and maps included.
struct OurImage {
  TSK_IMG_INFO head{};  // first: The Sleuth Kit hands this back
  const ByteSource* source = nullptr;
};

ssize_t ReadOurs(TSK_IMG_INFO* image, TSK_OFF_T offset, char* buffer, size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the head of an OurImage
  const ByteSource* source = reinterpret_cast<OurImage*>(image)->source;
  const auto bytes = std::as_writable_bytes(std::span(buffer, size));
  const ReadOutcome read = source->ReadAt(static_cast<std::uint64_t>(offset), bytes);
  // Zeros in place of what cannot be read would pass for empty metadata.
  return read.bad.empty() ? static_cast<ssize_t>(read.size) : -1;
}
void CloseOurs(TSK_IMG_INFO* /*image*/) {}
void DescribeOurs(TSK_IMG_INFO* /*image*/, FILE* /*out*/) {}

struct CloseFs {
  void operator()(TSK_FS_INFO* fs) const { Kit().fs_close(fs); }
};
struct CloseVolumes {
  void operator()(TSK_VS_INFO* volumes) const { Kit().vs_close(volumes); }
};

using Wanted = std::function<bool(const std::string&, std::uint64_t, Bytes)>;

struct Walk {
  const Wanted& wanted;
  std::string prefix;
  std::uint64_t fs_offset = 0;
  FilesInImage& found;
  std::set<std::pair<std::uint64_t, std::string>> seen;  // inode and path: orphans may be listed twice
};

struct Blocks {
  std::uint64_t fs_offset = 0;
  std::uint64_t block_size = 0;
  FileInImage* file = nullptr;
};

TSK_WALK_RET_ENUM TakeBlock(TSK_FS_FILE* /*file*/, TSK_OFF_T offset, TSK_DADDR_T address, char* data, size_t size,
                            TSK_FS_BLOCK_FLAG_ENUM flags, void* context) {
  auto& blocks = *static_cast<Blocks*>(context);
  const auto at = static_cast<std::uint64_t>(offset);
  if ((flags & TSK_FS_BLOCK_FLAG_RES) != 0) {
    const Bytes bytes = data == nullptr ? Bytes{} : std::as_bytes(std::span(data, size));
    blocks.file->resident.resize(std::max<std::size_t>(blocks.file->resident.size(), at));
    blocks.file->resident.insert(blocks.file->resident.end(), bytes.begin(), bytes.end());
    return TSK_WALK_CONT;
  }
  if ((flags & TSK_FS_BLOCK_FLAG_RAW) == 0 || address == 0) return TSK_WALK_CONT;  // a hole
  const std::uint64_t place = blocks.fs_offset + address * blocks.block_size;
  auto& extents = blocks.file->extents;
  if (!extents.empty() && extents.back().file_end() == at &&
      extents.back().image_offset + extents.back().size == place) {
    extents.back().size += size;
  } else {
    extents.push_back({at, place, size});
  }
  return TSK_WALK_CONT;
}

TSK_WALK_RET_ENUM TakeFile(TSK_FS_FILE* file, const char* folder, void* context) {
  auto& walk = *static_cast<Walk*>(context);
  if (file->name == nullptr || file->name->name == nullptr || file->meta == nullptr) return TSK_WALK_CONT;
  if (file->meta->type != TSK_FS_META_TYPE_REG || file->meta->size <= 0) return TSK_WALK_CONT;
  FileInImage found;
  found.path = walk.prefix + "/" + folder + file->name->name;
  found.size = static_cast<std::uint64_t>(file->meta->size);
  found.inode = file->meta->addr;
  found.deleted =
      (file->name->flags & TSK_FS_NAME_FLAG_UNALLOC) != 0 || (file->meta->flags & TSK_FS_META_FLAG_UNALLOC) != 0;
  if (!walk.seen.insert({file->meta->addr, found.path}).second) return TSK_WALK_CONT;
  std::array<char, 4096> head{};
  const ssize_t got = Kit().fs_file_read(file, 0, head.data(), head.size(), TSK_FS_FILE_READ_FLAG_NONE);
  const auto bytes = std::as_bytes(std::span(head)).first(got > 0 ? static_cast<std::size_t>(got) : 0);
  if (!walk.wanted(found.path, found.size, bytes)) return TSK_WALK_CONT;
  if ((file->meta->flags & TSK_FS_META_FLAG_COMP) != 0) {
    walk.found.notes.push_back(found.path +
                               ": is compressed by its file system, which is not read; carve finds none of its pages");
    return TSK_WALK_CONT;
  }
  Blocks blocks{walk.fs_offset, file->fs_info->block_size, &found};
  const auto flags =
      static_cast<TSK_FS_FILE_WALK_FLAG_ENUM>(TSK_FS_FILE_WALK_FLAG_AONLY | TSK_FS_FILE_WALK_FLAG_NOSPARSE);
  if (Kit().fs_file_walk(file, flags, TakeBlock, &blocks) != 0) {
    // Resident data comes only with its content.
    found.extents.clear();
    if (Kit().fs_file_walk(file, TSK_FS_FILE_WALK_FLAG_NONE, TakeBlock, &blocks) != 0 && found.extents.empty()) {
      walk.found.notes.push_back(found.path + ": its blocks cannot be followed: " + LastTskError());
      Kit().error_reset();
      return TSK_WALK_CONT;
    }
  }
  for (Extent& extent : found.extents)
    extent.size = std::min(extent.size, found.size - std::min(found.size, extent.file_offset));
  std::erase_if(found.extents, [](const Extent& extent) { return extent.size == 0; });
  std::ranges::sort(found.extents, {}, &Extent::file_offset);
  if (found.extents.empty() && found.resident.empty()) return TSK_WALK_CONT;
  walk.found.files.push_back(std::move(found));
  return TSK_WALK_CONT;
}

bool WalkFileSystem(TSK_IMG_INFO& image, std::uint64_t offset, const std::string& prefix, const Wanted& wanted,
                    FilesInImage& found) {
  const std::unique_ptr<TSK_FS_INFO, CloseFs> fs(
      Kit().fs_open_img(&image, static_cast<TSK_OFF_T>(offset), TSK_FS_TYPE_DETECT));
  if (!fs) {
    Kit().error_reset();
    return false;
  }
  found.file_systems.push_back(fmt::format("{} at {}", Kit().fs_type_toname(fs->ftype), offset));
  Walk walk{wanted, prefix, offset, found, {}};
  const auto flags = static_cast<TSK_FS_DIR_WALK_FLAG_ENUM>(TSK_FS_DIR_WALK_FLAG_RECURSE | TSK_FS_DIR_WALK_FLAG_ALLOC |
                                                            TSK_FS_DIR_WALK_FLAG_UNALLOC);
  if (Kit().fs_dir_walk(fs.get(), fs->root_inum, flags, TakeFile, &walk) != 0) {
    found.notes.push_back(
        fmt::format("{}: its folders cannot all be read: {}", found.file_systems.back(), LastTskError()));
    Kit().error_reset();
  }
  return true;
}

bool StartsWith(const ByteSource& source, std::uint64_t offset, std::string_view magic) {
  std::array<std::byte, 64> head{};
  const auto part = std::span(head).first(magic.size());
  return source.ReadAt(offset, part).size == magic.size() && AsText(part) == magic;
}

// disk.001, disk.E01 is no such; disk.aa: the first of several pieces.
bool IsFirstPiece(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string::npos) return false;
  const std::string extension = path.substr(dot + 1);
  if (extension != "000" && extension != "001" && extension != "00" && extension != "01" && extension != "aa" &&
      extension != "aaa") {
    return false;
  }
  std::string next = path;
  next.back() = static_cast<char>(next.back() + 1);
  struct stat status {};
  return ::stat(next.c_str(), &status) == 0;
}

}  // namespace

bool IsContainer(const std::string& path) {
  if (IsFirstPiece(path)) return true;
  const auto file = OpenFile(path);
  if (!file) return false;
  using namespace std::string_view_literals;
  for (const std::string_view magic : {"EVF\x09\x0d\x0a\xff\x00"sv, "LVF\x09\x0d\x0a\xff\x00"sv, "AFF10\x0d\x0a\x00"sv,
                                       "KDMV"sv, "# Disk DescriptorFile"sv, "conectix"sv}) {
    if (StartsWith(**file, 0, magic)) return true;
  }
  const std::uint64_t size = (*file)->size();
  return size >= kSector && StartsWith(**file, size - kSector, "conectix");  // VHD of fixed size
}

Result<std::unique_ptr<ByteSource>> OpenImage(const std::string& path) {
  if (!IsContainer(path)) return OpenFile(path);
  if (const auto kit = LoadSleuthKit(); !kit) return Fail(path, kit.error().what);
  TskImage image(Kit().img_open_utf8_sing(path.c_str(), TSK_IMG_TYPE_DETECT, 0));
  if (!image) {
    const std::string why = LastTskError();
    Kit().error_reset();
    return Fail(path, "the image cannot be opened: " + why);
  }
  return std::unique_ptr<ByteSource>(std::make_unique<ContainerSource>(std::move(image)));
}

FilesInImage FindFiles(const std::shared_ptr<const ByteSource>& image, const Wanted& wanted) {
  FilesInImage found;
  if (const auto kit = LoadSleuthKit(); !kit) {
    found.notes.push_back(kit.error().what);
    return found;
  }
  OurImage ours;
  ours.source = image.get();
  if (Kit().img_open_external(&ours.head, static_cast<TSK_OFF_T>(image->size()), kSector, ReadOurs, CloseOurs,
                              DescribeOurs) == nullptr) {
    found.notes.push_back("The Sleuth Kit does not take the image: " + LastTskError());
    Kit().error_reset();
    return found;
  }
  const std::unique_ptr<TSK_VS_INFO, CloseVolumes> volumes(Kit().vs_open(&ours.head, 0, TSK_VS_TYPE_DETECT));
  if (!volumes) Kit().error_reset();
  unsigned partitions = 0;
  for (const TSK_VS_PART_INFO* part = volumes ? volumes->part_list : nullptr; part != nullptr; part = part->next) {
    if ((part->flags & TSK_VS_PART_FLAG_ALLOC) == 0) continue;
    ++partitions;
    const std::uint64_t offset = part->start * volumes->block_size;
    if (!WalkFileSystem(ours.head, offset, fmt::format("/partition{}", partitions), wanted, found)) {
      found.notes.push_back(fmt::format("partition {} ({}) at {}: no file system that is read", partitions,
                                        part->desc == nullptr ? "?" : part->desc, offset));
    }
  }
  if (found.file_systems.empty() && !WalkFileSystem(ours.head, 0, "", wanted, found) && partitions == 0) {
    found.notes.push_back("no partition table and no file system that is read");
  }
  std::ranges::sort(found.files, {}, &FileInImage::path);
  return found;
}

}  // namespace innosalvage
