#include "parser/mariadb_encryption.h"

#include <algorithm>

#include "parser/aes.h"
#include "parser/checksum.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

constexpr std::array<std::byte, 6> CRYPT_MAGIC = {std::byte{'s'}, std::byte{0x0e}, std::byte{0x0c},
                                                  std::byte{'R'}, std::byte{'E'},  std::byte{'t'}};
constexpr std::size_t kCryptDataSize = CRYPT_MAGIC.size() + 2 + 16 + 4 + 4 + 1;
constexpr std::size_t kIvAt = CRYPT_MAGIC.size() + 2;

constexpr std::size_t FIL_PAGE_FCRC32_KEY_VERSION = 0;
constexpr std::size_t FIL_PAGE_FCRC32_CHECKSUM = 4;
constexpr std::size_t kKeyVersionAt = FIL_PAGE_FILE_FLUSH_LSN;  // FIL_PAGE_FILE_FLUSH_LSN_OR_KEY_VERSION
constexpr std::size_t kCryptChecksumAt = kKeyVersionAt + 4;
constexpr std::size_t kCompressedHeader = FIL_PAGE_DATA + 2 + 2;  // bytes of the stream, algorithm

// The part of a page that is encrypted.
struct Range {
  std::size_t begin = 0;
  std::size_t size = 0;
};

std::optional<Range> EncryptedRange(Bytes physical, bool full_crc32) {
  std::size_t begin = FIL_PAGE_DATA;
  std::size_t end = physical.size() - std::min(physical.size(), FIL_PAGE_DATA_END);
  if (full_crc32) {
    begin = FIL_PAGE_FILE_FLUSH_LSN;
    end = physical.size() - std::min(physical.size(), FIL_PAGE_FCRC32_CHECKSUM);
  } else if (BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE) == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED) {
    begin = kCompressedHeader;
    end = std::min(physical.size(), begin + BigAt<std::uint16_t>(physical, FIL_PAGE_DATA));
  }
  if (end <= begin) return std::nullopt;
  return Range{begin, end - begin};
}

void StoreLittle(std::span<std::byte> out, std::uint64_t value) {
  for (std::byte& byte : out) {
    byte = static_cast<std::byte>(value & 0xffU);
    value >>= 8U;
  }
}

}  // namespace

std::optional<MariaDbCryptData> DecodeMariaDbCryptData(Bytes page0, std::size_t behind_xdes) {
  const auto bytes = FixedAt<kCryptDataSize>(page0, behind_xdes + FIL_PAGE_DATA);
  if (!bytes || !std::ranges::equal(bytes->first<CRYPT_MAGIC.size()>(), CRYPT_MAGIC)) return std::nullopt;
  MariaDbCryptData crypt;
  const unsigned type = ByteAt(*bytes, CRYPT_MAGIC.size());
  if (type > 1 || ByteAt(*bytes, CRYPT_MAGIC.size() + 1) != crypt.iv.size()) return std::nullopt;
  crypt.encrypted = type == 1;
  std::ranges::copy(bytes->subspan(kIvAt, crypt.iv.size()), crypt.iv.begin());
  crypt.min_key_version = ReadBig<std::uint32_t, kIvAt + 16>(*bytes);
  crypt.key_id = ReadBig<std::uint32_t, kIvAt + 20>(*bytes);
  return crypt;
}

std::optional<MariaDbPageKey> MariaDbPageKeyOf(const MariaDbCryptData& crypt, Bytes key) {
  MariaDbPageKey page_key{};
  if (!AesEcbEncrypt(key, crypt.iv, page_key)) return std::nullopt;
  return page_key;
}

std::uint32_t MariaDbKeyVersion(Bytes physical, bool full_crc32) {
  return BigAt<std::uint32_t>(physical, full_crc32 ? FIL_PAGE_FCRC32_KEY_VERSION : kKeyVersionAt);
}

bool VerifyMariaDbCryptChecksum(Bytes physical, bool zip) {
  return physical.size() > FIL_PAGE_DATA + FIL_PAGE_DATA_END &&
         BigAt<std::uint32_t>(physical, kCryptChecksumAt) == (zip ? ZipCrc32(physical) : PageCrc32(physical));
}

bool DecryptMariaDbPage(Bytes physical, bool full_crc32, std::uint32_t space_id, const MariaDbPageKey& key,
                        MariaDbCipher cipher, std::span<std::byte> page) {
  const auto range = EncryptedRange(physical, full_crc32);
  if (!range || page.size() != physical.size()) return false;
  std::ranges::copy(physical, page.begin());
  std::array<std::byte, kAesBlock> iv{};
  StoreLittle(std::span(iv).first<4>(), space_id);
  StoreLittle(std::span(iv).subspan<4, 4>(), BigAt<std::uint32_t>(physical, FIL_PAGE_OFFSET));
  StoreLittle(std::span(iv).last<8>(), BigAt<std::uint64_t>(physical, FIL_PAGE_LSN));
  const Bytes in = physical.subspan(range->begin, range->size);
  const std::span<std::byte> out = page.subspan(range->begin, range->size);
  if (cipher == MariaDbCipher::kCtr) return AesCtrDecrypt(key, iv, in, out);
  const std::size_t whole = range->size / kAesBlock * kAesBlock;
  std::array<std::byte, kAesBlock> mask{};
  if (!AesCbcDecrypt(key, iv, in.first(whole), out.first(whole)) || !AesEcbEncrypt(key, iv, mask)) return false;
  for (std::size_t i = whole; i < range->size; ++i) out[i] = in[i] ^ mask[i - whole];
  return true;
}

}  // namespace innosalvage
