#include "tools/keyring_files.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "parser/byte_source.h"
#include "parser/fil_header.h"
#include "parser/limits.h"

namespace innosalvage {

namespace {

Result<std::string> ReadSmallFile(const std::string& path, const char* what) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return Fail(path, std::string("is a folder; a ") + what + " is a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(path, std::string(what) + " cannot be read: " + std::generic_category().message(errno));
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && !IsWithin(Limit::kKeyringFile, size)) {
    return Fail(path, std::string("is too large for a ") + what + "; if it is one, " + HowToRaise(Limit::kKeyringFile));
  }
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return Fail(path, std::string(what) + " cannot be read to its end");
  return text;
}

}  // namespace

Result<std::shared_ptr<const Keyring>> ReadKeyringFiles(const std::vector<std::string>& paths,
                                                        const std::string& password_file) {
  std::string password;
  if (!password_file.empty()) {
    auto text = ReadSmallFile(password_file, "password file");
    if (!text) return tl::unexpected(text.error());
    password = text->substr(0, text->find_last_not_of("\r\n") + 1);
    if (password.empty()) return Fail(password_file, "holds no password");
  }
  auto keyring = std::make_shared<Keyring>();
  for (const std::string& path : paths) {
    const auto text = ReadSmallFile(path, "keyring");
    if (!text) return tl::unexpected(text.error());
    if (auto read = ReadKeyring(AsBytes(*text), path, password, *keyring); !read) return tl::unexpected(read.error());
  }
  return keyring;
}

Result<std::vector<std::vector<std::byte>>> ReadFirstPages(const std::vector<std::string>& paths) {
  std::vector<std::vector<std::byte>> pages;
  for (const std::string& path : paths) {
    const auto source = OpenFile(path);
    if (!source) return tl::unexpected(source.error());
    std::vector<std::byte>& page = pages.emplace_back(kMaxPageSize);
    page.resize((*source)->ReadAt(0, page).size);
  }
  return pages;
}

}  // namespace innosalvage
