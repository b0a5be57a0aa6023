#include "exporters/table_exporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "exporters/file_name.h"

namespace innosalvage {

namespace {

RowSection SectionOf(const RowBatch& batch, std::size_t row) {
  switch (batch.EvidenceOf(row).trust) {
    case Trust::kIntact:
    case Trust::kRepaired: {
      const auto values = batch.Values(row);
      const bool lost =
          std::any_of(values.begin(), values.end(), [](const Value& value) { return value.kind == ValueKind::kLost; });
      return lost ? RowSection::kSuspect : RowSection::kTrusted;
    }
    case Trust::kDeleted: return RowSection::kDeleted;
    case Trust::kSuspect:
    case Trust::kPartial: break;
  }
  return RowSection::kSuspect;
}

}  // namespace

struct TableExporter::TableChunk final : RowConsumer::Chunk {
  std::array<FormattedRows, kRowSections> sections;

  std::size_t capacity() const {
    std::size_t bytes = 0;
    for (const FormattedRows& rows : sections) bytes += rows.text.capacity() + rows.plain.capacity();
    return bytes;
  }
};

TableExporter::~TableExporter() {
  // A hash thread gives back what it has of an unfinished file.
  for (Section& section : sections_) section.file.reset();
}

TableExporter::TableExporter(OutputFolder out, const Table& table, std::span<const std::uint32_t> columns,
                             TableExportOptions options)
    : out_(std::move(out)),
      compression_(options.compression),
      hashing_(options.hashing),
      split_size_(options.split_size),
      extension_(std::string(Extension(options.format)) + std::string(Extension(options.compression))) {
  const std::string name = SafeTableFileName(table.db, options.file_stem.empty() ? table.name : options.file_stem);
  for (const RowSection section : {RowSection::kTrusted, RowSection::kSuspect, RowSection::kDeleted}) {
    if (section == RowSection::kDeleted && options.deleted == DeletedRows::kDrop) continue;
    if (section == RowSection::kTrusted && options.inferred) continue;
    const bool creates = section == (options.inferred ? RowSection::kSuspect : RowSection::kTrusted);
    Section& made = sections_[static_cast<std::size_t>(section)];
    RowFileContext context{&table,       columns,        section,       options.evidence,
                           options.tool, options.source, std::string(), options.image_offset};
    if (split_size_ > 0) made.next_part = MakeRowFormatter(options.format, context);
    if (creates) context.create_table = options.create_table;
    made.formatter = MakeRowFormatter(options.format, std::move(context));
    made.stem = std::string(FolderName(section)) + '/' + name;
    made.path = made.stem + extension_;
  }
}

Result<std::unique_ptr<TableExporter>> TableExporter::Open(OutputFolder out, const Table& table,
                                                           std::span<const std::uint32_t> columns,
                                                           TableExportOptions options) {
  const bool inferred = options.inferred;
  std::unique_ptr<TableExporter> exporter(  // NOLINT: the constructor is private
      new TableExporter(std::move(out), table, columns, std::move(options)));
  if (inferred) return exporter;
  if (auto opened = exporter->OpenSection(exporter->sections_[static_cast<std::size_t>(RowSection::kTrusted)]);
      !opened) {
    return tl::unexpected(opened.error());
  }
  return exporter;
}

Result<void> TableExporter::OpenSection(Section& section) {
  auto file = out_.Create(section.path, compression_, hashing_);
  if (!file) return tl::unexpected(file.error());
  section.file = std::move(*file);
  section.writer.emplace(section.formatter->grouping());
  std::string header;
  (section.part == 1 ? section.formatter : section.next_part)->AppendHeader(header);
  section.file->Append(header);
  return {};
}

std::unique_ptr<TableExporter::TableChunk> TableExporter::TakeChunk() const {
  const std::scoped_lock lock(spare_mutex_);
  if (spare_.empty()) return std::make_unique<TableChunk>();
  auto chunk = std::move(spare_.back());
  spare_.pop_back();
  return chunk;
}

void TableExporter::GiveBack(std::unique_ptr<TableChunk> chunk) const {
  // One large value must not keep its memory to the end of the table.
  constexpr std::size_t kMaxKept = 8U << 20U;
  if (chunk->capacity() > kMaxKept) return;
  for (FormattedRows& rows : chunk->sections) rows.Clear();
  const std::scoped_lock lock(spare_mutex_);
  spare_.push_back(std::move(chunk));
}

std::unique_ptr<RowConsumer::Chunk> TableExporter::Format(const RowBatch& batch) const {
  auto chunk = TakeChunk();
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const auto section = static_cast<std::size_t>(SectionOf(batch, row));
    if (!sections_[section].formatter) continue;
    FormattedRows& rows = chunk->sections[section];
    if (rows.ends.empty()) {
      const std::size_t left = batch.size() - row;
      rows.ends.reserve(left);
      rows.text.reserve(left * (bytes_a_row_.load(std::memory_order_relaxed) + 16));
    }
    const std::size_t before = rows.text.size();
    sections_[section].formatter->AppendRow(batch, row, rows.text);
    rows.ends.push_back(rows.text.size());
    bytes += rows.text.size() - before;
  }
  if (!batch.empty()) {
    // A hint only, and a bounded one: after a batch of large values the next may be small again.
    bytes_a_row_.store(std::min<std::size_t>(bytes / batch.size(), 4096), std::memory_order_relaxed);
  }
  return chunk;
}

bool TableExporter::FormatPlain(const PlainRows& rows, std::unique_ptr<Chunk>& chunk) const {
  const Section& trusted = sections_[static_cast<std::size_t>(RowSection::kTrusted)];
  const Section& deleted = sections_[static_cast<std::size_t>(RowSection::kDeleted)];
  if (!trusted.formatter || (deleted.formatter && rows.deleted > 0)) return false;
  auto* formatted = dynamic_cast<TableChunk*>(chunk.get());
  std::unique_ptr<TableChunk> fresh;
  if (formatted == nullptr) {
    fresh = TakeChunk();
    formatted = fresh.get();
  }
  auto& to = formatted->sections[static_cast<std::size_t>(RowSection::kTrusted)];
  if (!trusted.formatter->AppendPlainRows(rows, to)) {
    if (fresh) GiveBack(std::move(fresh));
    return false;
  }
  if (fresh) chunk = std::move(fresh);
  return true;
}

void TableExporter::Write(std::unique_ptr<Chunk> chunk) {
  if (dynamic_cast<TableChunk*>(chunk.get()) == nullptr || error_) return;
  // A hash thread may be the last one that needs it.
  const std::shared_ptr<TableChunk> formatted(
      static_cast<TableChunk*>(
          chunk.release()),  // NOLINT(cppcoreguidelines-pro-type-static-cast-downcast): asked above
      [this](TableChunk* done) { GiveBack(std::unique_ptr<TableChunk>(done)); });
  for (std::size_t i = 0; i < kRowSections; ++i) {
    if (formatted->sections[i].ends.empty()) continue;
    if (static_cast<RowSection>(i) == RowSection::kSuspect) KeepSample(formatted->sections[i]);
    WriteRows(static_cast<RowSection>(i), formatted->sections[i], formatted);
  }
}

void TableExporter::WriteRows(RowSection which, const FormattedRows& rows, const std::shared_ptr<const void>& owner) {
  Section& section = sections_[static_cast<std::size_t>(which)];
  for (std::size_t first = 0; first < rows.ends.size();) {
    if (!section.file) {
      if (auto opened = OpenSection(section); !opened) return KeepError(opened.error());
    }
    const std::size_t begin = first == 0 ? 0 : rows.ends[first - 1];
    std::size_t last = rows.ends.size();  // one past the rows of this part
    if (split_size_ > 0) {
      // The row that makes it full is its last one.
      const std::uint64_t room = split_size_ - section.bytes_in_part;
      const auto full =
          std::lower_bound(rows.ends.begin() + static_cast<std::ptrdiff_t>(first), rows.ends.end(), begin + room);
      if (full != rows.ends.end()) last = static_cast<std::size_t>(full - rows.ends.begin()) + 1;
    }
    pieces_.clear();
    section.writer->Append(rows, first, last - first, pieces_);
    section.file->Append(pieces_, owner);
    section.rows += last - first;
    section.rows_in_part += last - first;
    section.bytes_in_part += rows.ends[last - 1] - begin;
    first = last;
    if (section.file->error()) return KeepError(*section.file->error());
    if (split_size_ > 0 && section.bytes_in_part >= split_size_ && !CloseSection(which)) return;
  }
}

// Completes the file; the next row begins another part. False: it failed, and the error is kept.
bool TableExporter::CloseSection(RowSection which) {
  Section& section = sections_[static_cast<std::size_t>(which)];
  pieces_.clear();
  section.writer->Finish(pieces_);
  for (const std::string_view piece : pieces_) section.file->Append(piece);
  std::string trailer;
  section.formatter->AppendTrailer(trailer);
  section.file->Append(trailer);
  auto committed = section.file->Commit();
  if (!committed) {
    KeepError(committed.error());
    return false;
  }
  committed_.push_back({which, section.path, committed->bytes, committed->sha256, section.rows_in_part, section.part});
  section.file.reset();
  ++section.part;
  section.path = fmt::format("{}~{:04}{}", section.stem, section.part, extension_);
  section.rows_in_part = 0;
  section.bytes_in_part = 0;
  return true;
}

void TableExporter::KeepSample(const FormattedRows& rows) {
  constexpr std::size_t kMaxRows = 5;
  constexpr std::size_t kMaxBytes = 500;
  std::size_t begin = 0;
  for (const std::size_t end : rows.ends) {
    if (suspect_sample_.size() == kMaxRows) return;
    std::string_view row = rows.Text().substr(begin, end - begin);
    begin = end;
    while (row.ends_with('\n')) row.remove_suffix(1);
    std::size_t kept = std::min(row.size(), kMaxBytes);
    while (kept > 0 && kept < row.size() && (static_cast<unsigned char>(row[kept]) & 0xc0U) == 0x80U) --kept;
    suspect_sample_.push_back(std::string(row.substr(0, kept)) + (kept < row.size() ? " …" : ""));
  }
}

void TableExporter::KeepError(const Error& error) {
  if (!error_) error_ = error;
}

Result<std::vector<ExportedFile>> TableExporter::Commit() {
  for (std::size_t i = 0; i < kRowSections && !error_; ++i) {
    if (sections_[i].file && !CloseSection(static_cast<RowSection>(i))) break;
  }
  if (error_) return tl::unexpected(*error_);
  return committed_;
}

}  // namespace innosalvage
