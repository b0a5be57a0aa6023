// Limits: how much of what a file claims is followed, in one place: counts, depths, sizes.
//
// Purpose   damaged or hostile bytes may claim anything; what follows their claims stops somewhere. Each of these
//           bounds can be set by the user (`--limit NAME=VALUE`), who may have a file that is right to go beyond it.
//           Bounds that are part of the format (1023 fields of a record, 50 levels of a tree) are no limits: what is
//           beyond them was written by no server. They stand where they are used.
// Shape     one entry of kLimits a limit, in the order of `Limit`. Sizes count in bytes.
// Threads   FixLimits once, by main, before anything is read and before there are threads; values are only read from
//           then on. That a limit was reached may be noted by any thread, at any time, and is asked for when a run
//           concludes.
// Refused   handing them down through every decoder: most are needed at the bottom of walks that have nothing else of
//           the run's options, and the values do not differ between two files of one run.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace innosalvage {

enum class Limit : std::uint8_t {
  kPageList,
  kDataFilePages,
  kMendedPages,
  kLobVersions,
  kJsonDepth,
  kSdiObject,
  kSdiFile,
  kStatement,
  kStatementTokens,
  kDefinitionFile,
  kLikeColumns,
  kDumpRow,
  kDumpValues,
  kKeyringFile,
  kLobBatch,
  kCarveImages,
  kCarveFiles,
  kCarveRuns,
  kCarveOlder,
  kCarveUnproven,
  kFindings,
  kReportList,
  kCarveList,
};

enum class LimitUnit : std::uint8_t { kCount, kBytes };

struct LimitInfo {
  std::string_view name;
  std::uint64_t value = 0;  // without the option
  std::uint64_t highest = 0;
  LimitUnit unit = LimitUnit::kCount;
  std::string_view of;      // what it bounds
  std::string_view beyond;  // what becomes of that which is beyond it
};

inline constexpr std::uint64_t kKibibyte = std::uint64_t{1} << 10U;
inline constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;
inline constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30U;
// Each level takes stack; more than this a thread's need not hold.
inline constexpr std::uint64_t kDeepest = 1000;

inline constexpr std::array<LimitInfo, 23> kLimits = {{
    {"page-list", 0, std::uint64_t{1} << 60U, LimitUnit::kBytes,
     "the list of a file's pages, 72 bytes each; 0: three quarters of the machine's memory", "the file is not read"},
    {"data-file-pages", kMebibyte, std::uint64_t{1} << 32U, LimitUnit::kCount,
     "pages that a system tablespace of several files may claim, beside 64 times those of the files given",
     "the file that claims to lie behind them stands alone"},
    {"mended-pages", 512, std::uint64_t{1} << 24U, LimitUnit::kCount,
     "pages of a file that zeros lost from their middle are put back into", "the page stays hurt"},
    {"lob-versions", 100'000, std::uint64_t{1} << 32U, LimitUnit::kCount,
     "older versions met on the way to a LOB's value", "the value is lost"},
    {"json-depth", 100, kDeepest, LimitUnit::kCount, "levels of a JSON value; servers write 100",
     "the value is illegal"},
    // Real ones are some KiB; 4,000 columns with comments stay well below.
    {"sdi-object", 64 * kMebibyte, 2 * kGibibyte, LimitUnit::kBytes, "an SDI object, uncompressed",
     "the definition is not read"},
    {"sdi-file", 256 * kMebibyte, 64 * kGibibyte, LimitUnit::kBytes, "all SDI objects of a file, uncompressed",
     "the definition is not read"},
    {"statement", 16 * kMebibyte, 2 * kGibibyte, LimitUnit::kBytes, "an SQL statement, but for the rows of an INSERT",
     "it is passed over, and named"},
    {"statement-tokens", 2'000'000, 100'000'000, LimitUnit::kCount,
     "words and signs of a statement that defines a table", "it is passed over, and named"},
    {"definition-file", 16 * kMebibyte, 2 * kGibibyte, LimitUnit::kBytes, "a .frm, .cfg or .TRG file",
     "what is behind is not read"},
    {"like-columns", 1'000'000, 1'000'000'000, LimitUnit::kCount,
     "columns and ENUM members that all CREATE TABLE ... LIKE of a file copy", "it is refused, and named"},
    {"dump-row", kGibibyte, std::uint64_t{1} << 40U, LimitUnit::kBytes,
     "a row of a dump; max_allowed_packet ends there", "the rest of its statement is passed over, and named"},
    {"dump-values", 4096, 1'000'000, LimitUnit::kCount, "values of a row of a dump; servers have 4096 columns",
     "the rest of its statement is passed over, and named"},
    {"keyring-file", 16 * kMebibyte, kGibibyte, LimitUnit::kBytes, "a file of keys, or of a password", "it is refused"},
    {"lob-batch", 16 * kMebibyte, 64 * kGibibyte, LimitUnit::kBytes,
     "off-page bytes, and those of instant defaults, held at once for 32 leaf pages",
     "rows are taken one by one, which is slower and loses nothing"},
    {"carve-images", 4096, std::uint64_t{1} << 24U, LimitUnit::kCount,
     "images of one page that carve looks at, best first", "the others are left out, and of no version"},
    {"carve-files", 16, 256, LimitUnit::kCount, "files of one space id, by images of one page, that carve tells apart",
     "pages of the others may come into the file of another"},
    {"carve-runs", kMebibyte, std::uint64_t{1} << 28U, LimitUnit::kCount,
     "stretches of one space id on a drive, each of pages one behind the other", "pages of the others tell of no file"},
    {"carve-older", kMebibyte, std::uint64_t{1} << 32U, LimitUnit::kCount,
     "images on a drive that are older than another of their page", "whatever stands in no file counts as a copy"},
    {"carve-unproven", 256 * kKibibyte, std::uint64_t{1} << 32U, LimitUnit::kCount,
     "tablespaces on a drive that have a page which does not verify, or does not tell its size",
     "of the others, pages that do not verify are dropped, and counted"},
    {"findings", 1000, 100'000'000, LimitUnit::kCount, "findings of a table that the report lists", "they are counted"},
    {"report-list", 10'000, 100'000'000, LimitUnit::kCount, "entries of any other list of the report",
     "they are counted"},
    {"carve-list", 100'000, std::uint64_t{1} << 32U, LimitUnit::kCount,
     "unreadable ranges and dropped pages that carve lists, and places on the drive of pages that a tablespace lost",
     "they are counted"},
}};

inline const LimitInfo& InfoOf(Limit limit) { return kLimits.at(static_cast<std::size_t>(limit)); }
std::optional<Limit> LimitNamed(std::string_view name);

// Values by Limit.
struct Limits {
  std::array<std::uint64_t, kLimits.size()> values{};
  Limits();  // those of kLimits
  std::uint64_t& operator[](Limit limit) { return values.at(static_cast<std::size_t>(limit)); }
  std::uint64_t operator[](Limit limit) const { return values.at(static_cast<std::size_t>(limit)); }
};

void FixLimits(const Limits& limits);
std::uint64_t ValueOf(Limit limit);

// For bounds that are met again and again: each is told of once.
void NoteReached(Limit limit);
// `value` is within the limit; where it is not, that is noted.
inline bool IsWithin(Limit limit, std::uint64_t value) {
  if (value <= ValueOf(limit)) [[likely]] {
    return true;
  }
  NoteReached(limit);
  return false;
}

// Those reached so far, in the order of kLimits.
std::vector<Limit> ReachedLimits();

// "the limit json-depth (100: levels of a JSON value; servers write 100) was reached: …; --limit json-depth=200 raises
// it"
std::string Describe(Limit limit);
// "--limit statement=32M raises it": the end of a message about that limit.
std::string HowToRaise(Limit limit);
// 16M, 100: as --limit takes it.
std::string LimitText(Limit limit, std::uint64_t value);

}  // namespace innosalvage
