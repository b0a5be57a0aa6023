#include "salvage/sdi_reader.h"

#include <zlib.h>

#include <algorithm>
#include <set>

#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

// Real documents are some KiB; 4,000 columns with comments stay well below.
constexpr std::uint64_t kMaxSdiBytes = 64U << 20U;

class SdiScanner {
 public:
  explicit SdiScanner(const PageStore& store)
      : store_(store),
        layout_(SdiLayout()),
        fields_(layout_.fields.size()),
        page_(store.page_size()),
        lob_page_(store.page_size()) {}

  SdiRead Run() {
    const Inventory& inventory = store_.inventory();
    // Verified pages first: the same object on a page that does not verify is then no news.
    for (const bool verified : {true, false}) {
      for (std::uint32_t page_no = 0; page_no < inventory.page_limit(); ++page_no) {
        const PageEntry* entry = inventory.Find(page_no);
        if (entry == nullptr || entry->type != FIL_PAGE_SDI || entry->level != 0) continue;
        if (entry->verdict == PageVerdict::kNotRead || entry->verdict == PageVerdict::kForeignSpace) continue;
        if (IsVerified(entry->verdict) == verified) ReadPage(page_no, verified);
      }
    }
    return std::move(result_);
  }

 private:
  void ReadPage(std::uint32_t page_no, bool verified) {
    const auto page = store_.Read(page_no, page_);
    if (!page) return result_.damage.push_back(page.error());
    const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
    if (!header.compact) return;
    const RecordChain chain = WalkRecordChain(page->bytes, page_no, header);
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
  }

  Bytes Field(Bytes page, std::size_t i) const { return page.subspan(fields_[i].offset, fields_[i].length); }

  void ReadObject(Bytes page, std::uint32_t page_no, bool verified) {
    SdiDocument document{.type = static_cast<std::uint32_t>(LoadBig(Field(page, 0))),
                         .id = LoadBig(Field(page, 1)),
                         .json = {},
                         .page_no = page_no,
                         .verified = verified};
    if (seen_.contains({document.type, document.id})) return;
    const std::uint64_t uncompressed = LoadBig(Field(page, 4));
    const std::uint64_t compressed = LoadBig(Field(page, 5));
    const Bytes local = Field(page, 6);
    std::vector<std::byte> deflated(local.begin(), local.end());
    if (fields_[6].external && local.size() >= BTR_EXTERN_FIELD_REF_SIZE) {
      deflated.resize(local.size() - BTR_EXTERN_FIELD_REF_SIZE);
      const LobReference reference = DecodeLobReference(local.last<BTR_EXTERN_FIELD_REF_SIZE>());
      const LobRead read = ReadLob(
          reference, [&](std::uint32_t no) { return store_.Read(no, lob_page_); }, deflated);
      if (read.stopped_by) return result_.damage.push_back(*read.stopped_by);
      document.verified = document.verified && read.all_verified;
    }
    const bool sane = uncompressed > 0 && uncompressed <= kMaxSdiBytes && compressed == deflated.size();
    if (!sane || !Inflate(deflated, static_cast<std::size_t>(uncompressed), document.json)) {
      return result_.damage.push_back({DamageKind::kBadSdi, {page_no, fields_[6].offset}, uncompressed, compressed});
    }
    seen_.insert({document.type, document.id});
    result_.documents.push_back(std::move(document));
  }

  static bool Inflate(const std::vector<std::byte>& deflated, std::size_t size, std::string& out) {
    out.resize(size);
    uLongf got = size;
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
    const int result = uncompress(reinterpret_cast<Bytef*>(out.data()), &got,
                                  reinterpret_cast<const Bytef*>(deflated.data()), deflated.size());
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    return result == Z_OK && got == size;
  }

  const PageStore& store_;
  const RecordLayout layout_;
  std::vector<FieldRef> fields_;
  std::vector<std::byte> page_;
  std::vector<std::byte> lob_page_;
  std::set<std::pair<std::uint32_t, std::uint64_t>> seen_;
  SdiRead result_;
};

}  // namespace

SdiRead ReadSdi(const PageStore& store) { return SdiScanner(store).Run(); }

}  // namespace innosalvage
