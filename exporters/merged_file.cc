#include "exporters/merged_file.h"

#include <utility>

#include "exporters/sql_session.h"
#include "exporters/utf8.h"

namespace innosalvage {

namespace {

constexpr std::size_t kMaxStatement = 1'000'000;

std::string Trailer() {
  std::string text = "\n";
  AppendSessionRestore(text);
  return text;
}

}  // namespace

Result<std::unique_ptr<MergedFile>> MergedFile::Create(const OutputFolder& out, const std::string& name,
                                                       Compression compression) {
  auto file = out.Create(name, compression);
  if (!file) return tl::unexpected(file.error());
  return std::unique_ptr<MergedFile>(new MergedFile(*std::move(file)));  // NOLINT: the constructor is private
}

// A part sets up the session at its begin and restores it at its end: the next one finds what this one found.
void MergedFile::Copy(std::istream& part) {
  std::string buffer(256U << 10U, '\0');
  while (part.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || part.gcount() > 0) {
    file_->Append(std::string_view(buffer).substr(0, static_cast<std::size_t>(part.gcount())));
  }
  file_->Append("\n");
}

void MergedFile::BeginWith(std::istream& salvaged) {
  // The end of the file restores the session, and must come behind what is added: it is held back.
  const std::string trailer = Trailer();
  std::string held;
  std::string buffer(256U << 10U, '\0');
  while (salvaged.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || salvaged.gcount() > 0) {
    held.append(buffer, 0, static_cast<std::size_t>(salvaged.gcount()));
    if (held.size() <= trailer.size()) continue;
    const std::size_t ready = held.size() - trailer.size();
    file_->Append(std::string_view(held).substr(0, ready));
    held.erase(0, ready);
  }
  if (held != trailer) file_->Append(held);
  // The salvaged rows were loaded without the checks of unique keys; from here on they are wanted.
  file_->Append("\n" + std::string(kCheckUniqueKeys) + ";\n");
}

void MergedFile::BeginNew(std::string_view tool, std::string_view table, std::string_view remark,
                          std::string_view create_table) {
  std::string head = "-- ";
  AppendOneLine(tool, head);
  head += "\n-- Table: ";
  AppendOneLine(table, head);
  head += "\n-- ";
  head += remark;
  head += "\n\n";
  AppendSessionSettings(UniqueChecks::kOn, head);
  if (!create_table.empty()) {
    head += '\n';
    head += create_table;
    head += '\n';
  }
  file_->Append(head);
}

void MergedFile::CloseStatement() {
  if (used_ != 0) file_->Append(";\n");
  used_ = 0;
}

void MergedFile::AddRow(std::string_view section, std::string_view insert, std::string_view tuple) {
  if (used_ != 0 && (section != section_ || insert != insert_ || used_ + tuple.size() + 2 > kMaxStatement)) {
    CloseStatement();
  }
  if (section != section_) {
    section_ = section;
    std::string comment = "\n-- ";
    AppendOneLine(section, comment);
    file_->Append(comment + '\n');
  }
  if (used_ == 0) {
    insert_ = insert;
    file_->Append(insert);
    file_->Append("\n");
    used_ = insert.size() + 1;
  } else {
    file_->Append(",\n");
    used_ += 2;
  }
  file_->Append(tuple);
  used_ += tuple.size();
  ++rows_added_;
}

Result<OutputFile::Committed> MergedFile::Commit() {
  CloseStatement();
  file_->Append(Trailer());
  return file_->Commit();
}

}  // namespace innosalvage
