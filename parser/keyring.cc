#include "parser/keyring.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/aes.h"
#include "parser/hex.h"

namespace innosalvage {

namespace {

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// component_keyring_file.
Result<void> ReadJson(std::string_view text, const std::string& name, Keyring& keyring) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::dom::array elements;
  simdjson::dom::element document;
  if (parser.parse(padded).get(document) != simdjson::SUCCESS ||
      document["elements"].get(elements) != simdjson::SUCCESS) {
    return Fail(name, "is JSON, but no keyring of component_keyring_file: it has no list `elements`");
  }
  for (const simdjson::dom::element element : elements) {
    std::string_view id;
    std::string_view data;
    if (element["data_id"].get(id) != simdjson::SUCCESS || element["data"].get(data) != simdjson::SUCCESS) continue;
    if (auto key = FromHex(data); key && !key->empty()) keyring.mysql.emplace(std::string(id), *std::move(key));
  }
  return {};
}

constexpr std::string_view kPluginHeader = "Keyring file version:";
constexpr std::size_t kPluginHeaderSize = kPluginHeader.size() + 3;

// The keyring_file plugin.
Result<void> ReadPlugin(Bytes file, const std::string& name, Keyring& keyring) {
  constexpr std::string_view kObfuscation = "*305=Ljt0*!@$Hnm(*-9-w;:";
  constexpr std::size_t kLengths = 5 * 8;
  constexpr std::size_t kLongest = 1U << 16U;
  Bytes rest = file.subspan(std::min(file.size(), kPluginHeaderSize));
  while (rest.size() >= kLengths) {
    if (AsText(rest.first(3)) == "EOF") return {};
    std::array<std::uint64_t, 5> sizes{};
    for (std::size_t i = 0; i < sizes.size(); ++i) sizes[i] = LoadLittle(rest.subspan(i * 8, 8));
    const auto [all, id_size, type_size, user_size, key_size] = sizes;
    if (std::ranges::any_of(sizes, [](std::uint64_t size) { return size > kLongest; }) || all > rest.size() ||
        kLengths + id_size + type_size + user_size + key_size > all) {
      return Fail(name, "is a keyring of the keyring_file plugin, and is damaged: the lengths of a key do not add up");
    }
    std::vector<std::byte> key;
    for (const std::byte byte : rest.subspan(kLengths + id_size + type_size + user_size, key_size)) {
      key.push_back(byte ^ static_cast<std::byte>(kObfuscation[key.size() % kObfuscation.size()]));
    }
    keyring.mysql.emplace(std::string(AsText(rest.subspan(kLengths, id_size))), std::move(key));
    rest = rest.subspan(all);
  }
  return {};
}

// The lines of file_key_management. Every line must be one, so that text of another kind is not taken for keys.
bool ReadLines(std::string_view text, Keyring& keyring) {
  std::vector<std::pair<std::uint32_t, MariaDbKey>> found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = Trim(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    std::array<std::uint32_t, 2> numbers{};
    std::size_t n = 0;
    for (std::size_t at = line.find(';'); at != std::string_view::npos; at = line.find(';')) {
      const std::string_view number = Trim(line.substr(0, at));
      if (n == numbers.size()) return false;
      const auto [stop, error] = std::from_chars(number.begin(), number.end(), numbers[n]);
      if (error != std::errc() || stop != number.end()) return false;
      ++n;
      line.remove_prefix(at + 1);
    }
    auto key = FromHex(Trim(line));
    if (n == 0 || !key || (key->size() != 16 && key->size() != 24 && key->size() != 32)) return false;
    found.emplace_back(numbers[0], MariaDbKey{.version = n == 2 ? numbers[1] : 0, .key = *std::move(key)});
  }
  if (found.empty()) return false;
  for (auto& [id, key] : found) keyring.mariadb.emplace(id, std::move(key));
  return true;
}

constexpr std::string_view kSalted = "Salted__";
constexpr std::size_t kSaltSize = 8;

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL takes unsigned char
const unsigned char* Data(Bytes bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

std::optional<std::string> DecryptKeyFile(Bytes file, std::string_view password, const EVP_MD* digest) {
  const Bytes salt = file.subspan(kSalted.size(), kSaltSize);
  const Bytes cipher = file.subspan(kSalted.size() + kSaltSize);
  std::array<unsigned char, EVP_MAX_KEY_LENGTH> key{};
  std::array<unsigned char, EVP_MAX_IV_LENGTH> iv{};
  if (EVP_BytesToKey(EVP_aes_256_cbc(), digest, Data(salt), Data(AsBytes(password)), static_cast<int>(password.size()),
                     1, key.data(), iv.data()) != 32) {
    return std::nullopt;
  }
  std::vector<std::byte> clear(cipher.size());
  if (!AesCbcDecrypt(std::as_bytes(std::span(key)).first(32), std::as_bytes(std::span(iv)).first(kAesBlock), cipher,
                     clear)) {
    return std::nullopt;
  }
  // PKCS #7: the last byte says how many were added.
  const std::size_t padding = clear.empty() ? 0 : std::to_integer<std::size_t>(clear.back());
  if (padding == 0 || padding > kAesBlock || padding > clear.size()) return std::nullopt;
  return std::string(AsText(Bytes(clear).first(clear.size() - padding)));
}

Result<void> ReadSalted(Bytes file, const std::string& name, std::string_view password, Keyring& keyring) {
  if (password.empty()) {
    return Fail(name, "is a key file encrypted with a password: name the file that holds it with --keyring-password");
  }
  if (file.size() < kSalted.size() + kSaltSize) return Fail(name, "is an encrypted key file cut off in its head");
  for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256(), EVP_sha512(), EVP_sha384(), EVP_sha224(), EVP_md5()}) {
    const auto text = DecryptKeyFile(file, password, digest);
    if (text && ReadLines(*text, keyring)) return {};
  }
  return Fail(name, "is an encrypted key file that this password does not open");
}

}  // namespace

Result<void> ReadKeyring(Bytes file, const std::string& name, std::string_view password, Keyring& keyring) {
  const std::string_view text = AsText(file);
  if (text.starts_with(kPluginHeader)) return ReadPlugin(file, name, keyring);
  if (text.starts_with(kSalted)) return ReadSalted(file, name, password, keyring);
  if (Trim(text).starts_with('{')) return ReadJson(text, name, keyring);
  if (ReadLines(text, keyring)) return {};
  return Fail(name,
              "is no keyring that can be read: neither of MySQL's keyring_file or component_keyring_file, nor lines "
              "`id;hex` of MariaDB's file_key_management");
}

}  // namespace innosalvage
