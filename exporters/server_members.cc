#include "exporters/server_members.h"

#include "parser/limits.h"

namespace innosalvage {

Json ServerObject(const ServerState& state, const std::vector<MissingTable>& missing) {
  Json open = Json::array();
  for (const OpenTransaction& transaction : state.open) {
    if (!IsWithin(Limit::kReportList, open.size() + 1)) break;
    open.push_back(
        Json{{"id", transaction.id}, {"prepared", transaction.prepared}, {"only_inserts", transaction.only_inserts}});
  }
  return Json{{"clean_shutdown", OrNull(state.clean_shutdown)},
              {"all_written", OrNull(state.all_written)},
              {"redo_files", state.redo_files},
              {"redo_creator", TextOrNull(state.redo_creator)},
              {"checkpoint_lsn", OrNull(state.checkpoint_lsn)},
              {"redo_end_lsn", OrNull(state.redo_end_lsn)},
              {"newest_page_lsn", state.newest_page_lsn},
              {"undo_seen", state.undo_seen},
              {"open_transactions", std::move(open)},
              {"open_transactions_total", state.open.size()},
              {"missing_files", MissingTablesList(missing)},
              {"missing_files_total", missing.size()},
              {"servers", state.servers},
              {"beyond_redo", state.beyond_redo},
              {"same_space_id", state.same_space_id},
              {"other_engines", state.other_engines}};
}

}  // namespace innosalvage
