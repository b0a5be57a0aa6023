#include "salvage/record_recovery.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <random>

#include "salvage/record_chain.h"
#include "tests/salvage/page_samples.h"

namespace innosalvage {
namespace {

constexpr std::size_t kSize = 16384;
constexpr std::size_t kSector = 512;

class NoFile final : public ByteSource {
 public:
  std::uint64_t size() const override { return 0; }
  ReadOutcome ReadAt(std::uint64_t, std::span<std::byte>) const override { return {}; }
};

struct Sample {
  const char* name;
  SampleTable table;
  RecordFormat format;
};

using Random = std::mt19937;
using Page = std::vector<std::byte>;

std::size_t Pick(Random& random, std::size_t low, std::size_t high) {
  return std::uniform_int_distribution<std::size_t>(low, high)(random);
}

void Garbage(Page& page, std::size_t begin, std::size_t size, Random& random) {
  for (std::size_t i = begin; i < begin + size; ++i) page[i] = static_cast<std::byte>(Pick(random, 0, 255));
}

// A row's content: the bytes of its fields, NULL told from empty. Header fields are no part of it.
using Content = std::string;

class Reader {
 public:
  explicit Reader(const Sample& sample)
      : table_(SampleSchema(sample.table)),
        plan_(*PlanTable(table_, sample.format)),
        store_(source_, inventory_),
        decoder_(plan_, store_) {}

  static PageContext Context(const Page& page) {
    return {.page = page,
            .file_offset = 0,
            .page_no = 5,
            .bounds = {PAGE_NEW_SUPREMUM_END, page.size() - 8},
            .trust = Trust::kSuspect,
            .reasons = {},
            .verified = false};
  }

  RecoveredPage Recover(const Page& page, const RecoveryHints& hints = {}) {
    return RecoverRecords(Context(page), plan_, decoder_, hints);
  }

  std::optional<Content> ContentOf(const Page& page, std::uint32_t origin, const RecordHeader& header,
                                   RecordExtent* extent = nullptr) {
    const auto cut = decoder_.Probe(Context(page), origin, header);
    if (!cut) return std::nullopt;
    if (extent != nullptr) *extent = *cut;
    Content content;
    for (const std::uint32_t i : plan_.exported_fields) {
      const FieldRef& field = decoder_.fields()[i];
      content += field.is_null ? "N" : "=";
      content += AsText(Bytes(page).subspan(field.offset, field.length));
      content += std::to_string(field.length);
    }
    return content;
  }

  struct Row {
    Content content;
    RecordExtent extent;
    std::int64_t key = 0;
  };
  // The live rows of a whole page.
  std::map<std::uint32_t, Row> Truth(const Page& page) {
    std::map<std::uint32_t, Row> rows;
    const IndexHeader header = DecodeIndexHeader(Bytes(page).first<PAGE_DATA>());
    const RecordChain chain = WalkRecordChain(page, 5, header);
    EXPECT_FALSE(chain.stopped_by.has_value());
    for (const ChainedRecord& record : chain.records) {
      if (record.header.deleted()) continue;
      Row row;
      const auto content = ContentOf(page, record.origin, record.header, &row.extent);
      EXPECT_TRUE(content.has_value());
      row.content = content.value_or("");
      row.key = static_cast<std::int32_t>(BigAt<std::uint32_t>(page, record.origin) ^ 0x80000000U);
      rows.emplace(record.origin, row);
    }
    return rows;
  }

 private:
  Table table_;
  TablePlan plan_;
  NoFile source_;
  Inventory inventory_;
  PageStore store_;
  RowDecoder decoder_;
};

struct Outcome {
  std::size_t untouched = 0;   // live rows of which no byte was hurt
  std::size_t back = 0;        // of them: recovered as live
  std::size_t false_rows = 0;  // live rows that the page never had
  std::size_t hurt_rows = 0;   // ... where a byte of the record itself was changed
};

void Judge(const Page& whole, const Page& hurt, const std::map<std::uint32_t, Reader::Row>& truth, Reader& reader,
           Outcome& outcome, const RecoveryHints& hints = {}) {
  const RecoveredPage recovered = reader.Recover(hurt, hints);
  std::map<std::uint32_t, bool> live;
  for (const RecoveredRecord& record : recovered.records) {
    if (record.state != RecordState::kLive) continue;
    EXPECT_TRUE(live.emplace(record.origin, true).second) << "twice: " << record.origin;
    const auto row = truth.find(record.origin);
    const auto content = reader.ContentOf(hurt, record.origin, record.header);
    if (row != truth.end() && content == row->second.content) continue;
    const bool touched = row != truth.end() &&
                         !std::equal(whole.begin() + row->second.extent.begin, whole.begin() + row->second.extent.end,
                                     hurt.begin() + row->second.extent.begin);
    ++(touched ? outcome.hurt_rows : outcome.false_rows);
  }
  for (const auto& [origin, row] : truth) {
    if (!std::equal(whole.begin() + row.extent.begin, whole.begin() + row.extent.end,
                    hurt.begin() + row.extent.begin)) {
      continue;
    }
    ++outcome.untouched;
    if (live.contains(origin)) ++outcome.back;
  }
}

struct DamageCase {
  const char* name;
  std::function<void(Page&, Random&)> hurt;
  double recall;       // at least this share of the untouched rows comes back, over all seeds
  bool flips = false;  // changes bytes inside records in a way no bytes can tell
};

void AstrayNext(Page& page, Random& random, std::size_t how_many) {
  const IndexHeader header = DecodeIndexHeader(Bytes(page).first<PAGE_DATA>());
  const RecordChain chain = WalkRecordChain(page, 5, header);
  for (std::size_t i = 0; i < how_many; ++i) {
    const std::uint32_t at = chain.records[Pick(random, 0, chain.records.size() - 1)].origin;
    if (i % 2 == 0) {
      Garbage(page, at - 2, 2, random);
    } else {  // at another record, which looks right
      const std::uint32_t to = chain.records[Pick(random, 0, chain.records.size() - 1)].origin;
      const std::uint32_t next = header.compact ? (to - at) & 0xffffU : to;
      page[at - 2] = static_cast<std::byte>(next >> 8U);
      page[at - 1] = static_cast<std::byte>(next & 0xffU);
    }
  }
}

std::size_t DirectorySize(const Page& page) {
  return 2U * DecodeIndexHeader(Bytes(page).first<PAGE_DATA>()).n_dir_slots;
}

const std::vector<DamageCase>& Damages() {
  static const std::vector<DamageCase> all = {
      {"FilHeaderWiped", [](Page& p, Random&) { std::fill_n(p.begin(), FIL_PAGE_DATA, std::byte{0}); }, 1.0},
      {"IndexHeaderAndInfimumGarbage",
       [](Page& p, Random& r) { Garbage(p, FIL_PAGE_DATA, PAGE_NEW_SUPREMUM_END - FIL_PAGE_DATA, r); }, 1.0},
      {"FirstSectorZero", [](Page& p, Random&) { std::fill_n(p.begin(), kSector, std::byte{0}); }, 0.98},
      {"OneSectorZero",
       [](Page& p, Random& r) {
         std::fill_n(p.begin() + static_cast<std::ptrdiff_t>(Pick(r, 0, 31) * kSector), kSector, std::byte{0});
       },
       0.99},
      {"FourSectorsZero",
       [](Page& p, Random& r) {
         for (int i = 0; i < 4; ++i)
           std::fill_n(p.begin() + static_cast<std::ptrdiff_t>(Pick(r, 0, 31) * kSector), kSector, std::byte{0});
       },
       0.99},
      {"Block4kGarbage", [](Page& p, Random& r) { Garbage(p, Pick(r, 0, 3) * 4096, 4096, r); }, 0.91},
      {"TwoBlocks4kGarbage",
       [](Page& p, Random& r) {
         for (int i = 0; i < 2; ++i) Garbage(p, Pick(r, 0, 3) * 4096, 4096, r);
       },
       0.57},
      {"Garbage100Bytes", [](Page& p, Random& r) { Garbage(p, Pick(r, 0, kSize - 100), 100, r); }, 0.99, true},
      {"DirectoryGarbage", [](Page& p, Random& r) { Garbage(p, kSize - 8 - DirectorySize(p), DirectorySize(p), r); },
       1.0},
      {"DirectoryZero",
       [](Page& p, Random&) {
         std::fill_n(p.end() - 8 - static_cast<std::ptrdiff_t>(DirectorySize(p)), DirectorySize(p), std::byte{0});
       },
       1.0},
      {"AstrayNext", [](Page& p, Random& r) { AstrayNext(p, r, 6); }, 1.0},
      {"HeaderAndDirectoryGarbage",
       [](Page& p, Random& r) {
         Garbage(p, kSize - 8 - DirectorySize(p), DirectorySize(p), r);
         Garbage(p, 0, PAGE_NEW_SUPREMUM_END, r);
       },
       1.0},
      {"ThreeFlips",
       [](Page& p, Random& r) {
         for (int i = 0; i < 3; ++i)
           p[Pick(r, 0, kSize - 1)] ^= std::byte{static_cast<std::uint8_t>(1U << Pick(r, 0, 7))};
       },
       0.99, true},
      {"FortyFlips",
       [](Page& p, Random& r) {
         for (int i = 0; i < 40; ++i)
           p[Pick(r, 0, kSize - 1)] ^= std::byte{static_cast<std::uint8_t>(1U << Pick(r, 0, 7))};
       },
       0.98, true},
  };
  return all;
}

class RecordRecoveryTest : public testing::TestWithParam<Sample> {
 protected:
  RecordRecoveryTest() : page_(SamplePage(GetParam().name)), reader_(GetParam()), truth_(reader_.Truth(page_)) {}
  Page page_;
  Reader reader_;
  std::map<std::uint32_t, Reader::Row> truth_;
};

TEST_P(RecordRecoveryTest, AWholePageGivesTheRowsTheServerSaid) {
  std::vector<std::int64_t> keys;
  for (const RecoveredRecord& record : reader_.Recover(page_).records) {
    if (record.state != RecordState::kLive) continue;
    EXPECT_EQ(record.found_by, FoundBy::kChain);
    keys.push_back(truth_.at(record.origin).key);
  }
  EXPECT_EQ(keys, SampleKeys(GetParam().name));
}

TEST_P(RecordRecoveryTest, WhateverTheDamageWhatSurvivedComesBackAndNothingElse) {
  for (const DamageCase& damage : Damages()) {
    Outcome outcome;
    constexpr unsigned kSeeds = 60;
    for (unsigned seed = 1; seed <= kSeeds; ++seed) {
      Random random(seed);
      Page hurt = page_;
      damage.hurt(hurt, random);
      const std::size_t false_before = outcome.false_rows;
      Judge(page_, hurt, truth_, reader_, outcome);
      EXPECT_EQ(outcome.false_rows, false_before) << damage.name << " seed " << seed;
    }
    const double recall = static_cast<double>(outcome.back) / static_cast<double>(outcome.untouched);
    EXPECT_GE(recall, damage.recall) << damage.name;
    if (!damage.flips) {
      EXPECT_EQ(outcome.hurt_rows, 0U) << damage.name;
    }
    RecordProperty(std::string(damage.name) + "_recall", std::to_string(recall));
  }
}

// Half of the page is gone, and with it most links; what a split moved away is told from what is live by the keys that
// the parent's node pointers allow.
TEST_P(RecordRecoveryTest, KeyBoundsDecideWhereLinksAreLost) {
  Outcome outcome;
  std::int64_t low = truth_.begin()->second.key;
  std::int64_t high = low;
  for (const auto& [origin, row] : truth_) {
    low = std::min(low, row.key);
    high = std::max(high, row.key + 1);
  }
  const auto stored = [](std::int64_t key) {
    const auto bits = static_cast<std::uint32_t>(key) ^ 0x80000000U;
    return std::array{static_cast<std::byte>(bits >> 24U), static_cast<std::byte>((bits >> 16U) & 0xffU),
                      static_cast<std::byte>((bits >> 8U) & 0xffU), static_cast<std::byte>(bits & 0xffU)};
  };
  const auto low_key = stored(low);
  const auto high_key = stored(high);
  for (std::size_t kept = 0; kept < 6; ++kept) {  // two of the four blocks
    for (unsigned seed = 1; seed <= 5; ++seed) {
      Random random(seed);
      Page hurt = page_;
      constexpr std::array<std::array<std::size_t, 2>, 6> kLost = {{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}};
      for (const std::size_t block : kLost[kept]) Garbage(hurt, block * 4096, 4096, random);
      Judge(page_, hurt, truth_, reader_, outcome, {.low_key = low_key, .high_key = high_key});
    }
  }
  const double recall = static_cast<double>(outcome.back) / static_cast<double>(outcome.untouched);
  RecordProperty("recall", std::to_string(recall));
  // Of a page full of updated rows' older versions, some have no newer one left beside them.
  EXPECT_LE(outcome.false_rows * 1000, outcome.back);
  EXPECT_GE(recall, 0.99);
}

TEST_P(RecordRecoveryTest, RandomBytesGiveNoRow) {
  Random random(99);
  for (int i = 0; i < 40; ++i) {
    Page page(kSize);
    Garbage(page, 0, kSize, random);
    for (const RecoveredRecord& record : reader_.Recover(page).records) {
      EXPECT_NE(record.state, RecordState::kLive) << record.origin;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, RecordRecoveryTest,
                         testing::Values(Sample{"ints", SampleTable::kInts, RecordFormat::kCompact},
                                         Sample{"ints_random", SampleTable::kInts, RecordFormat::kCompact},
                                         Sample{"shop", SampleTable::kShop, RecordFormat::kCompact},
                                         Sample{"shop_full", SampleTable::kShop, RecordFormat::kCompact},
                                         Sample{"shop_redundant", SampleTable::kShop, RecordFormat::kRedundant},
                                         Sample{"wide", SampleTable::kWide, RecordFormat::kCompact},
                                         Sample{"torn_new", SampleTable::kTorn, RecordFormat::kCompact}),
                         [](const auto& test) { return std::string(test.param.name); });

// A write that stopped half way: sectors of the new version before it, of the old one behind. Every row must be one
// that a version had.
// The live records of this page are whole, and so is all that links them; the length of one free record is not, and
// makes it run into its neighbours.
TEST(ExactChain, AFreeRecordThatRunsIntoAnotherIsNone) {
  Page page = SamplePage("shop");
  Reader reader({"shop", SampleTable::kShop, RecordFormat::kCompact});
  const auto count = [](const RecoveredPage& recovered, RecordState state) {
    return std::ranges::count(recovered.records, state, &RecoveredRecord::state);
  };
  const RecoveredPage whole = reader.Recover(page);
  constexpr std::size_t kLength = 8421;
  ASSERT_EQ(page[kLength], std::byte{40});
  page[kLength] = std::byte{43};
  RecoveredPage recovered = reader.Recover(page);
  EXPECT_EQ(count(recovered, RecordState::kLive), count(whole, RecordState::kLive));
  EXPECT_LT(count(recovered, RecordState::kFree), count(whole, RecordState::kFree));
  std::ranges::sort(recovered.records, {}, [](const RecoveredRecord& r) { return r.extent.begin; });
  for (std::size_t i = 1; i < recovered.records.size(); ++i) {
    EXPECT_LE(recovered.records[i - 1].extent.end, recovered.records[i].extent.begin);
  }
}

TEST(TornPage, GivesRowsOfOneVersionOrTheOther) {
  const Sample sample{"torn_new", SampleTable::kTorn, RecordFormat::kCompact};
  const Page before = SamplePage("torn_old");
  const Page after = SamplePage("torn_new");
  Reader reader(sample);
  const auto old_rows = reader.Truth(before);
  const auto new_rows = reader.Truth(after);
  std::size_t rows = 0;
  std::size_t mixed = 0;
  std::size_t dead = 0;
  for (std::size_t tear = kSector; tear < kSize; tear += kSector) {
    for (const bool head_is_new : {true, false}) {
      Page torn = head_is_new ? after : before;
      const Page& tail = head_is_new ? before : after;
      std::copy(tail.begin() + static_cast<std::ptrdiff_t>(tear), tail.end(),
                torn.begin() + static_cast<std::ptrdiff_t>(tear));
      for (const RecoveredRecord& record : reader.Recover(torn).records) {
        if (record.state != RecordState::kLive) continue;
        ++rows;
        const auto content = reader.ContentOf(torn, record.origin, record.header);
        const auto is_row_of = [&](const auto& truth) {
          const auto row = truth.find(record.origin);
          return row != truth.end() && content == row->second.content;
        };
        if (is_row_of(old_rows) || is_row_of(new_rows)) continue;
        ++mixed;
        if (!old_rows.contains(record.origin) && !new_rows.contains(record.origin)) ++dead;
      }
    }
  }
  EXPECT_EQ(dead, 0U);
  // A record that was changed in place and lies across the tear is new in one half and old in the other: no byte says
  // so.
  EXPECT_LE(mixed * 1000, rows);
  EXPECT_GT(rows, 62U * 180U);
}

}  // namespace
}  // namespace innosalvage
