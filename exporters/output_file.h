// A file of a run's output: it appears under its final name only when it is complete and on disk.
//
// Purpose   a run that dies halfway must leave no file that looks whole, and must never write through a link that
//           somebody laid where an output goes.
// Shape     Create, Append…, Commit. The bytes go to a temporary name in the same folder (created with O_EXCL and
//           O_NOFOLLOW); Commit does fsync, rename, fsync of the folder. A file or link lying under the final name is
//           replaced by the rename, never followed.
// Units     bytes() and Sha256 are of the bytes on disk, compressed where compression is on.
// Fails     Create and Commit say why. A write error is kept and given by Commit (and error()); later Appends then do
//           nothing. A file destroyed before Commit removes its temporary.
// Threads   one at a time. With a hash thread, which outlives it, the bytes are hashed there; what is given with an owner
//           stays as it is until then, all else is copied.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exporters/compressor.h"
#include "parser/error.h"
#include "salvage/hash_thread.h"
#include "salvage/sha256.h"

namespace innosalvage {

class OutputFile {
 public:
  struct Committed {
    std::uint64_t bytes = 0;
    std::string sha256;  // hex
  };

  // The folder must exist.
  static Result<std::unique_ptr<OutputFile>> Create(const std::filesystem::path& final_path, Compression compression,
                                                    HashThread* hashing = nullptr);
  // The same, made in the folder that `folder` has open, whatever the path leads to by then.
  static Result<std::unique_ptr<OutputFile>> CreateIn(int folder, const std::filesystem::path& final_path,
                                                      Compression compression, HashThread* hashing);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void Append(std::string_view bytes);
  // `owner` keeps what the pieces point at.
  void Append(std::span<const std::string_view> pieces, const std::shared_ptr<const void>& owner);
  Result<Committed> Commit();

  const std::optional<Error>& error() const { return error_; }
  const std::filesystem::path& final_path() const { return final_path_; }

 private:
  OutputFile(std::filesystem::path final_path, Compression compression, HashThread* hashing);

  void AppendOne(std::string_view bytes, const std::shared_ptr<const void>& owner);
  void AppendPlain(std::string_view bytes, const std::shared_ptr<const void>& owner);
  void Hash(std::string_view bytes, const std::shared_ptr<const void>& owner);
  void WriteOut(std::string_view bytes, const std::shared_ptr<const void>& owner);
  void FlushBuffer();
  void CompressPlain();
  void KeepError(const Error& error);
  void KeepErrno(std::string_view doing, int number);
  Result<Committed> Publish();

  std::filesystem::path final_path_;
  std::filesystem::path temporary_path_;
  int descriptor_ = -1;
  std::unique_ptr<Compressor> compressor_;
  std::string plain_;                                  // not yet compressed
  std::string buffer_;                                 // not yet written
  std::unique_ptr<HashThread::Output> hashed_beside_;  // null: hash_ is the one
  Sha256 hash_;
  std::uint64_t bytes_ = 0;
  std::uint64_t writeback_ = 0;  // of them, those that the system was asked to bring to disk
  std::optional<Error> error_;
};

}  // namespace innosalvage
