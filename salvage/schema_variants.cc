#include "salvage/schema_variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parser/decimal.h"
#include "parser/record_layout.h"

namespace innosalvage {

namespace {

constexpr std::uint32_t kMaxMovedColumns = 40;  // beyond, moves are too many to try

Column Typed(SqlType type, std::uint32_t length = 0, const Collation* collation = nullptr) {
  Column column;
  column.type = type;
  column.length = length;
  column.collation = collation;
  column.old_temporal = false;
  return column;
}

// Types that a column may have had instead, or that one left out may have.
std::vector<Column> OtherTypes(const Table& table, std::optional<std::ptrdiff_t> width) {
  const Collation* text = table.collation != nullptr ? table.collation : FindCollation("utf8mb4_bin");
  const Collation* binary = FindCollation("binary");
  std::vector<Column> types;
  for (const SqlType type :
       {SqlType::kInt, SqlType::kBigInt, SqlType::kTinyInt, SqlType::kSmallInt, SqlType::kMediumInt, SqlType::kDate,
        SqlType::kDateTime, SqlType::kTimestamp, SqlType::kTime, SqlType::kYear, SqlType::kFloat, SqlType::kDouble}) {
    types.push_back(Typed(type));
    if (IsInteger(type)) {
      types.push_back(Typed(type));
      types.back().is_unsigned = true;
    }
    if (IsTemporalWithFraction(type)) {
      for (const std::uint8_t fsp : {std::uint8_t{3}, std::uint8_t{6}}) {
        types.push_back(Typed(type));
        types.back().fsp = fsp;
      }
      types.push_back(Typed(type));
      types.back().old_temporal = true;
    }
  }
  types.push_back(Typed(SqlType::kVarChar, 255, text));
  types.push_back(Typed(SqlType::kVarChar, 60, text));
  types.push_back(Typed(SqlType::kLongText, 0, text));
  types.push_back(Typed(SqlType::kLongBlob, 0, binary));
  if (width && *width > 0 && *width <= 1024) {
    const auto bytes = static_cast<std::uint32_t>(*width);
    types.push_back(Typed(SqlType::kChar, bytes, FindCollation("latin1_bin")));
    types.push_back(Typed(SqlType::kBinary, bytes, binary));
    for (const std::uint8_t scale : {std::uint8_t{2}, std::uint8_t{0}, std::uint8_t{4}}) {
      for (unsigned precision = kMaxColumnPrecision; precision > scale; --precision) {
        if (DecimalSize(precision, scale) != bytes) continue;
        types.push_back(Typed(SqlType::kDecimal, precision));
        types.back().decimals = scale;
        break;
      }
    }
  }
  return types;
}

// Takes column `at` out; keys over it lose it, and a key without parts goes.
Table Without(const Table& table, std::uint32_t at) {
  Table other = table;
  other.columns.erase(other.columns.begin() + at);
  for (Index& index : other.indexes) {
    std::erase_if(index.parts, [&](const KeyPart& part) { return part.column == at; });
    for (KeyPart& part : index.parts) {
      if (part.column != UINT32_MAX && part.column > at) --part.column;
    }
  }
  std::erase_if(other.indexes, [](const Index& index) { return index.parts.empty(); });
  return other;
}

Table With(const Table& table, std::uint32_t at, Column column) {
  Table other = table;
  other.columns.insert(other.columns.begin() + at, std::move(column));
  for (Index& index : other.indexes) {
    for (KeyPart& part : index.parts) {
      if (part.column != UINT32_MAX && part.column >= at) ++part.column;
    }
  }
  return other;
}

// Columns keep their keys: only their places change.
Table Reordered(const Table& table, const std::vector<std::uint32_t>& order) {
  Table other = table;
  std::vector<std::uint32_t> place(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    other.columns[i] = table.columns[order[i]];
    place[order[i]] = i;
  }
  for (Index& index : other.indexes) {
    for (KeyPart& part : index.parts) {
      if (part.column < place.size()) part.column = place[part.column];
    }
  }
  return other;
}

bool IsStored(const Column& column) { return column.generated != Generated::kVirtual; }

std::string Behind(const Table& table, std::uint32_t at) {
  return at == 0 ? std::string("at the beginning") : fmt::format("behind `{}`", table.columns[at - 1].name);
}

bool SameStorage(const Column& a, const Column& b) {
  return a.type == b.type && a.length == b.length && a.decimals == b.decimals && a.fsp == b.fsp &&
         a.is_unsigned == b.is_unsigned && a.nullable == b.nullable && a.collation == b.collation &&
         a.old_temporal == b.old_temporal && a.members.size() == b.members.size();
}

class Editor {
 public:
  Editor(const Table& table, std::optional<std::ptrdiff_t> gap, const std::function<void(SchemaVariant)>& visit)
      : table_(table), gap_(gap), visit_(visit) {}

  void Run() {
    const auto n = static_cast<std::uint32_t>(table_.columns.size());
    for (std::uint32_t i = 0; i < n; ++i) {
      const Column& column = table_.columns[i];
      if (!IsStored(column)) continue;
      Give(Without(table_, i), EditKind::kDropColumn, column.name, "", 6.0);
      Nullability(i);
      Sign(i);
      Charset(i);
      Retype(i);
    }
    TableCharset();
    for (std::uint32_t at = 0; at <= n; ++at) Add(at);
    if (n <= kMaxMovedColumns) Moves(n, Orders::kThatShow);
  }

  void RunTypes() {
    for (std::uint32_t i = 0; i < table_.columns.size(); ++i) {
      if (IsStored(table_.columns[i])) Retype(i);
    }
  }

  void RunNullability() {
    for (std::uint32_t i = 0; i < table_.columns.size(); ++i) {
      if (IsStored(table_.columns[i]) && !IsOfPrimaryKey(i)) Nullability(i);
    }
  }

  void RunOrders(Orders orders) { Moves(static_cast<std::uint32_t>(table_.columns.size()), orders); }

 private:
  void Give(Table table, EditKind kind, std::string column, std::string detail, double prior) const {
    visit_({std::move(table), kind, std::move(column), std::move(detail), prior});
  }

  Table Changed(std::uint32_t i, Column column) const {
    Table other = table_;
    other.columns[i] = std::move(column);
    return other;
  }

  bool IsOfPrimaryKey(std::uint32_t i) const {
    return std::ranges::any_of(table_.indexes, [&](const Index& index) {
      return index.kind == IndexKind::kPrimary &&
             std::ranges::any_of(index.parts, [&](const KeyPart& part) { return part.column == i; });
    });
  }

  void Nullability(std::uint32_t i) const {
    Column column = table_.columns[i];
    column.nullable = !column.nullable;
    const std::string detail = column.nullable ? "NULL, not NOT NULL" : "NOT NULL, not NULL";
    Give(Changed(i, std::move(column)), EditKind::kNullability, table_.columns[i].name, detail, 2.0);
  }

  void Sign(std::uint32_t i) const {
    if (!IsInteger(table_.columns[i].type)) return;
    Column column = table_.columns[i];
    column.is_unsigned = !column.is_unsigned;
    const std::string detail = TypeText(column) + ", not " + TypeText(table_.columns[i]);
    Give(Changed(i, std::move(column)), EditKind::kSign, table_.columns[i].name, detail, 2.0);
  }

  static constexpr std::array<std::string_view, 6> kCharsets = {"utf8mb4_bin", "utf8mb3_bin", "latin1_bin",
                                                                "ucs2_bin",    "gbk_bin",     "ujis_bin"};

  void Charset(std::uint32_t i) const {
    const Column& own = table_.columns[i];
    if (!IsText(own.type) || own.collation == nullptr) return;
    for (const std::string_view name : kCharsets) {
      Column column = own;
      column.collation = FindCollation(name);
      if (column.collation == nullptr || column.collation->charset == own.collation->charset) continue;
      const std::string detail =
          fmt::format("{}, not {}", column.collation->charset->name, own.collation->charset->name);
      Give(Changed(i, std::move(column)), EditKind::kCharset, own.name, detail, 4.0);
    }
  }

  void TableCharset() const {
    for (const std::string_view name : kCharsets) {
      const Collation* collation = FindCollation(name);
      if (collation == nullptr || table_.collation == nullptr || collation->charset == table_.collation->charset)
        continue;
      Table other = table_;
      std::size_t changed = 0;
      for (Column& column : other.columns) {
        if (!IsText(column.type) || column.collation == nullptr) continue;
        if (column.collation->charset != table_.collation->charset) continue;
        column.collation = collation;
        ++changed;
      }
      if (changed < 2) continue;
      other.collation = collation;
      Give(std::move(other), EditKind::kTableCharset, "",
           fmt::format("{}, not {}", collation->charset->name, table_.collation->charset->name), 5.0);
    }
  }

  std::optional<std::ptrdiff_t> WidthOf(const Column& column) const {
    const auto storage = StorageOf(column, RecordFormat::kCompact, table_.vendor);
    if (!storage || storage->fixed_length == 0) return std::nullopt;
    return static_cast<std::ptrdiff_t>(storage->fixed_length);
  }

  void Retype(std::uint32_t i) const {
    const Column& own = table_.columns[i];
    const auto width = WidthOf(own);
    const auto give = [&](Column column) {
      column.name = own.name;
      column.nullable = own.nullable;
      column.hidden = own.hidden;
      if (SameStorage(column, own)) return;
      const std::string detail = TypeText(column) + ", not " + TypeText(own);
      // Another width of the same type is the commonest slip.
      const bool alike = (IsInteger(column.type) && IsInteger(own.type) && column.is_unsigned == own.is_unsigned) ||
                         column.type == own.type;
      // BINARY takes any bytes: what fits only as that is more likely another mistake.
      const bool anything = column.type == SqlType::kBinary && own.type != SqlType::kChar;
      const double prior = alike ? 3.0 : anything ? 28.0 : 14.0;
      Give(Changed(i, std::move(column)), EditKind::kRetype, own.name, detail, prior);
    };
    std::optional<std::ptrdiff_t> wanted;
    if (gap_) wanted = width.value_or(0) + *gap_;
    for (Column& column : OtherTypes(table_, wanted)) give(std::move(column));
    if (IsText(own.type) || own.type == SqlType::kBinary || own.type == SqlType::kVarBinary) {
      Column column = own;
      const std::uint32_t mbmaxlen = own.collation == nullptr ? 1U : own.collation->charset->mbmaxlen;
      if (own.type == SqlType::kVarChar || own.type == SqlType::kVarBinary) {
        // Up to 255 bytes, and above: lengths above 127 are stored in one byte, and in two.
        column.length = own.length * mbmaxlen > 255 ? 255 / mbmaxlen : 256;
        give(column);
        column.length = 4096;
        give(column);
        column.type = own.type == SqlType::kVarChar ? SqlType::kChar : SqlType::kBinary;
        column.length = own.length;
        give(column);
      }
      if (own.type == SqlType::kChar || own.type == SqlType::kBinary) {
        column.type = own.type == SqlType::kChar ? SqlType::kVarChar : SqlType::kVarBinary;
        give(column);
        if (width && gap_ && *width + *gap_ > 0 && *gap_ % mbmaxlen == 0) {
          column = own;
          column.length = static_cast<std::uint32_t>((*width + *gap_) / mbmaxlen);
          give(column);
        }
      }
    }
    if (own.type == SqlType::kDecimal && width && gap_) {
      for (unsigned precision = std::max<unsigned>(own.decimals, 1); precision <= kMaxColumnPrecision; ++precision) {
        if (DecimalSize(precision, own.decimals) !=
            static_cast<std::size_t>(std::max<std::ptrdiff_t>(*width + *gap_, 0))) {
          continue;
        }
        Column column = own;
        column.length = precision;
        give(std::move(column));
        break;
      }
    }
    if (own.type == SqlType::kEnum) {
      Column column = own;
      column.members.assign(own.members.size() > 255 ? 255 : 256, "?");
      give(std::move(column));
    }
  }

  void Add(std::uint32_t at) const {
    for (const bool nullable : {true, false}) {
      for (Column& column : OtherTypes(table_, gap_)) {
        column.name = "missing_column";
        column.nullable = nullable;
        const std::string detail =
            fmt::format("{}{}, {}", TypeText(column), nullable ? "" : " NOT NULL", Behind(table_, at));
        // Behind all others is where ALTER TABLE puts a new one.
        const double prior = (at == table_.columns.size() ? 16.0 : 18.0) + (column.type == SqlType::kInt ? 0.0 : 2.0);
        Give(With(table_, at, column), EditKind::kAddColumn, at == 0 ? "" : table_.columns[at - 1].name, detail, prior);
      }
    }
  }

  // Near places first: whoever stops early has seen the likelier mistakes.
  void Moves(std::uint32_t n, Orders orders) const {
    for (std::uint32_t by = 1; by < n; ++by) {
      for (std::uint32_t from = 0; from < n; ++from) {
        if (from + by < n) Move(from, from + by, orders);
        // A step back is a step on of the other column.
        if (by > 1 && from >= by) Move(from, from - by, orders);
        if (by > 1 && from + by < n) Swap(from, from + by, orders);
      }
    }
  }

  void Move(std::uint32_t from, std::uint32_t to, Orders orders) const {
    if (orders == Orders::kThatShow && Alike(from, to)) return;
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < table_.columns.size(); ++i) {
      if (i != from) order.push_back(i);
    }
    order.insert(order.begin() + to, from);
    Table other = Reordered(table_, order);
    const std::string where = Behind(other, to);
    Give(std::move(other), EditKind::kMove, table_.columns[from].name, where, 8.0);
  }

  void Swap(std::uint32_t from, std::uint32_t to, Orders orders) const {
    if (orders == Orders::kThatShow && SameStorage(table_.columns[from], table_.columns[to])) return;
    std::vector<std::uint32_t> order(table_.columns.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::swap(order[from], order[to]);
    Give(Reordered(table_, order), EditKind::kSwap, table_.columns[from].name,
         fmt::format("`{}`", table_.columns[to].name), 9.0);
  }

  // Moving a column over others of its own kind changes names only, which bytes do not tell.
  bool Alike(std::uint32_t from, std::uint32_t to) const {
    const auto [low, high] = std::minmax(from, to);
    for (std::uint32_t i = low; i <= high; ++i) {
      if (!SameStorage(table_.columns[i], table_.columns[from])) return false;
    }
    return true;
  }

  const Table& table_;
  std::optional<std::ptrdiff_t> gap_;
  const std::function<void(SchemaVariant)>& visit_;
};

}  // namespace

void ForEachVariant(const Table& table, std::optional<std::ptrdiff_t> gap,
                    const std::function<void(SchemaVariant)>& visit) {
  Editor(table, gap, visit).Run();
}

void ForEachRetype(const Table& table, const std::function<void(SchemaVariant)>& visit) {
  Editor(table, std::nullopt, visit).RunTypes();
}

void ForEachNullability(const Table& table, const std::function<void(SchemaVariant)>& visit) {
  Editor(table, std::nullopt, visit).RunNullability();
}

void ForEachOrder(const Table& table, Orders orders, std::size_t max_columns,
                  const std::function<void(SchemaVariant)>& visit) {
  if (table.columns.size() <= max_columns) Editor(table, std::nullopt, visit).RunOrders(orders);
}

std::string TypeText(const Column& column) {
  std::string text(Name(column.type));
  if (column.type == SqlType::kDecimal) {
    text += fmt::format("({},{})", column.length == 0 ? 10 : column.length, column.decimals);
  } else if (column.fsp != 0) {
    text += fmt::format("({})", column.fsp);
  } else if (column.length != 0 && !IsInteger(column.type) && !IsBlob(column.type) && column.type != SqlType::kYear) {
    text += fmt::format("({})", column.length);
  }
  if (column.is_unsigned) text += " UNSIGNED";
  if (IsTemporalWithFraction(column.type) && column.old_temporal.value_or(false)) text += " (as before MySQL 5.6)";
  return text;
}

}  // namespace innosalvage
