#include "exporters/report_html.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "exporters/report_document.h"
#include "exporters/report_html_assets.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

// As CSP wants it: sha256-BASE64 of the script's bytes.
std::string ScriptHash(std::string_view script) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(script.data(), script.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  std::string text = "sha256-";
  for (int i = 0; i < length; ++i) text += static_cast<char>(base64[static_cast<std::size_t>(i)]);
  return text;
}

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

// JavaScript's numbers are doubles: integers they cannot hold become text.
void KeepExact(Json& value) {
  constexpr std::uint64_t kMaxExact = 1ULL << 53U;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > kMaxExact) {
    value = fmt::format("{}", value.get<std::uint64_t>());
  } else if (value.is_structured()) {
    for (Json& item : value) KeepExact(item);
  }
}

// JSON that can stand inside of a <script>: nothing in it can end that element or begin another.
std::string ScriptData(const Json& document) {
  std::string data;
  for (const char c : document.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&') {
      data += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      data += c;
    }
  }
  return data;
}

}  // namespace

std::string ReportHtml(const RunFindings& run, const ReportContext& context) {
  return ReportHtmlOf(ReportDocument(run, context));
}

std::string ReportHtmlOf(Json document) {
  KeepExact(document);
  const Json& tool_object = document["tool"];
  const std::string tool = EscapeHtml(
      fmt::format("{} {}", tool_object.value("name", std::string()), tool_object.value("version", std::string())));
  const std::string verdict = document.value("verdict", std::string());
  std::string page;
  std::string_view rest = kReportHtml;
  // Each @NAME@ of the page stands once; what is put in is not searched again.
  for (std::size_t at = rest.find('@'); at != std::string_view::npos; at = rest.find('@')) {
    page += rest.substr(0, at);
    const std::size_t end = rest.find('@', at + 1);
    const std::string_view name = rest.substr(at + 1, end - at - 1);
    rest.remove_prefix(end + 1);
    if (name == "SCRIPT_HASH") page += ScriptHash(kReportScript);
    if (name == "STYLE") page += kReportStyle;
    if (name == "SCRIPT") page += kReportScript;
    if (name == "DATA") page += ScriptData(document);
    if (name == "VERDICT") page += EscapeHtml(verdict);
    if (name == "KICKER") page += fmt::format("Damage report by {}", tool);
    if (name == "FOOTER") {
      page += fmt::format("Written by {}. report.json holds the same for programs, report.txt for mails and tickets.",
                          tool);
    }
  }
  page += rest;
  return page;
}

}  // namespace innosalvage
