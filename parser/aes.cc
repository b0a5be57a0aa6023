#include "parser/aes.h"

#include <openssl/evp.h>

#include <memory>

namespace innosalvage {

namespace {

enum class Mode : std::uint8_t { kCbc, kEcb, kCtr };
enum class Direction : std::uint8_t { kDecrypt = 0, kEncrypt = 1 };

const EVP_CIPHER* CipherOf(Mode mode, std::size_t key_size) {
  switch (mode) {
    case Mode::kCbc: return key_size == 32 ? EVP_aes_256_cbc() : key_size == 24 ? EVP_aes_192_cbc() : EVP_aes_128_cbc();
    case Mode::kEcb: return key_size == 32 ? EVP_aes_256_ecb() : key_size == 24 ? EVP_aes_192_ecb() : EVP_aes_128_ecb();
    case Mode::kCtr: return key_size == 32 ? EVP_aes_256_ctr() : key_size == 24 ? EVP_aes_192_ctr() : EVP_aes_128_ctr();
  }
  return nullptr;
}

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): OpenSSL takes unsigned char
const unsigned char* In(Bytes bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Out(std::span<std::byte> bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

bool Crypt(Mode mode, Direction direction, Bytes key, Bytes iv, Bytes in, std::span<std::byte> out) {
  constexpr std::size_t kMaxSize = 1U << 30U;  // OpenSSL counts in int
  const bool key_fits = key.size() == 16 || key.size() == 24 || key.size() == 32;
  if (!key_fits || (mode != Mode::kEcb && iv.size() != kAesBlock)) return false;
  if (out.size() != in.size() || in.size() > kMaxSize || (mode != Mode::kCtr && in.size() % kAesBlock != 0))
    return false;
  if (in.empty()) return true;
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  int size = 0;
  return context != nullptr &&
         EVP_CipherInit_ex(context.get(), CipherOf(mode, key.size()), nullptr, In(key),
                           mode == Mode::kEcb ? nullptr : In(iv), static_cast<int>(direction)) == 1 &&
         EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
         EVP_CipherUpdate(context.get(), Out(out), &size, In(in), static_cast<int>(in.size())) == 1 &&
         static_cast<std::size_t>(size) == in.size();
}

}  // namespace

bool AesCbcDecrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out) {
  return Crypt(Mode::kCbc, Direction::kDecrypt, key, iv, in, out);
}

bool AesEcbDecrypt(Bytes key, Bytes in, std::span<std::byte> out) {
  return Crypt(Mode::kEcb, Direction::kDecrypt, key, {}, in, out);
}

bool AesEcbEncrypt(Bytes key, Bytes in, std::span<std::byte> out) {
  return Crypt(Mode::kEcb, Direction::kEncrypt, key, {}, in, out);
}

bool AesCtrDecrypt(Bytes key, Bytes iv, Bytes in, std::span<std::byte> out) {
  return Crypt(Mode::kCtr, Direction::kDecrypt, key, iv, in, out);
}

}  // namespace innosalvage
