// The file of a merged table: the salvaged rows as they were written, then rows that a backup adds, each kind under a
// comment that says what they are.
//
// Shape     CREATE TABLE and the rows of tables/DB.TABLE.sql, byte for byte, without its end; of several parts, all in
//           order, the end of the last one left out; then
//             -- From the backup, STALE: their keys lie in ranges that were lost
//             INSERT IGNORE INTO `t` (…) VALUES (…),…;
//           and the end. INSERT IGNORE: no row replaces one that is there.
//           Or, for rows kept apart and for tables that only the backup has, a head, a CREATE TABLE and such sections.
// Units     a statement stays under 1 MB unless one row is larger.
// Fails     as OutputFile does: errors are kept, and Commit gives them.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/output_folder.h"

namespace innosalvage {

class MergedFile {
 public:
  static Result<std::unique_ptr<MergedFile>> Create(const OutputFolder& out, const std::string& name,
                                                    Compression compression);

  // One of the two Begins first; before BeginWith, Copy for each part that stands before the last one.
  void Copy(std::istream& part);
  void BeginWith(std::istream& salvaged);
  void BeginNew(std::string_view tool, std::string_view table, std::string_view remark, std::string_view create_table);

  // `insert`: "INSERT IGNORE INTO `t` (`a`,`b`) VALUES"; `tuple`: "(1,'x')". A section's rows need not come together.
  void AddRow(std::string_view section, std::string_view insert, std::string_view tuple);
  std::uint64_t rows_added() const { return rows_added_; }
  Result<OutputFile::Committed> Commit();
  const std::optional<Error>& error() const { return file_->error(); }

 private:
  explicit MergedFile(std::unique_ptr<OutputFile> file) : file_(std::move(file)) {}
  void CloseStatement();

  std::unique_ptr<OutputFile> file_;
  std::string section_;
  std::string insert_;
  std::size_t used_ = 0;  // bytes of the open statement; 0: none is open
  std::uint64_t rows_added_ = 0;
};

}  // namespace innosalvage
