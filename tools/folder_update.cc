#include "tools/folder_update.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "exporters/report_document.h"
#include "exporters/report_sections.h"

namespace innosalvage {

Result<FolderFile> FolderUpdate::WriteFile(const std::string& path, std::string_view file_class,
                                           std::string_view content) {
  auto file = out_.Create(path, Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  (*file)->Append(content);
  const auto committed = (*file)->Commit();
  if (!committed) return tl::unexpected(committed.error());
  FolderFile written{path, std::string(file_class), 0, committed->bytes, committed->sha256};
  files_.push_back(written);
  return written;
}

Result<void> FolderUpdate::WriteReports(const std::string& name, Json member, std::string_view section) {
  for (const FolderFile& file : files_) {
    if (auto there = out_.CheckFile(file.path, file.bytes); !there) return there;
  }
  folder_.report[name] = std::move(member);
  std::string text;
  if (std::ifstream in(folder_.path / "report.txt", std::ios::binary); in) {
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const auto& [path, content] : {std::pair<const char*, std::string>{"report.json", ToText(folder_.report)},
                                      {"report.html", ReportHtmlOf(folder_.report)},
                                      {"report.txt", WithSection(std::move(text), section)}}) {
    if (const auto written = WriteFile(path, "report", content); !written) return tl::unexpected(written.error());
  }
  std::ifstream in(folder_.path / "manifest.json", std::ios::binary);
  Json manifest = in ? Json::parse(in, nullptr, false) : Json();
  if (!manifest.is_object()) return {};  // it was taken away: there is nothing to keep in step
  Json& outputs = manifest["outputs"];
  if (!outputs.is_array()) outputs = Json::array();
  std::map<std::string_view, const FolderFile*> newest;
  for (const FolderFile& file : files_) newest[file.path] = &file;
  const auto written = [&](const Json& output) { return newest.contains(TextOf(output, "path")); };
  outputs.erase(std::remove_if(outputs.begin(), outputs.end(), written), outputs.end());
  for (const FolderFile& file : files_) {
    if (newest[file.path] != &file) continue;
    outputs.push_back(Json{{"path", file.path},
                           {"class", file.file_class},
                           {"rows", file.rows},
                           {"bytes", file.bytes},
                           {"sha256", file.sha256}});
  }
  auto file = out_.Create("manifest.json", Compression::kNone);
  if (!file) return tl::unexpected(file.error());
  (*file)->Append(ToText(manifest));
  if (const auto committed = (*file)->Commit(); !committed) return tl::unexpected(committed.error());
  return {};
}

}  // namespace innosalvage
