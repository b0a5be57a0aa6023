// Page map: what each byte of a page is, as lines of text. Every byte is in exactly one range.
//
// Shape     0x0026..0x0027  PAGE_N_DIR_SLOTS    5           both offsets belong to the range
//           0x0028..0x0029! PAGE_HEAP_TOP       65000 ...   "!": cannot be
//           a line that does not start with 0x is a heading, or continues the line above it
// Units     offsets in bytes from page start; lines of 80 columns.
// Fails     a range that overlaps another is refused, since damaged pages point anywhere: first come, first served.
//           What lies outside the page is left out, for the file may end inside it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace innosalvage {

enum class Mark : unsigned char { kPlain, kImpossible };

constexpr Mark ImpossibleIf(bool wrong) { return wrong ? Mark::kImpossible : Mark::kPlain; }

struct PageRange {
  std::size_t begin = 0;
  std::size_t end = 0;  // exclusive
  std::string name;
  std::string value;
  Mark mark = Mark::kPlain;
};

class PageMap {
 public:
  explicit PageMap(std::size_t page_size) : size_(page_size) {}

  // False: some of it is taken. A range that is empty or outside the page is no line, and no fault.
  bool Add(PageRange range);
  bool Add(std::size_t begin, std::size_t size, std::string name, std::string value, Mark mark = Mark::kPlain);
  // All or none.
  bool AddAll(std::vector<PageRange> ranges);

  // A line of its own in front of the range that holds `at`.
  void Heading(std::size_t at, std::string text);

  // First taken byte at or behind `at`, or the page size.
  std::size_t NextTaken(std::size_t at) const;

  // Describes what is not taken yet: called with each gap's begin and end, gives name and value.
  struct Gap {
    std::string name, value;
  };
  void FillGaps(const std::function<Gap(std::size_t begin, std::size_t end)>& describe);

  std::size_t size() const { return size_; }
  void Print(std::ostream& out) const;

 private:
  std::size_t size_;
  std::map<std::size_t, PageRange> ranges_;  // by begin
  std::multimap<std::size_t, std::string> headings_;
};

}  // namespace innosalvage
