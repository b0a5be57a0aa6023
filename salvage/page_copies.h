// Page copies: images of pages that stand outside of their tablespace's own file, and the hurt pages they can replace.
//
// Purpose   a page that is hurt in its file may be whole in the doublewrite area of a system tablespace (MySQL 5.x and
//           MariaDB), in MySQL 8's #ib_*.dblwr files, or in a second image of the file.
// Rules     only hurt pages are replaced, each by the copy with the newest LSN that verifies, claims this page of this
//           tablespace, and makes sense. What the hurt page still says of its LSN must not be newer. Where it says
//           nothing, copies are taken only from inputs that are not known to be older than the file: none of their
//           copies is older than the same page that verifies in the file.
// Units     memory: 32 bytes a copy known; the bytes of a copy are read again where it stands. No file is kept open.
// Source    trx0sys.h (TRX_SYS_DOUBLEWRITE), buf0dblwr.cc (5.7, MariaDB 10.11): two blocks of one extent each in the
//           system tablespace; buf0dblwr.cc (8.0.20): files of pages, one behind the other.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "salvage/inventory.h"

namespace innosalvage {

enum class CopyKind : std::uint8_t { kDoublewrite, kImage };

struct CopyInput {
  std::string path;
  CopyKind kind = CopyKind::kImage;
};

struct PageCopy {
  std::uint64_t offset = 0;
  std::uint64_t lsn = 0;
  std::uint32_t space_id = 0;
  std::uint32_t page_no = 0;
  std::uint32_t input = 0;  // in PageCopies::inputs
};

class PageCopies {
 public:
  // A second image of tablespaces: read as a tablespace is, damage and all. Fails where it is no such file.
  Result<std::size_t> AddImage(const std::string& path, const ScanOptions& options);
  // A file of pages of one size, one behind the other, of any tablespace. 0: the size in the file's name, #ib_16384_0.
  Result<std::size_t> AddDoublewriteFile(const std::string& path, std::uint32_t page_size);
  // The doublewrite area of a system tablespace. Fails only where the file cannot be read: there may be no such area.
  Result<std::size_t> AddDoublewriteArea(const std::string& path, const FormatOptions& options);

  // Opens an input by its name; to be set before anything is added. Default: OpenFile.
  using Opener = std::function<Result<std::unique_ptr<ByteSource>>(const std::string& name)>;
  void SetOpener(Opener open) { open_ = std::move(open); }
  Result<std::unique_ptr<ByteSource>> Open(const std::string& name) const { return open_(name); }

  bool empty() const { return copies_.empty(); }
  const std::vector<CopyInput>& inputs() const { return inputs_; }
  // The copies of a tablespace, by page number, the newest first.
  std::span<const PageCopy> Of(std::uint32_t space_id) const;

 private:
  void AddRange(const ByteSource& source, std::uint64_t begin, std::uint64_t end, std::uint32_t page_size);
  void Sort();

  Opener open_ = OpenFile;
  std::vector<CopyInput> inputs_;
  std::vector<PageCopy> copies_;  // by space id and page no; newest LSN first
};

// Replaces what can be replaced: entries become kRepaired and `restored` names where their bytes are. Pages that the
// file does not hold at all are appended. To be called while zero pages are not settled yet; Index() is due afterwards.
void RestorePages(const ByteSource& source, const PageCopies& copies, Inventory& inventory);

}  // namespace innosalvage
