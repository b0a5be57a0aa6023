// The folder of a run's output: what is made in it is made in that very folder, and below it through no link.
//
// Purpose   a run takes hours, and OUT may be removed, or another folder be laid in its place, or a link where a
//           subfolder goes. Nothing must then be written elsewhere, nor anything claimed that is not there.
// Shape     Open, once the folder is there; what the user named may itself be a link. Its descriptor stays open, so that
//           no other folder can get its inode number. Create makes the subfolders of a file, one level at a time.
// Fails     where the folder is gone or another one, or a subfolder is a link or no folder.
// Threads   any number at once; copies are the same folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "exporters/output_file.h"
#include "parser/error.h"

namespace innosalvage {

class OutputFolder {
 public:
  static Result<OutputFolder> Open(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }

  // Whether its path still leads to it.
  Result<void> Check() const;
  // Makes "merged/undecided", or takes it as it is.
  Result<void> Make(const std::filesystem::path& subfolder) const;
  // `name`: relative, as "tables/shop.orders.sql".
  Result<std::unique_ptr<OutputFile>> Create(const std::filesystem::path& name, Compression compression,
                                             HashThread* hashing = nullptr) const;
  // Whether a regular file of that name and size is there, and no link on the way to it.
  Result<void> CheckFile(const std::filesystem::path& name, std::uint64_t bytes) const;

 private:
  class Descriptor;
  enum class Missing : std::uint8_t { kFail, kMake };

  OutputFolder(std::filesystem::path path, std::shared_ptr<const Descriptor> folder);
  Result<Descriptor> OpenBelow(const std::filesystem::path& subfolder, Missing missing) const;

  std::filesystem::path path_;
  std::shared_ptr<const Descriptor> folder_;
};

}  // namespace innosalvage
