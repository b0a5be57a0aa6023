#include "exporters/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "exporters/temporary_files.h"

namespace innosalvage {

namespace {

// Smaller Appends are gathered up to kBufferBytes; of kDirectBytes on, a write() of its own costs less than the copy.
constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;
constexpr std::size_t kDirectBytes = std::size_t{128} * 1024;
// So often the system is asked to begin writing to disk: it does so beside us, and Commit has little left to wait for.
constexpr std::uint64_t kWritebackBytes = std::uint64_t{8} << 20U;
// A compressor is fed pieces of one size only: its bytes then cannot depend on how callers cut theirs.
constexpr std::size_t kPlainBytes = std::size_t{256} * 1024;
constexpr int kTemporaryNames = 10000;

std::string ErrnoText(int number) { return std::system_category().message(number); }

// A rename is on disk only when its folder is. File systems that cannot sync a folder say EINVAL: nothing to be done.
int SyncFolder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int number = fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
  close(descriptor);
  return number;
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path final_path, Compression compression, HashThread* hashing)
    : final_path_(std::move(final_path)),
      compressor_(MakeCompressor(compression)),
      hashed_beside_(hashing == nullptr ? nullptr : hashing->Open()) {
  buffer_.reserve(kBufferBytes);
}

Result<std::unique_ptr<OutputFile>> OutputFile::Create(const std::filesystem::path& final_path, Compression compression,
                                                       HashThread* hashing) {
  return CreateIn(AT_FDCWD, final_path, compression, hashing);
}

Result<std::unique_ptr<OutputFile>> OutputFile::CreateIn(int folder, const std::filesystem::path& final_path,
                                                         Compression compression, HashThread* hashing) {
  std::unique_ptr<OutputFile> file(  // NOLINT: the constructor is private
      new OutputFile(final_path, compression, hashing));
  const std::string stem = "." + final_path.filename().string() + "." + std::to_string(getpid()) + "-";
  // A temporary left by a run that was killed may have our process id: take the next free name, never reuse one.
  for (int i = 0; i < kTemporaryNames; ++i) {
    std::filesystem::path path = final_path.parent_path() / (stem + std::to_string(i) + ".tmp");
    file->descriptor_ = CreateTemporary(path, folder);
    if (file->descriptor_ >= 0) {
      file->temporary_path_ = std::move(path);
      return file;
    }
    if (errno != EEXIST) break;
  }
  return Fail(final_path.string(), "cannot be created: " + ErrnoText(errno));
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_path_.empty()) RemoveTemporary(temporary_path_);
}

void OutputFile::KeepErrno(std::string_view doing, int number) {
  if (!error_) error_ = Error{std::string(doing) + ": " + ErrnoText(number), final_path_.string()};
}

void OutputFile::Append(std::string_view bytes) { Append(std::span(&bytes, 1), nullptr); }

void OutputFile::AppendOne(std::string_view bytes, const std::shared_ptr<const void>& owner) {
  if (error_ || bytes.empty()) return;
  if (!compressor_) return AppendPlain(bytes, owner);
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPlainBytes - plain_.size());
    plain_ += piece;
    bytes.remove_prefix(piece.size());
    if (plain_.size() == kPlainBytes) CompressPlain();
  }
}

void OutputFile::CompressPlain() {
  if (error_) return;
  if (auto done = compressor_->Append(plain_, buffer_); !done) KeepError(done.error());
  plain_.clear();
  if (buffer_.size() >= kBufferBytes) FlushBuffer();
}

void OutputFile::KeepError(const Error& error) {
  if (!error_) error_ = Error{error.Message(), final_path_.string()};
}

void OutputFile::Append(std::span<const std::string_view> pieces, const std::shared_ptr<const void>& owner) {
  for (const std::string_view piece : pieces) AppendOne(piece, owner);
}

void OutputFile::AppendPlain(std::string_view bytes, const std::shared_ptr<const void>& owner) {
  if (bytes.size() < kDirectBytes && buffer_.size() + bytes.size() <= kBufferBytes) {
    buffer_ += bytes;
    return;
  }
  FlushBuffer();
  if (bytes.size() >= kDirectBytes) {
    WriteOut(bytes, owner);
  } else {
    buffer_ += bytes;
  }
}

void OutputFile::FlushBuffer() {
  WriteOut(buffer_, nullptr);
  buffer_.clear();
}

void OutputFile::Hash(std::string_view bytes, const std::shared_ptr<const void>& owner) {
  if (!hashed_beside_) return hash_.Update(AsBytes(bytes));
  if (owner) return hashed_beside_->Add(AsBytes(bytes), owner);
  const auto copy = std::make_shared<const std::string>(bytes);
  hashed_beside_->Add(AsBytes(*copy), copy);
}

void OutputFile::WriteOut(std::string_view bytes, const std::shared_ptr<const void>& owner) {
  if (error_ || bytes.empty()) return;
  Hash(bytes, owner);
  bytes_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return KeepErrno("cannot be written", written < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
#ifdef SYNC_FILE_RANGE_WRITE
  if (bytes_ - writeback_ < kWritebackBytes) return;
  // A hint: what comes of it is seen by fsync.
  sync_file_range(descriptor_, static_cast<off_t>(writeback_), static_cast<off_t>(bytes_ - writeback_),
                  SYNC_FILE_RANGE_WRITE);
  writeback_ = bytes_;
#endif
}

Result<OutputFile::Committed> OutputFile::Commit() {
  if (descriptor_ < 0 && !error_) error_ = Error{"was committed before", final_path_.string()};
  if (compressor_) {
    CompressPlain();
    if (auto done = compressor_->Finish(buffer_); !done) KeepError(done.error());
  }
  FlushBuffer();
  if (!error_ && fsync(descriptor_) != 0) KeepErrno("cannot be brought to disk", errno);
  if (descriptor_ >= 0 && close(std::exchange(descriptor_, -1)) != 0) KeepErrno("cannot be closed", errno);
  if (error_) return tl::unexpected(*error_);
  return Publish();
}

Result<OutputFile::Committed> OutputFile::Publish() {
  if (RenameTemporary(temporary_path_, final_path_) != 0) {
    KeepErrno("cannot get its final name", errno);
    return tl::unexpected(*error_);
  }
  temporary_path_.clear();
  const std::filesystem::path folder = final_path_.parent_path();
  if (const int number = SyncFolder(folder.empty() ? "." : folder); number != 0) {
    KeepErrno("its folder cannot be brought to disk", number);
    return tl::unexpected(*error_);
  }
  return Committed{bytes_, hashed_beside_ ? hashed_beside_->Finish() : hash_.Finish()};
}

}  // namespace innosalvage
