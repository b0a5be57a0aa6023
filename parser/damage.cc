#include "parser/damage.h"

namespace innosalvage {

std::string_view Name(DamageKind kind) {
  switch (kind) {
    case DamageKind::kTruncated: return "truncated";
    case DamageKind::kUnreadable: return "unreadable";
    case DamageKind::kChecksumMismatch: return "checksum_mismatch";
    case DamageKind::kLsnMismatch: return "lsn_mismatch";
    case DamageKind::kWrongPageNo: return "wrong_page_no";
    case DamageKind::kWrongSpaceId: return "wrong_space_id";
    case DamageKind::kWrongPageType: return "wrong_page_type";
    case DamageKind::kWrongIndexId: return "wrong_index_id";
    case DamageKind::kBadPageHeader: return "bad_page_header";
    case DamageKind::kBadRecordHeader: return "bad_record_header";
    case DamageKind::kRecordLoop: return "record_loop";
    case DamageKind::kRecordOutOfOrder: return "record_out_of_order";
    case DamageKind::kRecordCount: return "record_count";
    case DamageKind::kBadPageDirectory: return "bad_page_directory";
    case DamageKind::kFieldOutOfPage: return "field_out_of_page";
    case DamageKind::kIllegalLength: return "illegal_length";
    case DamageKind::kIllegalInteger: return "illegal_integer";
    case DamageKind::kIllegalDecimal: return "illegal_decimal";
    case DamageKind::kIllegalFloat: return "illegal_float";
    case DamageKind::kIllegalTemporal: return "illegal_temporal";
    case DamageKind::kIllegalText: return "illegal_text";
    case DamageKind::kIllegalEnum: return "illegal_enum";
    case DamageKind::kIllegalSet: return "illegal_set";
    case DamageKind::kIllegalBit: return "illegal_bit";
    case DamageKind::kIllegalJson: return "illegal_json";
    case DamageKind::kIllegalGeometry: return "illegal_geometry";
    case DamageKind::kIllegalNull: return "illegal_null";
    case DamageKind::kLobMissing: return "lob_missing";
    case DamageKind::kLobTruncated: return "lob_truncated";
    case DamageKind::kLobCycle: return "lob_cycle";
    case DamageKind::kLobForeign: return "lob_foreign";
    case DamageKind::kBadNodePointer: return "bad_node_pointer";
    case DamageKind::kBadSdi: return "bad_sdi";
    case DamageKind::kBadZipStream: return "bad_zip_stream";
    case DamageKind::kBadZipLog: return "bad_zip_log";
    case DamageKind::kUnsupported: return "unsupported";
  }
  return "unknown";
}

}  // namespace innosalvage
