#include "salvage/hidden_spaces.h"

#include <algorithm>
#include <array>

#include "parser/fsp_header.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxSpaces = 1U << 16U;
constexpr std::size_t FIL_PAGE_FCRC32_CHECKSUM = 4;
constexpr std::size_t FIL_PAGE_FCRC32_END_LSN = 8;  // from the page's end
// Where encryption begins, and up to the end of its first block: the space id lies in that.
constexpr std::size_t kFirstBlockEnd = FIL_PAGE_FILE_FLUSH_LSN + 16;
static_assert(FIL_PAGE_SPACE_ID >= FIL_PAGE_FILE_FLUSH_LSN && FIL_PAGE_SPACE_ID + 4 <= kFirstBlockEnd);

constexpr std::array<MariaDbCipher, 2> kCiphers = {MariaDbCipher::kCbc, MariaDbCipher::kCtr};

// What was in the page when it was compressed is a whole page, header and all.
bool IsSamePage(Bytes physical, Bytes unpacked) {
  return BigAt<std::uint32_t>(unpacked, FIL_PAGE_OFFSET) == BigAt<std::uint32_t>(physical, FIL_PAGE_OFFSET) &&
         BigAt<std::uint64_t>(unpacked, FIL_PAGE_LSN) == BigAt<std::uint64_t>(physical, FIL_PAGE_LSN);
}

}  // namespace

HiddenSpaces::HiddenSpaces(const ByteSource& image, std::shared_ptr<const Keyring> keyring)
    : image_(image), keyring_(std::move(keyring)) {}

bool HiddenSpaces::IsPage0(const CarveFind& find) {
  return find.page_no == 0 && find.family == ChecksumFamily::kFullCrc32 && find.verified() &&
         find.others == OtherPages::kEncoded && find.size_log2 != 0;
}

void HiddenSpaces::AddPage0(const CarveFind& find) {
  if (!IsPage0(find) || spaces_.size() >= kMaxSpaces) return;
  physical_.resize(find.length);
  const ReadOutcome read = image_.ReadAt(find.offset, physical_);
  if (read.size < physical_.size() || !read.bad.empty()) return;
  page_.resize(find.page_size());
  UnpackPage(physical_, find.holes, page_);
  const auto format = DecodeTablespaceFlags(DecodeFspHeader(Bytes(page_).first<XDES_ARR_OFFSET>()).flags);
  if (!format) return;
  Space space{.key = GroupOf(find), .compression = {}, .crypt = {}, .keys = {}};
  if (format->page_compressed) space.compression = FullCrc32Algorithm(*format).value_or(BlockCompression::kNone);
  space.crypt = DecodeMariaDbCryptData(page_, EncryptionInfoOffset(*format));
  const auto same = [&](const Space& known) {
    return known.key == space.key && known.compression == space.compression &&
           known.crypt.has_value() == space.crypt.has_value() &&
           (!known.crypt || (known.crypt->iv == space.crypt->iv && known.crypt->key_id == space.crypt->key_id));
  };
  if (std::ranges::any_of(spaces_, same)) return;
  if (space.crypt && keyring_ != nullptr) {
    const auto [begin, end] = keyring_->mariadb.equal_range(space.crypt->key_id);
    for (auto entry = begin; entry != end; ++entry) {
      if (const auto key = MariaDbPageKeyOf(*space.crypt, entry->second.key)) {
        space.keys.push_back({entry->second.version, *key});
      }
    }
  }
  spaces_.push_back(std::move(space));
}

std::optional<CarveGroupKey> HiddenSpaces::Open(const CarveFind& find) {
  refuted_.clear();
  physical_.resize(find.length);
  const ReadOutcome read = image_.ReadAt(find.offset, physical_);
  if (read.size < physical_.size() || !read.bad.empty() || physical_.size() < FIL_PAGE_DATA) return std::nullopt;
  const Bytes physical = physical_;
  const bool compressed = find.size_log2 == 0;
  const std::uint32_t version = MariaDbKeyVersion(physical, /*full_crc32=*/true);
  if (version == 0) return compressed ? Unpacked(physical) : std::nullopt;
  for (std::size_t i = 0; i < spaces_.size(); ++i) {
    // Pages of one file follow each other.
    const std::size_t at = i == 0 ? last_ : (i <= last_ ? i - 1 : i);
    const Space& space = spaces_[at];
    const bool fits = compressed ? space.compression.has_value() && physical.size() < (1U << space.key.size_log2)
                                 : space.key.size_log2 == find.size_log2;
    if (!fits || !space.crypt) continue;
    if (OpensWith(space, physical, compressed)) {
      last_ = at;
      refuted_.clear();
      return space.key;
    }
  }
  for (const Space& space : spaces_) {
    if (!space.crypt) refuted_.insert(space.key);
  }
  // Of one space id with several page 0s one may lack its key: then nothing is known.
  for (const Space& space : spaces_) {
    if (!space.crypt) continue;
    const bool has_key =
        std::ranges::any_of(space.keys, [&](const Key& key) { return key.version == 0 || key.version == version; });
    if (!has_key) refuted_.erase(space.key);
  }
  return std::nullopt;
}

bool HiddenSpaces::OpensWith(const Space& space, Bytes physical, bool compressed) {
  const std::uint32_t version = MariaDbKeyVersion(physical, true);
  for (const Key& key : space.keys) {
    if (key.version != 0 && key.version != version) continue;
    refuted_.insert(space.key);
    for (const MariaDbCipher cipher : kCiphers) {
      const auto decrypt = [&](Bytes part) {
        clear_.resize(part.size());
        return DecryptMariaDbPage(part, true, space.key.space_id, key.key, cipher, clear_);
      };
      // The part behind it stands for the checksum, which is not encrypted.
      if (!compressed && (!decrypt(physical.first(kFirstBlockEnd + FIL_PAGE_FCRC32_CHECKSUM)) ||
                          BigAt<std::uint32_t>(clear_, FIL_PAGE_SPACE_ID) != space.key.space_id)) {
        continue;
      }
      if (decrypt(physical) && Holds(space, clear_)) return true;
    }
  }
  return false;
}

// `page`: decrypted, and compressed where it is shorter than a page.
bool HiddenSpaces::Holds(const Space& space, Bytes page) const {
  const std::size_t size = std::size_t{1} << space.key.size_log2;
  if (page.size() == size) {
    return BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_ID) == space.key.space_id &&
           BigAt<std::uint32_t>(page, size - FIL_PAGE_FCRC32_END_LSN) ==
               static_cast<std::uint32_t>(BigAt<std::uint64_t>(page, FIL_PAGE_LSN));
  }
  std::vector<std::byte> unpacked(size);
  const std::optional<BlockCompression> algorithm =
      space.compression == BlockCompression::kNone ? std::nullopt : space.compression;
  return UnpackFullCrc32Page(page, algorithm, unpacked).ok && IsSamePage(page, unpacked) &&
         BigAt<std::uint32_t>(unpacked, FIL_PAGE_SPACE_ID) == space.key.space_id;
}

// Compressed alone: the page says whose it is. Its size is that of its tablespace, or the one that its stream fills.
std::optional<CarveGroupKey> HiddenSpaces::Unpacked(Bytes physical) {
  constexpr std::array<std::uint8_t, 5> kSizes = {14, 12, 13, 15, 16};
  std::array<std::optional<BlockCompression>, kBlockCompressions> algorithms;
  std::size_t known = 0;
  for (std::size_t i = 0; i < spaces_.size() && known < algorithms.size(); ++i) {
    const auto& algorithm = spaces_[(last_ + i) % spaces_.size()].compression;
    if (algorithm && *algorithm != BlockCompression::kNone &&
        std::ranges::find(algorithms, algorithm) == algorithms.end())
      algorithms[known++] = algorithm;
  }
  if (known < algorithms.size()) ++known;  // each of them, where no page 0 named one
  for (const std::uint8_t size : kSizes) {
    if (physical.size() >= (std::size_t{1} << size)) continue;
    page_.resize(std::size_t{1} << size);
    for (const auto& algorithm : std::span(algorithms).first(known)) {
      if (!UnpackFullCrc32Page(physical, algorithm, page_).ok || !IsSamePage(physical, page_)) continue;
      const auto space_id = BigAt<std::uint32_t>(page_, FIL_PAGE_SPACE_ID);
      if (space_id == FIL_NULL) continue;
      const CarveGroupKey key{ChecksumFamily::kFullCrc32, space_id, size};
      const auto space = std::ranges::find(spaces_, key, &Space::key);
      if (space != spaces_.end()) last_ = static_cast<std::size_t>(space - spaces_.begin());
      return key;
    }
  }
  return std::nullopt;
}

}  // namespace innosalvage
