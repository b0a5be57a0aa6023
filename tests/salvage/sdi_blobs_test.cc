#include "salvage/sdi_blobs.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "parser/page_type.h"

namespace innosalvage {
namespace {

constexpr std::size_t kPageSize = 16384;

// A file of SDI_BLOB pages, each of which is taken as intact.
class Blobs {
 public:
  void Add(std::uint64_t lsn, Bytes part, std::uint32_t next) {
    const auto page_no = static_cast<std::uint32_t>(inventory_.entries.size());
    std::vector<std::byte> page(kPageSize);
    const auto put = [&](std::size_t at, std::uint64_t value, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) page[at + i] = static_cast<std::byte>(value >> (8 * (size - 1 - i)));
    };
    put(FIL_PAGE_TYPE, FIL_PAGE_SDI_BLOB, 2);
    put(FIL_PAGE_DATA, part.size(), 4);
    put(FIL_PAGE_DATA + 4, next, 4);
    std::copy(part.begin(), part.end(), page.begin() + FIL_PAGE_DATA + 8);
    bytes_.insert(bytes_.end(), page.begin(), page.end());
    PageEntry entry;
    entry.offset = std::uint64_t{page_no} * kPageSize;
    entry.lsn = lsn;
    entry.page_no = page_no;
    entry.claimed = page_no;
    entry.type = FIL_PAGE_SDI_BLOB;
    entry.verdict = PageVerdict::kIntact;
    inventory_.entries.push_back(entry);
  }

  std::vector<SdiDocument> Find() {
    inventory_.Index();
    const auto source = MemorySource(bytes_);
    return FindSdiBlobs(PageStore(*source, inventory_), {});
  }

 private:
  std::vector<std::byte> bytes_;
  Inventory inventory_;
};

std::vector<std::byte> Deflated(const std::string& text) {
  std::vector<std::byte> out(compressBound(text.size()));
  uLongf size = out.size();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): zlib speaks unsigned char
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  out.resize(size);
  return out;
}

class SdiBlobsTest : public testing::Test {
 protected:
  SdiBlobsTest() { blobs_.Add(1, {}, FIL_NULL); }

  const std::string text_ = R"({"dd_object_type":"Table","dd_object":{}})";
  const std::vector<std::byte> deflated_ = Deflated(text_);
  const Bytes begin_ = Bytes(deflated_).first(10);
  const Bytes end_ = Bytes(deflated_).subspan(10);
  Blobs blobs_;
};

TEST_F(SdiBlobsTest, AChainOfTwoPagesIsOneObject) {
  blobs_.Add(5, begin_, 2);
  blobs_.Add(5, end_, FIL_NULL);
  const auto documents = blobs_.Find();
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].json, text_);
  EXPECT_EQ(documents[0].page_no, 1U);
}

// A thousand heads of one long chain would be a thousand walks along it.
TEST_F(SdiBlobsTest, OfSeveralHeadsOfOneChainTheNewestHasIt) {
  blobs_.Add(5, begin_, 4);
  blobs_.Add(9, begin_, 4);
  blobs_.Add(7, begin_, 4);
  blobs_.Add(5, end_, FIL_NULL);
  const auto documents = blobs_.Find();
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].page_no, 2U);
}

}  // namespace
}  // namespace innosalvage
