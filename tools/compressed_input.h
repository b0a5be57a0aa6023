// Compressed input: a text file as a stream, whatever it is packed with.
//
// Shape     gzip, Zstandard, bzip2 and xz are known by their first bytes; anything else is read as it is. Members that
//           follow one another in a file are one text. A FIFO is waited for, and read as a file is.
// Fails     where the file cannot be opened. A file that breaks off, or is damaged, leaves the stream bad().
// Memory    the buffers of the unpacker.
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "parser/error.h"

namespace innosalvage {

Result<std::unique_ptr<std::istream>> OpenText(const std::string& path);

// The name without the ending of its packer: "shop.sql.gz" is "shop.sql".
std::string WithoutPackedEnding(const std::string& name);

}  // namespace innosalvage
