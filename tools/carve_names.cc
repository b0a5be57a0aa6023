#include "tools/carve_names.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "parser/index_header.h"
#include "parser/page_type.h"
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
  std::vector<std::byte> unpacked;
  std::vector<std::byte> disk;
  for (const CarveFind& find : pages) {
    const std::size_t at = unpacked.size();
    disk.resize(std::min(find.length, format.page_size));
    if (image.ReadAt(find.offset, disk).size < disk.size()) continue;
    unpacked.resize(at + format.page_size);
    const auto page = std::span(unpacked).subspan(at, format.page_size);
    UnpackPage(disk, find.holes, page);
    const FilHeader header = DecodeFilHeader(Bytes(page).first<FIL_PAGE_DATA>());
    PageEntry entry{.offset = at, .lsn = find.lsn, .index_id = find.index_id, .page_no = find.page_no};
    entry.claimed = find.page_no;
    entry.space_id = find.space_id;
    entry.type = find.type;
    entry.prev = header.prev;
    entry.next = header.next;
    entry.verdict = find.verified() ? PageVerdict::kIntact : PageVerdict::kChecksumMismatch;
    if (entry.is_index()) {
      const IndexHeader index = DecodeIndexHeader(Bytes(page).first<PAGE_DATA>());
      entry.level = index.level;
      entry.n_recs = index.n_recs;
    }
    inventory.entries.push_back(entry);
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
