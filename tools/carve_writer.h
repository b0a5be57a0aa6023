// Carve writer: one rebuilt tablespace on disk, sparse, each page in its place, with what belongs to it.
//
// Shape     DIR/shop/orders.ibd          the pages; where none was found there is a hole
//           DIR/shop/orders.ibd.map      which bytes of it are what the drive held, as a ddrescue map: + found, ? not
//                                        found, - on bad sectors. `salvage` reads it beside the file.
//           DIR/versions/shop/orders.ibd.pages    the images that were not chosen, one behind the other
// Fails     where a file cannot be written. Files get their names when they are complete and on disk.
#pragma once

#include <functional>
#include <string>

#include "exporters/output_folder.h"
#include "parser/ddrescue_map.h"
#include "salvage/carve_assembly.h"

namespace innosalvage {

struct CarvedFile {
  std::string path;  // below the output folder
  std::uint64_t bytes = 0;
  std::string sha256;
};

struct CarvedTablespace {
  std::uint64_t pages = 0;    // put in place
  std::uint64_t hurt = 0;     // of them, not verified and not zero
  std::uint64_t joined = 0;   // of them, put together from two places
  std::uint64_t kept = 0;     // images in versions/
  std::uint64_t missing = 0;  // below the file's size, not found
  std::uint64_t newest_lsn = 0;
  std::uint64_t gaps = 0;         // missing, and their places are unreadable
  std::vector<CarvedGap> places;  // where these, and those with unreadable sectors, lie, as far as carve-list allows
  std::vector<CarvedFile> files;
};

class CarveWriter {
 public:
  // `lines`: takes the inventory's lines, one a page.
  CarveWriter(const ByteSource& image, OutputFolder folder, std::string name, std::uint32_t page_size,
              std::function<void(std::string_view)> lines);
  ~CarveWriter();
  CarveWriter(const CarveWriter&) = delete;
  CarveWriter& operator=(const CarveWriter&) = delete;

  void Page(const CarvedPage& page);
  void Gap(const CarvedGap& gap);
  // Images of one page that go to versions/ alone.
  void LeftOut(std::span<const CarveFind> images);
  Result<CarvedTablespace> Finish();

 private:
  struct Output;
  std::vector<ByteRange> ReadImage(const CarveFind& image, std::uint64_t at, std::span<std::byte> page);
  void KeepPlace(const CarvedGap& gap);
  void PutPage(const CarvedPage& page);
  std::string Keep(const CarveFind& other);
  std::string KeepAll(std::span<const CarveFind> others, std::vector<std::uint32_t> kept);
  void Line(const CarvedPage& page, const std::string& others);

  const ByteSource& image_;
  OutputFolder folder_;
  std::string name_;
  std::uint32_t page_size_;
  std::function<void(std::string_view)> lines_;
  std::unique_ptr<Output> pages_;
  std::unique_ptr<Output> versions_;
  RescueMap map_;
  CarvedTablespace result_;
  std::uint64_t size_in_pages_ = 0;  // as page 0 says
  std::vector<std::byte> buffer_;
  std::vector<std::byte> disk_;
  std::optional<Error> error_;
};

}  // namespace innosalvage
