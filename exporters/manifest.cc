#include "exporters/manifest.h"

#include "exporters/report_members.h"
#include "exporters/report_verdict.h"

namespace innosalvage {

std::string ManifestJson(const RunFindings& run, const ReportContext& context) {
  Json document = ReportHead("innosalvage-manifest", 1, context);
  const CaseNotes& notes = context.case_notes;
  document["case"] = TextOrNull(notes.case_number);
  document["examiner"] = TextOrNull(notes.examiner);
  document["notes"] = notes.notes;
  Json images = Json::array();
  for (const ReportedImage& image : context.images) {
    Json item = Json::object();
    AddPath(image.path, item);
    item["size"] = image.size;
    item["sha256"] = TextOrNull(image.sha256);
    item["bytes_unreadable"] = image.bytes_unreadable;
    item["file_systems"] = image.file_systems;
    item["notes"] = image.notes;
    item["files"] = image.files;
    item["carved"] = TextOrNull(image.carved);
    images.push_back(std::move(item));
  }
  document["images"] = std::move(images);
  Json inputs = Json::array();
  for (const TablespaceFindings& file : run.tablespaces) {
    Json item = Json::object();
    AddPath(file.path, item);
    item["size"] = file.size;
    item["sha256"] = TextOrNull(file.inventory.sha256);
    if (!file.parts.empty()) {
      item["parts"] = Json::array();
      for (const InputPart& part : file.parts) {
        Json data_file = Json::object();
        AddPath(part.path, data_file);
        data_file["size"] = part.size;
        data_file["sha256"] = TextOrNull(part.sha256);
        item["parts"].push_back(std::move(data_file));
      }
    }
    const bool scanned = IsScanned(file);
    item["bytes_read"] = scanned ? Json(file.inventory.bytes_read) : Json(nullptr);
    item["bytes_unreadable"] = scanned ? Json(file.inventory.bytes_unreadable) : Json(nullptr);
    AddBadRanges(file.inventory.bad_ranges, item);
    item["refused"] = TextOrNull(file.refused);
    inputs.push_back(std::move(item));
  }
  document["inputs"] = std::move(inputs);
  document["outputs"] = Outputs(context);
  return ToText(document);
}

}  // namespace innosalvage
