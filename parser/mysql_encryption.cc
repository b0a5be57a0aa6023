#include "parser/mysql_encryption.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "parser/aes.h"
#include "parser/checksum.h"
#include "parser/fsp_header.h"
#include "parser/page_compression.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMagicSize = 3;
constexpr std::size_t kUuidSize = 36;
constexpr std::size_t kTailSize = 2 * kAesBlock;
constexpr std::size_t kOriginalTypeAt = FIL_PAGE_FILE_FLUSH_LSN + 2;  // FIL_PAGE_ORIGINAL_TYPE_V1

void WriteType(std::span<std::byte> page, std::uint16_t type) {
  page[FIL_PAGE_TYPE] = static_cast<std::byte>(type >> 8U);
  page[FIL_PAGE_TYPE + 1] = static_cast<std::byte>(type & 0xffU);
}

// Encryption of pages that were compressed covers the stream only. Version 1 rounded it up to a block of the file
// system, which the page does not name; version 2 takes the stream itself.
std::size_t EncryptedSize(Bytes physical) {
  const std::size_t body = physical.size() - FIL_PAGE_DATA;
  if (BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE) != FIL_PAGE_COMPRESSED_AND_ENCRYPTED) return body;
  std::size_t size = std::max(MySqlStreamSize(physical), kTailSize);
  if (ByteAt(physical, FIL_PAGE_FILE_FLUSH_LSN) == 1) {
    // What was written behind the stream is not zero once encrypted: the end of the last block that holds anything.
    constexpr std::size_t kFileSystemBlock = 512;
    size = FIL_PAGE_DATA + size;
    while (size < physical.size() &&
           (size % kFileSystemBlock != 0 ||
            !AllZero(physical.subspan(size, std::min(kFileSystemBlock, physical.size() - size))))) {
      size += kFileSystemBlock - size % kFileSystemBlock;
    }
    size -= FIL_PAGE_DATA;
  }
  return std::min(size, body);
}

}  // namespace

std::string MySqlEncryptionInfo::MasterKeyName() const {
  return fmt::format("INNODBKey-{}-{}", server_uuid.empty() ? "*" : server_uuid, master_key_no);
}

std::optional<MySqlEncryptionInfo> DecodeMySqlEncryptionInfo(Bytes page0, std::size_t offset) {
  const auto bytes = BytesAt(page0, offset, kEncryptionInfoMaxSize);
  if (!bytes) return std::nullopt;
  const std::string_view magic = AsText(bytes->first(kMagicSize));
  MySqlEncryptionInfo info;
  if (magic == "lCA") {
    info.version = 1;
  } else if (magic == "lCB") {
    info.version = 2;
  } else if (magic == "lCC") {
    info.version = 3;
  } else {
    return std::nullopt;
  }
  std::size_t at = kMagicSize;
  info.master_key_no = BigAt<std::uint32_t>(*bytes, at);
  at += 4;
  // Nothing else there begins with four zero bytes: a UUID is text, a wrapped key as good as random.
  if (info.version < 3 && BigAt<std::uint32_t>(*bytes, at) == 0) at += 4;
  if (info.version > 1) {
    info.server_uuid = std::string(AsText(bytes->subspan(at, kUuidSize)));
    at += kUuidSize;
  }
  std::ranges::copy(bytes->subspan(at, info.wrapped.size()), info.wrapped.begin());
  info.checksum = BigAt<std::uint32_t>(*bytes, at + info.wrapped.size());
  return info;
}

std::optional<MySqlTablespaceKey> UnwrapMySqlKey(const MySqlEncryptionInfo& info, Bytes master_key) {
  std::array<std::byte, 2 * kMySqlKeySize> clear{};
  if (master_key.size() != kMySqlKeySize || !AesEcbDecrypt(master_key, info.wrapped, clear)) return std::nullopt;
  if (Crc32c(clear) != info.checksum) return std::nullopt;
  MySqlTablespaceKey key;
  std::ranges::copy(Bytes(clear).first(kMySqlKeySize), key.key.begin());
  std::ranges::copy(Bytes(clear).last(kMySqlKeySize), key.iv.begin());
  return key;
}

std::optional<MySqlTablespaceKey> DecodeCfp(Bytes file) {
  if (file.size() < 4 + 3 * kMySqlKeySize || BigAt<std::uint32_t>(file, 0) != kMySqlKeySize) return std::nullopt;
  const Bytes transfer = file.subspan(4, kMySqlKeySize);
  MySqlTablespaceKey key;
  if (!AesEcbDecrypt(transfer, file.subspan(4 + kMySqlKeySize, kMySqlKeySize), key.key) ||
      !AesEcbDecrypt(transfer, file.subspan(4 + 2 * kMySqlKeySize, kMySqlKeySize), key.iv)) {
    return std::nullopt;
  }
  return key;
}

bool IsMySqlEncryptedType(std::uint16_t type) {
  return type == FIL_PAGE_ENCRYPTED || type == FIL_PAGE_COMPRESSED_AND_ENCRYPTED || type == FIL_PAGE_ENCRYPTED_RTREE;
}

bool DecryptMySqlPage(Bytes physical, const MySqlTablespaceKey& key, std::span<std::byte> page) {
  if (physical.size() < FIL_PAGE_DATA + kTailSize || page.size() != physical.size()) return false;
  const Bytes iv = Bytes(key.iv).first(kAesBlock);
  const std::size_t size = EncryptedSize(physical);
  const Bytes in = physical.subspan(FIL_PAGE_DATA, size);
  const std::size_t main = size / kAesBlock * kAesBlock;
  std::ranges::copy(physical, page.begin());
  const std::span<std::byte> out = page.subspan(FIL_PAGE_DATA, size);
  if (main == size) {
    if (!AesCbcDecrypt(key.key, iv, in, out)) return false;
  } else {
    // Undo the second encryption of the last 32 bytes first; the first part of them is still the main part's cipher.
    std::vector<std::byte> cipher(in.begin(), in.end());
    if (!AesCbcDecrypt(key.key, iv, in.last(kTailSize), std::span(cipher).last(kTailSize))) return false;
    if (!AesCbcDecrypt(key.key, iv, Bytes(cipher).first(main), out.first(main))) return false;
    std::ranges::copy(Bytes(cipher).subspan(main), out.subspan(main).begin());
  }
  switch (BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE)) {
    case FIL_PAGE_COMPRESSED_AND_ENCRYPTED: WriteType(page, FIL_PAGE_COMPRESSED); break;
    case FIL_PAGE_ENCRYPTED_RTREE: WriteType(page, FIL_PAGE_RTREE); break;
    default: WriteType(page, BigAt<std::uint16_t>(physical, kOriginalTypeAt)); break;
  }
  return true;
}

}  // namespace innosalvage
