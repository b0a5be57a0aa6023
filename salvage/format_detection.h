// Format detection: page size, checksum family, space id and vendor of a file that may have lost its page 0.
//
// Purpose   page 0's flags are believed when page 0 verifies under them. Otherwise pages all over the file are tried
//           under every page size and checksum family, and what verifies most often wins.
// Fails     with Error where nothing in the file verifies and nothing looks like a page: nothing usable.
#pragma once

#include <map>

#include "parser/byte_source.h"
#include "parser/fsp_header.h"
#include "salvage/page_codec.h"

namespace innosalvage {

struct FormatOptions {
  std::uint32_t page_size = 0;              // 0: detect
  std::optional<ChecksumFamily> checksums;  // nullopt: detect
  KeySources keys{};                        // for tablespaces that are encrypted
};

struct DetectedFormat {
  TablespaceFormat format;
  std::optional<std::uint32_t> space_id;  // of most of the pages sampled
  std::uint32_t flags = 0;                // FSP_SPACE_FLAGS, when page 0 gave them
  bool from_page0 = false;
  std::uint32_t server_version = 0;  // MySQL 8: 80018
  std::string how;                   // "page 0", "12 of 16 sampled pages verify as full_crc32 of 16 KiB"
  PageCodec codec{};                 // of that format
};

// Zero in 64 places all over it: pages that no server used yet, or that were wiped. Not of an empty file.
bool IsBlank(const ByteSource& source);

Result<DetectedFormat> DetectFormat(const ByteSource& source, const std::string& name, const FormatOptions& options);

}  // namespace innosalvage
