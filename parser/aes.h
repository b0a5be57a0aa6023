// AES as servers use it on pages and keys: without padding, over OpenSSL.
//
// Fails     false where a length or a key size cannot be; `out` is not to be used then.
// Units     bytes. Keys of 16, 24 or 32 bytes choose AES-128, -192 or -256; an iv has 16.
// Threads   safe.
#pragma once

#include "parser/bytes.h"

namespace innosalvage {

inline constexpr std::size_t kAesBlock = 16;

// CBC and ECB take whole blocks only; CTR takes any size. `out` has as many bytes as `in`, and does not overlap it.
bool AesCbcDecrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out);
bool AesEcbDecrypt(Bytes key, Bytes in, std::span<std::byte> out);
bool AesEcbEncrypt(Bytes key, Bytes in, std::span<std::byte> out);
bool AesCtrDecrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out);

}  // namespace innosalvage
