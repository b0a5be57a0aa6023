#include "tests/fuzz/text_mutator.h"

#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace innosalvage {

namespace {

bool IsOfWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::vector<std::string> Tokens(std::string_view text) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    const char c = text[at];
    if (IsOfWord(c)) {
      while (end < text.size() && IsOfWord(text[end])) ++end;
    } else if (c == '\'' || c == '"' || c == '`') {
      while (end < text.size() && text[end] != c) end += text[end] == '\\' ? 2U : 1U;
      end = std::min(end + 1, text.size());
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) != 0) ++end;
    }
    tokens.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

class Changer {
 public:
  Changer(std::vector<std::string>& tokens, std::span<const std::string_view> words, std::mt19937& random)
      : tokens_(tokens), words_(words), random_(random) {}

  void Change() {
    if (tokens_.empty()) tokens_.emplace_back(AWord());
    std::string& token = tokens_[Below(random_, tokens_.size())];
    switch (Below(random_, 14)) {
      case 0:
      case 1: token = AWord(); break;
      case 2: token = tokens_[Below(random_, tokens_.size())]; break;
      case 3:
      case 4: token = ANumber(); break;
      case 5: Insert(std::string(AWord())); break;
      case 6: Insert(" "); break;
      case 7: Repeat(); break;
      case 8: Remove(); break;
      case 9: Nest(); break;
      case 10: Break(token); break;
      case 11: Quote(token); break;
      case 12: std::swap(token, tokens_[Below(random_, tokens_.size())]); break;
      default: Noise(token); break;
    }
  }

 private:
  std::string_view AWord() { return words_.empty() ? std::string_view("0") : words_[Below(random_, words_.size())]; }
  auto APlace() { return tokens_.begin() + static_cast<std::ptrdiff_t>(Below(random_, tokens_.size())); }

  std::string ANumber() {
    static constexpr std::array<std::string_view, 16> kNumbers = {"0",          "1",
                                                                  "-1",         "255",
                                                                  "256",        "65535",
                                                                  "65536",      "2147483648",
                                                                  "4294967296", "18446744073709551615",
                                                                  "1e9",        "0x0",
                                                                  "64",         "100",
                                                                  "1.5e-9",     "99999999999999999999999999"};
    return std::string(kNumbers.at(Below(random_, kNumbers.size())));
  }
  void Insert(std::string token) { tokens_.insert(APlace(), std::move(token)); }
  void Repeat() {
    const auto from = APlace();
    const std::size_t most = std::min<std::size_t>(static_cast<std::size_t>(tokens_.end() - from), 40);
    const std::vector<std::string> piece(from, from + static_cast<std::ptrdiff_t>(Below(random_, most) + 1));
    const std::size_t times = Below(random_, 8) == 0 ? 64 : 1;
    for (std::size_t i = 0; i < times; ++i) tokens_.insert(APlace(), piece.begin(), piece.end());
  }
  void Remove() {
    const auto from = APlace();
    const std::size_t most = std::min<std::size_t>(static_cast<std::size_t>(tokens_.end() - from), 10);
    tokens_.erase(from, from + static_cast<std::ptrdiff_t>(Below(random_, most) + 1));
  }
  void Nest() {
    static constexpr std::array<std::array<char, 2>, 3> kPairs = {{{'(', ')'}, {'[', ']'}, {'{', '}'}}};
    const auto& pair = kPairs.at(Below(random_, kPairs.size()));
    const std::size_t depth = std::size_t{1} << Below(random_, 12);
    Insert(std::string(depth, pair[0]));
    if (Below(random_, 2) == 0) Insert(std::string(depth, pair[1]));
  }
  void Break(std::string& token) {
    static constexpr std::array<std::string_view, 14> kBreaks = {
        "'", "\"", "`", "\\", "\n", "*/", "/*", "-- ", ";", "\xff", "\xc3", std::string_view("\0", 1), "\xe2\x80\xae",
        "#"};
    token.insert(Below(random_, token.size() + 1), kBreaks.at(Below(random_, kBreaks.size())));
  }
  void Quote(std::string& token) {
    static constexpr std::array<char, 3> kQuotes = {'\'', '"', '`'};
    const char quote = kQuotes.at(Below(random_, kQuotes.size()));
    token = quote + token + quote;
  }
  void Noise(std::string& token) {
    if (token.empty()) return;
    std::vector<std::uint8_t> bytes(token.begin(), token.end());
    bytes.resize(token.size() + 16);
    bytes.resize(LLVMFuzzerMutate(bytes.data(), token.size(), bytes.size()));
    token.assign(bytes.begin(), bytes.end());
  }

  std::vector<std::string>& tokens_;
  std::span<const std::string_view> words_;
  std::mt19937& random_;
};

}  // namespace

std::size_t MutateText(std::uint8_t* data, std::size_t size, std::size_t max_size,
                       std::span<const std::string_view> words, unsigned seed) {
  if (LeaveToNoise(seed)) return LLVMFuzzerMutate(data, size, max_size);
  std::mt19937 random(seed);
  std::vector<std::string> tokens = Tokens(std::string(data, data + size));  // NOLINT: libFuzzer's interface
  Changer changer(tokens, words, random);
  for (std::size_t i = Below(random, 4) + 1; i > 0; --i) changer.Change();
  std::vector<std::uint8_t> input;
  for (const std::string& token : tokens) input.insert(input.end(), token.begin(), token.end());
  return PutBack(input, data, max_size);
}

}  // namespace innosalvage
