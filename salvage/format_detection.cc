#include "salvage/format_detection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/index_header.h"
#include "parser/page_type.h"
#include "salvage/zip_detection.h"

namespace innosalvage {

namespace {

constexpr std::array<std::uint32_t, 5> kPageSizes = {16384, 4096, 8192, 32768, 65536};

// A page that could be one, by its header alone.
bool LooksLikeHeader(const FilHeader& header, std::uint32_t position) {
  return IsKnownPageType(header.type) && header.type != FIL_PAGE_TYPE_ALLOCATED && header.page_no == position;
}

struct Guess {
  std::uint32_t page_size = 0;
  ChecksumFamily family = ChecksumFamily::kClassic;
  std::size_t verified = 0;
  std::size_t in_place = 0;   // of these: stand where they say. A page that was compressed fits a grid of smaller pages
  std::size_t plausible = 0;  // header in order, checksum not
  std::size_t sampled = 0;
  std::map<std::uint32_t, std::size_t> spaces;
  std::optional<TablespaceFormat> zip;  // a compressed tablespace

  // At equal rank the family tried first stays: nothing tells them apart then.
  auto Rank() const { return std::tuple(in_place, verified, plausible); }
};

Guess FromZip(ZipGuess zip) {
  Guess guess;
  guess.page_size = zip.physical_size;
  guess.family = ChecksumFamily::kZip;
  guess.verified = zip.verified;
  guess.plausible = zip.plausible;
  guess.sampled = zip.sampled;
  guess.zip = zip.format();
  guess.spaces = std::move(zip.spaces);
  return guess;
}

// --page-size may name either size; --checksum does not tell a compressed tablespace's checksums from classic ones.
bool Allows(const FormatOptions& options, const TablespaceFormat& format) {
  const bool size = options.page_size == 0 || options.page_size == format.page_size ||
                    (format.zip && options.page_size == format.physical_size);
  const bool family = !options.checksums || *options.checksums == format.checksums ||
                      (format.zip && *options.checksums == ChecksumFamily::kClassic);
  return size && family;
}

// The page directory's first slot, at the very end of the page, points at infimum: this tells the page size.
bool DirectoryEndsThePage(Bytes page) {
  const IndexHeader header = DecodeIndexHeader(page.first<PAGE_DATA>());
  return BigAt<std::uint16_t>(page, page.size() - FIL_PAGE_DATA_END - PAGE_DIR_SLOT_SIZE) == header.infimum();
}

Guess TryFormat(const ByteSource& source, std::uint32_t page_size, ChecksumFamily family) {
  // Small files are read whole; of large ones, pages spread over all of it: damage clusters.
  constexpr std::uint64_t kMaxSamples = 96;
  Guess guess;
  guess.page_size = page_size;
  guess.family = family;
  const std::uint64_t pages = source.size() / page_size;
  const std::uint64_t samples = std::min(pages, kMaxSamples);
  std::vector<std::byte> buffer(page_size);
  const PageCodec codec(TablespaceFormat{.page_size = page_size, .physical_size = page_size, .checksums = family});
  PageScratch scratch;
  for (std::uint64_t i = 0; i < samples; ++i) {
    const std::uint64_t position = pages * i / samples;
    if (source.ReadAt(position * page_size, buffer).size < page_size) break;
    const PageImage image = codec.Decode(buffer, scratch);
    const auto header = DecodeFilHeader(image.bytes.first<FIL_PAGE_DATA>());
    // Of an encrypted page too: its key is not known yet, and full_crc32 has a checksum over what stands on disk.
    const bool full_crc32 = family == ChecksumFamily::kFullCrc32;
    const ChecksumAlgorithm algorithm = full_crc32
                                            ? VerifyPage(codec.Written(buffer), family, ChecksumAlgorithm::kUnverified)
                                            : codec.Verify(buffer, image, ChecksumAlgorithm::kUnverified);
    ++guess.sampled;
    if (algorithm == ChecksumAlgorithm::kZeroPage) continue;
    // Encrypted bytes hide the space id in full_crc32.
    const bool encrypted = MariaDbKeyVersion(buffer, full_crc32) != 0;
    const bool in_place = BigAt<std::uint32_t>(buffer, FIL_PAGE_OFFSET) == position;
    if (algorithm != ChecksumAlgorithm::kUnverified ||
        (!full_crc32 && encrypted && VerifyMariaDbCryptChecksum(buffer, family == ChecksumFamily::kZip))) {
      ++guess.verified;
      if (in_place) ++guess.in_place;
      // No server writes a page without an LSN; of one whose header was wiped the space id is none.
      if ((!full_crc32 || !encrypted) && header.lsn != 0) ++guess.spaces[header.space_id];
    } else if (LooksLikeHeader(header, static_cast<std::uint32_t>(position))) {
      ++guess.plausible;
      ++guess.spaces[header.space_id];
    } else if (LooksLikeIndexPage(buffer) && DirectoryEndsThePage(buffer)) {
      ++guess.plausible;
    }
  }
  return guess;
}

// The first page that verifies at any multiple of 512, under whatever size and family: for files without one on the
// grid. Bounded: a file without pages in its first part is not searched to its end.
std::optional<Guess> FindShifted(const ByteSource& source, const FormatOptions& options) {
  constexpr std::uint64_t kMaxSearched = 64U << 20U;
  constexpr std::uint64_t kStep = 512;
  std::vector<std::byte> buffer(kMaxPageSize);
  const std::uint64_t end = std::min<std::uint64_t>(source.size(), kMaxSearched);
  for (std::uint64_t at = 0; at + kMinPageSize <= end; at += kStep) {
    std::array<std::byte, FIL_PAGE_DATA> head{};
    if (source.ReadAt(at, head).size < head.size()) break;
    const FilHeader header = DecodeFilHeader(head);
    if (!IsKnownPageType(header.type) || header.type == FIL_PAGE_TYPE_ALLOCATED || header.lsn == 0) continue;
    const std::size_t got = source.ReadAt(at, buffer).size;
    for (const std::uint32_t page_size : kPageSizes) {
      if (page_size > got || (options.page_size != 0 && options.page_size != page_size)) continue;
      const Bytes page = Bytes(buffer).first(page_size);
      for (const ChecksumFamily family : {ChecksumFamily::kClassic, ChecksumFamily::kFullCrc32}) {
        if (options.checksums && *options.checksums != family) continue;
        if (!LsnHalvesAgree(page, family)) continue;
        if (VerifyPage(page, family, ChecksumAlgorithm::kUnverified) == ChecksumAlgorithm::kUnverified) continue;
        Guess guess;
        guess.page_size = page_size;
        guess.family = family;
        guess.verified = guess.sampled = 1;
        guess.spaces[header.space_id] = 1;
        return guess;
      }
    }
    if (options.page_size != 0 || options.checksums) continue;
    if (auto zip = GuessZipPage(Bytes(buffer).first(got))) return FromZip(*std::move(zip));
  }
  return std::nullopt;
}

std::optional<std::uint32_t> MostCommon(const std::map<std::uint32_t, std::size_t>& counts) {
  const auto best = std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
  if (best == counts.end()) return std::nullopt;
  return best->first;
}

// Page 0 under the page size that its own flags give, if it verifies and says page 0.
std::optional<DetectedFormat> FromPage0(const ByteSource& source) {
  std::vector<std::byte> buffer(kMaxPageSize);
  const std::size_t size = source.ReadAt(0, buffer).size;
  if (size < XDES_ARR_OFFSET) return std::nullopt;
  const auto head = Bytes(buffer).first<XDES_ARR_OFFSET>();
  const FilHeader fil = DecodeFilHeader(head.first<FIL_PAGE_DATA>());
  const FspHeader fsp = DecodeFspHeader(head);
  const auto format = DecodeTablespaceFlags(fsp.flags);
  const bool page0_type = fil.type == FIL_PAGE_TYPE_FSP_HDR || fsp.flags == 0;  // 5.0 left the type at 0
  if (!format || fil.page_no != 0 || !page0_type || fsp.space_id != fil.space_id || size < format->physical_size) {
    return std::nullopt;
  }
  const Bytes page = Bytes(buffer).first(format->physical_size);
  const ChecksumAlgorithm algorithm = VerifyPage(page, format->checksums, ChecksumAlgorithm::kUnverified);
  if (algorithm == ChecksumAlgorithm::kUnverified || algorithm == ChecksumAlgorithm::kZeroPage) return std::nullopt;
  DetectedFormat detected{
      .format = *format, .space_id = fsp.space_id, .flags = fsp.flags, .from_page0 = true, .how = "page 0"};
  // MySQL 8 keeps the versions of server and tablespace in page 0's sibling fields. Source: fil0types.h 8.0.
  if (fil.prev >= 80000 && fil.prev < 1000000 && fil.next <= 10) {
    detected.server_version = fil.prev;
    detected.format.vendor = Vendor::kMySql;
  }
  return detected;
}

// Page 0's flags although it does not verify, where no page does: better than a guess by looks.
std::optional<DetectedFormat> FromHurtPage0(const ByteSource& source, const FormatOptions& options) {
  std::array<std::byte, XDES_ARR_OFFSET> head{};
  if (source.ReadAt(0, head).size < head.size()) return std::nullopt;
  const FspHeader fsp = DecodeFspHeader(head);
  const auto format = DecodeTablespaceFlags(fsp.flags);
  if (!format || fsp.free_limit > fsp.size || fsp.size == 0) return std::nullopt;
  if (!Allows({.page_size = options.page_size, .checksums = {}}, *format)) return std::nullopt;
  // Its own count of pages must be that of the file, within what a cut or a growth in flight explains.
  const std::uint64_t pages = source.size() / format->physical_size;
  if (fsp.size > pages * 4 + 64 || pages > std::uint64_t{fsp.size} * 4 + 64) return std::nullopt;
  return DetectedFormat{.format = *format,
                        .space_id = fsp.space_id,
                        .flags = fsp.flags,
                        .from_page0 = false,
                        .server_version = 0,
                        .how = "page 0's flags, though no page verifies"};
}

Result<DetectedFormat> Detect(const ByteSource& source, const std::string& name, const FormatOptions& options) {
  if (source.size() == 0) return Fail(name, "is empty: there is nothing to salvage in it");
  const bool overridden = options.page_size != 0 || options.checksums.has_value();
  if (auto detected = FromPage0(source)) {
    if (!overridden || Allows(options, detected->format)) return *std::move(detected);
  }
  Guess best;
  for (const std::uint32_t page_size : kPageSizes) {
    if (options.page_size != 0 && options.page_size != page_size) continue;
    for (const ChecksumFamily family : {ChecksumFamily::kClassic, ChecksumFamily::kFullCrc32}) {
      if (options.checksums && *options.checksums != family) continue;
      Guess guess = TryFormat(source, page_size, family);
      if (guess.Rank() > best.Rank()) best = std::move(guess);
    }
  }
  if (auto zip = GuessZipFormat(source); zip && Allows(options, zip->format())) {
    if (Guess guess = FromZip(*std::move(zip)); guess.Rank() > best.Rank()) best = std::move(guess);
  }
  if (best.verified == 0) {
    if (auto detected = FromHurtPage0(source, options); detected && best.plausible > 0) return *std::move(detected);
    // A hole near the start shifts every page behind it off the grid.
    if (auto shifted = FindShifted(source, options)) best = *std::move(shifted);
  }
  if (best.verified == 0 && best.plausible == 0) {
    if (IsBlank(source)) {
      return Fail(name,
                  "holds zeros alone, as far as was looked at: it was wiped, or none of its pages was ever written; "
                  "rows of a table made shortly before may be in the redo log only");
    }
    return Fail(name, "holds no InnoDB page that can be recognised; if it is one, name its --page-size");
  }
  DetectedFormat detected;
  detected.format.page_size = detected.format.physical_size = best.page_size;
  detected.format.checksums = best.family;
  detected.format.atomic_blobs = true;
  if (best.zip) detected.format = *best.zip;
  if (best.family == ChecksumFamily::kFullCrc32) detected.format.vendor = Vendor::kMariaDb;
  detected.space_id = MostCommon(best.spaces);
  detected.how =
      fmt::format("page 0 lost; {} of {} sampled pages verify as {} with {} KiB pages", best.verified, best.sampled,
                  best.zip                                    ? "compressed"
                  : best.family == ChecksumFamily::kFullCrc32 ? "full_crc32"
                                                              : "classic",
                  best.page_size / 1024);
  return detected;
}

}  // namespace

bool IsBlank(const ByteSource& source) {
  constexpr std::uint64_t kSamples = 64;
  std::array<std::byte, 4096> buffer{};
  if (source.size() == 0 || source.size() % kMinPageSize != 0) return false;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const std::size_t got = source.ReadAt(source.size() / kSamples * i, buffer).size;
    if (!AllZero(Bytes(buffer).first(got))) return false;
  }
  return true;
}

Result<DetectedFormat> DetectFormat(const ByteSource& source, const std::string& name, const FormatOptions& options) {
  auto detected = Detect(source, name, options);
  if (!detected) return detected;
  auto encryption = std::make_shared<TablespaceEncryption>(
      FindEncryption(source, detected->format, detected->space_id, options.keys));
  detected->format.encrypted = encryption->key != KeyState::kNotNeeded;
  // full_crc32 hides the space id of encrypted pages: the key that opened them knows it.
  if (encryption->key == KeyState::kFound && !detected->space_id) detected->space_id = encryption->space_id;
  detected->codec = PageCodec(detected->format, std::move(encryption));
  return detected;
}

}  // namespace innosalvage
