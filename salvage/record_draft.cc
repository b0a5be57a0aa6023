#include "salvage/record_draft.h"

#include "parser/record_layout.h"

namespace innosalvage {

double BitsOf(const std::vector<DraftField>& fields) {
  double bits = 0.0;
  for (const DraftField& field : fields) bits += field.typed.bits;
  return bits;
}

// It is a counter; a key of 6 bytes that is none has values of its own.
bool IsRowId(const std::vector<Bytes>& keys, double bits_as_columns) {
  std::vector<std::int64_t> ids;
  for (const Bytes key : keys) {
    if (key.size() != DATA_ROW_ID_LEN) return false;
    ids.push_back(static_cast<std::int64_t>(LoadBig(key)));
    if (ids.back() >= (std::int64_t{1} << 40)) return false;
    if (ids.size() > 1 && ids.back() <= ids[ids.size() - 2]) return false;
  }
  return IntegerBits(ids) + 12.0 <= bits_as_columns;
}

}  // namespace innosalvage
