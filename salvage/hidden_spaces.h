// Hidden spaces: the tablespace of a page that hides its space id, by opening the page.
//
// Purpose   MariaDB's full_crc32 pages have the space id inside of what is encrypted or compressed. Where they lie is a
//           hint only (carve_spaces.h); what is inside them is proof: a page is of the tablespace whose key opens it,
//           with that space id in it and the low half of its LSN at its end. So pieces of a much fragmented file, and
//           copies in a doublewrite buffer, are bound to their file wherever they lie.
// Shape     AddPage0 for all page 0s of an image, in order; then Open each page that hides its space. Page 0 names key
//           and IV of an encrypted tablespace; compressed pages that are not encrypted need neither.
// Cost      the first block of AES for each encrypted tablespace of the page's key version, the one that was opened
//           last first; a compressed page is unpacked.
// Memory    some 200 bytes an encrypted or compressed tablespace, 2^16 of them at most.
// Fails     never: of a page that nothing opens MayBeOf says which tablespaces are left.
// Source    fil_encrypt_buf_for_full_crc32 (MariaDB fil0crypt.cc), fil_page_compress_for_full_crc32
//           (fil0pagecompress.cc).
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "parser/byte_source.h"
#include "parser/keyring.h"
#include "parser/mariadb_encryption.h"
#include "parser/page_compression.h"
#include "salvage/carve_find.h"

namespace innosalvage {

class HiddenSpaces {
 public:
  // nullptr: no keys were given.
  HiddenSpaces(const ByteSource& image, std::shared_ptr<const Keyring> keyring);

  // Whether the find is a page 0 that AddPage0 reads.
  static bool IsPage0(const CarveFind& find);
  void AddPage0(const CarveFind& find);

  // The tablespace of a page that hides its space id; nullopt: nothing opens it.
  std::optional<CarveGroupKey> Open(const CarveFind& find);
  // After Open of a page gave nothing: whether it may be of this tablespace all the same. Not where the tablespace's
  // own key would have opened it.
  bool MayBeOf(const CarveGroupKey& key) const { return !refuted_.contains(key); }

 private:
  struct Key {
    std::uint32_t version = 0;  // 0: any
    MariaDbPageKey key{};
  };
  struct Space {
    CarveGroupKey key;
    std::optional<BlockCompression> compression;  // pages may be compressed
    std::optional<MariaDbCryptData> crypt;
    std::vector<Key> keys;
  };

  bool OpensWith(const Space& space, Bytes physical, bool compressed);
  bool Holds(const Space& space, Bytes page) const;
  std::optional<CarveGroupKey> Unpacked(Bytes physical);

  const ByteSource& image_;
  std::shared_ptr<const Keyring> keyring_;
  std::vector<Space> spaces_;
  std::size_t last_ = 0;  // of spaces_, the one that was opened last
  std::set<CarveGroupKey> refuted_;
  std::vector<std::byte> physical_;
  std::vector<std::byte> clear_;
  std::vector<std::byte> page_;
};

}  // namespace innosalvage
