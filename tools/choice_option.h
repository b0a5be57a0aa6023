// Choice option: one of a few words on the command line, kept as an enumerator.
//
// Purpose   CLI11's own transformer shows the enumerators in the help and in messages, as the bytes they are made of.
// Fails     as CLI11 does where another word is given: it lists those that are taken.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <set>
#include <string>

namespace innosalvage {

// `target`, a Value or an optional one, keeps what it has if the option is not given.
template <class Target, class Value>
CLI::Option* AddChoiceOption(CLI::App& app, const std::string& name, Target& target,
                             const std::map<std::string, Value>& choices, const std::string& help) {
  std::set<std::string> words;
  for (const auto& [word, meaning] : choices) words.insert(word);
  return app
      .add_option_function<std::string>(
          name, [&target, choices](const std::string& word) { target = choices.at(word); }, help)
      ->check(CLI::IsMember(words));
}

}  // namespace innosalvage
