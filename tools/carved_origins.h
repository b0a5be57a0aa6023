// Carved origins: where in its image each page of a carved tablespace lay, as inventory.jsonl of the carve says.
//
// Shape     a file that `carve` rebuilt is known by the carve.json in its folder or one above; its lines stand
//           together in inventory.jsonl. That is read once for all files of the folder, and once more for the pages of
//           each.
// Memory    16 bytes a page of the file that was asked for last.
// Fails     never: what is not there, or is no line of carve's, tells no place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace innosalvage {

struct PageOrigin {
  std::uint32_t page_no = 0;
  std::uint64_t image_offset = 0;
};

class CarvedOrigins {
 public:
  // By page number; nullptr: the file is none of a carve's.
  std::shared_ptr<const std::vector<PageOrigin>> Of(const std::string& path);

 private:
  struct Lines {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };
  using Folder = std::map<std::string, Lines>;  // by the file's name in inventory.jsonl

  const Folder* Find(const std::filesystem::path& folder);

  std::map<std::filesystem::path, std::optional<Folder>> folders_;
};

std::optional<std::uint64_t> OriginOf(const std::vector<PageOrigin>& pages, std::uint32_t page_no);

}  // namespace innosalvage
