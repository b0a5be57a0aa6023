// Tar archive: the files in one, read where they lie, and what of it is lost.
//
// Shape     blocks of 512 bytes: a header with a sum of its own, the member's bytes, the next header; zeros at the end.
//           ustar, with GNU's long names and pax's extended headers (whose sizes and names count where they are given)
//           and the sparse files of both.
// Damage    where no header is where one should be, the next block whose sum holds is looked for, so that one bad block
//           costs one member. Bytes that no member is left for, members that break off, and kinds that are not read are
//           problems: each is told.
// Source    POSIX.1-2017, pax; the manual of GNU tar, "Tar Internals"; tar(5) of libarchive.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/disk_image.h"

namespace innosalvage {

struct FilesInTarResult {
  std::vector<FileInImage> files;     // of members of one name the last, as tar would leave it
  std::vector<std::string> problems;  // what is lost, or may be
  std::vector<std::string> notes;
};

// `name`: where it ends in .tar, headers are looked for even if the first block is none. `wanted`: as FindFiles has it.
// nullopt: it is no archive.
std::optional<FilesInTarResult> FilesInTar(
    const std::shared_ptr<const ByteSource>& archive, const std::string& name,
    const std::function<bool(const std::string& path, std::uint64_t size, Bytes head)>& wanted);

}  // namespace innosalvage
