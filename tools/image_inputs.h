// Image inputs: what a disk image on the command line stands for: the tablespaces in its file systems, read where they
// lie, and what carving finds where no file is left.
//
// Shape     a path is taken for an image if it is a block device or a container (E01, VMDK, ...), if a partition table
//           or a file system is in it, if its name says so (.img .dd .raw .bin .iso), or if pages of several
//           tablespaces stand in it. A file named as a tablespace, or beginning with a tablespace's page 0, never is.
//           Compressed files (.gz .bz2 .xz .zst) and tar archives stand for what is in them: a tablespace, the
//           tablespaces of an archive, an image. Files in images and archives are named IMAGE:/path/in/it.
// Fails     an image that cannot be read is a problem, told as such; the others go on.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <ostream>

#include "exporters/evidence_text.h"
#include "exporters/output_folder.h"
#include "exporters/report_context.h"
#include "salvage/page_copies.h"
#include "tools/another_pass.h"
#include "tools/carve_job.h"
#include "tools/carved_origins.h"
#include "tools/common_options.h"
#include "tools/disk_image.h"
#include "tools/input_files.h"

namespace innosalvage {

// Below OUT: definitions and configuration, copied out of images.
inline constexpr const char* kFromImage = "from_image";

class ImageInputs {
 public:
  // `open`: for paths that are no images, and for images of one file (with --ddrescue-map in it).
  ImageInputs(SourceOpener open, const CommonOptions& options) : open_(std::move(open)), options_(options) {}

  // For carving: go on in a folder that a killed run left; who works on what.
  void Resume(bool resume) { resume_ = resume; }
  void Tell(const CaseNotes& notes) { notes_ = notes; }
  // The folder of results, where there is one, for what is carved and copied out; it outlives this.
  void WriteTo(const OutputFolder& out) { out_ = &out; }

  // Replaces images in inputs.paths by the files in them. `carve_folder`: where tablespaces go that are carved from
  // what no file holds; empty: nothing is carved. Notes for people go to `err`.
  void Expand(InputFiles& inputs, const std::string& carve_folder, Progress& progress, std::ostream& err);

  // Where in its image a byte of an input lies; a path that is no image stands for itself. nullopt: not known.
  std::optional<ImagePlace> PlaceOf(const std::string& name, std::uint64_t offset) const;

  // What of a range of an image is unreadable; all of it where the image was not carved.
  std::vector<ByteRange> BadIn(const std::string& image, const ByteRange& range) const;

  // Where in an image each page of an input lies; empty: in none. Lasts as long as this object.
  ImageOffset OriginsOf(const std::string& name, std::uint32_t page_size);

  const std::vector<ReportedImage>& images() const { return images_; }
  // Whether something could not be written; why is among the problems of the inputs.
  bool output_failed() const { return output_failed_; }
  // Of what the file systems hold that matters here, deleted files too: one JSON line a file.
  const std::string& lists() const { return lists_; }
  // Folder that definitions and configuration were copied to; empty: there were none.
  const std::string& definitions() const { return definitions_; }
  // The doublewrite files and areas in the file systems.
  void AddCopies(PageCopies& copies, const FormatOptions& format);

  // Opens paths and files in images. Refers to this object.
  SourceOpener opener();

 private:
  struct InImage {
    std::string image_name;
    std::shared_ptr<const ByteSource> image;
    FileInImage file;
  };

  // Whether the path is compressed, or an archive: then it is expanded.
  bool ExpandPacked(const std::string& path, InputFiles& inputs, const std::string& carve_folder, Progress& progress,
                    std::ostream& err);
  void ExpandImage(const std::string& path, const std::shared_ptr<const ByteSource>& image, InputFiles& inputs,
                   const std::string& carve_folder, Progress& progress, std::ostream& err);
  void Add(const std::string& path, const std::shared_ptr<const ByteSource>& image, FileInImage file,
           InputFiles& inputs);
  void Carve(const std::string& path, const std::shared_ptr<const ByteSource>& image, std::vector<ByteRange> known,
             const std::vector<std::string>& found, std::vector<FileInImage> deleted, const std::string& folder,
             InputFiles& inputs, Progress& progress, std::ostream& err);
  bool Extract(const ByteSource& source, const FileInImage& file, InputFiles& inputs);
  void AddDoublewrite(const std::string& path, const std::shared_ptr<const ByteSource>& image, FileInImage file);
  static std::unique_ptr<ByteSource> SourceOf(const std::shared_ptr<const ByteSource>& image, const FileInImage& file);

  SourceOpener open_;
  const CommonOptions& options_;
  struct Carved {
    std::string image;
    std::uint32_t page_size = 0;
    std::map<std::uint32_t, std::uint64_t> places;  // of pages that are hurt, or missing where sectors are unreadable
  };

  std::map<std::string, InImage> files_;
  std::map<std::string, Carved> carved_files_;
  int carved_ = 0;
  bool resume_ = false;
  bool output_failed_ = false;
  const OutputFolder* out_ = nullptr;
  CaseNotes notes_;
  std::vector<ReportedImage> images_;
  std::map<std::string, std::vector<ByteRange>> bad_;  // of images that were carved, ascending
  std::string lists_;
  std::string definitions_;
  std::vector<std::string> doublewrite_;  // names, in files_
  CarvedOrigins origins_;
};

// Whether a path on the command line is an image, by the rules above.
bool IsDiskImage(const std::string& path, const SourceOpener& open);

}  // namespace innosalvage
