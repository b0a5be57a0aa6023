#include "parser/ddl_statement_reader.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

constexpr std::size_t kBufferSize = 128U << 10U;
constexpr std::size_t kMaxCommentKept = 1024;
constexpr std::size_t kMaxDelimiter = 16;  // DELIMITER_NAME_LEN in client/mysql.cc

bool IsSpace(int c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
bool IsWordChar(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c > 127;
}

// The first word of a statement. Versioned comment openings and ordinary comments before it are passed over. nullopt:
// more text is needed to tell. `from`: where to look; moves on past what is passed over, since the text is asked for its
// first word at each byte that is added to it.
std::optional<std::string> FirstWord(std::string_view text, std::size_t& from) {
  constexpr std::size_t kLongest = 16;  // of the words and versions that matter
  std::size_t i = from;
  while (i < text.size()) {
    if (IsSpace(static_cast<unsigned char>(text[i])) || text[i] == '(') {
      from = ++i;
    } else if (text.substr(i, 3) == "/*!" || text.substr(i, 4) == "/*M!") {
      i = text.find('!', i) + 1;
      const std::size_t digits = i;
      while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
      if (i - digits > kLongest) return std::string();
      if (i < text.size()) from = i;
    } else if (text.substr(i, 2) == "/*") {
      const std::size_t end = text.find("*/", i + 2);
      if (end == std::string_view::npos) return std::nullopt;
      from = i = end + 2;
    } else if (text.substr(i, 2) == "*/") {
      from = i += 2;
    } else if (i + 1 == text.size() && (text[i] == '/' || text[i] == '*')) {
      return std::nullopt;  // may open or close one
    } else {
      std::size_t end = i;
      while (end < text.size() && IsWordChar(static_cast<unsigned char>(text[end]))) ++end;
      if (end == text.size() && end - i <= kLongest) return std::nullopt;
      return std::string(text.substr(i, end - i));
    }
  }
  return std::nullopt;
}

bool DefinesTables(std::string_view word) {
  constexpr std::array<std::string_view, 6> kWords = {"CREATE", "ALTER", "DROP", "RENAME", "USE", "SET"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view w) { return EqualsIgnoringCase(w, word); });
}

// No first word is this far into a statement, unless behind a longer comment.
constexpr std::size_t kUndecidedLimit = 64U << 10U;

constexpr std::array<bool, 256> PlainTable() {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0; c < plain.size(); ++c) {
    plain[c] = c != '\'' && c != '"' && c != '`' && c != '-' && c != '#' && c != '/';
  }
  return plain;
}

}  // namespace

DdlStatementReader::DdlStatementReader(std::istream& in, std::size_t max_statement)
    : in_(&in), max_statement_(max_statement), buffer_(kBufferSize) {
  if (Fill(3) && std::string_view(buffer_.data(), 3) == "\xef\xbb\xbf") begin_ = 3;  // UTF-8 byte order mark
  const std::string_view start(buffer_.data() + begin_, std::min<std::size_t>(end_ - begin_, 2));
  utf16_ = start == "\xff\xfe" || start == "\xfe\xff";
  if (utf16_) {
    begin_ = end_ = 0;
    in_ = nullptr;
  }
}

bool DdlStatementReader::Fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return true;
  if (in_ == nullptr) return false;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted && in_->good()) {
    in_->read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
    end_ += static_cast<std::size_t>(in_->gcount());
  }
  return end_ >= wanted;
}

int DdlStatementReader::Peek() { return Fill(1) ? static_cast<unsigned char>(buffer_[begin_]) : kEnd; }
int DdlStatementReader::PeekSecond() { return Fill(2) ? static_cast<unsigned char>(buffer_[begin_ + 1]) : kEnd; }

void DdlStatementReader::Take(std::string* to) {
  const char c = buffer_[begin_++];
  if (c == '\n') ++line_;
  if (to != nullptr && to->size() <= max_statement_) to->push_back(c);
}

bool DdlStatementReader::AtDelimiter() {
  return Fill(delimiter_.size()) && std::string_view(buffer_.data() + begin_, delimiter_.size()) == delimiter_;
}

bool DdlStatementReader::SkipBetween() {
  while (IsSpace(Peek())) Take(nullptr);
  return Peek() != kEnd;
}

DdlItem DdlStatementReader::ReadLine() {
  DdlItem item{DdlItem::Kind::kComment, {}, line_};
  for (int c = Peek(); c != kEnd && c != '\n'; c = Peek()) {
    Take(item.text.size() < kMaxCommentKept ? &item.text : nullptr);
  }
  if (!item.text.empty() && item.text.back() == '\r') item.text.pop_back();
  return item;
}

void DdlStatementReader::ReadDelimiter(const std::string& line) {
  std::string_view rest(line);
  rest.remove_prefix(std::string_view("DELIMITER").size());
  const std::size_t from = rest.find_first_not_of(" \t");
  if (from == std::string_view::npos) return;
  rest = rest.substr(from, rest.find_first_of(" \t", from) - from);
  delimiter_ = std::string(rest.substr(0, kMaxDelimiter));
}

std::size_t DdlStatementReader::PlainRun() const {
  static constexpr auto kPlain = PlainTable();
  const char stop = delimiter_.front();
  const std::string_view view(buffer_.data() + begin_, end_ - begin_);
  std::size_t n = 0;
  while (n < view.size() && kPlain[static_cast<unsigned char>(view[n])] && view[n] != stop) ++n;
  return n;
}

bool DdlStatementReader::TakeQuoted(int quote, std::string* to) {
  Take(to);
  for (;;) {
    if (Peek() == kEnd) return false;
    // A run without the quote or an escape goes at once: this loop sees nearly all bytes of a dump.
    const std::string_view view(buffer_.data() + begin_, end_ - begin_);
    std::size_t n = 0;
    while (n < view.size() && view[n] != static_cast<char>(quote) && view[n] != '\\') ++n;
    const std::string_view run = view.substr(0, n);
    line_ += static_cast<std::size_t>(std::count(run.begin(), run.end(), '\n'));
    if (to != nullptr && to->size() <= max_statement_) to->append(run);
    begin_ += n;
    const int c = Peek();
    if (c == kEnd) return false;
    Take(to);
    if (c == '\\' && quote != '`') {
      if (Peek() == kEnd) return false;
      Take(to);
    } else if (c == quote) {
      if (Peek() != quote) return true;
      Take(to);
    }
  }
}

bool DdlStatementReader::TakeBlockComment(std::string* to) {
  Take(to);
  Take(to);
  while (Peek() != kEnd) {
    if (Peek() == '*' && PeekSecond() == '/') {
      Take(to);
      Take(to);
      return true;
    }
    Take(to);
  }
  return false;
}

DdlItem DdlStatementReader::ReadStatement() {
  DdlItem item{DdlItem::Kind::kStatement, {}, line_};
  Keep keep = Keep::kUndecided;
  std::size_t first_word = 0;
  for (;;) {
    if (keep == Keep::kUndecided) {
      if (const auto word = FirstWord(item.text, first_word)) {
        keep = DefinesTables(*word) ? Keep::kYes : Keep::kNo;
      } else if (item.text.size() > kUndecidedLimit) {
        keep = Keep::kNo;
      }
      if (keep == Keep::kNo) item.text.clear();
    }
    std::string* to = keep == Keep::kNo ? nullptr : &item.text;
    const int c = Peek();
    if (c == kEnd) break;
    if (AtDelimiter()) {
      begin_ += delimiter_.size();
      break;
    }
    bool closed = true;
    if (c == '\'' || c == '"' || c == '`') {
      closed = TakeQuoted(c, to);
    } else if (c == '#' || (c == '-' && PeekSecond() == '-' && Fill(3) && IsSpace(buffer_[begin_ + 2]))) {
      for (int d = c; d != kEnd && d != '\n'; d = Peek()) Take(nullptr);
    } else if (c == '/' && PeekSecond() == '*' &&
               !(Fill(4) &&
                 (buffer_[begin_ + 2] == '!' || (buffer_[begin_ + 2] == 'M' && buffer_[begin_ + 3] == '!')))) {
      closed = TakeBlockComment(to);
    } else if (keep == Keep::kUndecided) {
      Take(to);
    } else {
      const std::size_t run = std::max<std::size_t>(PlainRun(), 1);
      const std::string_view text(buffer_.data() + begin_, run);
      line_ += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
      if (to != nullptr && to->size() <= max_statement_) to->append(text);
      begin_ += run;
    }
    if (!closed) {
      item.unfinished = true;
      break;
    }
  }
  if (keep == Keep::kUndecided) {  // ended before a second word: USE needs a name, nothing else is shorter
    item.text.push_back(' ');
    const auto word = FirstWord(item.text, first_word);
    if (!word || !DefinesTables(*word)) item.text.clear();
  }
  item.too_long = item.text.size() > max_statement_;
  return item;
}

std::optional<DdlItem> DdlStatementReader::Next() {
  while (SkipBetween()) {
    const int c = Peek();
    if (c == '#' || (c == '-' && PeekSecond() == '-')) return ReadLine();
    constexpr std::string_view kDelimiter = "DELIMITER";
    if ((c == 'D' || c == 'd') && Fill(kDelimiter.size() + 1) &&
        EqualsIgnoringCase(std::string_view(buffer_.data() + begin_, kDelimiter.size()), kDelimiter) &&
        IsSpace(buffer_[begin_ + kDelimiter.size()])) {
      ReadDelimiter(ReadLine().text);
      continue;
    }
    // A client command in a versioned comment (mariadb-dump's sandbox line) ends with its comment, not with a
    // delimiter.
    constexpr std::string_view kSandbox = "/*M!999999";
    constexpr std::string_view kSandboxOld = "/*!999999";
    if (c == '/' && Fill(kSandboxOld.size()) &&
        (std::string_view(buffer_.data() + begin_, kSandboxOld.size()) == kSandboxOld ||
         (Fill(kSandbox.size()) && std::string_view(buffer_.data() + begin_, kSandbox.size()) == kSandbox))) {
      DdlItem item{DdlItem::Kind::kComment, {}, line_};
      item.unfinished = !TakeBlockComment(&item.text);
      item.text.resize(std::min(item.text.size(), kMaxCommentKept));
      return item;
    }
    DdlItem item = ReadStatement();
    if (!item.text.empty() || item.unfinished) return item;
  }
  return std::nullopt;
}

}  // namespace innosalvage
