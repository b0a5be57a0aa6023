#include "exporters/compressor.h"

#include <zstd.h>

#include <algorithm>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cstddef>
#include <exception>

namespace innosalvage {

namespace {

constexpr std::size_t kPiece = std::size_t{128} * 1024;  // what a library is given or asked for at once

class GzipCompressor final : public Compressor {
 public:
  Result<void> Append(std::string_view bytes, std::string& out) override {
    return Guarded(out, [&] {
      if (!open_) Open();
      while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, kPiece);
        if (chain_.sputn(piece.data(), static_cast<std::streamsize>(piece.size())) !=
            static_cast<std::streamsize>(piece.size())) {
          throw boost::iostreams::gzip_error(boost::iostreams::zlib::stream_error);
        }
        bytes.remove_prefix(piece.size());
      }
    });
  }

  Result<void> Finish(std::string& out) override {
    return Guarded(out, [&] {
      if (!open_) Open();
      chain_.reset();  // closes the filters, which writes the trailer
    });
  }

 private:
  void Open() {
    chain_.push(boost::iostreams::gzip_compressor(boost::iostreams::gzip_params(), kPiece), kPiece);
    chain_.push(boost::iostreams::back_inserter(pending_));
    open_ = true;
  }

  // Boost.Iostreams reports by exceptions: they end here.
  template <class Work>
  Result<void> Guarded(std::string& out, Work work) {
    try {
      work();
      out += pending_;
      pending_.clear();
    } catch (const std::exception& failure) {
      return Fail("gzip", failure.what());
    }
    return {};
  }

  std::string pending_;  // outlives the chain, which appends to it
  boost::iostreams::filtering_streambuf<boost::iostreams::output> chain_;
  bool open_ = false;
};

class ZstdCompressor final : public Compressor {
 public:
  ZstdCompressor() {
    if (context_) ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  Result<void> Append(std::string_view bytes, std::string& out) override { return Run(bytes, ZSTD_e_continue, out); }
  Result<void> Finish(std::string& out) override { return Run({}, ZSTD_e_end, out); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  Result<void> Run(std::string_view bytes, ZSTD_EndDirective mode, std::string& out) {
    if (!context_) return Fail("zstd", "out of memory");
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (;;) {
      const std::size_t before = out.size();
      out.resize(before + std::max(kPiece, ZSTD_CStreamOutSize()));
      ZSTD_outBuffer output{out.data(), out.size(), before};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &output, &input, mode);
      out.resize(output.pos);
      if (ZSTD_isError(left) != 0) return Fail("zstd", ZSTD_getErrorName(left));
      if (mode == ZSTD_e_end ? left == 0 : input.pos == input.size) return {};
    }
  }

  std::unique_ptr<ZSTD_CCtx, Free> context_{ZSTD_createCCtx()};
};

}  // namespace

std::string_view Extension(Compression compression) {
  switch (compression) {
    case Compression::kNone: return "";
    case Compression::kGzip: return ".gz";
    case Compression::kZstd: return ".zst";
  }
  return "";
}

std::unique_ptr<Compressor> MakeCompressor(Compression compression) {
  switch (compression) {
    case Compression::kNone: return nullptr;
    case Compression::kGzip: return std::make_unique<GzipCompressor>();
    case Compression::kZstd: return std::make_unique<ZstdCompressor>();
  }
  return nullptr;
}

}  // namespace innosalvage
