// Disk image: opens what holds a drive's bytes, whatever it is wrapped in, and finds files in its file systems.
//
// Shape     raw images and block devices are read as they are; split raw images (.000 .001 ..., .aa .ab ...), E01
//           (EWF), AFF, VMDK and VHD through The Sleuth Kit. Partitions and file systems too are The Sleuth Kit's; the
//           files' bytes are read from the image where they lie, so a bad sector stays known as one.
// Fails     OpenImage: the image cannot be had. FindFiles never: what cannot be read is told in notes.
// Threads   sources may be read from many threads.
// Source    sleuthkit.org's library documentation, tsk/img/tsk_img.h, tsk/vs/tsk_vs.h, tsk/fs/tsk_fs.h (4.11).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parser/extent_source.h"

namespace innosalvage {

// Reads of a container that fail are tried again sector by sector, as those of a file.
Result<std::unique_ptr<ByteSource>> OpenImage(const std::string& path);

// By its first bytes, or by its name where that says that more files follow.
bool IsContainer(const std::string& path);

struct FileInImage {
  std::string path;  // "/var/lib/mysql/shop/orders.ibd"; with a partition in front where there are several
  std::uint64_t size = 0;
  std::uint64_t inode = 0;  // its address in the file system's own terms
  bool deleted = false;
  std::vector<Extent> extents;
  std::vector<std::byte> resident;  // NTFS keeps small files in its own tables; then there are no extents
};

struct FilesInImage {
  std::vector<FileInImage> files;
  std::vector<std::string> file_systems;  // "ext4 at 1048576"
  std::vector<std::string> notes;         // what could not be read, or is not read
};

// `wanted`: by path, size, and the first bytes (up to 4096) of the file.
FilesInImage FindFiles(const std::shared_ptr<const ByteSource>& image,
                       const std::function<bool(const std::string& path, std::uint64_t size, Bytes head)>& wanted);

}  // namespace innosalvage
