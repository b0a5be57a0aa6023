// Fuzz target: keyring files (parser/keyring.h) and the encryption information of a tablespace. A hostile keyring is a
// file like any other.
#include <algorithm>
#include <cstdint>
#include <span>

#include "parser/keyring.h"
#include "parser/mysql_encryption.h"
#include "tests/fuzz/field_mutator.h"
#include "tests/fuzz/text_mutator.h"

// Half of the kinds of file are text.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  static constexpr std::string_view kWords[] = {"version",
                                                "elements",
                                                "user",
                                                "data_id",
                                                "data_type",
                                                "data",
                                                "extension",
                                                "AES",
                                                "INNODBKey-",
                                                "1.0",
                                                "[",
                                                "]",
                                                "{",
                                                "}",
                                                ":",
                                                ",",
                                                ";",
                                                "#",
                                                "\n",
                                                "Keyring file version:1.0",
                                                "Keyring file version:2.0",
                                                "EOF",
                                                "Salted__"};
  if (seed / 16 % 2 == 0) return innosalvage::MutateText(data, size, max_size, kWords, seed);
  return innosalvage::MutateFields(data, size, max_size, innosalvage::ByteOrder::kLittle, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace innosalvage;
  const Bytes file = std::as_bytes(std::span(data, size));
  Keyring keyring;
  [[maybe_unused]] const auto read = ReadKeyring(file, "keyring", size % 2 == 0 ? "secret" : "", keyring);
  [[maybe_unused]] const auto cfp = DecodeCfp(file);
  for (const std::size_t offset : {std::size_t{0}, size / 2}) {
    if (const auto info = DecodeMySqlEncryptionInfo(file, offset)) {
      [[maybe_unused]] const auto key = UnwrapMySqlKey(*info, file.first(std::min<std::size_t>(size, kMySqlKeySize)));
    }
  }
  return 0;
}
