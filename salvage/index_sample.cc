#include "salvage/index_sample.h"

#include <algorithm>

#include "parser/page_type.h"

namespace innosalvage {

std::size_t IndexSample::records() const {
  std::size_t records = 0;
  for (const SampledPage& page : pages) records += page.chain.size();
  return records;
}

namespace {

constexpr std::size_t kMaxBytes = 2U << 20U;

std::optional<SampledPage> TakePage(const PageStore& store, std::uint32_t page_no) {
  SampledPage sampled;
  sampled.bytes.resize(store.page_size());
  const auto page = store.Read(page_no, sampled.bytes);
  if (!page || page->bytes.size() < PAGE_DATA) return std::nullopt;
  sampled.page_no = page_no;
  sampled.verified = page->verified;
  sampled.header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
  if (CheckIndexHeader(sampled.header, page->bytes.size(), page_no)) return std::nullopt;
  RecordChain chain = WalkRecordChain(page->bytes, page_no, sampled.header);
  if (chain.stopped_by || chain.records.empty() || chain.records.size() != sampled.header.n_recs) return std::nullopt;
  for (const ChainedRecord& record : chain.records) sampled.heap.push_back({record.origin, record.header, true});
  sampled.chain = std::move(chain.records);
  const RecordChain free = WalkFreeList(page->bytes, page_no, sampled.header);
  for (const ChainedRecord& record : free.records) sampled.heap.push_back({record.origin, record.header, false});
  std::ranges::sort(sampled.heap, {}, &SampledRecord::origin);
  const auto twice = std::ranges::adjacent_find(sampled.heap, {}, &SampledRecord::origin);
  sampled.complete = !free.stopped_by && twice == sampled.heap.end() &&
                     sampled.heap.size() + PAGE_HEAP_NO_USER_LOW == sampled.header.n_heap;
  return sampled;
}

bool IsInstant(const SampledPage& page) {
  return std::ranges::any_of(page.chain, [](const ChainedRecord& record) {
    return record.header.status == RecordStatus::kInstant ||
           (record.header.info_bits & (REC_INFO_VERSION_FLAG | REC_INFO_INSTANT_FLAG)) != 0;
  });
}

}  // namespace

IndexSample SampleIndex(const PageStore& store, std::uint64_t index_id, SampleLevel level, std::size_t max_pages) {
  IndexSample sample{.index_id = index_id, .format = RecordFormat::kCompact, .instant = false, .pages = {}};
  std::vector<std::uint32_t> verified;
  std::vector<std::uint32_t> hurt;
  for (const PageEntry& entry : store.inventory().EntriesOf(index_id)) {
    if (entry.type != FIL_PAGE_INDEX || entry.n_recs == 0) continue;
    if ((entry.level == 0) != (level == SampleLevel::kLeaves)) continue;
    if (store.inventory().Find(entry.page_no) != &entry) continue;  // a worse image of the page
    if (IsVerified(entry.verdict)) {
      verified.push_back(entry.page_no);
    } else if (entry.verdict != PageVerdict::kForeignSpace && entry.verdict != PageVerdict::kNotRead) {
      hurt.push_back(entry.page_no);
    }
  }
  const std::vector<std::uint32_t>& from = verified.empty() ? hurt : verified;
  max_pages = std::min(max_pages, std::max<std::size_t>(kMaxBytes / std::max(store.page_size(), 1U), 1));
  const std::size_t wanted = std::min(max_pages, from.size());
  for (std::size_t i = 0; i < wanted; ++i) {
    auto page = TakePage(store, from[from.size() * i / wanted]);
    if (!page) continue;
    const RecordFormat format = page->header.compact ? RecordFormat::kCompact : RecordFormat::kRedundant;
    if (sample.pages.empty()) sample.format = format;
    if (format != sample.format) continue;
    sample.instant = sample.instant || IsInstant(*page);
    sample.pages.push_back(*std::move(page));
  }
  return sample;
}

}  // namespace innosalvage
