#include "parser/zip_stream.h"

#include <zlib.h>

namespace innosalvage {

ZipStream::ZipStream(Bytes in) : stream_(std::make_unique<z_stream_s>()) {
  // 15: whatever window the stream declares is accepted. The servers declare the page size.
  open_ = inflateInit2(stream_.get(), 15) == Z_OK;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast): zlib's types
  stream_->next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
  stream_->avail_in = static_cast<uInt>(in.size());
}

ZipStream::~ZipStream() {
  if (open_) inflateEnd(stream_.get());
}

std::optional<std::size_t> ZipStream::FirstBlock(std::span<std::byte> out) {
  if (!open_) return std::nullopt;
  SetOut(out);
  for (int i = 0; i < 2; ++i) {  // behind the zlib header, behind the block
    if (inflate(stream_.get(), Z_BLOCK) != Z_OK) return std::nullopt;
  }
  return out.size() - stream_->avail_out;
}

ZipStream::Outcome ZipStream::Fill(std::span<std::byte> out, std::size_t& filled) {
  filled = 0;
  if (ended_) return Outcome::kEnded;
  if (!open_) return Outcome::kBroken;
  SetOut(out);
  for (;;) {
    const int result = inflate(stream_.get(), Z_SYNC_FLUSH);
    filled = out.size() - stream_->avail_out;
    if (result == Z_STREAM_END) {
      ended_ = true;
      return Outcome::kEnded;
    }
    if (result != Z_OK && result != Z_BUF_ERROR) return Outcome::kBroken;
    if (stream_->avail_out == 0) return Outcome::kFull;
    if (result == Z_BUF_ERROR || stream_->avail_in == 0) return Outcome::kBroken;
  }
}

std::size_t ZipStream::consumed() const { return stream_->total_in; }

void ZipStream::SetOut(std::span<std::byte> out) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
  stream_->next_out = reinterpret_cast<Bytef*>(out.data());
  stream_->avail_out = static_cast<uInt>(out.size());
}

}  // namespace innosalvage
