// Strings of JSON, for the row formats that need them faster than a document model gives them.
#pragma once

#include <string>
#include <string_view>

namespace innosalvage {

// With the quotes. Bytes that are not UTF-8 become U+FFFD, so the result is JSON whatever is given.
void AppendJsonString(std::string_view text, std::string& out);

// The same for text known to be UTF-8, which is not looked at again.
void AppendUtf8AsJsonString(std::string_view utf8, std::string& out);

// The JSON string for what was appended to `out` from `start` on, known to be UTF-8.
void JsonQuoteTail(std::size_t start, std::string& out);

}  // namespace innosalvage
