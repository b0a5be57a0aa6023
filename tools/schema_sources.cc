#include "tools/schema_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <tuple>

#include "parser/cfg_file.h"
#include "parser/ddl_parser.h"
#include "parser/definition_text.h"
#include "parser/frm_reader.h"
#include "parser/frm_sections.h"
#include "parser/limits.h"
#include "parser/sql_quote.h"
#include "salvage/cfg_schema.h"
#include "salvage/dictionary.h"
#include "salvage/file_role.h"
#include "salvage/page_store.h"
#include "salvage/sdi_reader.h"
#include "salvage/tablespace_salvage.h"
#include "tools/compressed_input.h"
#include "tools/display_text.h"

namespace innosalvage {

namespace {

namespace fs = std::filesystem;

std::string ReadStart(const fs::path& path, std::size_t size) {
  std::ifstream in(path, std::ios::binary);
  std::string content;
  std::error_code error;
  const auto length = fs::file_size(path, error);
  content.resize(error ? 0 : static_cast<std::size_t>(std::min<std::uintmax_t>(length, size)));
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return content;
}

// A .frm is at most 1 MiB (FRM_MAX_SIZE in sql/unireg.h); triggers may be more.
std::string ReadDefinition(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!error) static_cast<void>(IsWithin(Limit::kDefinitionFile, size));
  return ReadStart(path, ValueOf(Limit::kDefinitionFile));
}

// DEFAULT nextval(`shop`.`numbers`) in a table of `shop`: a server puts its own database there, and leaves it out of
// SHOW CREATE TABLE. With it, the table loaded under another name would count by the old sequence.
void LeaveOwnDatabaseOut(Table& table) {
  const std::string own = QuoteName(table.db) + ".";
  for (Column& column : table.columns) {
    // A text may hold these words, and is no call.
    if (!column.default_sql || column.default_sql->find('\'') != std::string::npos) continue;
    for (const std::string_view function : {"nextval(", "lastval(", "setval("}) {
      const std::string call = std::string(function) + own;
      for (std::size_t at = column.default_sql->find(call); at != std::string::npos;
           at = column.default_sql->find(call, at + function.size())) {
        column.default_sql->erase(at + function.size(), own.size());
      }
    }
  }
}

class Collector {
 public:
  Collector(const CommonOptions& options, std::ostream& err) : options_(options), err_(err) {}

  Result<void> AddFile(const std::string& path) {
    const fs::path extension = fs::path(path).extension();
    if (extension == ".frm" || extension == ".cfg") {
      std::error_code error;
      if (!fs::is_regular_file(path, error)) return Fail(path, "schema file cannot be read: it is not there");
      extension == ".frm" ? AddFrm(path, Told::kYes) : AddCfg(path, Told::kYes);
      return {};
    }
    auto in = OpenText(path);
    if (!in) return tl::unexpected(in.error());
    AddSql(**in, path);
    if ((*in)->bad()) Tell(path, "cannot be read to its end: what stood before counts; is it cut off?");
    return {};
  }

  // Everything below the folder that defines tables.
  Result<void> AddFolder(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return Fail(folder, "is no folder that can be read; see --schema-dir");
    for (const fs::path& path : FilesBelow(folder)) {
      const std::string name = WithoutPackedEnding(path.filename().string());
      const std::string ending = fs::path(name).extension().string();
      if (ending == ".sql") {
        if (auto in = OpenText(path.string())) AddSql(**in, path.string());
      } else if (ending == ".ibd") {
        AddSdi(path);
      } else {
        AddDefinition(path);
      }
    }
    return {};
  }

  // Views and triggers below a folder of inputs; its tables are looked for beside each input. Tables in a system
  // tablespace have no file of their own to be beside: with one in the folder, all tables' .frm are taken.
  void AddSideDefinitions(const std::string& folder) {
    const std::vector<fs::path> files = FilesBelow(folder);
    const bool system =
        std::ranges::any_of(files, [](const fs::path& path) { return path.filename().string().starts_with("ibdata"); });
    for (const fs::path& path : files) {
      const bool frm = path.extension() == ".frm" && (system || IsView(path));
      if (path.extension() == ".TRG" || frm) AddDefinition(path);
    }
  }

  // NAME.frm beside NAME.ibd or NAME#P#p0.ibd.
  void AddNeighbours(const std::vector<std::string>& inputs) {
    std::set<fs::path> seen;
    for (const std::string& input : inputs) {
      const fs::path path(input);
      std::string stem = path.stem().string();
      stem = stem.substr(0, std::min(stem.find("#P#"), stem.find("#p#")));
      const fs::path frm = path.parent_path() / (stem + ".frm");
      std::error_code error;
      if (fs::is_regular_file(frm, error) && seen.insert(frm).second && !IsView(frm)) AddFrm(frm, Told::kYes);
      const fs::path cfg = path.parent_path() / (path.stem().string() + ".cfg");
      if (fs::is_regular_file(cfg, error) && seen.insert(cfg).second) AddCfg(cfg, Told::kYes);
    }
  }

  // .frm files of tables: `path` itself, or all below it.
  void AddFrmFiles(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (fs::path(path).extension() == ".frm" && fs::is_regular_file(path, error)) AddFrm(path, Told::kYes);
      return;
    }
    for (const fs::path& file : FilesBelow(path)) {
      const bool wanted = options_.all || RoleOf(file.string()) == FileRole::kTable;
      if (file.extension() == ".frm" && wanted && !IsView(file)) AddFrm(file, Told::kNo);
    }
  }

  SchemaSources Take() { return std::move(sources_); }
  std::size_t told() const { return told_; }
  bool has_tables() const { return !sources_.catalog.empty(); }

 private:
  enum class Told : std::uint8_t { kNo, kYes };

  static std::vector<fs::path> FilesBelow(const std::string& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
      std::error_code status;
      if (entry->is_regular_file(status)) found.push_back(entry->path());
    }
    std::ranges::sort(found);
    return found;
  }

  static bool IsView(const fs::path& path) { return DefinitionTypeOf(ReadStart(path, 32)) == DefinitionType::kView; }

  void Tell(const fs::path& path, std::string_view what) {
    ++told_;
    Remark(path, what);
  }

  void Remark(const fs::path& path, std::string_view what) {
    err_ << fmt::format("{}: {}\n", Printable(path.string()), Printable(what));
  }

  void AddDefinition(const fs::path& path) {
    if (path.extension() == ".frm") return AddFrm(path, Told::kNo);
    if (path.extension() == ".cfg") return AddCfg(path, Told::kNo);
    if (path.extension() != ".TRG") return;
    const TablePath place = ParseTablePath(path.string());
    for (TriggerDefinition& trigger : ParseTriggers(ReadDefinition(path))) {
      sources_.catalog.Add(SideDefinition{SideDefinitionKind::kTrigger, place.db, place.table, std::move(trigger.sql),
                                          std::move(trigger.sql_mode), path.filename().string()});
    }
  }

  void AddFrm(const fs::path& path, Told told) {
    const std::string content = ReadDefinition(path);
    const TablePath place = ParseTablePath(path.string());
    if (DefinitionTypeOf(content) == DefinitionType::kView) {
      if (auto sql = ViewSql(content, place.table)) {
        sources_.catalog.Add(SideDefinition{
            SideDefinitionKind::kView, place.db, place.table, *std::move(sql), {}, path.filename().string()});
      } else if (told == Told::kYes) {
        Tell(path, "is a view whose text is cut off: passed over");
      }
      return;
    }
    auto frm = ParseFrm(AsBytes(content));
    if (!frm) return Tell(path, "cannot be read as a table's definition: " + frm.error().Message());
    // A folder of a whole server has tables of other engines as well.
    if (!frm->engine.empty() && frm->engine != "InnoDB" && frm->engine != "partition") {
      if (told == Told::kYes) Tell(path, "is a table of engine " + frm->engine + ": passed over");
      return;
    }
    for (const std::string& remark : frm->remarks) Remark(path, remark);
    frm->table.db = place.db;
    frm->table.name = place.table;
    LeaveOwnDatabaseOut(frm->table);
    SchemaCandidate candidate;
    candidate.table = std::move(frm->table);
    candidate.source = path.filename().string();
    candidate.own = IsServersOwn(place.db, place.table);
    sources_.catalog.Add(std::move(candidate));
  }

  // Other programs have files of that name as well: in a folder they are passed over in silence.
  void AddCfg(const fs::path& path, Told told) {
    const auto cfg = ReadCfgFile(AsBytes(ReadDefinition(path)));
    if (!cfg) {
      if (told == Told::kYes) Tell(path, fmt::format("cannot be read as a .cfg file: {}", Name(cfg.error().kind)));
      return;
    }
    if (!cfg->complete) Tell(path, "is cut off or hurt: what stood before counts");
    sources_.catalog.Add(SchemaOfCfg(*cfg, path.filename().string()));
  }

  void AddSql(std::istream& in, const std::string& path) {
    DdlScript script = ParseDdl(in, DdlOptions{});
    for (const DdlProblem& problem : script.problems) {
      err_ << fmt::format("{}:{}: not understood, passed over: {}\n", Printable(path), problem.line,
                          Printable(problem.what));
    }
    for (const DdlProblem& remark : script.remarks) {
      err_ << fmt::format("{}:{}: {}\n", Printable(path), remark.line, Printable(remark.what));
    }
    const std::string name = fs::path(path).filename().string();
    for (DdlTable& table : script.tables) {
      sources_.catalog.Add(std::move(table.table), fmt::format("{} line {}", name, table.line));
    }
  }

  // A tablespace that carries definitions: its pages are not judged, only looked through for SDI.
  void AddSdi(const fs::path& path) {
    auto source = OpenFile(path.string());
    if (!source) return Tell(path, source.error().what);
    SalvageOptions salvage = ToSalvageOptions(options_);
    salvage.hash = false;
    const TablespaceFindings findings = SurveyTablespace(**source, path.string(), salvage);
    for (const TableFindings& table : findings.tables) {
      if (!table.schema_source.starts_with("SDI")) continue;
      sources_.catalog.Add(table.table, table.schema_source + " of " + path.filename().string());
    }
  }

  const CommonOptions& options_;
  std::ostream& err_;
  std::size_t told_ = 0;
  SchemaSources sources_;
};

}  // namespace

Result<SchemaSources> ReadSchemaSources(const CommonOptions& options, const std::vector<std::string>& inputs,
                                        std::ostream& err) {
  Collector collector(options, err);
  collector.AddNeighbours(inputs);
  for (const std::string& path : options.paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) collector.AddSideDefinitions(path);
  }
  for (const std::string& folder : options.schema_folders) {
    if (auto done = collector.AddFolder(folder); !done) return tl::unexpected(done.error());
  }
  for (const std::string& path : options.schema_files) {
    if (auto done = collector.AddFile(path); !done) return tl::unexpected(done.error());
  }
  if (!options.schema_files.empty() && !collector.has_tables()) {
    return Fail(options.schema_files.front(),
                "no CREATE TABLE statement, and no .frm of a table, was found in the schema files given");
  }
  return collector.Take();
}

FrmDefinitions ReadFrmDefinitions(const CommonOptions& options, const std::vector<std::string>& paths,
                                  std::ostream& err) {
  Collector collector(options, err);
  for (const std::string& path : paths) collector.AddFrmFiles(path);
  FrmDefinitions found;
  found.all_read = collector.told() == 0;
  const SchemaSources sources = collector.Take();
  for (const SchemaCandidate& candidate : sources.catalog.entries()) {
    if (options.all || !IsServersOwn(candidate.table.db, candidate.table.name)) found.tables.push_back(candidate);
  }
  std::ranges::stable_sort(found.tables, {}, [](const SchemaCandidate& candidate) {
    return std::tie(candidate.table.db, candidate.table.name);
  });
  return found;
}

}  // namespace innosalvage
