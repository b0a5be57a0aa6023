#include "exporters/csv_formatter.h"

#include <cmath>
#include <utility>

#include "exporters/escape.h"
#include "exporters/number_text.h"

namespace innosalvage {

namespace {

constexpr EscapeTable MakeTsvEscapes() {
  EscapeTable table{};
  table[0] = '0';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\\'] = '\\';
  return table;
}
constexpr EscapeTable kTsvEscapes = MakeTsvEscapes();

constexpr EscapeTable MakeCsvSpecials() {
  EscapeTable table{};
  for (const char c : {',', '"', '\r', '\n'}) table[static_cast<unsigned char>(c)] = c;
  return table;
}
constexpr EscapeTable kCsvSpecials = MakeCsvSpecials();

// Quotes what was appended from `start` on, where it needs quotes.
void QuoteCsvTail(std::size_t start, std::string& out) {
  const std::string_view field = std::string_view(out).substr(start);
  if (!field.empty() && PlainPrefix(kCsvSpecials, field) == field.size()) return;
  const std::string copy(field);
  out.resize(start);
  out += '"';
  for (const char c : copy) {
    if (c == '"') out += c;
    out += c;
  }
  out += '"';
}

enum class TextForm : std::uint8_t { kPlain, kMayNeedQuotes, kNull };

// What CSV and TSV have in common: everything but quoting. A FLOAT is written by the caller.
TextForm AppendPlain(const Value& value, const TextConverter& converter, std::string& out) {
  switch (value.kind) {
    case ValueKind::kSigned: AppendInteger(value.i, out); return TextForm::kPlain;
    case ValueKind::kUnsigned: AppendInteger(value.u, out); return TextForm::kPlain;
    case ValueKind::kDecimal:
    case ValueKind::kTemporal:
    case ValueKind::kAscii: out += value.text; return TextForm::kPlain;
    case ValueKind::kBinary:
    case ValueKind::kBit:
    case ValueKind::kGeometry:
      out += "0x";
      AppendHex(value.text, out);
      return TextForm::kPlain;
    case ValueKind::kDouble:
      if (!std::isfinite(value.d)) return TextForm::kNull;
      AppendDouble(value.d, out);
      return TextForm::kPlain;
    case ValueKind::kText:
      if (converter.IsPlainAscii(value)) {
        out += value.text;
      } else if (!converter.AppendUtf8(value, out)) {
        AppendCharsetHex(value, out);
      }
      return TextForm::kMayNeedQuotes;
    case ValueKind::kJson: out += value.text; return TextForm::kMayNeedQuotes;
    case ValueKind::kFloat:
    case ValueKind::kNull:
    case ValueKind::kLost: return TextForm::kNull;
  }
  return TextForm::kNull;
}

}  // namespace

CsvFormatter::CsvFormatter(RowFileContext context) : context_(std::move(context)), converter_(*context_.table) {}

void CsvFormatter::AppendHeader(std::string& out) const {
  std::string_view separator;
  const auto field = [&](std::string_view name) {
    out += separator;
    const std::size_t start = out.size();
    out += name;
    QuoteCsvTail(start, out);
    separator = ",";
  };
  for (const std::uint32_t column : context_.columns) field(context_.table->columns[column].name);
  if (context_.WithEvidence()) field(EvidenceColumnName(*context_.table));
  out += "\r\n";
}

void CsvFormatter::AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const {
  std::string_view separator;
  for (const Value& value : batch.Values(row)) {
    out += separator;
    separator = ",";
    if (value.kind == ValueKind::kFloat) {
      if (std::isfinite(value.f)) AppendFloat(value.f, out);
      continue;
    }
    const std::size_t start = out.size();
    if (AppendPlain(value, converter_, out) == TextForm::kMayNeedQuotes) QuoteCsvTail(start, out);
  }
  if (context_.WithEvidence()) {
    out += separator;
    const std::size_t start = out.size();
    AppendEvidenceText(batch, row, context_.image_offset, out);
    QuoteCsvTail(start, out);
  }
  out += "\r\n";
}

void CsvFormatter::AppendTrailer(std::string& /*out*/) const {}

TsvFormatter::TsvFormatter(RowFileContext context) : context_(std::move(context)), converter_(*context_.table) {}

void TsvFormatter::AppendHeader(std::string& out) const {
  std::string_view separator;
  const auto field = [&](std::string_view name) {
    out += separator;
    AppendEscaped(kTsvEscapes, name, out);
    separator = "\t";
  };
  for (const std::uint32_t column : context_.columns) field(context_.table->columns[column].name);
  if (context_.WithEvidence()) field(EvidenceColumnName(*context_.table));
  out += '\n';
}

void TsvFormatter::AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const {
  std::string_view separator;
  for (const Value& value : batch.Values(row)) {
    out += separator;
    separator = "\t";
    if (value.kind == ValueKind::kFloat && std::isfinite(value.f)) {
      AppendDouble(static_cast<double>(value.f), out);
      continue;
    }
    const std::size_t start = out.size();
    switch (AppendPlain(value, converter_, out)) {
      case TextForm::kPlain: break;
      case TextForm::kMayNeedQuotes: EscapeTail(kTsvEscapes, start, out); break;
      case TextForm::kNull: out += "\\N"; break;
    }
  }
  if (context_.WithEvidence()) {
    out += separator;
    const std::size_t start = out.size();
    AppendEvidenceText(batch, row, context_.image_offset, out);
    EscapeTail(kTsvEscapes, start, out);
  }
  out += '\n';
}

void TsvFormatter::AppendTrailer(std::string& /*out*/) const {}

}  // namespace innosalvage
