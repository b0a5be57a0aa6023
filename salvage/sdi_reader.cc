#include "salvage/sdi_reader.h"

#include <zlib.h>

#include <map>
#include <tuple>
#include <utility>

#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

// What deflate may make of so many bytes, at most.
constexpr std::uint64_t MostInflated(std::uint64_t deflated) { return 1032 * deflated + 64; }

class SdiScanner {
 public:
  SdiScanner(const PageStore& store, std::uint64_t most_json)
      : store_(store),
        most_json_(most_json),
        layout_(SdiLayout()),
        fields_(layout_.fields.size()),
        page_(store.page_size()),
        lob_page_(store.page_size()) {}

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
    return std::move(result_);
  }

 private:
  void ReadPage(std::uint32_t page_no, bool verified) {
    const auto page = store_.Read(page_no, page_);
    if (!page) return result_.damage.push_back(page.error());
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (!header.compact) return;
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
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
    for (std::size_t at = PAGE_DATA; at + kHead < page.size(); ++at) {
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
      if (Inflate({local.begin(), local.end()}, uncompressed, document.json)) {
        Keep(std::move(document), static_cast<std::uint32_t>(at + kHead));
      }
    }
  }

  // The best copy of each object, none of the others.
  void Keep(SdiDocument document, std::uint32_t offset) {
    const auto [at, fresh] = best_.try_emplace({document.type, document.id});
    SdiDocument& known = at->second;
    if (!fresh && !IsBetter(document, known)) return;
    const std::uint64_t others = json_bytes_ - known.json.size();
    if (document.json.size() > most_json_ - others) {
      NoteReached(Limit::kSdiFile);
      result_.damage.push_back({DamageKind::kBadSdi, {document.page_no, offset}, most_json_, document.json.size()});
      if (fresh) best_.erase(at);
      return;
    }
    json_bytes_ = others + document.json.size();
    known = std::move(document);
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
    std::vector<std::byte> deflated(local.begin(), local.end());
    if (fields_[6].external && local.size() >= BTR_EXTERN_FIELD_REF_SIZE) {
      deflated.resize(local.size() - BTR_EXTERN_FIELD_REF_SIZE);
      const LobReference reference = DecodeLobReference(local.last<BTR_EXTERN_FIELD_REF_SIZE>());
      result_.blobs.insert(reference.page_no);
      const LobRead read = ReadLob(
          reference, [&](std::uint32_t no) { return store_.Read(no, lob_page_); }, deflated);
      if (read.stopped_by) return result_.damage.push_back(*read.stopped_by);
      document.verified = document.verified && read.all_verified;
    }
    const bool sane = uncompressed > 0 && compressed == deflated.size() && IsWithin(Limit::kSdiObject, uncompressed);
    if (!sane || !Inflate(deflated, uncompressed, document.json)) {
      return result_.damage.push_back({DamageKind::kBadSdi, {page_no, fields_[6].offset}, uncompressed, compressed});
    }
    Keep(std::move(document), fields_[6].offset);
  }

  static bool Inflate(const std::vector<std::byte>& deflated, std::uint64_t claim, std::string& out) {
    if (claim > MostInflated(deflated.size())) return false;
    const auto size = static_cast<std::size_t>(claim);
    out.resize(size);
    uLongf got = size;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
    const int result = uncompress(reinterpret_cast<Bytef*>(out.data()), &got,
                                  reinterpret_cast<const Bytef*>(deflated.data()), deflated.size());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    return result == Z_OK && got == size;
  }

  const PageStore& store_;
  const std::uint64_t most_json_;
  const RecordLayout layout_;
  std::vector<FieldRef> fields_;
  std::vector<std::byte> page_;
  std::vector<std::byte> lob_page_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, SdiDocument> best_;  // by type and id
  std::uint64_t json_bytes_ = 0;                                         // of them
  SdiRead result_;
};

}  // namespace

bool IsBetter(const SdiDocument& a, const SdiDocument& b) {
  const auto rank = [](const SdiDocument& d) { return std::tuple(!d.deleted, d.verified, d.trx_id); };
  return rank(a) > rank(b);
}

SdiRead ReadSdi(const PageStore& store, std::uint64_t most_json) { return SdiScanner(store, most_json).Run(); }

}  // namespace innosalvage
