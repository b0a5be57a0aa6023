// Carve spaces: which tablespace a page is of that hides its space id.
//
// Purpose   MariaDB's full_crc32 pages that are encrypted or compressed have the space id inside of that; page 0 alone
//           says it. What stands behind page 0 as the pages of its file would is of its tablespace.
// Shape     finds in order of offset, each once. A page that hides its space goes on with the file of the last
//           full_crc32 page before it if its number is higher, and it stands no further behind than so many pages would
//           reach, and not where far fewer pages would have room. Page 0 says whether pages of a file are hidden; where
//           it was not seen before, only the very next page goes on. Where a file goes on elsewhere (a new extent), the
//           only tablespace of such pages that ended right before this page number is taken; of several, none. A page
//           that was opened (hidden_spaces.h) goes where that says, and nowhere else.
// Fails     false: nothing in the page and nothing beside it says whose it is.
// Memory    some 50 bytes a tablespace.
// Source    fil_encrypt_buf_for_full_crc32 (MariaDB fil0crypt.cc), fil_page_compress_for_full_crc32
//           (fil0pagecompress.cc).
#pragma once

#include <map>
#include <optional>

#include "salvage/carve_find.h"
#include "salvage/hidden_spaces.h"

namespace innosalvage {

class CarveSpaces {
 public:
  // Fills in space id and size where they are hidden. `hidden`: opens pages; nullptr: only their places are asked.
  bool Assign(CarveFind& find, HiddenSpaces* hidden = nullptr);

 private:
  struct File {
    std::uint64_t offset = 0;
    std::uint64_t end = 0;
    std::uint32_t page_no = 0;
    bool hides = false;  // pages of it were hidden ones
    OtherPages others = OtherPages::kNotTold;
  };
  std::optional<CarveGroupKey> Continued(const CarveFind& find) const;

  std::map<CarveGroupKey, File> files_;
  std::optional<CarveGroupKey> last_;
};

}  // namespace innosalvage
