// Replays inputs through a fuzz target where libFuzzer is not at hand, so that targets never rot and a crash once found
// stays found.
//
//   TARGET [--mutations N] FILE|FOLDER...
//
// Each file as it stands, then N variants of it: bytes changed, cut, repeated. The variants follow from the file's
// bytes alone, so a failure comes again. (std::uniform_int_distribution differs between libraries; modulo does not.)
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

Input Mutate(Input input, std::mt19937& random) {
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(random()) % std::max<std::size_t>(limit, 1);
  };
  if (input.empty()) return {static_cast<std::uint8_t>(below(256))};
  for (std::size_t i = below(8) + 1; i > 0; --i) input[below(input.size())] = static_cast<std::uint8_t>(below(256));
  if (below(4) == 0) input.resize(below(input.size()) + 1);
  if (below(8) == 0 && input.size() < 100'000) {
    const Input piece(input.begin() + static_cast<std::ptrdiff_t>(below(input.size())), input.end());
    input.insert(input.end(), piece.begin(), piece.end());
  }
  return input;
}

void Replay(const std::filesystem::path& path, unsigned mutations) {
  std::ifstream file(path, std::ios::binary);
  const Input input{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  LLVMFuzzerTestOneInput(input.data(), input.size());
  std::mt19937 random(20240229);
  for (unsigned i = 0; i < mutations; ++i) {
    const Input variant = Mutate(input, random);
    LLVMFuzzerTestOneInput(variant.data(), variant.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  unsigned mutations = 0;
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--mutations" && i + 1 < arguments.size()) {
      mutations = static_cast<unsigned>(std::strtoul(arguments[++i].c_str(), nullptr, 10));
    } else if (std::filesystem::is_directory(arguments[i])) {
      for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
        if (entry.is_regular_file()) files.push_back(entry.path());
      }
    } else if (std::filesystem::is_regular_file(arguments[i])) {
      files.emplace_back(arguments[i]);
    } else {
      std::cerr << arguments[i] << ": no such file\n";
      return 2;
    }
  }
  std::ranges::sort(files);
  for (const auto& file : files) Replay(file, mutations);
  std::cout << files.size() << " inputs, " << mutations << " variants of each\n";
  return files.empty() ? 2 : 0;
}
