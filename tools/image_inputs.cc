#include "tools/image_inputs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

#include "parser/fsp_header.h"
#include "parser/page_type.h"
#include "salvage/carve_scan.h"
#include "tools/display_text.h"
#include "tools/packed_input.h"

namespace innosalvage {

namespace fs = std::filesystem;

namespace {

bool IsTablespaceName(const std::string& path) {
  const fs::path name = fs::path(path).filename();
  const std::string text = name.string();
  return name.extension() == ".ibd" || name.extension() == ".ibu" || text.starts_with("ibdata") ||
         text.starts_with("undo_") || (text.starts_with("undo") && text.size() == 7);
}

bool IsImageName(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".img" || extension == ".dd" || extension == ".raw" || extension == ".bin" || extension == ".iso";
}

// Page 0 of a tablespace: by its header and its flags, verified or not.
bool IsPage0(Bytes head) {
  const auto bytes = FixedAt<XDES_ARR_OFFSET>(head, 0);
  if (!bytes) return false;
  const FilHeader fil = DecodeFilHeader(bytes->first<FIL_PAGE_DATA>());
  const FspHeader fsp = DecodeFspHeader(*bytes);
  return fil.type == FIL_PAGE_TYPE_FSP_HDR && fil.page_no == 0 && fsp.space_id == fil.space_id &&
         DecodeTablespaceFlags(fsp.flags).has_value();
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
  return IsTablespaceName(path) || (size >= kMinPageSize && IsPage0(head));
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
  std::vector<std::byte> head(kMinPageSize);
  if (auto files = FilesInTar(*bytes)) {
    std::size_t taken = 0;
    for (FileInImage& file : *files) {
      const std::size_t got = bytes->ReadAt(file.extents.front().image_offset, head).size;
      if (!IsWantedFile(file.path, file.size, Bytes(head).first(got))) continue;
      // An archive that breaks off holds less than its last header says.
      const std::uint64_t there = bytes->size() - std::min(bytes->size(), file.extents.front().image_offset);
      file.size = file.extents.front().size = std::min(file.size, there);
      Add(path, bytes, std::move(file), inputs);
      ++taken;
    }
    err << Printable(fmt::format("{}: {} tablespaces in the archive", path, taken)) << '\n';
    return true;
  }
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
  FilesInImage found = FindFiles(image, IsWantedFile);
  const auto tell = [&](const std::string& text) { err << Printable(path + ": " + text) << '\n'; };
  for (const std::string& file_system : found.file_systems) tell("file system " + file_system);
  for (const std::string& note : found.notes) tell(note);
  std::vector<ByteRange> known;
  std::vector<std::string> names;
  std::size_t deleted = 0;
  for (FileInImage& file : found.files) {
    // What a deleted file's blocks hold now is for carving to judge: they may be another file's.
    if (file.deleted) {
      ++deleted;
      continue;
    }
    for (const Extent& extent : file.extents) known.push_back({extent.image_offset, extent.size});
    names.push_back(path + ":" + file.path);
    Add(path, image, std::move(file), inputs);
  }
  tell(fmt::format("{} tablespaces in its file systems, {} deleted ones", names.size(), deleted));
  if (carve_folder.empty()) {
    if (names.empty()) {
      inputs.problems.push_back(
          {"no tablespace is left in a file system; find their pages with: innosalvage carve", path});
    }
    return;
  }
  Carve(path, image, std::move(known), names, carve_folder, inputs, progress, err);
}

void ImageInputs::Carve(const std::string& path, const std::shared_ptr<const ByteSource>& image,
                        std::vector<ByteRange> known, const std::vector<std::string>& found, const std::string& folder,
                        InputFiles& inputs, Progress& progress, std::ostream& err) {
  // Tablespaces that a file of the image holds: what else there is of them is older.
  std::set<std::pair<ChecksumFamily, std::uint32_t>> present;
  std::set<std::string> present_names;
  const SourceOpener open = opener();
  for (const std::string& name : found) {
    const auto source = open(name);
    std::vector<std::byte> head(kMinPageSize);
    if (!source || (*source)->ReadAt(0, head).size < head.size() || !IsPage0(head)) continue;
    const FspHeader fsp = DecodeFspHeader(Bytes(head).first<XDES_ARR_OFFSET>());
    const auto format = DecodeTablespaceFlags(fsp.flags);
    present.insert({format->checksums, fsp.space_id});
    const fs::path file(name);
    present_names.insert((file.parent_path().filename() / file.filename()).string());
  }
  CarveOptions options;
  options.image_name = path;
  options.out = carved_ == 0 ? folder : fmt::format("{}-{}", folder, carved_ + 1);
  ++carved_;
  options.threads = options_.threads != 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  options.known = std::move(known);
  options.map_name = options_.rescue_map;
  CarveJob job(*image, options, progress);
  std::optional<Error> failed;
  if (auto made = job.MakeFolder(); !made) failed = made.error();
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
  std::size_t taken = 0;
  for (const CarveOutcome::Tablespace& space : outcome->tablespaces) {
    if (space.older) continue;
    if (present.contains({space.key.family, space.key.space_id})) continue;
    if (space.named && present_names.contains(space.name)) continue;
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

SourceOpener ImageInputs::opener() {
  return [this](const std::string& name) -> Result<std::unique_ptr<ByteSource>> {
    const auto file = files_.find(name);
    if (file == files_.end()) return open_(name);
    const FileInImage& in = file->second.file;
    if (in.extents.empty()) return MemorySource(in.resident);
    return ExtentSource(file->second.image, in.extents, in.size);
  };
}

}  // namespace innosalvage
