// Reading the members of an SDI document: what is asked for is there, of the type asked for, and within bounds, or the
// first thing that is not becomes the error.
//
// Purpose   the parts of the SDI reader (sdi_column, sdi_partition, sdi_schema) share one way to look at hostile JSON.
// Shape     an SdiReader stands on one JSON object and knows its path ("dd_object.columns[3]"). Reads return an empty
//           value after an error: callers build their structure, then look at Failed() once.
// Fails     into the SdiErrorSlot given. Nothing here throws.
// Lifetime  an SdiReader points into the simdjson parser's document and must not outlive it.
// Source    sql/dd/impl/sdi_impl.h: which JSON types the server writes.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/sdi_error.h"

namespace innosalvage {

using SdiErrorSlot = std::optional<SdiError>;

class SdiReader {
 public:
  SdiReader(simdjson::dom::object object, std::string where, SdiErrorSlot& error)
      : object_(object), where_(std::move(where)), error_(&error) {}

  // Text: must be there. OptionalText: "" where a server version does not write it.
  std::string Text(std::string_view key) const;
  std::string OptionalText(std::string_view key) const;
  // Base64 with a line break every 76 characters, as the server writes binary values; "" where absent.
  std::string Base64(std::string_view key) const;
  std::uint64_t Number(std::string_view key, std::uint64_t max = UINT64_MAX) const;
  std::uint64_t NumberOr(std::string_view key, std::uint64_t otherwise, std::uint64_t max = UINT64_MAX) const;
  std::uint32_t Number32(std::string_view key) const;
  // true and false, or 1 and 0 (datetime_precision_null is written as a number); absent reads as false.
  bool Flag(std::string_view key) const;
  std::optional<SdiReader> Object(std::string_view key) const;
  // An array of objects with at most `max` entries; absent reads as empty.
  std::vector<SdiReader> List(std::string_view key, std::size_t max) const;

  bool Has(std::string_view key) const;
  bool IsBool(std::string_view key) const;
  bool Failed() const { return error_->has_value(); }
  // Keeps the first error only.
  void Fail(std::string_view key, std::string what) const;
  const std::string& where() const { return where_; }

 private:
  std::optional<simdjson::dom::element> Find(std::string_view key) const;
  std::optional<std::uint64_t> Bounded(std::string_view key, simdjson::dom::element element, std::uint64_t max) const;

  simdjson::dom::object object_;
  std::string where_;
  SdiErrorSlot* error_;
};

// Standard base64, line breaks allowed anywhere; nullopt: something else.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace innosalvage
