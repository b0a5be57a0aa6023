#include "parser/frm_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/frm_column.h"
#include "parser/frm_default.h"
#include "parser/frm_expressions.h"
#include "parser/frm_extra.h"
#include "parser/frm_extra2.h"
#include "parser/frm_keys.h"
#include "parser/frm_options.h"
#include "parser/frm_sections.h"
#include "parser/sql_quote.h"
#include "parser/temporal.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kFirstMariaDbOfItsOwn = 100000;
constexpr unsigned kLongComment = 255;

std::string_view WithoutParentheses(std::string_view text) {
  // Only a pair that belongs together: "(a) + (b)" keeps its own.
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return text;
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\' && quote != '`') ++i;
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')' && --depth == 0 && i + 1 != text.size()) {
      return text;
    }
  }
  return text.substr(1, text.size() - 2);
}

class Reader {
 public:
  explicit Reader(FrmSections sections) : cut_(std::move(sections)) {}

  Result<FrmTable> Read() {
    out_.remarks = cut_.remarks;
    extra2_ = ReadFrmExtra2(cut_.extra2, cut_.columns);
    std::ranges::copy(extra2_.remarks, std::back_inserter(out_.remarks));
    ReadFields();
    table().server_version = cut_.server_version;
    table().vendor = mariadb_ ? Vendor::kMariaDb : Vendor::kMySql;
    if (auto done = ReadColumns(); !done) return tl::unexpected(done.error());
    ReadKeys();
    ReadExtra();
    ReadOptions();
    AddPeriods();
    AddDocumentId();
    return std::move(out_);
  }

 private:
  Table& table() { return out_.table; }

  void ReadFields() {
    FrmCursor cursor(cut_.fields);
    for (std::size_t i = 0; i < cut_.columns; ++i) {
      fields_.push_back(DecodeFrmField(cursor.Take(kFrmFieldSize).first<kFrmFieldSize>()));
    }
    // MariaDB 5.2 to 5.5 has no section that says so, but a type for virtual columns that MySQL came to use in 5.7.
    const bool old_virtual = cut_.server_version < 50700 && std::ranges::any_of(fields_, [](const FrmField& field) {
                               return field.type == MYSQL_TYPE_VIRTUAL;
                             });
    mariadb_ = extra2_.mariadb || cut_.server_version >= kFirstMariaDbOfItsOwn || old_virtual;
    expressions_ = ReadFrmExpressions(cut_, mariadb_, fields_, out_.remarks);
    FrmCursor members(cut_.members);
    while (!members.AtEnd()) members_.push_back(FrmNameList(members));
  }

  const FrmExpression* ExpressionOf(std::size_t column, std::initializer_list<FrmExpressionType> types) const {
    const auto found = std::ranges::find_if(expressions_, [&](const FrmExpression& expression) {
      return expression.column == column && std::ranges::find(types, expression.type) != types.end();
    });
    return found == expressions_.end() ? nullptr : &*found;
  }

  // Text that is no UTF-8 was printed in a character set that nothing tells.
  std::string Checked(std::string_view text, std::string_view what) {
    static const Charset* const kUtf8 = FindCharset("utf8mb4");
    if (IsWellFormed(*kUtf8, AsBytes(text))) return std::string(text);
    out_.remarks.push_back(fmt::format("{} is no UTF-8: left out", what));
    return {};
  }

  Result<void> ReadColumns() {
    FrmCursor names_cursor(cut_.names);
    const auto names = FrmNameList(names_cursor);
    if (names.size() < fields_.size()) return Fail("columns' names", "are cut off");
    std::vector<bool> is_virtual;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      is_virtual.push_back(ExpressionOf(i, {FrmExpressionType::kGeneratedVirtual}) != nullptr);
    }
    constexpr unsigned HA_OPTION_PACK_RECORD = 1;
    const NullBitOptions null_options{(FrmNumber(cut_.header, 30, 2) & HA_OPTION_PACK_RECORD) == 0, !mariadb_};
    const auto null_bits = FrmNullBits(fields_, is_virtual, null_options);
    FrmCursor comments(cut_.comments);
    std::size_t spatial = 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const FrmField& field = fields_[i];
      const FrmColumnContext context{cut_.server_version, mariadb_, &members_, TypeName(i)};
      auto column = FrmColumn(field, context, out_.remarks);
      if (!column) return Fail(fmt::format("column `{}`", names[i]), column.error().what);
      column->name = names[i];
      column->comment = Checked(comments.Text(field.comment), fmt::format("the comment of column `{}`", names[i]));
      const bool is_spatial = field.type == MYSQL_TYPE_GEOMETRY;
      if (is_spatial && spatial < extra2_.srids.size()) SetSrid(extra2_.srids[spatial], *column);
      if (is_spatial) ++spatial;
      SetExpressions(i, *column);
      SetFlags(i, *column);
      if (column->generated == Generated::kNo && !IsRowTime(i) && !column->default_sql) {
        column->default_sql = FrmDefault(field, *column, cut_.defaults, null_bits[i], out_.remarks);
      }
      const bool hash = i < extra2_.field_flags.size() && extra2_.field_flags[i].visibility == FrmVisibility::kFull;
      if (hash) break;  // DB_ROW_HASH_n of a UNIQUE key over BLOBs: virtual, and behind all others
      table().columns.push_back(*std::move(column));
    }
    return {};
  }

  std::optional<std::string> TypeName(std::size_t column) const {
    const auto found = extra2_.types.find(static_cast<std::uint32_t>(column));
    return found == extra2_.types.end() ? std::nullopt : std::optional(found->second);
  }

  // MySQL's SRID; MariaDB prints its own as REF_SYSTEM_ID.
  static void SetSrid(std::uint32_t srid, Column& column) {
    if (srid != 0) column.other_attributes = fmt::format("REF_SYSTEM_ID={}", srid);
  }

  void SetExpressions(std::size_t i, Column& column) {
    const std::string where = fmt::format("an expression of column `{}`", column.name);
    if (const auto* generated =
            ExpressionOf(i, {FrmExpressionType::kGeneratedVirtual, FrmExpressionType::kGeneratedStored})) {
      const bool stored = generated->type == FrmExpressionType::kGeneratedStored;
      column.generated = stored ? Generated::kStored : Generated::kVirtual;
      column.generation_expression = Checked(WithoutParentheses(generated->text), where);
    }
    if (const auto* value = ExpressionOf(i, {FrmExpressionType::kDefault})) {
      const std::string text = Checked(WithoutParentheses(value->text), where);
      if (!text.empty()) column.default_sql = "(" + text + ")";
    }
    if (const auto* check = ExpressionOf(i, {FrmExpressionType::kCheckColumn})) {
      column.check_sql = Checked(check->text, where);
    }
  }

  bool IsRowTime(std::size_t i) const {
    return extra2_.system_time && (i == extra2_.system_time->start || i == extra2_.system_time->end);
  }

  static void AddAttribute(std::string_view text, Column& column) {
    if (!column.other_attributes.empty()) column.other_attributes += ' ';
    column.other_attributes += text;
  }

  void SetFlags(std::size_t i, Column& column) {
    if (i < extra2_.column_options.size() && !extra2_.column_options[i].empty()) {
      AddAttribute(OptionsSql(extra2_.column_options[i]), column);
    }
    FrmFieldFlags flags;
    if (i < extra2_.field_flags.size()) flags = extra2_.field_flags[i];
    if (flags.visibility == FrmVisibility::kByUser) column.hidden = Hidden::kByUser;
    if (flags.visibility == FrmVisibility::kBySystem) column.hidden = Hidden::kByEngine;
    if (IsRowTime(i)) {
      implicit_times_ = implicit_times_ || column.hidden == Hidden::kByEngine;
      AddAttribute(i == extra2_.system_time->start ? "GENERATED ALWAYS AS ROW START" : "GENERATED ALWAYS AS ROW END",
                   column);
    } else if (flags.without_versioning && extra2_.system_time) {
      AddAttribute("WITHOUT SYSTEM VERSIONING", column);
    }
  }

  // 0: the part is the whole column.
  std::uint32_t Prefix(const FrmKey& key, const FrmKeyPart& part) const {
    if ((key.flags & (HA_FULLTEXT | HA_SPATIAL)) != 0 || part.length == 0) return 0;
    const Column& column = out_.table.columns[part.column];
    const FrmField& field = fields_[part.column];
    const bool text = column.type == SqlType::kChar || column.type == SqlType::kVarChar ||
                      column.type == SqlType::kBinary || column.type == SqlType::kVarBinary;
    if (!IsBlob(column.type) && (!text || part.length == field.length)) return 0;
    if (column.type == SqlType::kVector) return 0;
    return part.length / (column.collation == nullptr ? 1U : column.collation->charset->mbmaxlen);
  }

  IndexKind KindOf(const FrmKey& key, bool vector) const {
    if (vector) return IndexKind::kVector;
    if (key.name == "PRIMARY") return IndexKind::kPrimary;
    if ((key.flags & HA_FULLTEXT) != 0) return IndexKind::kFulltext;
    if ((key.flags & HA_SPATIAL) != 0) return IndexKind::kSpatial;
    return (key.flags & HA_NOSAME) != 0 || key.algorithm == HA_KEY_ALG_LONG_HASH ? IndexKind::kUnique
                                                                                 : IndexKind::kPlain;
  }

  void ReadKeys() {
    keys_ = ReadFrmKeys(cut_.keys, out_.remarks);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const FrmKey& key = keys_[i];
      Index index;
      index.name = key.name;
      const bool vector = key.algorithm == HA_KEY_ALG_VECTOR;
      index.kind = KindOf(key, vector);
      if (key.algorithm == HA_KEY_ALG_BTREE) index.algorithm = "BTREE";
      if (key.algorithm == HA_KEY_ALG_HASH || key.algorithm == HA_KEY_ALG_LONG_HASH) index.algorithm = "HASH";
      index.comment = Checked(key.comment, fmt::format("the comment of key `{}`", key.name));
      index.invisible = i < extra2_.ignored_keys.size() && extra2_.ignored_keys[i];
      const std::uint64_t table_block_size = FrmNumber(cut_.header, 62, 2);
      if ((key.flags & HA_USES_BLOCK_SIZE) != 0 && key.block_size != table_block_size) {
        index.other_options = fmt::format("KEY_BLOCK_SIZE={}", key.block_size);
      }
      if (i < extra2_.key_options.size() && !extra2_.key_options[i].empty()) {
        if (!index.other_options.empty()) index.other_options += ' ';
        index.other_options += OptionsSql(extra2_.key_options[i]);
      }
      if (!AddParts(key, index)) {
        out_.remarks.push_back(fmt::format("key `{}` names a column that is not there: left out", key.name));
        continue;
      }
      if (std::ranges::find(extra2_.without_overlaps, i) != extra2_.without_overlaps.end() &&
          extra2_.application_time) {
        index.period = extra2_.application_time->name;
      }
      key_of_.push_back(i);
      table().indexes.push_back(std::move(index));
    }
  }

  bool AddParts(const FrmKey& key, Index& index) const {
    for (const FrmKeyPart& part : key.parts) {
      if (part.column >= out_.table.columns.size()) return false;
      index.parts.push_back({part.column, Prefix(key, part), part.descending, {}});
    }
    return !index.parts.empty();
  }

  void ReadExtra() {
    const auto parsers = static_cast<std::size_t>(
        std::ranges::count_if(keys_, [](const FrmKey& key) { return (key.flags & HA_USES_PARSER) != 0; }));
    const bool long_comment = ByteAt(cut_.form, 46) == kLongComment;
    const FrmExtra extra =
        ReadFrmExtra(cut_.extra, {cut_.server_version, mariadb_, long_comment, parsers, cut_.columns});
    out_.engine = extra.engine;
    std::size_t parser = 0;
    for (std::size_t i = 0, k = 0; i < keys_.size(); ++i) {
      const bool has_parser = (keys_[i].flags & HA_USES_PARSER) != 0;
      const bool kept = k < key_of_.size() && key_of_[k] == i;
      if (has_parser && parser < extra.parsers.size()) {
        if (kept) table().indexes[k].other_options = "WITH PARSER " + QuoteName(extra.parsers[parser]);
        ++parser;
      }
      if (kept) ++k;
    }
    const Bytes short_comment = BytesAt(cut_.form, 47, std::min(ByteAt(cut_.form, 46), 180U)).value_or(Bytes());
    table().comment =
        Checked(long_comment ? std::string_view(extra.comment) : AsText(short_comment), "the table's comment");
    table().partition_sql = Checked(extra.partitions, "the definition of the partitions");
    while (table().partition_sql.starts_with(' ') || table().partition_sql.starts_with('\n')) {
      table().partition_sql.erase(0, 1);
    }
    SpellStarts(table().partition_sql);
    table().tablespace = extra.tablespace;
    extra_ = extra;
    for (std::size_t i = 0; i < table().columns.size() && i < extra.column_formats.size(); ++i) {
      const unsigned storage = extra.column_formats[i] & 7U;
      const unsigned format = (extra.column_formats[i] >> 3U) & 7U;
      if (storage == 1 || storage == 2)
        AddAttribute(storage == 1 ? "STORAGE DISK" : "STORAGE MEMORY", table().columns[i]);
      if (format == 1 || format == 2) {
        AddAttribute(format == 1 ? "COLUMN_FORMAT FIXED" : "COLUMN_FORMAT DYNAMIC", table().columns[i]);
      }
    }
  }

  // PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH STARTS 1577836800: the file has seconds, SQL takes a TIMESTAMP, here in
  // UTC. Source: sql/partition_info.cc, sql/sql_partition.cc generate_partition_syntax (MariaDB 10.5).
  static void SpellStarts(std::string& sql) {
    constexpr std::string_view kStarts = " STARTS ";
    if (!sql.starts_with("PARTITION BY SYSTEM_TIME")) return;
    const std::size_t at = sql.find(kStarts);
    if (at == std::string::npos || at > sql.find('(')) return;
    const std::size_t from = at + kStarts.size();
    std::uint32_t seconds = 0;
    // NOLINTBEGIN(cppcoreguidelines-pro-bounds-pointer-arithmetic): from_chars takes pointers
    const auto [end, error] = std::from_chars(sql.data() + from, sql.data() + sql.size(), seconds);
    const auto digits = static_cast<std::size_t>(end - (sql.data() + from));
    // NOLINTEND(cppcoreguidelines-pro-bounds-pointer-arithmetic)
    if (error != std::errc{} || digits == 0) return;
    std::array<std::byte, 4> stored;
    for (std::size_t i = 0; i < stored.size(); ++i) stored[i] = static_cast<std::byte>(seconds >> (24U - 8U * i));
    TemporalText text;
    if (!FormatTemporal(SqlType::kTimestamp, 0, false, stored, text)) return;
    sql.replace(from, digits, fmt::format("TIMESTAMP'{}'", text.text()));
  }

  void ReadOptions() {
    const FrmOptions options = ReadFrmOptions(cut_.header, cut_.server_version);
    table().collation = FindCollation(options.collation);
    if (table().collation == nullptr && options.collation != 0) {
      out_.remarks.push_back(fmt::format("the table's collation {} is not known", options.collation));
    }
    table().row_format = options.row_format;
    table().key_block_size = options.key_block_size;
    out_.sequence = options.sequence;
    std::string other = options.other;
    const auto add = [&](std::string_view text) {
      if (!other.empty()) other += ' ';
      other += text;
    };
    if (!extra2_.table_options.empty()) add(OptionsSql(extra2_.table_options));
    if (!extra_.compression.empty()) add("COMPRESSION=" + QuoteText(extra_.compression));
    if (!extra_.encryption.empty()) add("ENCRYPTION=" + QuoteText(extra_.encryption));
    table().other_options = std::move(other);
  }

  std::string ColumnList(const FrmPeriod& period) {
    const auto name = [&](std::uint32_t i) {
      return i < table().columns.size() ? QuoteName(table().columns[i].name) : std::string("?");
    };
    return fmt::format("({}, {})", name(period.start), name(period.end));
  }

  void AddPeriods() {
    if (extra2_.system_time) {
      table().system_versioned = true;
      if (!implicit_times_) {
        table().other_elements.push_back("PERIOD FOR SYSTEM_TIME " + ColumnList(*extra2_.system_time));
      }
    }
    if (extra2_.application_time) {
      const FrmPeriod& period = *extra2_.application_time;
      table().other_elements.push_back(fmt::format("PERIOD FOR {} {}", QuoteName(period.name), ColumnList(period)));
    }
    for (const FrmExpression& expression : expressions_) {
      if (expression.type != FrmExpressionType::kCheckTable) continue;
      // PERIOD brings its own.
      if (extra2_.application_time && expression.name == extra2_.application_time->check) continue;
      Check check;
      check.name = expression.name;
      check.expression = Checked(expression.text, "a CHECK");
      if (!check.expression.empty()) table().checks.push_back(std::move(check));
    }
  }

  // InnoDB's own column for FULLTEXT keys stands in no .frm. Source: create_table_info_t::create_table_def.
  void AddDocumentId() {
    constexpr std::string_view kName = "FTS_DOC_ID";
    const bool fulltext =
        std::ranges::any_of(table().indexes, [](const Index& index) { return index.kind == IndexKind::kFulltext; });
    const bool there = std::ranges::any_of(table().columns, [&](const Column& column) { return column.name == kName; });
    if (!fulltext || there) return;
    Column column;
    column.name = kName;
    column.type = SqlType::kBigInt;
    column.is_unsigned = true;
    column.nullable = false;
    column.hidden = Hidden::kByEngine;
    table().columns.push_back(std::move(column));
  }

  FrmSections cut_;
  FrmExtra2 extra2_;
  FrmExtra extra_;
  bool mariadb_ = false;
  bool implicit_times_ = false;
  std::vector<FrmField> fields_;
  std::vector<std::vector<std::string_view>> members_;
  std::vector<FrmExpression> expressions_;
  std::vector<FrmKey> keys_;
  std::vector<std::size_t> key_of_;  // of each index: which of keys_
  FrmTable out_;
};

}  // namespace

Result<FrmTable> ParseFrm(Bytes file) {
  auto cut = CutFrm(file);
  if (!cut) return tl::unexpected(cut.error());
  return Reader(*std::move(cut)).Read();
}

}  // namespace innosalvage
