// Data files: the files of a system tablespace put in order by what their own pages say.
//
// Rules     innodb_data_file_path names the files and their order; it is lost with the server. But the pages of each
//           file claim their numbers in the whole, so where a file begins is its pages' claim minus their place, as
//           most of the pages that verify have it. Two files that claim the same pages are two tablespaces (a copy, or
//           another server's). A file that none gives stays a hole, and is unreadable. A file stands alone where one
//           page says where it begins and no other file ends there, and where that is far beyond all that there is.
// Units     pages of the tablespace's own size.
// Source    innodb_data_file_path, Tablespace::open_or_create (fsp0sysspace.cc, MySQL 8.0).
#pragma once

#include <string>
#include <vector>

#include "salvage/findings.h"
#include "salvage/tablespace_salvage.h"

namespace innosalvage {

// One file of a system tablespace, by its own pages.
struct DataFile {
  std::string path;
  std::uint64_t size = 0;  // bytes
  std::uint32_t page_size = 0;
  std::uint32_t first_page = 0;
  bool placed = false;  // more than one page says so, or the only one
  std::uint32_t pages = 0;
  std::uint32_t tablespace_pages = 0;  // FSP_SIZE: of the whole; 0: the file does not hold page 0
  bool blank = false;                  // no page in use: it says nothing of its place
};

// What a file is, if its pages are those of a system tablespace; nullopt otherwise.
std::optional<DataFile> LookAtDataFile(const ByteSource& source, const std::string& path);

// The files that make up one tablespace each, in the order of their pages. Groups stand in the order of their first
// files in `files`.
std::vector<std::vector<DataFile>> GroupDataFiles(const std::vector<DataFile>& files);

// Their places in the whole.
std::vector<InputPart> PartsOf(const std::vector<DataFile>& files);

// Fills in the SHA-256 of each part, from the tablespace they make up: one more reading, in order. It stays empty for a
// file that ends inside of a page where the next one begins.
void HashParts(const ByteSource& whole, std::vector<InputPart>& parts);

// The tablespace that the parts, or the path alone, stand for.
Result<std::unique_ptr<ByteSource>> OpenTablespace(const std::string& path, const std::vector<InputPart>& parts,
                                                   const SourceOpener& open);

}  // namespace innosalvage
