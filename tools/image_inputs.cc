#include "tools/image_inputs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "exporters/json_text.h"
#include "exporters/output_file.h"
#include "parser/fsp_header.h"
#include "salvage/carve_scan.h"
#include "tools/display_text.h"
#include "tools/image_file_kind.h"
#include "tools/packed_input.h"
#include "tools/tar_archive.h"

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

bool IsImageName(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".img" || extension == ".dd" || extension == ".raw" || extension == ".bin" || extension == ".iso";
}

// Pages of several tablespaces, at samples all over: no tablespace has that.
bool HoldsSeveralTablespaces(const ByteSource& source) {
  constexpr std::uint64_t kSamples = 256;
  constexpr std::uint64_t kStride = kMaxPageSize;
  std::set<std::pair<ChecksumFamily, std::uint32_t>> spaces;
  std::vector<std::byte> buffer(2 * kMaxPageSize);
  const std::uint64_t places = source.size() / kStride;
  const std::uint64_t samples = std::min(places, kSamples);
  for (std::uint64_t i = 0; i < samples && spaces.size() < 3; ++i) {
    const std::uint64_t offset = places * i / samples * kStride;
    const ReadOutcome read = source.ReadAt(offset, buffer);
    for (const CarveFind& find :
         ScanBytes(Bytes(buffer).first(read.size), std::min<std::size_t>(read.size, kMaxPageSize), offset, read.bad)) {
      if (find.verified()) spaces.insert({find.family, find.space_id});
    }
  }
  return spaces.size() >= 3;
}

bool IsWantedFile(const std::string& path, std::uint64_t size, Bytes head) {
  return KindOfImageFile(path, size, head) == ImageFileKind::kTablespace;
}

// The path below a folder of ours, whatever the file system calls its files.
fs::path SafePath(const std::string& path) {
  fs::path safe;
  for (const fs::path& part : fs::path(path)) {
    if (part.empty() || part == "/" || part == "." || part == "..") continue;
    safe /= part;
  }
  return safe;
}

std::string JsonLine(const std::string& image, const FileInImage& file, ImageFileKind kind, std::string_view used) {
  std::string line = R"({"image":)";
  AppendJsonString(image, line);
  line += R"(,"path":)";
  AppendJsonString(file.path, line);
  line += fmt::format(R"(,"inode":{},"size":{},"deleted":{},"kind":"{}","extents":[)", file.inode, file.size,
                      file.deleted, Name(kind));
  constexpr std::size_t kMaxTold = 1000;
  for (std::size_t i = 0; i < file.extents.size() && i < kMaxTold; ++i) {
    const Extent& extent = file.extents[i];
    line += fmt::format("{}[{},{},{}]", i == 0 ? "" : ",", extent.file_offset, extent.image_offset, extent.size);
  }
  return line + fmt::format(R"(],"used":"{}"}})", used) + "\n";
}

}  // namespace

bool IsDiskImage(const std::string& path, const SourceOpener& open) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) return false;
  if (S_ISBLK(status.st_mode)) return true;
  if (IsTablespaceName(path)) return false;
  if (IsContainer(path)) return true;
  auto opened = open(path);
  if (!opened) return false;
  std::vector<std::byte> head(kMinPageSize);
  const std::size_t got = (*opened)->ReadAt(0, head).size;
  if (IsPage0(Bytes(head).first(got))) return false;
  if (IsImageName(path)) return true;
  const std::shared_ptr<const ByteSource> source = *std::move(opened);
  bool has_files = false;
  const FilesInImage found = FindFiles(source, [&](const std::string& name, std::uint64_t size, Bytes bytes) {
    has_files = has_files || IsWantedFile(name, size, bytes);
    return false;
  });
  return has_files || !found.file_systems.empty() || HoldsSeveralTablespaces(*source);
}

void ImageInputs::Expand(InputFiles& inputs, const std::string& carve_folder, Progress& progress, std::ostream& err) {
  const std::vector<std::string> paths = std::move(inputs.paths);
  inputs.paths.clear();
  for (const std::string& path : paths) {
    if (ExpandPacked(path, inputs, carve_folder, progress, err)) continue;
    if (IsDiskImage(path, open_)) {
      auto opened = IsContainer(path) && options_.rescue_map.empty() ? OpenImage(path) : open_(path);
      if (opened) {
        ExpandImage(path, *std::move(opened), inputs, carve_folder, progress, err);
      } else {
        inputs.problems.push_back(opened.error());
      }
    } else {
      inputs.paths.push_back(path);
    }
  }
}

void ImageInputs::Add(const std::string& path, const std::shared_ptr<const ByteSource>& image, FileInImage file,
                      InputFiles& inputs) {
  const std::string name = path + ":" + file.path;
  inputs.paths.push_back(name);
  files_[name] = {path, image, std::move(file)};
}

bool ImageInputs::ExpandPacked(const std::string& path, InputFiles& inputs, const std::string& carve_folder,
                               Progress& progress, std::ostream& err) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  std::shared_ptr<const ByteSource> bytes;
  if (IsCompressed(path)) {
    std::error_code error;
    const fs::path folder =
        carve_folder.empty() ? fs::temp_directory_path(error) : fs::path(carve_folder).parent_path();
    auto unpacked = Unpack(path, folder.empty() ? "." : folder.string());
    if (!unpacked) {
      inputs.problems.push_back(unpacked.error());
      return true;
    }
    if (!unpacked->broke_off.empty())
      inputs.problems.push_back({unpacked->broke_off + "; what came before is read", path});
    bytes = unpacked->bytes;
  } else if (path.ends_with(".tar")) {
    auto opened = open_(path);
    if (!opened) return false;
    bytes = *std::move(opened);
  } else {
    return false;
  }
  const bool is_short = path.ends_with(".tgz") || path.ends_with(".tbz2") || path.ends_with(".txz");
  const std::string unpacked_name =
      IsCompressed(path) ? fs::path(path).stem().string() + (is_short ? ".tar" : "") : path;
  if (auto tar = FilesInTar(bytes, unpacked_name, IsWantedFile)) {
    for (const std::string& problem : tar->problems) inputs.problems.push_back({problem, path});
    for (const std::string& note : tar->notes) err << Printable(path + ": " + note) << '\n';
    err << Printable(fmt::format("{}: {} tablespaces in the archive", path, tar->files.size())) << '\n';
    for (FileInImage& file : tar->files) Add(path, bytes, std::move(file), inputs);
    return true;
  }
  std::vector<std::byte> head(kMinPageSize);
  const std::size_t got = bytes->ReadAt(0, head).size;
  const fs::path inside = fs::path(path).stem();
  if (IsTablespaceName(inside.string()) || IsPage0(Bytes(head).first(got))) {
    // The folder it stands in is its database, as for a file that is not packed.
    const std::string folder = fs::absolute(path).parent_path().filename().string();
    FileInImage file;
    file.path = "/" + folder + "/" + inside.string();
    file.size = bytes->size();
    file.extents = {{0, 0, bytes->size()}};
    Add(path, bytes, std::move(file), inputs);
    return true;
  }
  ExpandImage(path, bytes, inputs, carve_folder, progress, err);
  return true;
}

void ImageInputs::ExpandImage(const std::string& path, const std::shared_ptr<const ByteSource>& image,
                              InputFiles& inputs, const std::string& carve_folder, Progress& progress,
                              std::ostream& err) {
  FilesInImage found = FindFiles(image, [](const std::string& name, std::uint64_t size, Bytes head) {
    return KindOfImageFile(name, size, head) != ImageFileKind::kNone;
  });
  const auto tell = [&](const std::string& text) { err << Printable(path + ": " + text) << '\n'; };
  for (const std::string& file_system : found.file_systems) tell("file system " + file_system);
  for (const std::string& note : found.notes) tell(note);
  std::vector<ByteRange> known;
  std::vector<std::string> names;
  std::vector<FileInImage> deleted;
  std::size_t definitions = 0;
  std::string list;
  std::vector<std::byte> head(kMinPageSize);
  for (FileInImage& file : found.files) {
    const auto source = SourceOf(image, file);
    const std::size_t got = source->ReadAt(0, head).size;
    const ImageFileKind kind = KindOfImageFile(file.path, file.size, Bytes(head).first(got));
    std::string_view used = "listed";
    if (kind == ImageFileKind::kTablespace) {
      // What a deleted file's blocks hold now is for carving to judge: they may be another file's.
      used = file.deleted ? "carved" : "read in place";
    } else if (kind == ImageFileKind::kDefinition || kind == ImageFileKind::kConfiguration) {
      if (!carve_folder.empty() && Extract(*source, file, inputs)) used = "copied out";
      definitions += kind == ImageFileKind::kDefinition ? 1 : 0;
    } else if (kind == ImageFileKind::kDoublewrite && !file.deleted) {
      used = "copies of pages";
    }
    list += JsonLine(path, file, kind, used);
    if (kind == ImageFileKind::kDoublewrite && !file.deleted) AddDoublewrite(path, image, std::move(file));
    if (kind != ImageFileKind::kTablespace) continue;
    if (file.deleted) {
      deleted.push_back(std::move(file));
      continue;
    }
    for (const Extent& extent : file.extents) known.push_back({extent.image_offset, extent.size});
    names.push_back(path + ":" + file.path);
    Add(path, image, std::move(file), inputs);
  }
  lists_ += list;
  tell(fmt::format("{} tablespaces in its file systems, {} deleted ones; {} files of definitions", names.size(),
                   deleted.size(), definitions));
  images_.push_back({.path = path,
                     .size = image->size(),
                     .sha256 = {},
                     .bytes_unreadable = 0,
                     .file_systems = std::move(found.file_systems),
                     .notes = std::move(found.notes),
                     .files = names.size(),
                     .carved = {}});
  if (carve_folder.empty()) {
    if (names.empty()) {
      inputs.problems.push_back(
          {"no tablespace is left in a file system; find their pages with: innosalvage carve", path});
    }
    return;
  }
  Carve(path, image, std::move(known), names, std::move(deleted), carve_folder, inputs, progress, err);
}

// Under OUT/from_image, so that what reads definitions from folders reads these as well.
bool ImageInputs::Extract(const ByteSource& source, const FileInImage& file, InputFiles& inputs) {
  const fs::path target = fs::path(kFromImage) / fmt::format("{}", images_.size() + 1) / SafePath(file.path);
  std::vector<std::byte> bytes(static_cast<std::size_t>(file.size));
  const ReadOutcome read = source.ReadAt(0, bytes);
  // A definition with a hole would be another one.
  if (!read.bad.empty() || read.size < bytes.size()) return false;
  const auto failed = [&](const Error& error) {
    inputs.problems.push_back(error);
    output_failed_ = true;
    return false;
  };
  auto output = out_->Create(target, Compression::kNone);
  if (!output) return failed(output.error());
  (*output)->Append(AsText(bytes));
  if (const auto committed = (*output)->Commit(); !committed) return failed(committed.error());
  definitions_ = (out_->path() / kFromImage).string();
  return true;
}

std::unique_ptr<ByteSource> ImageInputs::SourceOf(const std::shared_ptr<const ByteSource>& image,
                                                  const FileInImage& file) {
  if (file.extents.empty()) return MemorySource(file.resident);
  return ExtentSource(image, file.extents, file.size);
}

void ImageInputs::AddDoublewrite(const std::string& path, const std::shared_ptr<const ByteSource>& image,
                                 FileInImage file) {
  const std::string name = path + ":" + file.path;
  files_[name] = {path, image, std::move(file)};
  doublewrite_.push_back(name);
}

void ImageInputs::AddCopies(PageCopies& copies, const FormatOptions& format) {
  // Copies are known by space id. With a second server on the drive they may be the other one's.
  std::vector<std::string> systems;
  for (const auto& [name, file] : files_) {
    if (fs::path(file.file.path).filename() == "ibdata1") systems.push_back(name);
  }
  if (systems.size() != 1) return;
  copies.SetOpener([this](const std::string& name) -> Result<std::unique_ptr<ByteSource>> {
    const auto file = files_.find(name);
    return file == files_.end() ? OpenFile(name) : SourceOf(file->second.image, file->second.file);
  });
  for (const std::string& name : doublewrite_) copies.AddDoublewriteFile(name, format.page_size);
  copies.AddDoublewriteArea(systems.front(), format);
}

void ImageInputs::Carve(const std::string& path, const std::shared_ptr<const ByteSource>& image,
                        std::vector<ByteRange> known, const std::vector<std::string>& found,
                        std::vector<FileInImage> deleted, const std::string& folder, InputFiles& inputs,
                        Progress& progress, std::ostream& err) {
  // Tablespaces that a file of the image holds: what else there is of them is older.
  std::set<std::pair<ChecksumFamily, std::uint32_t>> present;
  const SourceOpener open = opener();
  for (const std::string& name : found) {
    const auto source = open(name);
    std::vector<std::byte> head(kMinPageSize);
    if (!source || (*source)->ReadAt(0, head).size < head.size() || !IsPage0(head)) continue;
    const FspHeader fsp = DecodeFspHeader(Bytes(head).first<XDES_ARR_OFFSET>());
    const auto format = DecodeTablespaceFlags(fsp.flags);
    present.insert({format->checksums, fsp.space_id});
  }
  CarveOptions options;
  options.image_name = path;
  options.out = carved_ == 0 ? folder : fmt::format("{}-{}", folder, carved_ + 1);
  ++carved_;
  options.threads = options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  options.resume = resume_;
  options.notes = notes_;
  options.known = std::move(known);
  options.keyring = options_.keyring;
  for (FileInImage& file : deleted) options.hints.push_back({std::move(file.path), std::move(file.extents)});
  options.map_name = options_.rescue_map;
  if (options_.rescue_map.empty() && !IsContainer(path) && !IsCompressed(path)) options.sparse_file = path;
  CarveJob job(*image, options, progress);
  std::optional<Error> failed;
  if (auto made = job.MakeFolder(out_); !made) {
    output_failed_ = true;
    failed = made.error();
  }
  if (!failed) {
    if (auto scanned = job.Scan(); !scanned) failed = scanned.error();
  }
  if (failed) {
    inputs.problems.push_back(*failed);
    return;
  }
  auto outcome = job.Build({});
  progress.Clear();
  if (!outcome) {
    inputs.problems.push_back(outcome.error());
    return;
  }
  bad_[path] = std::move(outcome->bad);
  images_.back().sha256 = outcome->image_sha256;
  images_.back().bytes_unreadable = outcome->bytes_unreadable;
  images_.back().carved = fs::path(options.out).filename().string();
  std::size_t taken = 0;
  for (const CarveOutcome::Tablespace& space : outcome->tablespaces) {
    if (space.older) continue;
    if (present.contains({space.key.family, space.key.space_id})) continue;
    // One of a present file's name may be another server's: current_tablespace.h tells, once both were read.
    const std::string name = (fs::path(options.out) / space.name).string();
    inputs.paths.push_back(name);
    Carved& carved = carved_files_[name];
    carved.image = path;
    carved.page_size = std::uint32_t{1} << space.key.size_log2;
    for (const CarvedGap& gap : space.carved.places) carved.places[gap.page_no] = gap.place.offset;
    ++taken;
  }
  err << Printable(fmt::format("{}: {} tablespaces carved from what no file holds, {} of them older images of others",
                               path, outcome->tablespaces.size(), outcome->tablespaces.size() - taken))
      << '\n';
}

std::optional<ImagePlace> ImageInputs::PlaceOf(const std::string& name, std::uint64_t offset) const {
  if (const auto file = files_.find(name); file != files_.end()) {
    for (const Extent& extent : file->second.file.extents) {
      if (offset >= extent.file_offset && offset < extent.file_end()) {
        return ImagePlace{file->second.image_name, extent.image_offset + (offset - extent.file_offset)};
      }
    }
    return std::nullopt;
  }
  if (const auto carved = carved_files_.find(name); carved != carved_files_.end()) {
    const auto page = carved->second.places.find(static_cast<std::uint32_t>(offset / carved->second.page_size));
    if (page == carved->second.places.end()) return std::nullopt;
    return ImagePlace{carved->second.image, page->second + offset % carved->second.page_size};
  }
  return ImagePlace{name, offset};
}

std::vector<ByteRange> ImageInputs::BadIn(const std::string& image, const ByteRange& range) const {
  const auto known = bad_.find(image);
  if (known == bad_.end()) return {range};
  std::vector<ByteRange> inside;
  auto bad = std::ranges::upper_bound(known->second, range.offset, {}, [](const ByteRange& r) { return r.end(); });
  for (; bad != known->second.end() && bad->offset < range.end(); ++bad) {
    const std::uint64_t from = std::max(bad->offset, range.offset);
    inside.push_back({from, std::min(bad->end(), range.end()) - from});
  }
  return inside;
}

ImageOffset ImageInputs::OriginsOf(const std::string& name, std::uint32_t page_size) {
  if (files_.contains(name)) {
    return [this, name](std::uint64_t offset) -> std::optional<std::uint64_t> {
      const auto place = PlaceOf(name, offset);
      return place ? std::optional(place->offset) : std::nullopt;
    };
  }
  auto pages = origins_.Of(name);
  if (!pages || page_size == 0) return {};
  return [pages, page_size](std::uint64_t offset) {
    return OriginOf(*pages, static_cast<std::uint32_t>(offset / page_size));
  };
}

SourceOpener ImageInputs::opener() {
  return [this](const std::string& name) -> Result<std::unique_ptr<ByteSource>> {
    const auto file = files_.find(name);
    if (file == files_.end()) return open_(name);
    return SourceOf(file->second.image, file->second.file);
  };
}

}  // namespace innosalvage
