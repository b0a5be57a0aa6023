#include "salvage/split_page.h"

#include <algorithm>

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

std::size_t Score(Bytes page, std::uint32_t page_no, const TablePlan& plan, RowDecoder& decoder,
                  const RecoveryHints& hints) {
  PageContext context{.page = page,
                      .file_offset = 0,
                      .page_no = page_no,
                      .bounds = {},
                      .trust = Trust::kSuspect,
                      .reasons = {},
                      .verified = false};
  std::size_t score = 0;
  for (const RecoveredRecord& record : RecoverRecords(context, plan, decoder, hints).records) {
    // Of two joins with as many records the one in which more of them hang together is the better one.
    score += record.state == RecordState::kLive ? 4 : 1;
    if (record.found_by == FoundBy::kChain) ++score;
  }
  return score;
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
    if (score < best_score || (score == best_score && best_score == 0)) continue;
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
