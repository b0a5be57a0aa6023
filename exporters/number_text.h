// Numbers as text, for all row formats.
//
// Purpose   the shortest decimal that reads back to the same number (std::to_chars), so that what is loaded again is
//           what was stored: the servers read literals with a correctly rounding strtod (dtoa.c in both).
// Fails     never. NaN and infinity have no literal in any format: the decoder refuses them (kIllegalFloat), and the
//           formatters print NULL should one arrive all the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace innosalvage {

void AppendInteger(std::int64_t value, std::string& out);
void AppendInteger(std::uint64_t value, std::string& out);
void AppendDouble(double value, std::string& out);

// A FLOAT's text is read as a double first and rounded to float then. Where the shortest float text does not survive
// these two steps, or is a double above FLT_MAX (the server would warn of a value out of range: Field_float::store),
// the double's own text is written.
void AppendFloat(float value, std::string& out);

// As SQL literals: negative zero is -0e0, since "-0" is the integer 0.
void AppendSqlDouble(double value, std::string& out);
void AppendSqlFloat(float value, std::string& out);

// Two digits a byte, upper case, without "0x".
void AppendHex(std::string_view bytes, std::string& out);

}  // namespace innosalvage
