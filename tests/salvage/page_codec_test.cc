#include "salvage/page_codec.h"

#include <gmock/gmock.h>

#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "parser/page_compression.h"
#include "parser/page_type.h"
#include "salvage/format_detection.h"
#include "salvage/page_repair.h"

namespace innosalvage {
namespace {

const std::string kEncoded = INNOSALVAGE_SOURCE_DIR "/testdata/encoded/";

std::vector<std::byte> ReadAll(std::istream& in) {
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const Bytes view = AsBytes(bytes);
  return {view.begin(), view.end()};
}

std::vector<std::byte> ReadTable(const std::string& name) {
  std::ifstream file(kEncoded + name + ".ibd.xz", std::ios::binary);
  EXPECT_TRUE(file.is_open()) << name;
  boost::iostreams::filtering_istream in;
  in.push(boost::iostreams::lzma_decompressor());
  in.push(file);
  return ReadAll(in);
}

std::shared_ptr<const Keyring> KeyringOf(const std::string& name) {
  auto keyring = std::make_shared<Keyring>();
  const std::string path = kEncoded + name.substr(0, name.find('/')) + "/keyring";
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(ReadKeyring(ReadAll(file), path, "", *keyring));
  return keyring;
}

// A tablespace of testdata/encoded, with or without its keys.
class Tablespace {
 public:
  explicit Tablespace(const std::string& name, std::shared_ptr<const Keyring> keyring)
      : bytes_(ReadTable(name)), source_(MemorySource(bytes_)) {
    FormatOptions options;
    options.keys.keyring = std::move(keyring);
    auto detected = DetectFormat(*source_, name, options);
    EXPECT_TRUE(detected);
    if (detected) detected_ = *std::move(detected);
  }

  const DetectedFormat& detected() const { return detected_; }
  const PageCodec& codec() const { return detected_.codec; }
  std::uint32_t pages() const { return static_cast<std::uint32_t>(bytes_.size() / detected_.format.physical_size); }
  Bytes Page(std::uint32_t page_no) const {
    return Bytes(bytes_).subspan(std::size_t{page_no} * detected_.format.physical_size, detected_.format.physical_size);
  }

 private:
  std::vector<std::byte> bytes_;
  std::unique_ptr<ByteSource> source_;
  DetectedFormat detected_;
};

class PageCodecTest : public testing::TestWithParam<const char*> {
 protected:
  PageCodecTest() : name_(GetParam()), keyring_(KeyringOf(name_)), file_(name_, keyring_) {}
  bool full_crc32() const { return file_.detected().format.checksums == ChecksumFamily::kFullCrc32; }
  bool of_mysql() const { return name_.starts_with("mysql"); }

  std::string name_;
  std::shared_ptr<const Keyring> keyring_;
  Tablespace file_;
};

class EncryptedPageCodecTest : public PageCodecTest {};
class CompressedPageCodecTest : public PageCodecTest {};
class RotatedPageCodecTest : public PageCodecTest {};
class RepairedPageCodecTest : public PageCodecTest {};

TEST_P(PageCodecTest, EveryPageOfAWholeFileIsThePageItWas) {
  std::size_t encoded = 0;
  for (std::uint32_t page_no = 0; page_no < file_.pages(); ++page_no) {
    const Bytes physical = file_.Page(page_no);
    if (AllZero(physical)) continue;
    SCOPED_TRACE(page_no);
    PageScratch scratch;
    const PageImage image = file_.codec().Decode(physical, scratch);
    ASSERT_EQ(image.obstacle, PageObstacle::kNone);
    ASSERT_EQ(image.bytes.size(), file_.detected().format.page_size);
    EXPECT_NE(file_.codec().Verify(physical, image, ChecksumAlgorithm::kUnverified), ChecksumAlgorithm::kUnverified);
    const FilHeader header = DecodeFilHeader(image.bytes.first<FIL_PAGE_DATA>());
    EXPECT_EQ(header.page_no, page_no);
    EXPECT_EQ(header.space_id, file_.detected().space_id);
    EXPECT_TRUE(IsKnownPageType(header.type)) << header.type;
    EXPECT_TRUE(LsnHalvesAgree(image.bytes, file_.detected().format.checksums));
    if (image.coding.any()) ++encoded;
  }
  EXPECT_GE(encoded, 3U);
}

TEST_P(EncryptedPageCodecTest, WithoutTheKeyNothingIsReadAndMariaDbsPagesStillVerify) {
  const Tablespace closed(name_, nullptr);
  ASSERT_EQ(closed.codec().encryption()->key, KeyState::kMissing);
  for (std::uint32_t page_no = 0; page_no < closed.pages(); ++page_no) {
    PageScratch scratch;
    const Bytes physical = closed.Page(page_no);
    const PageImage image = closed.codec().Decode(physical, scratch);
    if (!image.coding.encrypted) continue;
    EXPECT_EQ(image.obstacle, PageObstacle::kNoKey);
    const bool verified =
        closed.codec().Verify(physical, image, ChecksumAlgorithm::kUnverified) != ChecksumAlgorithm::kUnverified;
    EXPECT_EQ(verified, !of_mysql());
  }
}

TEST_P(EncryptedPageCodecTest, AWrongKeyIsToldAsSuch) {
  auto wrong = std::make_shared<Keyring>(*keyring_);
  for (auto& [name, key] : wrong->mysql) key.front() ^= std::byte{1};
  for (auto& [id, key] : wrong->mariadb) key.key.front() ^= std::byte{1};
  const Tablespace closed(name_, wrong);
  EXPECT_EQ(closed.codec().encryption()->key, KeyState::kWrong);
  ASSERT_TRUE(ClosedText(closed.codec().encryption()));
  PageScratch scratch;
  EXPECT_FALSE(closed.codec().Decode(closed.Page(3), scratch).readable());
}

TEST_P(EncryptedPageCodecTest, TheKeyIsFoundAmongOthersOfItsName) {
  auto several = std::make_shared<Keyring>();
  for (const auto& [name, key] : keyring_->mysql) {
    several->mysql.emplace(name, std::vector<std::byte>(key.size()));
    several->mysql.emplace(name, key);
  }
  for (const auto& [id, key] : keyring_->mariadb) {
    several->mariadb.emplace(id, MariaDbKey{.version = 0, .key = std::vector<std::byte>(16)});
    several->mariadb.emplace(id, key);
  }
  const Tablespace open(name_, several);
  EXPECT_EQ(open.codec().encryption()->key, KeyState::kFound);
  PageScratch scratch;
  const PageImage image = open.codec().Decode(open.Page(3), scratch);
  EXPECT_NE(open.codec().Verify(open.Page(3), image, ChecksumAlgorithm::kUnverified), ChecksumAlgorithm::kUnverified);
}

// Pages say which version of the key they are encrypted with: those whose version is at hand are read.
TEST_P(RotatedPageCodecTest, PagesOfAVersionThatIsMissingStayClosed) {
  auto first = std::make_shared<Keyring>(*keyring_);
  std::erase_if(first->mariadb, [](const auto& entry) { return entry.second.version != 1; });
  ASSERT_EQ(first->mariadb.size(), 1U);
  const Tablespace half(name_, first);
  ASSERT_EQ(half.codec().encryption()->key, KeyState::kFound);
  std::map<std::uint32_t, std::size_t> of_version;
  for (std::uint32_t page_no = 0; page_no < half.pages(); ++page_no) {
    PageScratch scratch;
    const PageImage image = half.codec().Unwrap(half.Page(page_no), scratch);
    if (!image.coding.encrypted) continue;
    const std::uint32_t version = image.coding.key_version;
    ++of_version[version];
    EXPECT_EQ(image.obstacle, version == 1 ? PageObstacle::kNone : PageObstacle::kNoKey) << page_no;
    EXPECT_EQ(half.codec().encryption()->LacksVersion(version), version != 1);
  }
  EXPECT_EQ(of_version.size(), 2U);
  EXPECT_GE(of_version[1], 4U);
  EXPECT_EQ(of_version[2], 4U);
}

TEST_P(RotatedPageCodecTest, VersionsThatAreAllMissingAreNamed) {
  auto third = std::make_shared<Keyring>(*keyring_);
  std::erase_if(third->mariadb, [](const auto& entry) { return entry.second.version != 2; });
  ASSERT_EQ(third->mariadb.size(), 1U);
  third->mariadb.begin()->second.version = 3;
  const Tablespace closed(name_, third);
  ASSERT_EQ(closed.codec().encryption()->key, KeyState::kMissing);
  const auto text = ClosedText(closed.codec().encryption());
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("key with id 7, version 1 and 2"), std::string::npos) << *text;
}

// What comes out of a page that is hurt in its middle is, up to `whole` of what a cut stream gives, what was written.
TEST_P(CompressedPageCodecTest, ABitAnywhereInTheStreamIsSeenOrChangesNothing) {
  std::minstd_rand random(1);
  for (std::uint32_t page_no = 3; page_no < file_.pages(); ++page_no) {
    const Bytes physical = file_.Page(page_no);
    PageScratch scratch;
    if (AllZero(physical) || !file_.codec().Decode(physical, scratch).coding.any()) continue;
    const PageImage written = file_.codec().Decode(physical, scratch);
    const std::vector<std::byte> logical(written.bytes.begin(), written.bytes.end());
    // The stream ends before the last byte that is not zero.
    std::size_t end = physical.size();
    while (end > FIL_PAGE_DATA && physical[end - 1] == std::byte{0}) --end;
    for (int i = 0; i < 8; ++i) {
      std::vector<std::byte> hurt(physical.begin(), physical.end());
      const std::size_t at = 48 + random() % (end - 64);
      hurt[at] ^= static_cast<std::byte>(1U << (random() % 8));
      const PageImage image = file_.codec().Decode(hurt, scratch);
      EXPECT_EQ(image.bytes.size(), file_.detected().format.page_size);
      EXPECT_LE(image.whole, image.bytes.size());
      // A bit of the stream that its decoder does not need (bzip2's own checksum) leaves the page what it was.
      if (std::ranges::equal(image.bytes, logical)) continue;
      EXPECT_EQ(file_.codec().Verify(hurt, image, ChecksumAlgorithm::kUnverified), ChecksumAlgorithm::kUnverified)
          << "page " << page_no << " byte " << at;
    }
  }
}

// Damage can make any number of a page's type, that of a compressed page too.
TEST_P(CompressedPageCodecTest, APlainPageWhoseTypeWasHurtIsStillRead) {
  const Bytes physical = file_.Page(0);
  PageScratch scratch;
  ASSERT_FALSE(file_.codec().Decode(physical, scratch).coding.any());
  for (const std::uint16_t type : {FIL_PAGE_COMPRESSED, FIL_PAGE_PAGE_COMPRESSED, std::uint16_t{0x8036}}) {
    std::vector<std::byte> hurt(physical.begin(), physical.end());
    hurt[FIL_PAGE_TYPE] = static_cast<std::byte>(type >> 8U);
    hurt[FIL_PAGE_TYPE + 1] = static_cast<std::byte>(type & 0xffU);
    const PageImage image = file_.codec().Decode(hurt, scratch);
    EXPECT_TRUE(image.readable()) << type;
    EXPECT_TRUE(std::ranges::equal(image.bytes, hurt)) << type;
  }
}

TEST_P(CompressedPageCodecTest, APageThatIsCutOffGivesItsBeginning) {
  PageScratch scratch;
  const Bytes physical = file_.Page(3);
  const PageImage image = file_.codec().Decode(physical, scratch);
  const std::vector<std::byte> whole(image.bytes.begin(), image.bytes.end());
  for (std::size_t size = 0; size < physical.size(); size += 97) {
    PageScratch cut;
    const PageImage part = file_.codec().Decode(physical.first(size), cut);
    EXPECT_LE(part.bytes.size(), whole.size());
    EXPECT_EQ(file_.codec().Verify(physical.first(size), part, ChecksumAlgorithm::kUnverified),
              ChecksumAlgorithm::kUnverified);
  }
}

TEST_P(RepairedPageCodecTest, AFlippedBitIsFlippedBackThroughTheEncoding) {
  std::minstd_rand random(2);
  std::size_t pages = 0;
  for (std::uint32_t page_no = 3; page_no < file_.pages() && pages < 4; ++page_no) {
    const Bytes physical = file_.Page(page_no);
    PageScratch scratch;
    if (AllZero(physical) || !file_.codec().Decode(physical, scratch).coding.any()) continue;
    ++pages;
    const std::size_t end = file_.codec().Written(physical).size() - FIL_PAGE_DATA_END;
    for (int i = 0; i < 24; ++i) {
      std::vector<std::byte> hurt(physical.begin(), physical.end());
      const std::size_t at = FIL_PAGE_DATA + random() % (end - FIL_PAGE_DATA);
      hurt[at] ^= static_cast<std::byte>(1U << (random() % 8));
      const auto repair = FindRepair(hurt, file_.detected().format, file_.codec(), page_no, file_.detected().space_id);
      ASSERT_TRUE(repair) << "page " << page_no << " byte " << at;
      repair->ApplyTo(hurt);
      EXPECT_TRUE(std::ranges::equal(hurt, physical));
    }
  }
  EXPECT_GE(pages, 2U);
}

std::string TestName(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

constexpr const char* kAll[] = {"mysql-9/zlib",
                                "mysql-9/lz4",
                                "mysql-9/encrypted",
                                "mysql-9/encrypted_zlib",
                                "mysql-9/encrypted_lz4",
                                "mariadb-11.8/zlib",
                                "mariadb-11.8/lz4",
                                "mariadb-11.8/lzo",
                                "mariadb-11.8/lzma",
                                "mariadb-11.8/bzip2",
                                "mariadb-11.8/snappy",
                                "mariadb-11.8/encrypted",
                                "mariadb-11.8/old_zlib",
                                "mariadb-11.8/old_lz4",
                                "mariadb-11.8/old_lzo",
                                "mariadb-11.8/old_lzma",
                                "mariadb-11.8/old_bzip2",
                                "mariadb-11.8/old_snappy",
                                "mariadb-11.8/old_encrypted",
                                "mariadb-11.8/encrypted_zlib",
                                "mariadb-11.8/old_encrypted_zlib",
                                "mariadb-10.11/rotated",
                                "mariadb-10.11/rotated_zlib",
                                "mariadb-10.11/old_rotated",
                                "mariadb-10.11/old_rotated_zlib"};
constexpr const char* kEncrypted[] = {"mysql-9/encrypted",
                                      "mysql-9/encrypted_zlib",
                                      "mysql-9/encrypted_lz4",
                                      "mariadb-11.8/encrypted",
                                      "mariadb-11.8/encrypted_zlib",
                                      "mariadb-11.8/old_encrypted",
                                      "mariadb-11.8/old_encrypted_zlib",
                                      "mariadb-10.11/rotated",
                                      "mariadb-10.11/old_rotated_zlib"};
constexpr const char* kRotated[] = {"mariadb-10.11/rotated", "mariadb-10.11/rotated_zlib", "mariadb-10.11/old_rotated",
                                    "mariadb-10.11/old_rotated_zlib", "mariadb-10.11/rotated_zip"};
constexpr const char* kCompressed[] = {"mysql-9/zlib",
                                       "mysql-9/lz4",
                                       "mariadb-11.8/zlib",
                                       "mariadb-11.8/lz4",
                                       "mariadb-11.8/lzo",
                                       "mariadb-11.8/lzma",
                                       "mariadb-11.8/bzip2",
                                       "mariadb-11.8/snappy",
                                       "mariadb-11.8/old_zlib",
                                       "mariadb-11.8/old_lz4",
                                       "mariadb-11.8/old_lzo",
                                       "mariadb-11.8/old_bzip2",
                                       "mariadb-11.8/old_snappy",
                                       "mariadb-11.8/encrypted_zlib"};
// Formats with a CRC-32C over what stands on disk.
constexpr const char* kRepaired[] = {"mariadb-11.8/zlib", "mariadb-11.8/snappy", "mariadb-11.8/encrypted",
                                     "mariadb-11.8/encrypted_zlib", "mariadb-11.8/old_encrypted"};

INSTANTIATE_TEST_SUITE_P(Tables, PageCodecTest, testing::ValuesIn(kAll), TestName);
INSTANTIATE_TEST_SUITE_P(Tables, EncryptedPageCodecTest, testing::ValuesIn(kEncrypted), TestName);
INSTANTIATE_TEST_SUITE_P(Tables, RotatedPageCodecTest, testing::ValuesIn(kRotated), TestName);
INSTANTIATE_TEST_SUITE_P(Tables, CompressedPageCodecTest, testing::ValuesIn(kCompressed), TestName);
INSTANTIATE_TEST_SUITE_P(Tables, RepairedPageCodecTest, testing::ValuesIn(kRepaired), TestName);

// A stream that ends early gives the beginning of what it gives whole, and says that it is not whole.
class CutStreamTest : public testing::TestWithParam<const char*> {};

TEST_P(CutStreamTest, GivesTheBeginningOfThePage) {
  const Tablespace file(std::string("mariadb-11.8/") + GetParam(), nullptr);
  const auto algorithm = FullCrc32Algorithm(file.detected().format);
  ASSERT_TRUE(algorithm);
  // The page with the longest stream.
  std::uint32_t page_no = 3;
  for (std::uint32_t other = 3; other < file.pages(); ++other) {
    const std::size_t size = file.codec().Written(file.Page(other)).size();
    if (size < file.Page(other).size() && size > file.codec().Written(file.Page(page_no)).size()) page_no = other;
  }
  const Bytes written = file.codec().Written(file.Page(page_no));
  ASSERT_LT(written.size(), file.Page(page_no).size());
  const Bytes stream = written.subspan(FIL_PAGE_FILE_FLUSH_LSN, written.size() - FIL_PAGE_FILE_FLUSH_LSN - 4);
  PageScratch scratch;
  const PageImage image = file.codec().Decode(file.Page(page_no), scratch);
  std::size_t most = 0;
  for (std::size_t size = 0; size + 300 < stream.size(); ++size) {
    std::vector<std::byte> out(file.detected().format.page_size);
    const Uncompressed done = UncompressBlock(*algorithm, stream.first(size), out);
    // An LZ4 block has no end of its own: it may be cut between two of its sequences, and is then only short.
    EXPECT_TRUE(!done.whole || done.size < image.bytes.size()) << size;
    ASSERT_TRUE(std::ranges::equal(Bytes(out).first(done.size), image.bytes.first(done.size))) << size;
    most = std::max(most, done.size);
  }
  const bool in_one_piece = *algorithm == BlockCompression::kBzip2 || *algorithm == BlockCompression::kSnappy;
  EXPECT_TRUE(in_one_piece || most > 1000) << most;
}

INSTANTIATE_TEST_SUITE_P(Algorithms, CutStreamTest, testing::Values("zlib", "lz4", "lzo", "lzma", "bzip2", "snappy"));

}  // namespace
}  // namespace innosalvage
