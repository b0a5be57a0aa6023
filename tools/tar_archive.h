// Tar archive: the files in one, read where they lie.
//
// Shape     ustar, with the long names of GNU and pax.
// Source    POSIX.1-2017, pax; the manual of GNU tar, "Tar Internals".
#pragma once

#include <optional>
#include <vector>

#include "tools/disk_image.h"

namespace innosalvage {

// The files of a tar archive (ustar, GNU and pax long names). nullopt: it is none.
std::optional<std::vector<FileInImage>> FilesInTar(const ByteSource& archive);

}  // namespace innosalvage
