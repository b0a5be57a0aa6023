#include "parser/json_binary.h"

#include <simdjson.h>

#include "parser/json_sql.h"
#include "parser/json_text.h"
#include "parser/json_walk.h"
#include "parser/text_buffer.h"

namespace innosalvage {

bool IsUtf8(Bytes text) {
  // Most strings are short and ASCII; the library's call only pays for the others.
  constexpr std::size_t kShort = 64;
  if (text.size() <= kShort) {
    std::byte any{0};
    for (const std::byte b : text) any |= b;
    if ((any & std::byte{0x80}) == std::byte{0}) return true;
  }
  const std::string_view chars = AsText(text);
  return simdjson::validate_utf8(chars.data(), chars.size());
}

tl::expected<JsonDocument, DamageKind> DecodeJson(Bytes stored, std::pmr::memory_resource& arena) {
  if (stored.empty()) return JsonDocument{"null", {}};
  ArenaText text(arena, stored.size() + stored.size() / 4);
  JsonTextSink text_sink(text);
  if (!WalkJson(stored, text_sink)) return tl::unexpected(DamageKind::kIllegalJson);
  JsonDocument document{text.text(), {}};
  if (!text_sink.has_opaque()) return document;

  ArenaText sql(arena, text.text().size() * 2);
  JsonSqlSink sql_sink(sql);
  // A document that is one opaque value is of that type until it is cast.
  const bool bare = std::to_integer<unsigned>(stored.front()) == 0x0f;
  if (bare) sql.Put("CAST(");
  if (!WalkJson(stored, sql_sink)) return tl::unexpected(DamageKind::kIllegalJson);
  if (bare) sql.Put(" AS JSON)");
  document.sql = sql.text();
  return document;
}

}  // namespace innosalvage
