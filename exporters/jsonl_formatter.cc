#include "exporters/jsonl_formatter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "exporters/json_text.h"
#include "exporters/number_text.h"

namespace innosalvage {

namespace {

// A document that is not one line (none that a server prints) would break the line format: it goes out as a string.
bool StandsOnOneLine(std::string_view json) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  return !json.empty() && std::none_of(json.begin(), json.end(), is_control);
}

// "-0" is read as the integer 0 by most JSON readers.
template <class Number>
void AppendJsonNumber(Number value, void (*append)(Number, std::string&), std::string& out) {
  if (value == 0 && std::signbit(value)) {
    out += "-0.0";
  } else {
    append(value, out);
  }
}

void AppendEvidenceObject(const Evidence& evidence, const ImageOffset& image_offset, std::string& out) {
  const auto end = std::back_inserter(out);
  fmt::format_to(end, R"({{"input":{},"file_offset":{},)", evidence.input, evidence.file_offset);
  if (const auto at = image_offset ? image_offset(evidence.file_offset) : std::nullopt) {
    fmt::format_to(end, R"("image_offset":{},)", *at);
  }
  fmt::format_to(end, R"("page":{},"heap":{},"origin":{},)", evidence.page_no, evidence.heap_no, evidence.origin);
  fmt::format_to(end, R"("found":"{}","trust":"{}","reasons":[)", Name(evidence.found_by), Name(evidence.trust));
  const std::string reasons = evidence.reasons.ToString();  // names without quotes, separated by commas
  if (!reasons.empty()) {
    out += '"';
    for (const char c : reasons) out += c == ',' ? std::string_view("\",\"") : std::string_view(&c, 1);
    out += '"';
  }
  fmt::format_to(end, R"(],"trx":"0x{:x}"}})", evidence.trx_id);
}

}  // namespace

JsonlFormatter::JsonlFormatter(RowFileContext context) : context_(std::move(context)), converter_(*context_.table) {
  const auto head = [this](std::string_view name) {
    std::string text = member_heads_.empty() ? "{" : ",";
    AppendJsonString(name, text);
    return text + ':';
  };
  for (const std::uint32_t column : context_.columns) {
    member_heads_.push_back(head(context_.table->columns[column].name));
  }
  evidence_head_ = head(EvidenceColumnName(*context_.table));
}

void JsonlFormatter::AppendHeader(std::string& /*out*/) const {}
void JsonlFormatter::AppendTrailer(std::string& /*out*/) const {}

void JsonlFormatter::AppendRow(const RowBatch& batch, std::size_t row, std::string& out) const {
  const auto values = batch.Values(row);
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += member_heads_[i];
    AppendValue(values[i], out);
  }
  if (context_.WithEvidence()) {
    out += evidence_head_;
    AppendEvidenceObject(batch.EvidenceOf(row), context_.image_offset, out);
  } else if (values.empty()) {
    out += '{';
  }
  out += "}\n";
}

void JsonlFormatter::AppendValue(const Value& value, std::string& out) const {
  switch (value.kind) {
    case ValueKind::kSigned: return AppendInteger(value.i, out);
    case ValueKind::kUnsigned: return AppendInteger(value.u, out);
    case ValueKind::kDecimal:
    case ValueKind::kTemporal:
    case ValueKind::kAscii: return AppendUtf8AsJsonString(value.text, out);
    case ValueKind::kBinary:
    case ValueKind::kBit:
    case ValueKind::kGeometry:
      out += R"({"hex":")";
      AppendHex(value.text, out);
      out += R"("})";
      return;
    case ValueKind::kText: {
      if (converter_.IsPlainAscii(value)) return AppendUtf8AsJsonString(value.text, out);
      const std::size_t start = out.size();
      if (!converter_.AppendUtf8(value, out)) AppendCharsetHex(value, out);
      return JsonQuoteTail(start, out);
    }
    case ValueKind::kJson:
      if (!StandsOnOneLine(value.text)) return AppendJsonString(value.text, out);
      out += value.text;
      return;
    case ValueKind::kLost:
      fmt::format_to(std::back_inserter(out), R"({{"lost":true,"read":{},"of":{}}})", value.u, value.total);
      return;
    case ValueKind::kFloat:
      if (std::isfinite(value.f)) return AppendJsonNumber(value.f, &AppendFloat, out);
      break;
    case ValueKind::kDouble:
      if (std::isfinite(value.d)) return AppendJsonNumber(value.d, &AppendDouble, out);
      break;
    case ValueKind::kNull: break;
  }
  out += "null";
}

}  // namespace innosalvage
