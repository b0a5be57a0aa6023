// Keyring files: the keys that --keyring names, with the password that opens them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parser/keyring.h"

namespace innosalvage {

// `password_file` holds the password of encrypted key files, one line; empty: none.
// Fails where a file cannot be read, or is not a keyring. No message shows a key or a password.
Result<std::shared_ptr<const Keyring>> ReadKeyringFiles(const std::vector<std::string>& paths,
                                                        const std::string& password_file);

// The first 64 KiB of each file: page 0, whatever the page size.
Result<std::vector<std::vector<std::byte>>> ReadFirstPages(const std::vector<std::string>& paths);

}  // namespace innosalvage
