#include "salvage/page_codec.h"

#include <algorithm>

#include "parser/fil_header.h"
#include "parser/index_header.h"
#include "parser/page_compression.h"
#include "parser/page_type.h"
#include "salvage/clear_page.h"
#include "salvage/zip_image.h"

namespace innosalvage {

namespace {

bool IsTrue(ChecksumAlgorithm algorithm) {
  return algorithm != ChecksumAlgorithm::kUnverified && algorithm != ChecksumAlgorithm::kZeroPage;
}

}  // namespace

Bytes PageCodec::Written(Bytes physical) const {
  if (!full_crc32() || physical.size() < FIL_PAGE_DATA) return physical;
  return physical.first(FullCrc32CompressedSize(physical).value_or(physical.size()));
}

bool PageCodec::IsEncrypted(Bytes physical, std::uint16_t type) const {
  if (!full_crc32() && IsMySqlEncryptedType(type)) return true;
  if (!full_crc32() && type == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED) return true;
  if (encryption_ == nullptr || encryption_->scheme != EncryptionScheme::kMariaDb) return false;
  // In the older layout these are never encrypted, and have other things where the key version stands.
  const bool never = type == FIL_PAGE_TYPE_FSP_HDR || type == FIL_PAGE_TYPE_XDES || type == FIL_PAGE_RTREE;
  if (!full_crc32() && never) return false;
  return MariaDbKeyVersion(physical, full_crc32()) != 0;
}

bool PageCodec::Decrypt(Bytes physical, std::span<std::byte> clear) const {
  if (encryption_ == nullptr) return false;
  if (encryption_->scheme == EncryptionScheme::kMySql) {
    return encryption_->mysql && DecryptMySqlPage(physical, *encryption_->mysql, clear);
  }
  const MariaDbPageKey* key = encryption_->KeyOfVersion(MariaDbKeyVersion(physical, full_crc32()));
  return key != nullptr &&
         DecryptMariaDbPage(physical, full_crc32(), encryption_->space_id, *key, encryption_->cipher, clear);
}

void PageCodec::Uncompress(Bytes clear, PageScratch& scratch, PageImage& image) const {
  const auto type = BigAt<std::uint16_t>(clear, FIL_PAGE_TYPE);
  const bool of_mysql = type == FIL_PAGE_COMPRESSED;
  const bool of_mariadb = type == FIL_PAGE_PAGE_COMPRESSED || type == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED;
  const bool compressed = full_crc32() ? clear.size() < format_.page_size : of_mysql || of_mariadb;
  if (!compressed) return;
  scratch.page.resize(format_.page_size);
  UnpackedPage unpacked;
  if (full_crc32()) {
    unpacked = UnpackFullCrc32Page(clear, FullCrc32Algorithm(format_), scratch.page);
  } else {
    unpacked = of_mysql ? UnpackMySqlPage(clear, scratch.page) : UnpackMariaDbPage(clear, scratch.page);
  }
  image.coding.compression = unpacked.compression;
  image.bytes = scratch.page;
  image.whole = unpacked.whole;
  image.obstacle = unpacked.unsupported ? PageObstacle::kUnsupported
                   : unpacked.ok        ? PageObstacle::kNone
                                        : PageObstacle::kDamaged;
}

PageImage PageCodec::Unwrap(Bytes physical, PageScratch& scratch) const {
  PageImage image{.bytes = physical, .whole = physical.size()};
  if (physical.size() < FIL_PAGE_DATA) return image;
  const auto type = BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE);
  image.coding.encrypted = IsEncrypted(physical, type);
  if (image.coding.encrypted && encryption_ != nullptr && encryption_->scheme == EncryptionScheme::kMariaDb) {
    image.coding.key_version = MariaDbKeyVersion(physical, full_crc32());
  }
  const bool compressed = full_crc32() ? FullCrc32CompressedSize(physical).has_value()
                                       : type == FIL_PAGE_COMPRESSED || type == FIL_PAGE_PAGE_COMPRESSED;
  if (!image.coding.encrypted && !compressed) return image;
  if (!format_.zip && StandsInClear(physical)) return {.bytes = physical, .whole = physical.size()};
  const bool cut_off = physical.size() < format_.physical_size;
  if (cut_off) {
    scratch.padded.assign(physical.begin(), physical.end());
    scratch.padded.resize(format_.physical_size);
  }
  Bytes clear = Written(cut_off ? Bytes(scratch.padded) : physical);
  if (image.coding.encrypted) {
    scratch.clear.resize(clear.size());
    if (!Decrypt(clear, scratch.clear)) {
      image.obstacle = PageObstacle::kNoKey;
      return image;
    }
    clear = scratch.clear;
    image.bytes = image.clear = clear;
  }
  Uncompress(clear, scratch, image);
  // A header that only seems to say so, as damage does, is known by an algorithm that there is not, or by what stands
  // behind the page: there is nothing but zeros.
  const bool not_compressed =
      !image.coding.encrypted && !cut_off &&
      (full_crc32() ? image.obstacle != PageObstacle::kNone && !AllZero(physical.subspan(clear.size()))
                    : image.obstacle == PageObstacle::kUnsupported);
  if (not_compressed) return {.bytes = physical, .whole = physical.size()};
  // What was decrypted of a page that is cut off ends where the page does.
  if (cut_off && image.coding.compression == BlockCompression::kNone) image.bytes = clear.first(physical.size());
  return image;
}

PageImage PageCodec::Decode(Bytes physical, PageScratch& scratch) const {
  PageImage image = Unwrap(physical, scratch);
  if (format_.zip && image.readable()) Inflate(image, scratch);
  return image;
}

void PageCodec::Inflate(PageImage& image, PageScratch& scratch) const {
  const bool cut_off = image.bytes.size() < format_.physical_size;
  if (cut_off || !IsZipIndexPage(image.bytes, format_.page_size)) return;
  scratch.zip.resize(format_.page_size);
  const ZipPage result = InflateZipImage(image.bytes, BigAt<std::uint32_t>(image.bytes, FIL_PAGE_OFFSET), scratch.zip);
  image.bytes = scratch.zip;
  image.whole = scratch.zip.size();
  if (!result.whole()) image.obstacle = PageObstacle::kDamaged;
}

ChecksumAlgorithm PageCodec::Verify(Bytes physical, const PageImage& image, ChecksumAlgorithm hint) const {
  if (physical.size() < format_.physical_size) return ChecksumAlgorithm::kUnverified;
  if (!image.coding.any() && (image.obstacle == PageObstacle::kNone || format_.zip)) {
    return VerifyPage(physical, format_.checksums, hint);
  }
  if (AllZero(physical)) return ChecksumAlgorithm::kZeroPage;
  const bool keyless = image.obstacle == PageObstacle::kNoKey;
  // ROW_FORMAT=COMPRESSED has its checksum over the page before it is inflated.
  if (format_.zip && !keyless && image.coding.encrypted) {
    const bool whole = IsMySqlEncryptedType(BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE)) ||
                       VerifyMariaDbCryptChecksum(physical, format_.zip);
    return whole ? VerifyPage(image.clear, format_.checksums, hint) : ChecksumAlgorithm::kUnverified;
  }
  if (!keyless && image.obstacle != PageObstacle::kNone) return ChecksumAlgorithm::kUnverified;
  if (full_crc32()) {
    const ChecksumAlgorithm algorithm = VerifyPage(Written(physical), format_.checksums, hint);
    if (keyless || !IsTrue(algorithm)) return algorithm;
    // The checksum does not see whether the right key opened it.
    const bool opened = !image.coding.encrypted || encryption_ == nullptr ||
                        BigAt<std::uint32_t>(image.bytes, FIL_PAGE_SPACE_ID) == encryption_->space_id;
    return opened ? algorithm : ChecksumAlgorithm::kUnverified;
  }
  const auto type = BigAt<std::uint16_t>(physical, FIL_PAGE_TYPE);
  if (image.coding.encrypted && !IsMySqlEncryptedType(type)) {
    if (!VerifyMariaDbCryptChecksum(physical, format_.zip)) return ChecksumAlgorithm::kUnverified;
    if (keyless) return ChecksumAlgorithm::kCrc32;
  }
  return keyless ? ChecksumAlgorithm::kUnverified : VerifyPage(image.bytes, format_.checksums, hint);
}

PageImage PageCodec::DecodeInPlace(std::span<std::byte> buffer, std::size_t physical) const {
  PageScratch scratch;
  PageImage image = Decode(Bytes(buffer).first(physical), scratch);
  const std::span<std::byte> target = buffer.first(std::min(buffer.size(), image.bytes.size()));
  if (image.bytes.data() != target.data()) std::ranges::copy(image.bytes.first(target.size()), target.begin());
  image.bytes = target;
  return image;
}

}  // namespace innosalvage
