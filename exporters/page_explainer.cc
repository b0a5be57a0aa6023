#include "exporters/page_explainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "exporters/explain_fsp_page.h"
#include "exporters/explain_index_page.h"
#include "exporters/explain_inode_page.h"
#include "exporters/explain_lob_page.h"
#include "exporters/explain_system_page.h"
#include "exporters/explain_zip_page.h"
#include "parser/page_type.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

// Below this no body has room: what every page kind reads at fixed offsets lies lower.
constexpr std::size_t kSmallestPage = 1024;

bool IsFullCrc32(const ExplainInput& input) { return input.format.checksums == ChecksumFamily::kFullCrc32; }

bool IsStoredCompressed(std::uint16_t type, const ExplainInput& input) {
  switch (type) {
    case FIL_PAGE_COMPRESSED:
    case FIL_PAGE_ENCRYPTED:
    case FIL_PAGE_COMPRESSED_AND_ENCRYPTED:
    case FIL_PAGE_ENCRYPTED_RTREE:
    case FIL_PAGE_PAGE_COMPRESSED:
    case FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED: return true;
    default: break;
  }
  const bool marked = (type >> FIL_PAGE_COMPRESS_FCRC32_MARKER) != 0;
  const bool closed = input.entry != nullptr && input.entry->verdict == PageVerdict::kNotRead;
  return (IsFullCrc32(input) && marked) || closed;
}

// The page shown is not what stands on disk: it was decrypted, or uncompressed.
bool IsDecoded(const ExplainInput& input) { return input.entry != nullptr && input.entry->coding.any(); }

// "encrypted, compressed (zlib)"
std::string CodingText(const PageCoding& coding) {
  std::string text = coding.encrypted ? "encrypted" : "";
  if (coding.compression != BlockCompression::kNone) {
    text += fmt::format("{}compressed ({})", text.empty() ? "" : ", ", Name(coding.compression));
  }
  return text;
}

class PageExplainer {
 public:
  PageExplainer(const ExplainInput& input, Bytes page, PageMap& map)
      : input_(input),
        page_{input, page, map},
        map_(map),
        type_(BigAt<std::uint16_t>(page, FIL_PAGE_TYPE)),
        whole_(page.size() == input.page.size()) {}

  void Explain() {
    ExplainHeader();
    if (whole_ && !input_.format.compressed()) ExplainTrailer();
    ExplainBody();
    map_.FillGaps([&](std::size_t begin, std::size_t end) {
      const auto bytes = BytesAt(page_.page, begin, end - begin);
      return PageMap::Gap{bytes && AllZero(*bytes) ? "not used" : "not explained", page_.Content(begin, end)};
    });
  }

 private:
  Vendor vendor() const { return input_.format.vendor; }

  std::string ChecksumText(Mark& mark) const {
    if (!whole_) return "not verified: the file ends inside the page";
    if (IsDecoded(input_)) {
      const ChecksumAlgorithm on_disk = input_.entry->algorithm;
      if (on_disk != ChecksumAlgorithm::kUnverified) return fmt::format("verified on disk as {}", Name(on_disk));
      if (input_.entry->verdict == PageVerdict::kNotRead) return "not verified: its key is needed for that";
      mark = Mark::kImpossible;
      return "does not verify on disk";
    }
    const Bytes stored = input_.zip.empty() ? page_.page : input_.zip;
    const ChecksumAlgorithm algorithm =
        VerifyPage(stored, input_.format.checksums,
                   input_.entry != nullptr ? input_.entry->algorithm : ChecksumAlgorithm::kUnverified);
    if (algorithm != ChecksumAlgorithm::kUnverified) return fmt::format("verifies as {}", Name(algorithm));
    mark = Mark::kImpossible;
    if (IsFullCrc32(input_)) {
      return fmt::format("does not verify; computed 0x{:08x}", Crc32c(page_.page.first(page_.page.size() - 4)));
    }
    if (input_.format.zip) {
      return fmt::format("does not verify; computed crc32 0x{:08x}, innodb 0x{:08x}", ZipCrc32(stored),
                         ZipAdler32(stored));
    }
    std::string text = fmt::format("does not verify; computed crc32 0x{:08x}, innodb 0x{:08x}", PageCrc32(page_.page),
                                   PageNewFold(page_.page));
    if (!LsnHalvesAgree(page_.page, input_.format.checksums)) text += "; LSN in header and trailer differ";
    return text;
  }

  void ExplainHeader() {
    const FilHeader header = DecodeFilHeader(page_.page.first<FIL_PAGE_DATA>());
    Mark checksum_mark = Mark::kPlain;
    const std::string checksum = ChecksumText(checksum_mark);
    if (IsFullCrc32(input_)) {
      page_.Number(0, 4, "FIL_PAGE_FCRC32_KEY_VERSION",
                   header.checksum == 0 ? "0: not encrypted" : fmt::format("key version {}", header.checksum));
    } else {
      page_.Number(0, 4, "FIL_PAGE_SPACE_OR_CHKSUM", fmt::format("0x{:08x} {}", header.checksum, checksum),
                   checksum_mark);
    }
    const bool elsewhere = header.page_no != input_.page_no;
    page_.Number(FIL_PAGE_OFFSET, 4, "FIL_PAGE_OFFSET",
                 elsewhere ? fmt::format("{}, but it stands for page {}", header.page_no, input_.page_no)
                           : fmt::format("{}", header.page_no),
                 ImpossibleIf(elsewhere));
    // MySQL 8 keeps versions there on page 0 (fil0types.h): 80018, 1.
    const bool versions = input_.page_no == 0 && header.prev >= 50000 && header.prev < 1000000;
    if (versions) {
      page_.Number(FIL_PAGE_PREV, 4, "FIL_PAGE_SRV_VERSION");
      page_.Number(FIL_PAGE_NEXT, 4, "FIL_PAGE_SPACE_VERSION");
    } else {
      page_.PageNo(FIL_PAGE_PREV, "FIL_PAGE_PREV");
      page_.PageNo(FIL_PAGE_NEXT, "FIL_PAGE_NEXT");
    }
    page_.Number(FIL_PAGE_LSN, 8, "FIL_PAGE_LSN");
    const bool zero = AllZero(page_.page);
    page_.Number(FIL_PAGE_TYPE, 2, "FIL_PAGE_TYPE", fmt::format("{} {}", type_, PageTypeName(type_, vendor())),
                 ImpossibleIf(!zero && !IsKnownPageType(type_) && !IsStoredCompressed(type_, input_)));
    ExplainSharedWord(header);
    const bool foreign = input_.space_id && header.space_id != *input_.space_id;
    page_.Number(FIL_PAGE_SPACE_ID, 4, "FIL_PAGE_SPACE_ID",
                 foreign ? fmt::format("{}, but the file's is {}", header.space_id, *input_.space_id)
                         : fmt::format("{}", header.space_id),
                 ImpossibleIf(foreign));
    if (IsFullCrc32(input_) && whole_) {
      const std::size_t at = page_.page.size() - 4;
      page_.Number(at, 4, "FIL_PAGE_FCRC32_CHECKSUM",
                   fmt::format("0x{:08x} {}", BigAt<std::uint32_t>(page_.page, at), checksum), checksum_mark);
    }
  }

  // Eight bytes that several features share.
  void ExplainSharedWord(const FilHeader& header) const {
    const std::size_t at = FIL_PAGE_FILE_FLUSH_LSN;
    if (type_ == FIL_PAGE_COMPRESSED || type_ == FIL_PAGE_ENCRYPTED || type_ == FIL_PAGE_COMPRESSED_AND_ENCRYPTED ||
        type_ == FIL_PAGE_ENCRYPTED_RTREE) {
      // MySQL: fil0types.h FIL_PAGE_VERSION and behind it.
      page_.Number(at, 1, "FIL_PAGE_VERSION");
      page_.Number(at + 1, 1, "FIL_PAGE_ALGORITHM_V1");
      page_.Number(at + 2, 2, "FIL_PAGE_ORIGINAL_TYPE_V1",
                   PageTypeName(BigAt<std::uint16_t>(page_.page, at + 2), vendor()));
      page_.Number(at + 4, 2, "FIL_PAGE_ORIGINAL_SIZE_V1");
      page_.Number(at + 6, 2, "FIL_PAGE_COMPRESS_SIZE_V1");
    } else if (type_ == FIL_PAGE_RTREE) {
      page_.Number(at, 8, "FIL_RTREE_SPLIT_SEQ_NUM");
    } else {
      page_.Number(at, 8, "FIL_PAGE_FILE_FLUSH_LSN", fmt::format("{}", header.flush_lsn));
    }
  }

  void ExplainTrailer() const {
    const std::size_t at = page_.body_end();
    const FilTrailer trailer = DecodeFilTrailer(page_.page.last<FIL_PAGE_DATA_END>());
    const bool agree = LsnHalvesAgree(page_.page, input_.format.checksums);
    const std::string agreement = agree ? ", as in the header" : ", not as in the header: torn write";
    if (IsFullCrc32(input_)) {
      page_.Number(at, 4, "FIL_PAGE_FCRC32_END_LSN", fmt::format("low half of the LSN: {}{}", trailer.first, agreement),
                   ImpossibleIf(!agree));
      return;
    }
    page_.Number(at, 4, "FIL_PAGE_END_LSN_OLD_CHKSUM", fmt::format("0x{:08x}", trailer.first));
    page_.Number(at + 4, 4, "low half of the LSN", fmt::format("{}{}", trailer.second, agreement),
                 ImpossibleIf(!agree));
  }

  void Rest(std::string name) const {
    const std::size_t end = std::max(map_.NextTaken(FIL_PAGE_DATA), FIL_PAGE_DATA);
    map_.Add(FIL_PAGE_DATA, end - FIL_PAGE_DATA, std::move(name),
             page_.Content(FIL_PAGE_DATA, std::min(end, page_.page.size())));
  }

  void ExplainBody() const {
    // By place, not by type: with a damaged type the encryption information must not be shown as bytes.
    if (input_.page_no == 0 || type_ == FIL_PAGE_TYPE_FSP_HDR) return ExplainFspPage(page_);
    if (IsStoredCompressed(type_, input_)) return Rest("compressed or encrypted");
    const bool index = type_ == FIL_PAGE_INDEX || type_ == FIL_PAGE_RTREE || type_ == FIL_PAGE_SDI ||
                       (type_ == FIL_PAGE_TYPE_INSTANT && vendor() == Vendor::kMariaDb);
    if (index && input_.format.zip && input_.zip.empty()) return Rest("index page, deflated");
    if (index) return ExplainIndexPage(page_, type_);
    switch (type_) {
      case FIL_PAGE_TYPE_XDES: return ExplainXdesPage(page_);
      case FIL_PAGE_INODE: return ExplainInodePage(page_);
      case FIL_PAGE_IBUF_BITMAP: return ExplainIbufBitmapPage(page_);
      case FIL_PAGE_TYPE_BLOB:
      case FIL_PAGE_SDI_BLOB: return ExplainBlobPage(page_);
      case FIL_PAGE_TYPE_ZBLOB:
      case FIL_PAGE_TYPE_ZBLOB2:
      case FIL_PAGE_SDI_ZBLOB: return Rest("deflated data");
      case FIL_PAGE_TYPE_LOB_FIRST: return ExplainLobFirstPage(page_);
      case FIL_PAGE_TYPE_LOB_INDEX: return ExplainLobIndexPage(page_);
      case FIL_PAGE_TYPE_LOB_DATA: return ExplainLobDataPage(page_);
      case FIL_PAGE_UNDO_LOG: return ExplainUndoPage(page_);
      case FIL_PAGE_TYPE_TRX_SYS: return ExplainTrxSysPage(page_);
      case FIL_PAGE_TYPE_RSEG_ARRAY: return ExplainRsegArrayPage(page_);
      case FIL_PAGE_TYPE_ALLOCATED: return Rest("allocated, not in use");
      default: return Rest("content");
    }
  }

  const ExplainInput& input_;
  ExplainedPage page_;
  PageMap& map_;
  std::uint16_t type_;
  bool whole_;
};

std::string TitleText(const ExplainInput& input) {
  std::string title = fmt::format("page {} at byte {}: {}", input.page_no, input.file_offset,
                                  PageTypeName(BigAt<std::uint16_t>(input.page, FIL_PAGE_TYPE), input.format.vendor));
  if (input.entry != nullptr) title += fmt::format(", {}", Name(input.entry->verdict));
  if (IsDecoded(input)) {
    const bool closed = input.entry->verdict == PageVerdict::kNotRead;
    title += fmt::format("\n  on disk {}; {}", CodingText(input.entry->coding),
                         closed ? "shown as it stands there" : "shown as it was before");
  }
  if (input.page.size() < input.format.physical_size) {
    title += fmt::format("\n  only {} of {} bytes are in the file", input.page.size(), input.format.physical_size);
  }
  return title;
}

}  // namespace

void ExplainPage(const ExplainInput& input, std::ostream& out) {
  out << TitleText(input) << '\n';
  if (!input.zip.empty()) {
    PageMap stored(input.zip.size());
    ExplainZipPage(input.zip, input.page_no, input.format.page_size, stored);
    stored.FillGaps([&](std::size_t begin, std::size_t end) {
      return PageMap::Gap{"not explained", fmt::format("{} bytes", end - begin)};
    });
    stored.Print(out);
    out << "\nthe page in memory\n";
  }
  PageMap map(input.page.size());
  if (AllZero(input.page)) {
    map.Add(0, input.page.size(), "zeros", "never written, or wiped");
    map.Print(out);
    return;
  }
  // Decoders take offsets modulo the page size, a power of two.
  const std::size_t size =
      std::bit_ceil(std::max({input.page.size(), std::size_t{input.format.physical_size}, kSmallestPage}));
  std::vector<std::byte> padded;
  Bytes page = input.page;
  if (page.size() < size) {
    padded.assign(page.begin(), page.end());
    padded.resize(size);
    page = padded;
  }
  PageExplainer(input, page, map).Explain();
  map.Print(out);
}

}  // namespace innosalvage
