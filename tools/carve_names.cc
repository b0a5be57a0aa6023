#include "tools/carve_names.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "parser/zip_page.h"
#include "salvage/sdi_reader.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kTablespaceDocument = 2;

// The last two parts of the file's path: a tablespace with a DATA DIRECTORY names its whole way.
std::string NameOf(const std::string& file) {
  const std::filesystem::path path(file);
  const std::string name = path.filename().string();
  const std::string folder = path.parent_path().filename().string();
  const auto usable = [](const std::string& part) {
    return !part.empty() && part != "." && part != ".." && part.find('\0') == std::string::npos && part.size() < 250;
  };
  if (!usable(name) || name.find(".ibd") == std::string::npos) return {};
  return usable(folder) ? folder + "/" + name : name;
}

std::string FileOf(const std::string& document) {
  const auto json = nlohmann::json::parse(document, nullptr, false);
  if (json.is_discarded()) return {};
  const auto object = json.find("dd_object");
  if (object == json.end() || !object->is_object()) return {};
  const auto files = object->find("files");
  if (files == object->end() || !files->is_array() || files->empty() || !files->front().is_object()) return {};
  const auto name = files->front().find("filename");
  return name != files->front().end() && name->is_string() ? NameOf(name->get<std::string>()) : std::string{};
}

}  // namespace

std::string CarveNameFromSdi(const ByteSource& image, const std::vector<CarveFind>& pages) {
  if (pages.empty()) return {};
  Inventory inventory;
  TablespaceFormat& format = inventory.detected.format;
  format.page_size = format.physical_size = pages.front().page_size();
  format.checksums = pages.front().family;
  format.vendor = Vendor::kMySql;
  format.has_sdi = true;
  format.zip = format.checksums == ChecksumFamily::kZip;
  std::vector<std::byte> unpacked;
  std::vector<std::byte> disk;
  for (const CarveFind& find : pages) {
    disk.resize(std::min(find.length, format.physical_size));
    if (image.ReadAt(find.offset, disk).size < disk.size()) continue;
    const std::size_t at = unpacked.size();
    unpacked.resize(at + format.physical_size);
    const auto page = std::span(unpacked).subspan(at);
    UnpackPage(disk, find.holes, page);
    if (format.zip) format.page_size = std::max(format.page_size, PageSizeOfZipPage(page).value_or(0));
    PageEntry entry{.offset = at, .lsn = find.lsn, .index_id = 0, .page_no = find.page_no};
    entry.claimed = find.page_no;
    entry.space_id = find.space_id;
    inventory.entries.push_back(entry);
  }
  const PageCodec& codec = inventory.detected.codec = PageCodec(format);
  PageScratch scratch;
  for (PageEntry& entry : inventory.entries) {
    const Bytes physical = Bytes(unpacked).subspan(static_cast<std::size_t>(entry.offset), format.physical_size);
    const PageImage stored = codec.Unwrap(physical, scratch);
    const ChecksumAlgorithm algorithm = codec.Verify(physical, stored, ChecksumAlgorithm::kCrc32);
    entry.verdict = algorithm == ChecksumAlgorithm::kUnverified ? PageVerdict::kChecksumMismatch : PageVerdict::kIntact;
    const auto head = FixedAt<PAGE_DATA>(stored.bytes, 0);
    if (!stored.readable() || !head) continue;
    const FilHeader header = DecodeFilHeader(head->first<FIL_PAGE_DATA>());
    entry.type = header.type;
    entry.prev = header.prev;
    entry.next = header.next;
    if (!entry.is_index()) continue;
    const IndexHeader index = DecodeIndexHeader(*head);
    entry.index_id = index.index_id;
    entry.level = index.level;
    entry.n_recs = index.n_recs;
  }
  inventory.Index();
  const auto source = MemorySource(std::move(unpacked));
  const PageStore store(*source, inventory);
  for (const SdiDocument& document : ReadSdi(store).documents) {
    if (document.type != kTablespaceDocument || !document.verified) continue;
    if (std::string name = FileOf(document.json); !name.empty()) return name;
  }
  return {};
}

bool MayHoldSdi(const CarveFind& find) {
  constexpr std::uint32_t kFirstPages = 16;  // where a new tablespace has its SDI; compressed pages do not tell
  switch (find.type) {
    case FIL_PAGE_SDI:
    case FIL_PAGE_SDI_BLOB:
    case FIL_PAGE_SDI_ZBLOB: return true;
    case FIL_PAGE_COMPRESSED: return find.page_no < kFirstPages;
    default: return false;
  }
}

std::string CarveNameFromId(std::uint32_t space_id) {
  constexpr std::uint32_t kDictionary = 0xfffffffeU;
  constexpr std::uint32_t kFirstUndo = 0xffffffefU;  // counts down, 127 of them for each undo tablespace
  constexpr std::uint32_t kUndoSpaces = 127;
  if (space_id == 0) return "ibdata1";
  if (space_id == kDictionary) return "mysql.ibd";
  if (space_id <= kFirstUndo && space_id > kFirstUndo - kUndoSpaces) {
    return fmt::format("undo_{:03}", kFirstUndo - space_id + 1);
  }
  return fmt::format("space_{}.ibd", space_id);
}

}  // namespace innosalvage
