#include "salvage/data_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "parser/joined_source.h"
#include "parser/limits.h"
#include "parser/page_type.h"
#include "salvage/sha256.h"

namespace innosalvage {

namespace {

// Whole ones.
std::uint32_t PagesOf(std::uint64_t size, std::uint32_t page_size) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(size / page_size, FIL_NULL));
}

}  // namespace

std::optional<DataFile> LookAtDataFile(const ByteSource& source, const std::string& path) {
  const auto detected = DetectFormat(source, path, {});
  if (!detected) {
    if (!IsBlank(source)) return std::nullopt;
    return DataFile{.path = path, .size = source.size(), .blank = true};
  }
  if (detected->space_id != 0U) return std::nullopt;
  const TablespaceFormat& format = detected->format;
  const std::uint32_t page_size = format.physical_size;
  const std::uint32_t pages = PagesOf(source.size(), page_size);
  // Files fill from their beginning, and damage clusters: the first pages, then some of all of them.
  constexpr std::uint32_t kFirst = 128;
  constexpr std::uint32_t kSpread = 128;
  std::map<std::uint32_t, std::uint32_t> votes;
  std::vector<std::byte> buffer(page_size);
  for (std::uint32_t i = 0; i < std::min(pages, kFirst + kSpread); ++i) {
    const std::uint32_t position =
        i < kFirst ? i : static_cast<std::uint32_t>(std::uint64_t{pages} * (i - kFirst) / kSpread);
    if (source.ReadAt(std::uint64_t{position} * page_size, buffer).size < page_size) break;
    const ChecksumAlgorithm algorithm = VerifyPage(buffer, format.checksums, ChecksumAlgorithm::kUnverified);
    if (algorithm == ChecksumAlgorithm::kUnverified || algorithm == ChecksumAlgorithm::kZeroPage) continue;
    const FilHeader header = DecodeFilHeader(Bytes(buffer).first<FIL_PAGE_DATA>());
    if (header.page_no >= position && header.space_id == 0) ++votes[header.page_no - position];
  }
  DataFile file{.path = path, .size = source.size(), .page_size = page_size, .pages = pages};
  const auto most = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  if (most != votes.end()) file.first_page = most->first;
  file.placed = most == votes.end() ? detected->from_page0 : most->second > 1 || most->first == 0 || pages == 1;
  if (file.first_page == 0 && detected->from_page0) {
    std::array<std::byte, XDES_ARR_OFFSET> head{};
    if (source.ReadAt(0, head).size == head.size()) file.tablespace_pages = DecodeFspHeader(head).size;
  }
  return file;
}

namespace {

// Behind its last page. Two claims of 32 bits.
std::uint64_t EndOf(const DataFile& file) { return std::uint64_t{file.first_page} + file.pages; }

bool Overlap(const DataFile& a, const DataFile& b) { return a.first_page < EndOf(b) && b.first_page < EndOf(a); }

bool MayJoin(const std::vector<DataFile>& group, const DataFile& file) {
  return std::ranges::all_of(group, [&](const DataFile& member) {
    const bool beyond = (member.tablespace_pages != 0 && file.first_page >= member.tablespace_pages) ||
                        (file.tablespace_pages != 0 && member.first_page >= file.tablespace_pages);
    return member.placed && file.placed && member.page_size == file.page_size && !Overlap(member, file) && !beyond;
  });
}

// Where there is room for so many pages, in a group in order: as far back as the tablespace goes, since what is not yet
// used is its end; nullopt where there is none.
std::optional<std::uint32_t> Room(const std::vector<DataFile>& group, std::uint32_t pages) {
  std::uint64_t end = group.front().tablespace_pages;  // 0: not known, page 0 is lost
  if (end == 0) {
    end = EndOf(group.back());
    return end + pages > FIL_NULL ? std::nullopt : std::optional(static_cast<std::uint32_t>(end));
  }
  for (auto file = group.rbegin(); file != group.rend(); ++file) {
    const std::uint64_t behind = EndOf(*file);
    if (behind <= end && end - behind >= pages) return static_cast<std::uint32_t>(end - pages);
    end = std::min<std::uint64_t>(end, file->first_page);
  }
  return std::nullopt;
}

// How many pages a tablespace may claim to have, by what there is of it: a page alone could make a hole of terabytes,
// all of which would be read. Files that are lost are seldom so much larger than those that are there.
std::uint64_t MostPages(const std::vector<DataFile>& files) {
  std::uint64_t pages = ValueOf(Limit::kDataFilePages);
  for (const DataFile& file : files) {
    pages += 64 * std::uint64_t{PagesOf(file.size, std::max(file.page_size, kMinPageSize))};
  }
  return pages;
}

std::string FolderOf(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

}  // namespace

std::vector<std::vector<DataFile>> GroupDataFiles(const std::vector<DataFile>& files) {
  std::vector<std::vector<DataFile>> groups;
  const std::uint64_t most = MostPages(files);
  for (DataFile file : files) {
    if (file.blank) continue;
    file.placed = file.placed || std::ranges::any_of(files, [&](const DataFile& other) {
                    return !other.blank && file.first_page != 0 && EndOf(other) == file.first_page;
                  });
    if (EndOf(file) > std::min<std::uint64_t>(most, FIL_NULL)) {
      if (file.placed) NoteReached(Limit::kDataFilePages);
      file.placed = false;
    }
    if (!file.placed) file.first_page = 0;
    if (file.tablespace_pages > most) {
      NoteReached(Limit::kDataFilePages);
      file.tablespace_pages = 0;
    }
    const auto group = std::ranges::find_if(groups, [&](const auto& candidate) { return MayJoin(candidate, file); });
    if (group == groups.end()) {
      groups.push_back({file});
    } else {
      group->push_back(file);
    }
  }
  for (auto& group : groups) std::ranges::sort(group, {}, &DataFile::first_page);
  for (auto blank = files.rbegin(); blank != files.rend(); ++blank) {
    if (!blank->blank) continue;
    DataFile file = *blank;
    for (auto& group : groups) {
      if (FolderOf(group.front().path) != FolderOf(file.path)) continue;
      file.page_size = group.front().page_size;
      file.pages = PagesOf(file.size, file.page_size);
      const auto room = file.pages == 0 ? std::nullopt : Room(group, file.pages);
      if (!room) continue;
      file.first_page = *room;
      group.push_back(file);
      std::ranges::sort(group, {}, &DataFile::first_page);
      break;
    }
  }
  return groups;
}

std::vector<InputPart> PartsOf(const std::vector<DataFile>& files) {
  std::vector<InputPart> parts;
  for (const DataFile& file : files) {
    parts.push_back({.path = file.path,
                     .offset = std::uint64_t{file.first_page} * file.page_size,
                     .size = file.size,
                     .sha256 = {}});
  }
  return parts;
}

void HashParts(const ByteSource& whole, std::vector<InputPart>& parts) {
  std::vector<std::byte> buffer(512U << 10U);
  for (InputPart& part : parts) {
    // A piece of a page at a file's end has no place in the whole where the next file begins.
    const bool covered = std::ranges::any_of(parts, [&](const InputPart& other) {
      return other.offset > part.offset && other.offset - part.offset < part.size;
    });
    if (covered) continue;
    Sha256 hash;
    for (std::uint64_t done = 0; done < part.size;) {
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), part.size - done));
      const std::size_t got = whole.ReadAt(part.offset + done, std::span(buffer).first(want)).size;
      if (got == 0) break;
      hash.Update(Bytes(buffer).first(got));
      done += got;
    }
    part.sha256 = hash.Finish();
  }
}

Result<std::unique_ptr<ByteSource>> OpenTablespace(const std::string& path, const std::vector<InputPart>& parts,
                                                   const SourceOpener& open) {
  if (parts.empty()) return open(path);
  std::vector<SourcePart> opened;
  for (const InputPart& part : parts) {
    auto source = open(part.path);
    if (!source) return tl::unexpected(source.error());
    opened.push_back({.offset = part.offset, .source = *std::move(source)});
  }
  return JoinSources(std::move(opened));
}

}  // namespace innosalvage
