#include "parser/characters.h"

namespace innosalvage {
namespace {

// Bytes of the character that begins with `lead`, whose second byte is `second`.
using CharacterSize = std::size_t (*)(unsigned lead, unsigned second);

std::size_t SizeInUtf8(unsigned lead, unsigned) { return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }
std::size_t SizeInUtf16(unsigned lead, unsigned) { return lead >= 0xd8 && lead < 0xdc ? 4 : 2; }
std::size_t SizeInUtf16Le(unsigned, unsigned second) { return second >= 0xd8 && second < 0xdc ? 4 : 2; }
std::size_t SizeInShiftJis(unsigned lead, unsigned) { return (lead >= 0x81 && lead <= 0x9f) || lead >= 0xe0 ? 2 : 1; }
std::size_t SizeInEucJp(unsigned lead, unsigned) { return lead == 0x8f ? 3 : lead == 0x8e || lead >= 0xa1 ? 2 : 1; }
std::size_t SizeInGb18030(unsigned lead, unsigned second) {
  if (lead < 0x81) return 1;
  return second >= '0' && second <= '9' ? 4 : 2;
}
std::size_t SizeInDoubleByte(unsigned lead, unsigned) { return lead >= 0x80 ? 2 : 1; }

CharacterSize CharacterSizeOf(const Charset& charset) {
  if (charset.name.starts_with("utf8")) return SizeInUtf8;
  if (charset.name == "utf16") return SizeInUtf16;
  if (charset.name == "utf16le") return SizeInUtf16Le;
  if (charset.name == "sjis" || charset.name == "cp932") return SizeInShiftJis;
  if (charset.name == "ujis" || charset.name == "eucjpms") return SizeInEucJp;
  if (charset.name == "gb18030") return SizeInGb18030;
  return SizeInDoubleByte;  // gbk, gb2312, big5, euckr
}

}  // namespace

bool HasAtMostCharacters(const Charset& charset, Bytes text, std::size_t count) {
  if (text.size() / charset.mbminlen <= count) return true;
  if (charset.mbminlen == charset.mbmaxlen || text.size() / charset.mbmaxlen > count) return false;
  const CharacterSize size_of = CharacterSizeOf(charset);
  for (std::size_t i = 0; i < text.size(); --count) {
    if (count == 0) return false;
    i += size_of(ByteAt(text, i), ByteAt(text, i + 1));
  }
  return true;
}

Bytes WithoutPadSpaces(const Charset& charset, Bytes text) {
  if (charset.mbminlen == 1) {
    std::size_t size = text.size();
    while (size > 0 && text[size - 1] == std::byte{' '}) --size;
    return text.first(size);
  }
  const Bytes space = AsBytes(PadSpace(charset));
  while (!space.empty() && text.size() >= space.size() && AsText(text.last(space.size())) == AsText(space)) {
    text = text.first(text.size() - space.size());
  }
  return text;
}

}  // namespace innosalvage
