#include "salvage/sdi_reader.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/record_chain.h"
#include "salvage/sdi_inflater.h"

namespace innosalvage {

namespace {

class SdiScanner {
 public:
  SdiScanner(const PageStore& store, std::uint64_t most_json)
      : store_(store),
        most_json_(most_json),
        inflater_(most_json),
        layout_(SdiLayout()),
        fields_(layout_.fields.size()),
        page_(store.page_size()),
        lob_page_(store.page_size()),
        told_(store.page_size()) {}

  SdiRead Run() {
    const Inventory& inventory = store_.inventory();
    for (std::uint32_t page_no = 0; page_no < inventory.page_limit(); ++page_no) {
      const PageEntry* entry = inventory.Find(page_no);
      if (entry == nullptr || entry->type != FIL_PAGE_SDI || entry->level != 0) continue;
      if (entry->verdict == PageVerdict::kNotRead || entry->verdict == PageVerdict::kForeignSpace) continue;
      if (entry->verdict == PageVerdict::kUnused) continue;  // a copy in the doublewrite area, of any tablespace
      ReadPage(page_no, IsVerified(entry->verdict));
    }
    for (auto& [key, document] : best_) result_.documents.push_back(std::move(document));
    result_.inflating_left = inflater_.left();
    return std::move(result_);
  }

 private:
  void ReadPage(std::uint32_t page_no, bool verified) {
    const auto page = store_.Read(page_no, page_);
    if (!page) return result_.damage.push_back(page.error());
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (!header.compact) return;
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
    told_.assign(told_.size(), false);
    const std::size_t before = result_.damage.size();
    if (chain.stopped_by) result_.damage.push_back(*chain.stopped_by);
    for (const ChainedRecord& record : chain.records) {
      if (record.header.deleted()) continue;
      const RecordBounds bounds{header.user_records(), page->bytes.size()};
      const auto split = SplitRecord(page->bytes, page_no, record.origin, record.header, layout_, bounds, fields_);
      if (!split) {
        result_.damage.push_back(split.error());
        continue;
      }
      ReadObject(page->bytes, page_no, verified);
    }
    if (!verified || result_.damage.size() > before) FindByBytes(page->bytes, page_no);
  }

  // A record with its object inside the page: type (4), id (8), DB_TRX_ID (6), DB_ROLL_PTR (7), two lengths (4 + 4),
  // then the deflated bytes.
  void FindByBytes(Bytes page, std::uint32_t page_no) {
    constexpr std::size_t kHead = 4 + 8 + DATA_TRX_ID_LEN + DATA_ROLL_PTR_LEN + 4 + 4;
    constexpr std::uint32_t kMostTypes = 2;
    for (std::size_t at = PAGE_DATA; at + kHead < page.size() && !inflater_.exhausted(); ++at) {
      if (told_[at]) continue;
      const Bytes head = page.subspan(at, kHead);
      const std::uint64_t type = LoadBig(head.first(4));
      if (type == 0 || type > kMostTypes) continue;
      const std::uint64_t uncompressed = LoadBig(head.subspan(kHead - 8, 4));
      const std::uint64_t compressed = LoadBig(head.subspan(kHead - 4, 4));
      if (uncompressed == 0 || uncompressed > ValueOf(Limit::kSdiObject) || compressed > page.size() - at - kHead)
        continue;
      const Bytes local = page.subspan(at + kHead, static_cast<std::size_t>(compressed));
      // zlib's header: deflate with a window of 32 KiB at most, and a multiple of 31.
      if (local.size() < 6 || (LoadBig(local.first(1)) & 0x0fU) != 8 || LoadBig(local.first(2)) % 31 != 0) continue;
      SdiDocument document{
          .type = static_cast<std::uint32_t>(type),
          .id = LoadBig(head.subspan(4, 8)),
          .json = {},
          .page_no = page_no,
          .trx_id = LoadBig(head.subspan(12, DATA_TRX_ID_LEN)),
          .verified = false,
          .deleted = (LoadBig(page.subspan(at - REC_N_NEW_EXTRA_BYTES, 1)) & REC_INFO_DELETED_FLAG) != 0};
      if (auto json = Inflate(local, uncompressed, {page_no, static_cast<std::uint32_t>(at + kHead)})) {
        document.json = *std::move(json);
        MarkTold(at, at + kHead + local.size());
        Keep(std::move(document));
      }
    }
  }

  // What an object was read from is no other's head.
  void MarkTold(std::size_t begin, std::size_t end) {
    const auto at = [&](std::size_t offset) { return told_.begin() + static_cast<std::ptrdiff_t>(offset); };
    std::fill(at(begin), at(end), true);
  }

  // The best copy of each object, none of the others. What is inflated bounds what is kept.
  void Keep(SdiDocument document) {
    const auto [at, fresh] = best_.try_emplace({document.type, document.id});
    if (fresh || IsBetter(document, at->second)) at->second = std::move(document);
  }

  std::optional<std::string> Inflate(Bytes deflated, std::uint64_t claim, Where where) {
    auto json = inflater_.Inflate(deflated, claim);
    if (!json && inflater_.exhausted()) result_.damage.push_back({DamageKind::kBadSdi, where, most_json_, claim});
    return json;
  }

  Bytes Field(Bytes page, std::size_t i) const { return page.subspan(fields_[i].offset, fields_[i].length); }

  void ReadObject(Bytes page, std::uint32_t page_no, bool verified) {
    SdiDocument document{.type = static_cast<std::uint32_t>(LoadBig(Field(page, 0))),
                         .id = LoadBig(Field(page, 1)),
                         .json = {},
                         .page_no = page_no,
                         .trx_id = LoadBig(Field(page, 2)),
                         .verified = verified};
    const std::uint64_t uncompressed = LoadBig(Field(page, 4));
    const std::uint64_t compressed = LoadBig(Field(page, 5));
    const Bytes local = Field(page, 6);
    const Where where{page_no, fields_[6].offset};
    Bytes deflated = local;
    std::vector<std::byte> collected;
    if (fields_[6].external && local.size() >= BTR_EXTERN_FIELD_REF_SIZE) {
      const Bytes prefix = local.first(local.size() - BTR_EXTERN_FIELD_REF_SIZE);
      collected.assign(prefix.begin(), prefix.end());
      const LobReference reference = DecodeLobReference(local.last<BTR_EXTERN_FIELD_REF_SIZE>());
      result_.blobs.insert(reference.page_no);
      // A page may hold hundreds of references to one long chain.
      if (inflater_.exhausted())
        return result_.damage.push_back({DamageKind::kBadSdi, where, most_json_, uncompressed});
      const LobRead read = ReadLob(
          reference, [&](std::uint32_t no) { return store_.Read(no, lob_page_); }, collected);
      if (read.stopped_by) {
        inflater_.Spend(collected.size());
        return result_.damage.push_back(*read.stopped_by);
      }
      document.verified = document.verified && read.all_verified;
      deflated = collected;
    }
    if (uncompressed == 0 || compressed != deflated.size() || !IsWithin(Limit::kSdiObject, uncompressed)) {
      inflater_.Spend(collected.size());
      return result_.damage.push_back({DamageKind::kBadSdi, where, uncompressed, compressed});
    }
    auto json = Inflate(deflated, uncompressed, where);
    if (!json) {
      if (!inflater_.exhausted()) result_.damage.push_back({DamageKind::kBadSdi, where, uncompressed, compressed});
      return;
    }
    document.json = *std::move(json);
    if (collected.empty()) MarkTold(fields_[0].offset, fields_[6].offset + local.size());
    Keep(std::move(document));
  }

  const PageStore& store_;
  const std::uint64_t most_json_;
  SdiInflater inflater_;
  const RecordLayout layout_;
  std::vector<FieldRef> fields_;
  std::vector<std::byte> page_;
  std::vector<std::byte> lob_page_;
  std::vector<bool> told_;  // bytes of the page that objects were read from
  std::map<std::pair<std::uint32_t, std::uint64_t>, SdiDocument> best_;  // by type and id
  SdiRead result_;
};

}  // namespace

bool IsBetter(const SdiDocument& a, const SdiDocument& b) {
  const auto rank = [](const SdiDocument& d) { return std::tuple(!d.deleted, d.verified, d.trx_id); };
  return rank(a) > rank(b);
}

SdiRead ReadSdi(const PageStore& store, std::uint64_t most_json) { return SdiScanner(store, most_json).Run(); }

}  // namespace innosalvage
