#include "salvage/instant_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "parser/fsp_header.h"
#include "parser/page_type.h"
#include "parser/record_fields.h"
#include "salvage/record_chain.h"

namespace innosalvage {

namespace {

// Header of a part of a BLOB: bytes in this part (4), next page (4).
constexpr std::size_t BTR_BLOB_HDR_SIZE = 8;

struct MetadataRecord {
  std::uint32_t page_no = 0;
  std::uint32_t origin = 0;
  RecordHeader header;
  bool verified = false;
  std::vector<std::byte> page;
};

class Reader {
 public:
  Reader(const PageStore& store, const Table& table, std::uint64_t index_id, RecordFormat format)
      : store_(store), table_(table), index_id_(index_id), format_(format), plain_(ClusteredLayout(table, format)) {}

  std::vector<InstantReading> Run(InstantSearch search) {
    if (!plain_) return {};
    FindRoot();
    FindRecord();
    // Root fields are not rolled back with the statement that wrote them: without a metadata record they say nothing.
    if (root_verified_ && !record_ && leftmost_verified_ && !root_->metadata_blob) return {};
    // Nor does a root of the plain type lead to records that lack fields, where the first leaf has no metadata record.
    if (!root_ && !record_ && leftmost_verified_ && !leftmost_free_) return {};
    if (!root_ && !record_ && (search == InstantSearch::kRootAndFirstLeaf || !SeesInstantRecords())) return {};
    if (record_ && record_->header.deleted()) {
      FromBlob();
    } else if (record_) {
      FromAddedColumns();
    }
    if (readings_.empty()) Guess();
    return std::move(readings_);
  }

 private:
  void FindRoot() {
    std::vector<std::byte> buffer(store_.page_size());
    for (const PageEntry& entry : store_.inventory().EntriesOf(index_id_)) {
      if (!entry.instant_root || root_verified_) continue;
      const auto page = store_.Read(entry.page_no, buffer);
      const auto root = page ? ReadInstantRoot(page->bytes) : std::nullopt;
      if (!root || root->core_fields < plain_->n_key + 2) continue;
      root_ = root;
      root_verified_ = page->verified;
    }
  }

  // Leaves without a left sibling. There may be several: a merge frees the first leaf as it was. What verifies comes
  // first, then what the extent descriptors do not call free, then the newest: the leaf that took the other's place was
  // changed when that was freed.
  std::vector<const PageEntry*> FirstLeaves() const {
    std::vector<const PageEntry*> leaves;
    for (const PageEntry& entry : store_.inventory().EntriesOf(index_id_)) {
      if (entry.type != FIL_PAGE_INDEX || entry.level != 0) continue;
      if (entry.prev == FIL_NULL && store_.inventory().Find(entry.page_no) == &entry) leaves.push_back(&entry);
    }
    constexpr std::size_t kMostLeaves = 64;
    if (leaves.size() > kMostLeaves) leaves.resize(kMostLeaves);
    std::ranges::stable_sort(leaves, std::ranges::greater{}, [&](const PageEntry* entry) {
      return std::tuple(IsVerified(entry->verdict), !CalledFree(entry->page_no), entry->lsn);
    });
    return leaves;
  }

  bool CalledFree(std::uint32_t page_no) const {
    const TablespaceFormat& format = store_.inventory().detected.format;
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(page_no / PagesPerXdesPage(format) * PagesPerXdesPage(format), buffer);
    return page && page->verified && IsFree(page->bytes, format, page_no).value_or(false);
  }

  void FindRecord() {
    std::vector<std::byte> buffer(store_.page_size());
    for (const PageEntry* leaf : FirstLeaves()) {
      const PageEntry& entry = *leaf;
      const auto page = store_.Read(entry.page_no, buffer);
      if (!page) continue;
      // A verified first leaf without a metadata record is an answer as well.
      if (leftmost_verified_) return;
      leftmost_verified_ = page->verified && !entry.header_lost;
      leftmost_free_ = CalledFree(entry.page_no);
      const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
      if (header.compact != (format_ == RecordFormat::kCompact)) continue;
      const RecordChain chain = WalkRecordChain(page->bytes, entry.page_no, header);
      if (chain.records.empty() || !chain.records.front().header.min_rec()) continue;
      const ChainedRecord& first = chain.records.front();
      const bool instant = first.header.status == RecordStatus::kInstant || format_ == RecordFormat::kRedundant;
      if (!instant || record_) continue;
      record_ = MetadataRecord{.page_no = entry.page_no,
                               .origin = first.origin,
                               .header = first.header,
                               .verified = page->verified,
                               .page = {page->bytes.begin(), page->bytes.end()}};
    }
  }

  // Records that only instant DDL brings, on some page that verifies; for where root and first leaf are lost.
  bool SeesInstantRecords() const {
    std::vector<std::byte> buffer(store_.page_size());
    constexpr int kMostPages = 64;
    int pages = 0;
    for (const PageEntry& entry : store_.inventory().EntriesOf(index_id_)) {
      if (entry.type != FIL_PAGE_INDEX || entry.level != 0) continue;
      if (!IsVerified(entry.verdict) || ++pages > kMostPages) continue;
      const auto page = store_.Read(entry.page_no, buffer);
      if (!page) continue;
      const IndexHeader header = DecodeIndexHeader(page->bytes.first<PAGE_DATA>());
      for (const ChainedRecord& record : WalkRecordChain(page->bytes, entry.page_no, header).records) {
        const bool other = format_ == RecordFormat::kCompact ? record.header.status == RecordStatus::kInstant
                                                             : record.header.n_fields != plain_->fields.size();
        if (other) return true;
      }
    }
    return false;
  }

  InstantDdl Empty() const {
    return {.dialect = InstantDialect::kMariaDb, .fields = {}, .core_columns = {}, .core_fields = CoreOfRoot()};
  }

  // REDUNDANT records say their number of fields themselves: there the least will do.
  std::uint32_t CoreOfRoot() const {
    return root_ ? root_->core_fields : static_cast<std::uint32_t>(plain_->n_key + 2);
  }

  // The number of core fields, as a COMPACT metadata record tells it: all fields less those it has more.
  std::uint32_t CoreOfRecord(const InstantDdl& ddl, std::size_t n_fields) const {
    if (format_ == RecordFormat::kRedundant) return CoreOfRoot();
    const std::size_t at = record_->origin - REC_N_NEW_EXTRA_BYTES;
    const unsigned first = ByteAt(record_->page, at - 1);
    const std::size_t more = (first & 0x80U) == 0 ? first : (first & 0x7fU) | (ByteAt(record_->page, at - 2) << 7U);
    const std::size_t all = more + (ddl.metadata_blob ? 0 : 1);
    return static_cast<std::uint32_t>(n_fields > all ? n_fields - all : 0);
  }

  void FromAddedColumns() {
    InstantReading reading{.table = table_, .note = {}};
    InstantDdl ddl = Empty();
    TakeTableOrder(ddl);
    ddl.core_fields = CoreOfRecord(ddl, plain_->fields.size());
    reading.table.instant = std::move(ddl);
    Finish(std::move(reading));
  }

  void FromBlob() {
    const auto reference = BlobReference();
    if (!reference) return;
    const auto blob = BlobAt(reference->page_no, reference->length);
    if (!blob || reference->offset != FIL_PAGE_DATA) return;
    InstantReading reading{.table = table_, .note = {}};
    InstantDdl ddl = Empty();
    ddl.metadata_blob = true;
    if (!ReadColumnMapping(*blob, reading.table, ddl)) return;
    ddl.core_fields = CoreOfRecord(ddl, plain_->n_key + 2 + ddl.fields.size());
    reading.table.instant = std::move(ddl);
    Finish(std::move(reading));
  }

  // The key's fields of variable length are empty in the metadata record, and the BLOB's reference stands behind them,
  // DB_TRX_ID and DB_ROLL_PTR.
  std::optional<LobReference> BlobReference() const {
    std::size_t at = record_->origin + DATA_TRX_ID_LEN + DATA_ROLL_PTR_LEN;
    if (format_ == RecordFormat::kCompact) {
      for (std::size_t i = 0; i < plain_->n_key; ++i) at += plain_->fields[i].fixed_length;
    } else {
      const RecordHeader& header = record_->header;
      const std::size_t width = header.short_offsets ? 1 : 2;
      const std::size_t end = record_->origin - REC_N_OLD_EXTRA_BYTES - width * plain_->n_key;
      at += header.short_offsets ? ByteAt(record_->page, end) & 0x7fU
                                 : BigAt<std::uint16_t>(record_->page, end) & 0x3fffU;
    }
    const auto bytes = FixedAt<BTR_EXTERN_FIELD_REF_SIZE>(record_->page, at);
    return bytes ? std::optional(DecodeLobReference(*bytes)) : std::nullopt;
  }

  // The mapping is one BLOB page, its rest zero.
  std::optional<std::string> BlobAt(std::uint32_t page_no, std::optional<std::uint64_t> length) const {
    std::vector<std::byte> buffer(store_.page_size());
    const auto page = store_.Read(page_no, buffer);
    if (!page || !page->verified) return std::nullopt;
    const FilHeader header = DecodeFilHeader(page->bytes.first<FIL_PAGE_DATA>());
    const std::size_t begin = FIL_PAGE_DATA + BTR_BLOB_HDR_SIZE;
    const auto size = BigAt<std::uint32_t>(page->bytes, FIL_PAGE_DATA);
    const auto next = BigAt<std::uint32_t>(page->bytes, FIL_PAGE_DATA + 4);
    if (header.type != FIL_PAGE_TYPE_BLOB || next != FIL_NULL || (length && *length != size)) return std::nullopt;
    if (size > page->bytes.size() - begin - FIL_PAGE_DATA_END) return std::nullopt;
    if (!AllZero(page->bytes.subspan(begin + size, page->bytes.size() - begin - size - FIL_PAGE_DATA_END))) {
      return std::nullopt;
    }
    return std::string(AsText(page->bytes.subspan(begin, size)));
  }

  void TakeTableOrder(InstantDdl& ddl) const {
    for (std::size_t i = plain_->n_key + 2; i < plain_->fields.size(); ++i) {
      ddl.fields.push_back({.column = plain_->fields[i].column, .absent = {}});
    }
  }

  // Takes the defaults from the metadata record, if it can be cut under the reading.
  void Finish(InstantReading reading) {
    InstantDdl& ddl = *reading.table.instant;
    if (ddl.core_fields < plain_->n_key + 2) return;
    if (!record_->verified) {
      reading.note = fmt::format("the metadata record of ALGORITHM=INSTANT is on page {}, which does not verify",
                                 record_->page_no);
    }
    const auto leaf = ClusteredLayout(reading.table, format_);
    if (!leaf) return;
    const RecordLayout layout = MetadataLayout(*leaf, ddl.metadata_blob);
    std::vector<FieldRef> fields(layout.fields.size());
    const RecordBounds bounds{format_ == RecordFormat::kCompact ? PAGE_NEW_SUPREMUM_END : PAGE_OLD_SUPREMUM_END,
                              record_->page.size() - FIL_PAGE_DATA_END};
    const auto split =
        SplitRecord(record_->page, record_->page_no, record_->origin, record_->header, layout, bounds, fields);
    if (!split) return;
    const std::size_t first = plain_->n_key + 2;
    const std::size_t shift = ddl.metadata_blob ? 1 : 0;
    for (std::size_t i = 0; i < ddl.fields.size() && first + i + shift < fields.size(); ++i) {
      ddl.fields[i].absent = DefaultAt(fields[first + i + shift]);
    }
    readings_.push_back(std::move(reading));
  }

  InstantDefault DefaultAt(const FieldRef& field) const {
    InstantDefault absent{.verified = record_->verified, .bytes = {}};
    if (field.absent) return absent;
    if (field.is_null) {
      absent.kind = InstantDefault::Kind::kNull;
      return absent;
    }
    const Bytes bytes = Bytes(record_->page).subspan(field.offset, field.length);
    if (!field.external) {
      absent.kind = InstantDefault::Kind::kBytes;
      absent.bytes = AsText(bytes);
      return absent;
    }
    if (bytes.size() < BTR_EXTERN_FIELD_REF_SIZE) return absent;
    const Bytes prefix = bytes.first(bytes.size() - BTR_EXTERN_FIELD_REF_SIZE);
    std::vector<std::byte> value(prefix.begin(), prefix.end());
    std::vector<std::byte> buffer(store_.page_size());
    const LobRead read = ReadLob(
        DecodeLobReference(bytes.last<BTR_EXTERN_FIELD_REF_SIZE>()),
        [&](std::uint32_t page_no) { return store_.Read(page_no, buffer); }, value);
    if (read.stopped_by) return absent;
    absent.kind = InstantDefault::Kind::kBytes;
    absent.verified = absent.verified && read.all_verified;
    absent.bytes = AsText(value);
    return absent;
  }

  // The metadata record is lost, or not to be understood: what root and BLOB pages still say. Defaults are not known.
  void Guess() {
    const std::string lost =
        record_ ? fmt::format("the metadata record of ALGORITHM=INSTANT, on page {}, leads nowhere", record_->page_no)
                : std::string("the metadata record of ALGORITHM=INSTANT is lost");
    const bool dropped = root_ && root_->metadata_blob;
    if (!root_ || dropped) GuessMappings(lost);
    if (!root_ || !dropped) {
      InstantReading reading{.table = table_, .note = lost};
      InstantDdl ddl = Empty();
      TakeTableOrder(ddl);
      // A root that verifies and has its texts says that columns were only ever added at the end.
      ddl.guessed = !root_verified_;
      AddWithCores(std::move(reading), std::move(ddl));
    }
  }

  void GuessMappings(const std::string& lost) {
    std::vector<const PageEntry*> pages;
    for (const PageEntry& entry : store_.inventory().entries) {
      if (entry.type == FIL_PAGE_TYPE_BLOB && IsVerified(entry.verdict)) pages.push_back(&entry);
    }
    std::ranges::stable_sort(pages, std::ranges::greater{}, &PageEntry::lsn);
    for (const PageEntry* entry : pages) {
      const auto blob = BlobAt(entry->page_no, std::nullopt);
      InstantReading reading{.table = table_, .note = lost};
      InstantDdl ddl = Empty();
      ddl.metadata_blob = true;
      ddl.guessed = true;
      if (!blob || !ReadColumnMapping(*blob, reading.table, ddl)) continue;
      AddWithCores(std::move(reading), std::move(ddl));
    }
  }

  // Without a root any number of core fields is possible, in COMPACT.
  void AddWithCores(InstantReading reading, InstantDdl ddl) {
    reading.open = ddl.guessed;
    const auto least = static_cast<std::uint32_t>(plain_->n_key + 2);
    const auto most = least + static_cast<std::uint32_t>(ddl.fields.size());
    const bool known = root_ || format_ == RecordFormat::kRedundant;
    constexpr std::size_t kMostReadings = 64;
    for (std::uint32_t core = known ? ddl.core_fields : least; core <= most && readings_.size() < kMostReadings;
         ++core) {
      ddl.core_fields = core;
      reading.table.instant = ddl;
      readings_.push_back(reading);
      if (known) return;
    }
  }

  const PageStore& store_;
  const Table& table_;
  std::uint64_t index_id_;
  RecordFormat format_;
  Result<RecordLayout> plain_;  // as if there had been no instant DDL
  std::optional<InstantRoot> root_;
  bool root_verified_ = false;
  bool leftmost_verified_ = false;
  bool leftmost_free_ = false;
  std::optional<MetadataRecord> record_;
  std::vector<InstantReading> readings_;
};

}  // namespace

std::vector<InstantReading> ReadInstantMetadata(const PageStore& store, const Table& table, std::uint64_t index_id,
                                                RecordFormat format, InstantSearch search) {
  return Reader(store, table, index_id, format).Run(search);
}

}  // namespace innosalvage
