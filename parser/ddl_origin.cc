#include "parser/ddl_origin.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/sql_token_cursor.h"

namespace innosalvage {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "10.5.23" at the start of `text` is 100523.
std::optional<std::uint32_t> VersionAt(std::string_view text) {
  std::array<std::uint32_t, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
    if (error != std::errc{} || parts[i] > 99) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == parts.size()) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  return parts[0] * 10000 + parts[1] * 100 + parts[2];
}

std::optional<std::uint32_t> FirstVersion(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!IsDigit(text[i]) || (i > 0 && (IsDigit(text[i - 1]) || text[i - 1] == '.'))) continue;
    if (const auto version = VersionAt(text.substr(i))) return version;
  }
  return std::nullopt;
}

}  // namespace

std::optional<DdlPlatform> PlatformInComment(std::string_view comment) {
  const std::string upper = ToUpper(comment);
  const bool server = upper.find("SERVER") != std::string::npos || upper.find("SERVIDOR") != std::string::npos ||
                      upper.find("SERVEUR") != std::string::npos;
  const bool header = upper.find("DUMP ") != std::string::npos && upper.find("DISTRIB") != std::string::npos;
  if (!header && !(server && upper.find("VERSI") != std::string::npos)) return std::nullopt;
  std::string_view text = comment;
  if (header) text = text.substr(upper.find("DISTRIB"));
  // MariaDB 10 poses as 5.5.5 to old replicas: "5.5.5-10.3.2-MariaDB".
  if (const std::size_t prefix = text.find("5.5.5-10."); prefix != std::string_view::npos) {
    text = text.substr(prefix + std::string_view("5.5.5-").size());
  }
  const auto version = FirstVersion(text);
  if (!version) return std::nullopt;
  constexpr std::uint32_t kFirstMariaDb = 100000;
  const bool mariadb = upper.find("MARIADB") != std::string::npos || *version >= kFirstMariaDb;
  return DdlPlatform{mariadb ? Vendor::kMariaDb : Vendor::kMySql, *version};
}

std::optional<std::string> DatabaseInComment(std::string_view comment) {
  constexpr std::string_view kLabel = "Database: ";
  const std::size_t at = comment.find(kLabel);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view name = comment.substr(at + kLabel.size());
  name = name.substr(0, name.find_last_not_of(" \t\r") + 1);
  if (name.size() >= 2 && name.front() == '`' && name.back() == '`') {
    return SqlTokenText(name, {SqlTokenKind::kQuotedName, 0, static_cast<std::uint32_t>(name.size()), 0});
  }
  return name.empty() ? std::nullopt : std::optional(std::string(name));
}

}  // namespace innosalvage
