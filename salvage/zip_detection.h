// Zip detection: whether a file that may have lost its page 0 is a ROW_FORMAT=COMPRESSED tablespace, of which sizes.
//
// Rules     pages at the file's beginning and all over it are tried under each size on disk. A page counts if its
//           checksum agrees; where that is the constant of "none", if it inflates. The size in memory is what the
//           streams of index pages declare; 16 KiB where no index page tells.
// Source    parser/zip_checksum.h, parser/zip_page.h.
#pragma once

#include <map>
#include <optional>

#include "parser/byte_source.h"
#include "parser/tablespace_flags.h"

namespace innosalvage {

struct ZipGuess {
  std::uint32_t physical_size = 0;
  std::uint32_t page_size = 16384;  // in memory
  std::size_t verified = 0;
  std::size_t plausible = 0;  // in order by header or by inside, checksum not
  std::size_t sampled = 0;
  std::map<std::uint32_t, std::size_t> spaces;  // space ids claimed

  TablespaceFormat format() const;
};

// The size under which most pages verify, then under which most are plausible. nullopt: no page is either.
std::optional<ZipGuess> GuessZipFormat(const ByteSource& source);

// The same of one page, at the beginning of `bytes`, off the grid. Only if it verifies.
std::optional<ZipGuess> GuessZipPage(Bytes bytes);

}  // namespace innosalvage
