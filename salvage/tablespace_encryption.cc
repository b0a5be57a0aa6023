#include "salvage/tablespace_encryption.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "parser/fsp_header.h"
#include "parser/page_compression.h"
#include "parser/page_type.h"

namespace innosalvage {

namespace {

bool IsFullCrc32(const TablespaceFormat& format) { return format.checksums == ChecksumFamily::kFullCrc32; }

// The bytes that were written for a page: a full_crc32 page that was compressed is shorter than its place.
Bytes Written(Bytes physical, const TablespaceFormat& format) {
  if (!IsFullCrc32(format)) return physical;
  return physical.first(FullCrc32CompressedSize(physical).value_or(physical.size()));
}

bool VerifiesAs(Bytes page, ChecksumFamily family) {
  const ChecksumAlgorithm algorithm = VerifyPage(page, family, ChecksumAlgorithm::kUnverified);
  return algorithm != ChecksumAlgorithm::kUnverified && algorithm != ChecksumAlgorithm::kZeroPage;
}

class Finder {
 public:
  Finder(const ByteSource& source, const TablespaceFormat& format, std::optional<std::uint32_t> space_id,
         const KeySources& keys)
      : source_(source), format_(format), space_id_(space_id), keys_(keys), page0_(format.physical_size) {}

  TablespaceEncryption Find() {
    page0_.resize(source_.ReadAt(0, page0_).size);
    if (Page0SaysPlain()) return std::move(found_);
    Sample();
    FindByPage0();
    // Page 0 of an older copy of the file has the same key.
    for (const std::vector<std::byte>& copy : keys_.page0s) {
      if (found_.key != KeyState::kInfoLost) break;
      if (copy.size() < format_.physical_size) continue;
      page0_.assign(copy.begin(), copy.begin() + format_.physical_size);
      const auto space = BigAt<std::uint32_t>(page0_, FSP_HEADER_OFFSET);
      if (!Page0IsWhole() || (space_id_ && *space_id_ != space)) continue;
      const TablespaceEncryption without = found_;
      found_ = {};
      FindByPage0();
      if (!found_.expected()) found_ = without;
    }
    return std::move(found_);
  }

 private:
  void FindByPage0() {
    found_.space_id = space_id_.value_or(BigAt<std::uint32_t>(page0_, FSP_HEADER_OFFSET));
    const std::size_t at = EncryptionInfoOffset(format_);
    if (const auto crypt = DecodeMariaDbCryptData(page0_, at); crypt && format_.vendor != Vendor::kMySql) {
      FindMariaDb(*crypt);
    } else if (format_.encrypted || of_mysql_ > 0) {
      FindMySql(DecodeMySqlEncryptionInfo(page0_, at));
    } else if (!encrypted_.empty() && !Page0IsWhole()) {
      found_.scheme = EncryptionScheme::kMariaDb;
      found_.key = KeyState::kInfoLost;
    }
  }

  // Pages all over the file: how many are MySQL's encrypted ones, and some of MariaDB's whose checksum holds.
  void Sample() {
    constexpr std::uint64_t kMaxSamples = 256;
    constexpr std::size_t kMaxKept = 16;
    constexpr std::size_t kMaxVersions = 16;
    const std::uint64_t size = format_.physical_size;
    const std::uint64_t pages = source_.size() / size;
    const std::uint64_t samples = std::min(pages, kMaxSamples);
    for (std::uint64_t i = 0; i < samples; ++i) {
      std::vector<std::byte> page(format_.physical_size);
      if (source_.ReadAt(pages * i / samples * size, page).size < page.size()) break;
      const auto type = BigAt<std::uint16_t>(page, FIL_PAGE_TYPE);
      if (!IsFullCrc32(format_) && IsMySqlEncryptedType(type)) {
        ++of_mysql_;
        if (mysql_pages_.size() < kMaxKept) mysql_pages_.push_back(std::move(page));
        continue;
      }
      const std::uint32_t version = MariaDbKeyVersion(page, IsFullCrc32(format_));
      if (version == 0) continue;
      // Some of each version: the key file may lack the others.
      const auto kept = kept_of_version_.find(version);
      if (kept == kept_of_version_.end() ? kept_of_version_.size() == kMaxVersions : kept->second == kMaxKept) continue;
      page.resize(Written(page, format_).size());
      const bool whole =
          IsFullCrc32(format_) ? VerifiesAs(page, format_.checksums) : VerifyMariaDbCryptChecksum(page, format_.zip);
      if (!whole) continue;
      ++kept_of_version_[version];
      encrypted_.push_back(std::move(page));
    }
  }

  // Nothing is read then that the first pass does not read anyway.
  bool Page0SaysPlain() const {
    return !format_.encrypted && Page0IsWhole() && !DecodeMariaDbCryptData(page0_, EncryptionInfoOffset(format_));
  }

  bool Page0IsWhole() const { return page0_.size() == format_.physical_size && VerifiesAs(page0_, format_.checksums); }

  void FindMySql(const std::optional<MySqlEncryptionInfo>& info) {
    found_.scheme = EncryptionScheme::kMySql;
    if (info) found_.key_name = info->MasterKeyName();
    if (!keys_.cfp.empty()) {
      found_.mysql = DecodeCfp(keys_.cfp);
      found_.key_from = ".cfp";
      // The file carries no checksum of the key: it must open a page, if there is one to try.
      if (found_.mysql && (mysql_pages_.empty() || OpensMySqlPage(*found_.mysql))) {
        found_.key = KeyState::kFound;
        return;
      }
      found_.mysql.reset();
      found_.key_from.clear();
    }
    if (!info) {
      found_.key = KeyState::kInfoLost;
      return;
    }
    found_.key = KeyState::kMissing;
    if (keys_.keyring == nullptr) return;
    // The key of that name first; else any, for the checksum tells: a server's UUID may have been hurt, or be unknown.
    const auto [begin, end] = keys_.keyring->mysql.equal_range(found_.key_name);
    if (begin != end) found_.key = KeyState::kWrong;
    for (auto entry = begin; entry != end; ++entry) {
      if (TryMySql(*info, entry->second)) return;
    }
    for (const auto& [name, key] : keys_.keyring->mysql) {
      if (TryMySql(*info, key)) return;
    }
  }

  bool TryMySql(const MySqlEncryptionInfo& info, Bytes master_key) {
    found_.mysql = UnwrapMySqlKey(info, master_key);
    if (!found_.mysql) return false;
    found_.key = KeyState::kFound;
    found_.key_from = "keyring";
    return true;
  }

  bool OpensMySqlPage(const MySqlTablespaceKey& key) const {
    return std::ranges::any_of(mysql_pages_, [&](const std::vector<std::byte>& physical) {
      std::vector<std::byte> page(physical.size());
      if (!DecryptMySqlPage(physical, key, page)) return false;
      if (BigAt<std::uint16_t>(page, FIL_PAGE_TYPE) == FIL_PAGE_COMPRESSED) {
        std::vector<std::byte> unpacked(page.size());
        return UnpackMySqlPage(page, unpacked).ok;
      }
      return VerifiesAs(page, format_.checksums);
    });
  }

  void FindMariaDb(const MariaDbCryptData& crypt) {
    // Crypt data may stand there while no page is encrypted: the table asked for none, or it is yet to come.
    if (!crypt.encrypted && encrypted_.empty()) return;
    found_.scheme = EncryptionScheme::kMariaDb;
    found_.key_name = std::to_string(crypt.key_id);
    if (encrypted_.empty() && Page0IsWhole()) {
      TakeMariaDbKeys(crypt, {});
      return;
    }
    found_.key = KeyState::kMissing;
    if (keys_.keyring == nullptr) return;
    const auto [begin, end] = keys_.keyring->mariadb.equal_range(crypt.key_id);
    if (begin == end) return;
    const bool tried = std::any_of(begin, end, [&](const auto& entry) {
      return entry.second.version == 0 || kept_of_version_.contains(entry.second.version);
    });
    if (!tried) {
      for (const auto& [version, kept] : kept_of_version_) found_.needs_versions.push_back(version);
      return;
    }
    found_.key = KeyState::kWrong;
    for (auto entry = begin; entry != end; ++entry) {
      const auto page_key = MariaDbPageKeyOf(crypt, entry->second.key);
      if (page_key && TryMariaDb(*page_key, entry->second.version)) {
        TakeMariaDbKeys(crypt, *page_key);
        found_.key = KeyState::kFound;
        found_.key_from = "keyring";
        return;
      }
    }
  }

  bool TryMariaDb(const MariaDbPageKey& key, std::uint32_t version) {
    // The space id is part of each page's iv. Where page 0 does not verify, it may still name it.
    std::vector<std::uint32_t> spaces = {found_.space_id};
    if (!Page0IsWhole()) {
      spaces.push_back(BigAt<std::uint32_t>(page0_, FSP_HEADER_OFFSET));
      spaces.push_back(BigAt<std::uint32_t>(page0_, FIL_PAGE_SPACE_ID));
    }
    for (const std::uint32_t space : spaces) {
      for (const MariaDbCipher cipher : {MariaDbCipher::kCbc, MariaDbCipher::kCtr}) {
        found_.space_id = space;
        found_.cipher = cipher;
        if (OpensMariaDbPage(key, version, cipher)) return true;
      }
    }
    found_.space_id = space_id_.value_or(0);
    return false;
  }

  // `proven` before all others: of two keys of one version, the one that opened a page.
  void TakeMariaDbKeys(const MariaDbCryptData& crypt, const std::optional<MariaDbPageKey>& proven) {
    if (keys_.keyring == nullptr) return;
    const auto [begin, end] = keys_.keyring->mariadb.equal_range(crypt.key_id);
    for (auto entry = begin; entry != end; ++entry) {
      const auto page_key = MariaDbPageKeyOf(crypt, entry->second.key);
      if (!page_key) continue;
      const auto at = proven == page_key ? found_.mariadb.begin() : found_.mariadb.end();
      found_.mariadb.insert(at, {.version = entry->second.version, .key = *page_key});
    }
  }

  bool OpensMariaDbPage(const MariaDbPageKey& key, std::uint32_t version, MariaDbCipher cipher) const {
    return std::ranges::any_of(encrypted_, [&](const std::vector<std::byte>& physical) {
      if (version != 0 && MariaDbKeyVersion(physical, IsFullCrc32(format_)) != version) return false;
      std::vector<std::byte> page(physical.size());
      if (!DecryptMariaDbPage(physical, IsFullCrc32(format_), found_.space_id, key, cipher, page)) return false;
      if (IsFullCrc32(format_)) return FullCrc32PageIsOpen(page);
      if (BigAt<std::uint16_t>(page, FIL_PAGE_TYPE) == FIL_PAGE_PAGE_COMPRESSED_ENCRYPTED) {
        std::vector<std::byte> unpacked(format_.page_size);
        return UnpackMariaDbPage(page, unpacked).ok && VerifiesAs(unpacked, format_.checksums);
      }
      return VerifiesAs(page, format_.checksums);
    });
  }

  // full_crc32 has no checksum of the page in the clear. But the encrypted part begins with the space id, or, where the
  // page is compressed, with a stream that must give a page of this tablespace.
  bool FullCrc32PageIsOpen(Bytes page) const {
    std::vector<std::byte> unpacked(format_.page_size);
    if (page.size() < format_.page_size) {
      if (!UnpackFullCrc32Page(page, FullCrc32Algorithm(format_), unpacked).ok) return false;
      page = unpacked;
    }
    return BigAt<std::uint32_t>(page, FIL_PAGE_SPACE_ID) == found_.space_id;
  }

  const ByteSource& source_;
  const TablespaceFormat& format_;
  std::optional<std::uint32_t> space_id_;
  const KeySources& keys_;
  std::vector<std::byte> page0_;
  std::size_t of_mysql_ = 0;
  std::vector<std::vector<std::byte>> mysql_pages_;
  std::vector<std::vector<std::byte>> encrypted_;  // MariaDB's, cut to what was written
  std::map<std::uint32_t, std::size_t> kept_of_version_;
  TablespaceEncryption found_;
};

}  // namespace

const MariaDbPageKey* TablespaceEncryption::KeyOfVersion(std::uint32_t version) const {
  const auto entry = std::ranges::find_if(
      mariadb, [&](const VersionedKey& candidate) { return candidate.version == version || candidate.version == 0; });
  return entry == mariadb.end() ? nullptr : &entry->key;
}

bool TablespaceEncryption::LacksVersion(std::uint32_t version) const {
  return scheme == EncryptionScheme::kMariaDb && key == KeyState::kFound && version != 0 &&
         KeyOfVersion(version) == nullptr;
}

std::vector<std::byte> ReadCfpBeside(const std::string& tablespace) {
  constexpr std::string_view kExtension = ".ibd";
  constexpr std::uint64_t kMaxSize = 4096;  // they have 100 bytes
  if (!tablespace.ends_with(kExtension)) return {};
  const auto file = OpenFile(tablespace.substr(0, tablespace.size() - kExtension.size()) + ".cfp");
  if (!file || (*file)->size() > kMaxSize) return {};
  std::vector<std::byte> bytes(static_cast<std::size_t>((*file)->size()));
  bytes.resize((*file)->ReadAt(0, bytes).size);
  return bytes;
}

std::optional<std::string> ClosedText(const TablespaceEncryption* encryption) {
  if (encryption == nullptr) return std::nullopt;
  const bool of_mysql = encryption->scheme == EncryptionScheme::kMySql;
  std::string key = of_mysql ? fmt::format("the master key {}", encryption->key_name)
                             : fmt::format("the key with id {}", encryption->key_name);
  if (!encryption->needs_versions.empty()) {
    key += fmt::format(", version {}", fmt::join(encryption->needs_versions, " and "));
  }
  const std::string_view file = of_mysql ? "the server's keyring file" : "the server's file_key_management key file";
  switch (encryption->key) {
    case KeyState::kNotNeeded:
    case KeyState::kFound: return std::nullopt;
    case KeyState::kMissing:
      return fmt::format("is encrypted ({}) and needs {}: name {} with --keyring", of_mysql ? "MySQL" : "MariaDB", key,
                         file);
    case KeyState::kWrong:
      return fmt::format(
          "is encrypted ({}), and {} that was given is not the one that its pages are encrypted with: "
          "name {} of that time with --keyring",
          of_mysql ? "MySQL" : "MariaDB", key, file);
    case KeyState::kInfoLost:
      return fmt::format(
          "is encrypted ({}), and page 0, which keeps what its key is made of, is lost: name an older "
          "copy of the file with --page0{}",
          of_mysql ? "MySQL" : "MariaDB",
          of_mysql ? ", or put the .cfp file of FLUSH TABLES ... FOR EXPORT beside it" : "");
  }
  return std::nullopt;
}

TablespaceEncryption FindEncryption(const ByteSource& source, const TablespaceFormat& format,
                                    std::optional<std::uint32_t> space_id, const KeySources& keys) {
  return Finder(source, format, space_id, keys).Find();
}

}  // namespace innosalvage
