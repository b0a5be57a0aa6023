#include "salvage/split_page.h"

#include <algorithm>
#include <unordered_set>

#include "parser/index_header.h"

namespace innosalvage {

namespace {

constexpr std::size_t kSector = 512;

// Puts the last size - head of the bytes at the page's end.
void Join(Bytes stored, std::size_t head, std::span<std::byte> page) {
  const std::size_t tail = stored.size() - head;
  std::ranges::fill(page, std::byte{0});
  std::ranges::copy(stored.first(head), page.begin());
  std::ranges::copy(stored.last(tail), page.last(tail).begin());
}

// How well the parts fit: records that the next one, or the end of the heap, stands right behind, and links between
// these. A record whose bytes come from two places is legal as often as not, but nothing stands where it ends; and one
// that was moved is missed by the links of those that were not.
std::size_t Score(Bytes page, std::uint32_t page_no, const TablePlan& plan, RowDecoder& decoder,
                  const RecoveryHints& hints) {
  PageContext context{.page = page,
                      .file_offset = 0,
                      .page_no = page_no,
                      .bounds = {},
                      .trust = Trust::kSuspect,
                      .reasons = {},
                      .verified = false};
  const RecoveredPage recovered = RecoverRecords(context, plan, decoder, hints);
  std::unordered_set<std::size_t> begins = {DecodeIndexHeader(page.first<PAGE_DATA>()).heap_top};
  for (const RecoveredRecord& record : recovered.records) begins.insert(record.extent.begin);
  std::unordered_set<std::uint32_t> met;  // origins
  std::size_t live = 0;
  for (const RecoveredRecord& record : recovered.records) {
    if (!begins.contains(record.extent.end)) continue;
    met.insert(record.origin);
    if (record.state == RecordState::kLive) ++live;
  }
  std::size_t links = 0;
  for (const RecoveredRecord& record : recovered.records) {
    if (met.contains(record.origin) && met.contains(record.header.next)) ++links;
  }
  return 3 * live + met.size() + 4 * links;
}

}  // namespace

std::size_t JoinSplitPage(std::span<std::byte> page, std::size_t size, Bytes front, std::uint32_t page_no,
                          const TablePlan& plan, RowDecoder& decoder, const RecoveryHints& hints) {
  const std::vector<std::byte> stored(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(size));
  std::size_t best = size;
  std::size_t best_score = 0;
  for (std::size_t head = 0; head <= size; head += kSector) {
    Join(stored, head, page);
    const std::size_t score = Score(page, page_no, plan, decoder, hints);
    if (score <= best_score) continue;
    best = head;
    best_score = score;
  }
  if (front.size() + size == page.size()) {
    Join(stored, 0, page);
    std::ranges::copy(front, page.begin());
    if (Score(page, page_no, plan, decoder, hints) > best_score) return 0;
  }
  Join(stored, best, page);
  return best;
}

}  // namespace innosalvage
