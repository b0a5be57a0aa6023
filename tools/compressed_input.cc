#include "tools/compressed_input.h"

#include <array>
#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/filter/bzip2.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace innosalvage {

namespace {

namespace io = boost::iostreams;

constexpr std::streamsize kBuffer = 256 << 10;

// What was read of a file to see its format, then the rest of it: a FIFO, as `--schema <(…)` gives one, is read once.
class FromBegin {
 public:
  using char_type = char;
  using category = io::source_tag;

  FromBegin(std::string_view head, std::istream& rest) : head_(head), rest_(&rest) {}
  std::streamsize read(char* to, std::streamsize size) {
    if (!head_.empty()) {
      const std::size_t given = head_.copy(to, static_cast<std::size_t>(size));
      head_.erase(0, given);
      return static_cast<std::streamsize>(given);
    }
    const std::streamsize got = rest_->rdbuf()->sgetn(to, size);  // throws where reading fails, as a filter may
    return got > 0 ? got : -1;
  }

 private:
  std::string head_;
  std::istream* rest_;
};

// Owns the file that its filters read from.
class UnpackedStream final : public io::filtering_istream {
 public:
  explicit UnpackedStream(std::ifstream file) : file_(std::move(file)) {}
  ~UnpackedStream() override { reset(); }  // the filters first
  UnpackedStream(const UnpackedStream&) = delete;
  UnpackedStream& operator=(const UnpackedStream&) = delete;
  std::ifstream& file() { return file_; }

 private:
  std::ifstream file_;
};

}  // namespace

Result<std::unique_ptr<std::istream>> OpenText(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return Fail(path, "is a folder; --schema takes files, --schema-dir takes folders");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(path, "schema file cannot be read: " + std::generic_category().message(errno));
  std::array<char, 6> first{};
  file.read(first.data(), first.size());
  const std::string_view magic(first.data(), static_cast<std::size_t>(file.gcount()));
  auto stream = std::make_unique<UnpackedStream>(std::move(file));
  using namespace std::string_view_literals;
  if (magic.starts_with("\x1f\x8b"sv)) {
    stream->push(io::gzip_decompressor(io::zlib::default_window_bits, kBuffer));
  } else if (magic.starts_with("\x28\xb5\x2f\xfd"sv)) {
    stream->push(io::zstd_decompressor(kBuffer));
  } else if (magic.starts_with("BZh"sv)) {
    stream->push(io::bzip2_decompressor(io::bzip2::default_small, kBuffer));
  } else if (magic.starts_with("\xfd\x37zXZ\0"sv)) {
    stream->push(io::lzma_decompressor(kBuffer));
  }
  stream->push(FromBegin(magic, stream->file()), kBuffer);
  return stream;
}

std::string WithoutPackedEnding(const std::string& name) {
  for (const std::string_view ending : {".gz", ".zst", ".bz2", ".xz"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

}  // namespace innosalvage
