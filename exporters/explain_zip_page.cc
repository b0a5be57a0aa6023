#include "exporters/explain_zip_page.h"

#include <fmt/format.h>

#include <vector>

#include "parser/index_header.h"
#include "parser/record_layout.h"
#include "salvage/zip_image.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSlotSize = 2;
constexpr std::size_t kVersionSize = DATA_TRX_ID_LEN + DATA_ROLL_PTR_LEN;

std::string SlotText(unsigned slot) {
  std::string text = fmt::format("record at 0x{:04x}", slot & 0x3fffU);
  if ((slot & 0x4000U) != 0) text += ", has a slot in the page directory";
  if ((slot & 0x8000U) != 0) text += ", delete-marked";
  return text;
}

}  // namespace

void ExplainZipPage(Bytes zip, std::uint32_t page_no, std::uint32_t page_size, PageMap& map) {
  if (zip.size() < PAGE_DATA) return;
  std::vector<std::byte> page(page_size);
  const ZipPage result = InflateZipImage(zip, page_no, page);
  const IndexHeader header = DecodeIndexHeader(zip.first<PAGE_DATA>());
  const std::size_t heap = header.n_heap < PAGE_HEAP_NO_USER_LOW ? 0U : header.n_heap - PAGE_HEAP_NO_USER_LOW;
  map.Add(0, FIL_PAGE_DATA, "FIL header", "as below");
  map.Add(PAGE_HEADER, PAGE_DATA - PAGE_HEADER, "page header", "as below");
  const std::size_t directory = zip.size() - std::min(zip.size() - PAGE_DATA, heap * kSlotSize);
  for (std::size_t i = 0; directory + (i + 1) * kSlotSize <= zip.size(); ++i) {
    const std::size_t at = zip.size() - (i + 1) * kSlotSize;
    const std::string name =
        i < header.n_recs ? fmt::format("dense directory, {}", i) : fmt::format("free list, {}", i - header.n_recs);
    map.Add(at, kSlotSize, name, SlotText(BigAt<std::uint16_t>(zip, at)));
  }
  if (result.damage) {
    map.Heading(PAGE_DATA,
                fmt::format("{} at 0x{:04x}: {} of {} records are known", Name(result.damage->kind),
                            result.damage->where.offset, result.records, result.records + result.records_lost));
  }
  if (result.stream_end > PAGE_DATA) {
    map.Add(PAGE_DATA, result.stream_end - PAGE_DATA, "zlib stream",
            fmt::format("{} bytes, a window of {}", result.stream_end - PAGE_DATA, page_size));
  }
  if (result.log_end != 0) {
    map.Add(result.stream_end, result.log_end - result.stream_end, "modification log",
            fmt::format("{} bytes", result.log_end - result.stream_end));
    map.Add(result.log_end, 1, "end of the log", "0");
    const std::size_t free = result.log_end + 1;
    if (result.stored_begin > free) map.Add(free, result.stored_begin - free, "free space", "");
  }
  if (result.stored_begin >= directory) return;
  const std::size_t each = header.level == 0 ? kVersionSize : REC_NODE_PTR_SIZE;
  const std::size_t columns = directory - std::min(directory - result.stored_begin, heap * each);
  map.Add(columns, directory - columns,
          header.level == 0 ? "DB_TRX_ID, DB_ROLL_PTR, by heap number" : "child page no, by heap number",
          fmt::format("{} of {} bytes", (directory - columns) / each, each));
  map.Add(result.stored_begin, columns - result.stored_begin, "BLOB references",
          fmt::format("{} of 20 bytes", (columns - result.stored_begin) / 20));
}

}  // namespace innosalvage
