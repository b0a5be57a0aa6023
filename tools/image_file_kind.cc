#include "tools/image_file_kind.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "parser/fsp_header.h"
#include "parser/limits.h"
#include "parser/page_type.h"
#include "parser/tablespace_flags.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxConfiguration = 1U << 20U;

// 0xfe 0x01, the version of the format (6 to 10, and 11 with the plugin's name), the engine.
bool IsFrm(Bytes head) {
  const auto start = FixedAt<4>(head, 0);
  return start && ReadBig<std::uint16_t, 0>(*start) == 0xfe01U && std::to_integer<unsigned>((*start)[2]) >= 6 &&
         std::to_integer<unsigned>((*start)[2]) <= 13;
}

bool IsRedo(Bytes head) {
  constexpr std::size_t kCreator = 16;
  constexpr std::size_t kSize = 8;
  if (head.size() < 512) return false;
  const std::string_view creator = AsText(head.subspan(kCreator, kSize));
  return creator.starts_with("MySQL ") || creator.starts_with("MariaDB ") || creator.starts_with("Backup ");
}

bool IsConfiguration(Bytes head) {
  const std::string_view text = AsText(head);
  if (text.find('\0') != std::string_view::npos) return false;
  constexpr std::array<std::string_view, 4> kSections = {"[mysqld]", "[mariadb]", "[mariadbd]", "[server]"};
  return std::ranges::any_of(kSections, [&](std::string_view section) {
    const std::size_t at = text.find(section);
    return at != std::string_view::npos && (at == 0 || text[at - 1] == '\n');
  });
}

}  // namespace

std::string_view Name(ImageFileKind kind) {
  switch (kind) {
    case ImageFileKind::kTablespace: return "tablespace";
    case ImageFileKind::kDefinition: return "definition";
    case ImageFileKind::kDoublewrite: return "doublewrite";
    case ImageFileKind::kRedo: return "redo";
    case ImageFileKind::kConfiguration: return "configuration";
    case ImageFileKind::kNone: break;
  }
  return "none";
}

bool IsTablespaceName(const std::string& path) {
  const fs::path name = fs::path(path).filename();
  const std::string text = name.string();
  return name.extension() == ".ibd" || name.extension() == ".ibu" || text.starts_with("ibdata") ||
         text.starts_with("undo_") || (text.starts_with("undo") && text.size() == 7);
}

bool IsPage0(Bytes head) {
  const auto bytes = FixedAt<XDES_ARR_OFFSET>(head, 0);
  if (!bytes) return false;
  const FilHeader fil = DecodeFilHeader(bytes->first<FIL_PAGE_DATA>());
  const FspHeader fsp = DecodeFspHeader(*bytes);
  return fil.type == FIL_PAGE_TYPE_FSP_HDR && fil.page_no == 0 && fsp.space_id == fil.space_id &&
         DecodeTablespaceFlags(fsp.flags).has_value();
}

ImageFileKind KindOfImageFile(const std::string& path, std::uint64_t size, Bytes head) {
  const fs::path name = fs::path(path).filename();
  const std::string text = name.string();
  const std::string extension = name.extension().string();
  if (IsTablespaceName(path) || (size >= kMinPageSize && IsPage0(head))) return ImageFileKind::kTablespace;
  if (extension == ".dblwr") return ImageFileKind::kDoublewrite;
  if (text.starts_with("ib_logfile") || text.starts_with("#ib_redo") || IsRedo(head)) return ImageFileKind::kRedo;
  constexpr std::array<std::string_view, 7> kDefinitions = {".frm", ".par", ".cfg", ".cfp", ".isl", ".TRG", ".TRN"};
  const bool definition = text == "db.opt" || std::ranges::find(kDefinitions, extension) != kDefinitions.end();
  // .cfg and .isl are names of other programs' files as well; what these hold is no definition, and is passed over.
  if ((IsFrm(head) || definition) && IsWithin(Limit::kDefinitionFile, size)) return ImageFileKind::kDefinition;
  if (size <= kMaxConfiguration && (extension == ".cnf" || text == "my.ini" || IsConfiguration(head))) {
    return ImageFileKind::kConfiguration;
  }
  return ImageFileKind::kNone;
}

}  // namespace innosalvage
