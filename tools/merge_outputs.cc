#include "tools/merge_outputs.h"

#include <fmt/format.h>

#include "exporters/file_name.h"
#include "tools/compressed_input.h"

namespace innosalvage {

Result<void> MergeOutputs::Open(std::string_view db, const std::string& table) {
  table_ = table;
  file_name_ = SafeTableFileName(db, table) + ".sql" + std::string(Extension(setup_.compression));
  auto merged = MergedFile::Create(setup_.out, "merged/" + file_name_, setup_.compression);
  if (!merged) return tl::unexpected(merged.error());
  merged_ = *std::move(merged);
  return {};
}

Result<void> MergeOutputs::BeginWithSalvaged(std::string_view db, const std::string& table,
                                             std::span<const std::string> files) {
  if (const auto opened = Open(db, table); !opened) return opened;
  for (const std::string& file : files) {
    const std::string path = (setup_.out.path() / file).string();
    auto in = OpenText(path);
    if (!in) return tl::unexpected(in.error());
    if (file == files.back()) {
      merged_->BeginWith(**in);
    } else {
      merged_->Copy(**in);
    }
    if ((*in)->bad()) return Fail(path, "cannot be read to its end");
  }
  return {};
}

Result<void> MergeOutputs::BeginWithBackup(std::string_view db, const std::string& table, std::string_view create) {
  if (const auto opened = Open(db, table); !opened) return opened;
  merged_->BeginNew(setup_.tool, table, "The table is not in the salvage. All rows are the backup's, and STALE.",
                    create);
  return {};
}

void MergeOutputs::AddStale(std::string_view section, std::string_view insert, std::string_view tuple) {
  merged_->AddRow(fmt::format("From the backup {}, STALE{}", setup_.backup_name, section), insert, tuple);
}

void MergeOutputs::AddPromoted(std::string_view insert, std::string_view tuple) {
  merged_->AddRow("Suspect rows of the salvage that equal the backup's", insert, tuple);
}

Result<void> MergeOutputs::AddUndecided(std::string_view why, std::string_view insert, std::string_view tuple) {
  if (!undecided_) {
    auto made = MergedFile::Create(setup_.out, "merged/undecided/" + file_name_, setup_.compression);
    if (!made) return tl::unexpected(made.error());
    undecided_ = *std::move(made);
    undecided_->BeginNew(setup_.tool, table_,
                         "Rows of the backup of which it is not known whether they belong here, each with the reason.",
                         {});
  }
  undecided_->AddRow(fmt::format("UNDECIDED, from the backup {}: {}", setup_.backup_name, why), insert, tuple);
  return {};
}

Result<std::vector<MergedOutput>> MergeOutputs::Commit(std::uint64_t salvaged) {
  std::vector<MergedOutput> outputs;
  const auto commit = [&](MergedFile& file, const char* folder, const char* kind,
                          std::uint64_t before) -> Result<void> {
    const std::uint64_t rows = before + file.rows_added();
    auto committed = file.Commit();
    if (!committed) return tl::unexpected(committed.error());
    outputs.push_back({.path = folder + file_name_,
                       .kind = kind,
                       .rows = rows,
                       .bytes = committed->bytes,
                       .sha256 = committed->sha256});
    return {};
  };
  if (merged_) {
    if (const auto done = commit(*merged_, "merged/", "merged", salvaged); !done) return tl::unexpected(done.error());
  }
  if (undecided_) {
    if (const auto done = commit(*undecided_, "merged/undecided/", "undecided", 0); !done) {
      return tl::unexpected(done.error());
    }
  }
  return outputs;
}

}  // namespace innosalvage
