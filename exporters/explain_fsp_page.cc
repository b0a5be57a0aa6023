#include "exporters/explain_fsp_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "parser/fsp_header.h"
#include "parser/mariadb_encryption.h"
#include "parser/mysql_encryption.h"

namespace innosalvage {

namespace {

std::string FlagsText(std::uint32_t flags) {
  const auto format = DecodeTablespaceFlags(flags);
  if (!format) return fmt::format("0x{:08x}: contradicts itself", flags);
  std::string text = fmt::format("0x{:08x}: pages of {}", flags, format->page_size);
  if (format->compressed()) text += fmt::format(", {} on disk (ROW_FORMAT=COMPRESSED)", format->physical_size);
  if (format->checksums == ChecksumFamily::kFullCrc32) text += ", full_crc32";
  if (format->atomic_blobs && format->checksums != ChecksumFamily::kFullCrc32) text += ", ATOMIC_BLOBS";
  if (format->shared) text += ", SHARED";
  if (format->temporary) text += ", TEMPORARY";
  if (format->encrypted) text += ", ENCRYPTION";
  if (format->has_sdi) text += ", SDI";
  if (format->page_compressed) text += ", PAGE_COMPRESSION";
  return text;
}

std::string StateName(std::uint32_t state) {
  switch (static_cast<XdesState>(state)) {
    case XdesState::kNotInit: return "NOT_INITED";
    case XdesState::kFree: return "FREE";
    case XdesState::kFreeFrag: return "FREE_FRAG";
    case XdesState::kFullFrag: return "FULL_FRAG";
    case XdesState::kSegment: return "FSEG";
    case XdesState::kSegmentFragments: return "FSEG_FRAG";
  }
  return fmt::format("state {}", state);
}

bool IsState(std::uint32_t state) { return state <= static_cast<std::uint32_t>(XdesState::kSegmentFragments); }

class DescriptorArray {
 public:
  explicit DescriptorArray(const ExplainedPage& page)
      : page_(page),
        extent_pages_(page.input.format.extent_pages()),
        size_(XdesSize(page.input.format)),
        count_(PagesPerXdesPage(page.input.format) / std::max(extent_pages_, 1U)) {}

  void Explain() {
    std::map<std::string, std::vector<std::uint32_t>> by_state;
    for (std::uint32_t i = 0; i < count_ && At(i) + size_ <= page_.body_end();) {
      std::uint32_t last = i;
      while (last < count_ && At(last) + size_ <= page_.body_end() && AllZero(page_.page.subspan(At(last), size_)))
        ++last;
      if (last > i) {
        page_.map.Add(At(i), (last - i) * size_,
                      last - i == 1 ? fmt::format("XDES {}", i) : fmt::format("XDES {}..{}", i, last - 1),
                      "not initialised");
        for (; i < last; ++i) by_state["not initialised"].push_back(i);
        continue;
      }
      by_state[StateName(State(i))].push_back(i);
      One(i++);
    }
    std::string summary = "extent descriptors:";
    for (const auto& [state, extents] : by_state) {
      summary +=
          fmt::format("{} {} {} ({})", summary.ends_with(":") ? "" : ";", extents.size(), state, RunsText(extents));
    }
    page_.map.Heading(XDES_ARR_OFFSET, summary);
  }

 private:
  std::size_t At(std::uint32_t i) const { return XDES_ARR_OFFSET + i * size_; }
  std::uint32_t State(std::uint32_t i) const { return BigAt<std::uint32_t>(page_.page, At(i) + 20); }

  void One(std::uint32_t i) {
    const std::uint32_t first = page_.input.page_no + i * extent_pages_;
    std::vector<std::uint32_t> used;
    for (std::uint32_t n = 0; n < extent_pages_; ++n) {
      const unsigned bits = ByteAt(page_.page, At(i) + XDES_BITMAP + n / 4);
      if (((bits >> (n % 4 * 2)) & 1U) == 0) used.push_back(first + n);
    }
    const std::uint32_t state = State(i);
    std::string value = StateName(state);
    const auto segment = BigAt<std::uint64_t>(page_.page, At(i));
    if (segment != 0) value += fmt::format(" of segment {}", segment);
    value += used.empty() ? fmt::format("; pages from {}, none in use", first)
                          : fmt::format("; in use: pages {}", RunsText(used));
    page_.map.Add(At(i), size_, fmt::format("XDES {}", i), std::move(value), ImpossibleIf(!IsState(state)));
  }

  const ExplainedPage& page_;
  std::uint32_t extent_pages_;
  std::size_t size_;
  std::uint32_t count_;
};

std::string EncryptionText(Bytes info) {
  if (AllZero(info)) return "no encryption information";
  if (const auto mysql = DecodeMySqlEncryptionInfo(info, 0)) {
    const bool printable = std::ranges::all_of(mysql->server_uuid, [](char c) { return c >= ' ' && c <= '~'; });
    return fmt::format("encryption information of MySQL is present; not shown, but for the master key's name: {}",
                       printable ? mysql->MasterKeyName() : "not legible");
  }
  if (const auto mariadb = DecodeMariaDbCryptData(info, 0)) {
    return fmt::format("encryption information of MariaDB is present; not shown, but for the key's id: {}",
                       mariadb->key_id);
  }
  return "bytes that are not zero: encryption information or leftovers; not shown";
}

}  // namespace

void ExplainFspPage(const ExplainedPage& page) {
  const std::size_t at = FSP_HEADER_OFFSET;
  const auto space_id = BigAt<std::uint32_t>(page.page, at);
  const bool other_space = page.input.space_id && *page.input.space_id != space_id;
  page.Number(at, 4, "FSP_SPACE_ID", fmt::format("{}", space_id), ImpossibleIf(other_space));
  page.Number(at + 4, 4, "FSP_NOT_USED");
  const auto size = BigAt<std::uint32_t>(page.page, at + 8);
  const bool size_differs = page.input.pages_in_file != 0 && size > page.input.pages_in_file;
  page.Number(at + 8, 4, "FSP_SIZE",
              size_differs ? fmt::format("{} pages, but the file has {}", size, page.input.pages_in_file)
                           : fmt::format("{} pages", size),
              ImpossibleIf(size_differs));
  page.Number(at + 12, 4, "FSP_FREE_LIMIT",
              fmt::format("{}: pages from here on were never used", BigAt<std::uint32_t>(page.page, at + 12)));
  const auto flags = BigAt<std::uint32_t>(page.page, at + 16);
  page.Number(at + 16, 4, "FSP_SPACE_FLAGS", FlagsText(flags), ImpossibleIf(!DecodeTablespaceFlags(flags)));
  page.Number(at + 20, 4, "FSP_FRAG_N_USED");
  page.ListBase(at + 24, "FSP_FREE");
  page.ListBase(at + 40, "FSP_FREE_FRAG");
  page.ListBase(at + 56, "FSP_FULL_FRAG");
  page.Number(at + 72, 8, "FSP_SEG_ID");
  page.ListBase(at + 80, "FSP_SEG_INODES_FULL");
  page.ListBase(at + 96, "FSP_SEG_INODES_FREE");
  // Named before the descriptors, which may claim its place where the page size is guessed wrong.
  const std::size_t info = EncryptionInfoOffset(page.input.format);
  if (const auto bytes = BytesAt(page.page, info, kEncryptionInfoMaxSize);
      bytes && info + bytes->size() <= page.body_end()) {
    page.map.Add(info, bytes->size(), "encryption information", EncryptionText(*bytes));
    const std::size_t sdi = info + bytes->size();
    if (page.input.format.has_sdi && sdi + 8 <= page.body_end()) {
      page.Number(sdi, 4, "SDI version");
      page.PageNo(sdi + 4, "SDI root page");
    }
  }
  DescriptorArray(page).Explain();
  page.map.FillGaps([&](std::size_t begin, std::size_t end) {
    // No preview here: where flags are damaged, these bytes may be a key.
    const auto bytes = BytesAt(page.page, begin, end - begin);
    const bool zero = bytes && AllZero(*bytes);
    return PageMap::Gap{"not used",
                        fmt::format("{} bytes, {}", end - begin, zero ? "all zero" : "not all zero; not shown")};
  });
}

void ExplainXdesPage(const ExplainedPage& page) {
  page.map.Add(FSP_HEADER_OFFSET, FSP_HEADER_SIZE, "reserved",
               "place of the FSP header, in use on page 0 only: " +
                   page.Content(FSP_HEADER_OFFSET, FSP_HEADER_OFFSET + FSP_HEADER_SIZE));
  DescriptorArray(page).Explain();
}

}  // namespace innosalvage
