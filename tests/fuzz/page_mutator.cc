#include "tests/fuzz/page_mutator.h"

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <span>
#include <vector>

#include "parser/checksum.h"
#include "parser/fil_header.h"
#include "parser/index_header.h"
#include "parser/tablespace_flags.h"
#include "parser/zip_checksum.h"

namespace innosalvage {

namespace {

class Mutator {
 public:
  Mutator(std::span<std::uint8_t> data, unsigned seed) : data_(data), random_(seed) {
    // Page 0 may be hurt by what was done before: then the last guess is as good as any.
    const Bytes bytes = std::as_bytes(data_);
    const std::uint32_t flags = BigAt<std::uint32_t>(bytes, FIL_PAGE_DATA + 16);
    full_crc32_ = (flags & 0x10U) != 0 && (flags & 15U) >= 3 && (flags & 15U) <= 7;
    const unsigned packed = full_crc32_ ? 0 : flags >> 1U & 15U;
    const unsigned size = full_crc32_ ? flags & 15U : flags >> 6U & 15U;
    zip_ = packed > 0 && packed <= 5;
    page_size_ = zip_ ? 512U << packed : size >= 3 && size <= 7 ? 512U << size : 16384U;
    if (data_.size() < page_size_) {
      page_size_ = 16384;
      zip_ = full_crc32_ = false;
    }
  }

  void Run() {
    if (data_.size() < page_size_) return;
    for (std::size_t i = Below(4) + 1; i > 0; --i) Change();
    if (Below(16) == 0) return;
    for (const std::size_t page : touched_) FixChecksum(page);
  }

 private:
  std::size_t Below(std::size_t limit) { return limit < 2 ? 0 : static_cast<std::size_t>(random_()) % limit; }
  std::size_t pages() const { return data_.size() / page_size_; }
  std::span<std::uint8_t> Page(std::size_t page) { return data_.subspan(page * page_size_, page_size_); }
  std::size_t APage() {
    const std::size_t page = Below(3) == 0 ? Below(std::min<std::size_t>(pages(), 5)) : Below(pages());
    touched_.insert(page);
    return page;
  }

  static void Put(std::span<std::uint8_t> page, std::size_t at, std::size_t size, std::uint64_t value) {
    for (std::size_t i = 0; i < size && at + i < page.size(); ++i)
      page[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
  }
  static std::uint64_t Get(std::span<const std::uint8_t> page, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size && at + i < page.size(); ++i) value = value << 8U | page[at + i];
    return value;
  }

  std::uint64_t Telling(std::uint64_t old) {
    switch (Below(12)) {
      case 0: return 0;
      case 1: return 1;
      case 2: return UINT64_MAX;
      case 3: return old + 1;
      case 4: return old - 1;
      case 5: return old ^ std::uint64_t{1} << Below(32);
      case 6: return Below(pages());
      case 7: return pages() + Below(2);
      case 8: return Below(page_size_);
      case 9: return page_size_ - Below(16);
      case 10: return std::uint64_t{1} << (7 + 8 * Below(4));
      default: return random_();
    }
  }

  void Change() {
    const std::size_t kind = Below(16);
    if (kind < 4) return Header();
    if (kind < 8) return Record();
    if (kind < 10) return Slot();
    if (kind < 12) return Reference();
    if (kind < 13) return MovePage();
    Noise();
  }

  void Header() {
    struct Field {
      std::size_t at, size;
    };
    // FIL header; index header; FSP header, its lists, and the flags; LOB headers.
    static constexpr std::array<Field, 42> kFields = {
        {{4, 4},  {8, 4},  {12, 4}, {16, 8}, {24, 2}, {26, 1}, {27, 1}, {28, 2},  {30, 2},  {32, 2}, {34, 4},
         {38, 2}, {40, 2}, {42, 2}, {44, 2}, {46, 2}, {48, 2}, {50, 2}, {54, 2},  {56, 8},  {64, 2}, {66, 8},
         {74, 4}, {78, 4}, {82, 2}, {84, 4}, {88, 4}, {92, 2}, {94, 1}, {97, 2},  {110, 2}, {38, 4}, {42, 4},
         {46, 4}, {50, 4}, {54, 4}, {58, 4}, {62, 4}, {80, 4}, {96, 6}, {144, 4}, {148, 2}}};
    const auto page = Page(APage());
    const Field field = kFields.at(Below(kFields.size()));
    Put(page, field.at, field.size, Telling(Get(page, field.at, field.size)));
  }

  // A record of the page's chain; 0: it has none.
  std::size_t ARecord(std::span<const std::uint8_t> page) {
    const bool compact = (page[PAGE_HEADER + 4] & 0x80U) != 0;
    std::size_t at = compact ? PAGE_NEW_INFIMUM : PAGE_OLD_INFIMUM;
    for (std::size_t steps = Below(40) + 1; steps > 0; --steps) {
      const std::uint64_t link = Get(page, at - 2, 2);
      const std::size_t next = compact ? (at + link) % page.size() : link;
      if (link == 0 || next < PAGE_DATA + 10 || next + 40 > page.size()) break;
      at = next;
    }
    return at;
  }

  void Record() {
    const auto page = Page(APage());
    const std::size_t at = ARecord(page);
    switch (Below(8)) {
      case 0: return Put(page, at - 2, 2, Telling(Get(page, at - 2, 2)));            // next
      case 1: return Put(page, at - 4, 2, Telling(Get(page, at - 4, 2)));            // heap number, status
      case 2: return Put(page, at - 5, 1, Get(page, at - 5, 1) ^ (1U << Below(8)));  // info bits, n_owned
      case 3: return Put(page, at - 6 - Below(12), 1, random_());                    // NULL bits, lengths
      case 4: return Put(page, at - 7 - Below(12), 2, Telling(0));                   // REDUNDANT: ends of fields
      case 5: return Put(page, at + Below(30), 1, random_());                        // values
      case 6: return Put(page, at + Below(16), 8, Telling(Get(page, at, 8)));        // DB_TRX_ID, DB_ROLL_PTR
      default: {                                                                     // one record over another
        const std::size_t to = ARecord(page);
        const std::size_t size = std::min<std::size_t>({Below(64), page.size() - at, page.size() - to});
        const std::vector<std::uint8_t> copy(page.begin() + static_cast<std::ptrdiff_t>(at),
                                             page.begin() + static_cast<std::ptrdiff_t>(at + size));
        std::ranges::copy(copy, page.begin() + static_cast<std::ptrdiff_t>(to));
      }
    }
  }

  void Slot() {
    const auto page = Page(APage());
    const std::size_t at = page.size() - FIL_PAGE_DATA_END - 2 * (Below(24) + 1);
    Put(page, at, 2, Below(2) == 0 ? ARecord(page) : Telling(Get(page, at, 2)));
  }

  // 20 bytes as off-page values have them, or a page number, somewhere in a record.
  void Reference() {
    const auto page = Page(APage());
    const std::size_t at = ARecord(page) + Below(page.size() / 8);
    if (Below(2) == 0) return Put(page, at, 4, Below(pages() + 1));
    Put(page, at, 4, Get(Page(0), FIL_PAGE_SPACE_ID, 4));
    Put(page, at + 4, 4, Below(pages() + 1));
    Put(page, at + 8, 4, Below(2) == 0 ? 38 : Telling(1));
    Put(page, at + 12, 8, Telling(page_size_));
  }

  void MovePage() {
    const auto from = Page(APage());
    const auto to = Page(APage());
    if (from.data() != to.data()) std::ranges::copy(from, to.begin());
  }

  void Noise() {
    const auto page = Page(APage());
    const std::size_t size = std::min<std::size_t>(std::size_t{1} << Below(10), page.size());
    const std::size_t at = Below(page.size() - size + 1);
    LLVMFuzzerMutate(page.subspan(at).data(), size, size);
  }

  void FixChecksum(std::size_t number) {
    const auto page = Page(number);
    const Bytes bytes = std::as_bytes(std::span<const std::uint8_t>(page));
    if (zip_) return Put(page, 0, 4, ZipCrc32(bytes));
    const std::size_t end = page.size();
    if (full_crc32_) {
      Put(page, end - 8, 4, Get(page, FIL_PAGE_LSN + 4, 4));
      return Put(page, end - 4, 4, Crc32c(bytes.first(end - 4)));
    }
    Put(page, end - 4, 4, Get(page, FIL_PAGE_LSN + 4, 4));
    const std::uint32_t crc = PageCrc32(bytes);
    Put(page, 0, 4, crc);
    Put(page, end - 8, 4, crc);
  }

  std::span<std::uint8_t> data_;
  std::mt19937 random_;
  std::uint32_t page_size_ = 16384;
  bool full_crc32_ = false;
  bool zip_ = false;
  std::set<std::size_t> touched_;
};

}  // namespace

std::size_t MutatePages(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  // What changes the size is left to the general mutator.
  if (size < kMinZipSize || LeaveToNoise(seed)) return LLVMFuzzerMutate(data, size, max_size);
  Mutator({data, size}, seed).Run();
  return size;
}

}  // namespace innosalvage
