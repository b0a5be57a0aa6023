// The command line of innosalvage: options in, exit code out. All work is done by the subcommands' Run functions.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "tools/cmd_carve.h"
#include "tools/cmd_inspect.h"
#include "tools/cmd_merge.h"
#include "tools/cmd_salvage.h"
#include "tools/cmd_schema.h"
#include "tools/cmd_triage.h"
#include "tools/cmd_verify.h"
#include "tools/interrupt.h"
#include "tools/limit_option.h"
#include "tools/process_memory.h"
#include "tools/terminal_stream.h"
#include "tools/version.h"

namespace {

int Run(int argc, char** argv) {
  using namespace innosalvage;
  TakeMemoryInLargePieces();
  CLI::App app("Salvages rows from corrupted InnoDB data files.", "innosalvage");
  app.set_version_flag("--version", VersionText());
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 all read clean; 1 rows salvaged, something lost or suspect; 2 usage;\n"
      "3 nothing usable in the input; 4 output could not be written; 128 + n ended by signal n.");

  TriageCommand triage;
  SalvageCommand salvage;
  CarveCommand carve;
  SchemaCommand schema;
  InspectOptions inspect;
  MergeCommand merge;
  VerifyCommand verify;
  AddTriage(*app.add_subcommand("triage", "What is hurt: one line a tablespace, then totals"), triage);
  AddSalvage(*app.add_subcommand("salvage", "The main job: schema, rows, reports"), salvage);
  AddCarve(*app.add_subcommand("carve", "Finds InnoDB pages anywhere in an image or device, and rebuilds the files"),
           carve);
  AddSchema(*app.add_subcommand("schema", "CREATE TABLE statements, and where each came from"), schema);
  AddInspect(*app.add_subcommand("inspect", "One page explained, byte range by byte range"), inspect);
  AddMerge(*app.add_subcommand("merge", "What a salvage lost, filled in from an older backup, marked as stale"), merge);
  AddVerify(*app.add_subcommand("verify", "What a real server says of what a salvage wrote"), verify);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 has exit codes of its own; help and version are no errors.
    return app.exit(error) == 0 ? static_cast<int>(ExitCode::kClean) : static_cast<int>(ExitCode::kUsage);
  }
  std::optional<TerminalStream> terminal;
  // The text of triage is safe by itself, and may have colours.
  const bool coloured = app.got_subcommand("triage") && triage.json != "-";
  if (::isatty(STDOUT_FILENO) == 1 && !coloured) terminal.emplace(std::cout);
  std::ostream& out = terminal ? *terminal : std::cout;
  ExitCode code = ExitCode::kUsage;
  if (app.got_subcommand("triage")) code = RunTriage(triage, out, std::cerr);
  if (app.got_subcommand("salvage")) code = RunSalvage(salvage, out, std::cerr);
  if (app.got_subcommand("carve")) code = RunCarve(carve, out, std::cerr);
  if (app.got_subcommand("schema")) code = RunSchema(schema, out, std::cerr);
  if (app.got_subcommand("inspect")) code = RunInspect(inspect, out, std::cerr);
  if (app.got_subcommand("merge")) code = RunMerge(merge, out, std::cerr);
  if (app.got_subcommand("verify")) code = RunVerify(verify, out, std::cerr);
  terminal.reset();
  TellReachedLimits(std::cerr);
  std::cout.flush();
  if (!std::cout) {
    std::cerr << "standard output: could not be written; is the disk full, or the pipe closed?\n";
    return static_cast<int>(ExitCode::kOutputFailed);
  }
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    innosalvage::WatchForInterrupts();
    return Run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "innosalvage: out of memory; try fewer --threads\n";
  } catch (const std::exception& error) {
    std::cerr << "innosalvage: internal error: " << error.what() << "; please report it with the command you ran\n";
  }
  return static_cast<int>(innosalvage::ExitCode::kOutputFailed);
}
