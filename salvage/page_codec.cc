#include "salvage/page_codec.h"

#include <algorithm>

#include "parser/fil_header.h"

namespace innosalvage {

PageImage PageCodec::Decode(Bytes physical, PageScratch& /*scratch*/) const {
  PageImage image{.bytes = physical, .whole = physical.size()};
  if (format_.compressed() || format_.encrypted || format_.page_compressed) image.obstacle = PageObstacle::kUnsupported;
  return image;
}

ChecksumAlgorithm PageCodec::Verify(Bytes physical, const PageImage& image, ChecksumAlgorithm hint) const {
  if (physical.size() < format_.physical_size) return ChecksumAlgorithm::kUnverified;
  if (image.obstacle == PageObstacle::kUnsupported) {
    return AllZero(physical) ? ChecksumAlgorithm::kZeroPage : ChecksumAlgorithm::kUnverified;
  }
  return VerifyPage(image.bytes, format_.checksums, hint);
}

PageImage PageCodec::DecodeInPlace(std::span<std::byte> buffer, std::size_t physical) const {
  PageScratch scratch;
  PageImage image = Decode(Bytes(buffer).first(physical), scratch);
  const std::span<std::byte> target = buffer.first(std::min(buffer.size(), image.bytes.size()));
  if (image.bytes.data() != target.data()) std::ranges::copy(image.bytes.first(target.size()), target.begin());
  image.bytes = target;
  return image;
}

}  // namespace innosalvage
