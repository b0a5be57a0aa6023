// Replays inputs through a fuzz target where libFuzzer is not at hand, so that targets never rot and a crash once found
// stays found.
//
//   TARGET [--mutations N] FILE|FOLDER...
//   TARGET --cpu-seconds N --seed S FILE|FOLDER...
//
// Each file as it stands, then N variants of it: bytes changed, cut, repeated; every other one by the target's own
// mutator, where it has one. The variants follow from the file's bytes alone, so a failure comes again. The other way
// makes variants of all files in turns until so much CPU time is used; they follow from S. For targets that run ten times
// as fast without sanitizers and a guide. An input that broke the target is left in ./broke-it.
// (std::uniform_int_distribution differs between libraries; modulo does not.)
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// NOLINTNEXTLINE(clang-diagnostic-*): defined by targets that have one
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                                             unsigned seed);

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

// One to three changes by what knows the format.
Input MutateKnowingly(Input input, std::mt19937& random) {
  std::size_t size = input.size();
  input.resize(size + 4096);
  for (auto i = random() % 3 + 1; i > 0; --i)
    size = LLVMFuzzerCustomMutator(input.data(), size, input.size(), static_cast<unsigned>(random()));
  input.resize(size);
  return input;
}

std::mt19937& MutatorRandom() {
  static std::mt19937 random(20240301);
  return random;
}

// The input under way, for the handler below.
const std::uint8_t* g_data = nullptr;
std::size_t g_size = 0;

// What may be done when a signal says that all is lost: open, write, and end as it would have.
extern "C" void KeepInput(int signal_number) {
  const int file = ::open("broke-it", O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (file >= 0 && ::write(file, g_data, g_size) >= 0) ::close(file);
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void RunOne(const Input& input) {
  g_data = input.data();
  g_size = input.size();
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

Input Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void RunFor(const std::vector<std::filesystem::path>& files, double seconds, unsigned seed) {
  std::vector<Input> inputs;
  for (const auto& file : files) inputs.push_back(Read(file));
  std::mt19937 random(seed);
  MutatorRandom().seed(seed + 1);
  std::size_t variants = 0;
  while (!inputs.empty() && CpuSeconds() < seconds) {
    const Input& input = inputs[random() % inputs.size()];
    const bool knowingly = LLVMFuzzerCustomMutator != nullptr && random() % 4 != 0;
    RunOne(knowingly ? MutateKnowingly(input, random) : Mutate(input, random));
    ++variants;
  }
  std::cout << files.size() << " inputs, " << variants << " variants, seed " << seed << ", " << CpuSeconds()
            << " s of CPU time\n";
}

void Replay(const std::filesystem::path& path, unsigned mutations) {
  const Input input = Read(path);
  RunOne(input);
  std::mt19937 random(20240229);
  MutatorRandom().seed(20240301);
  for (unsigned i = 0; i < mutations; ++i) {
    const bool knowingly = LLVMFuzzerCustomMutator != nullptr && i % 2 == 1;
    const Input variant = knowingly ? MutateKnowingly(input, random) : Mutate(input, random);
    RunOne(variant);
  }
}

}  // namespace

// In libFuzzer's place, for mutators that ask for noise.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size) {
  Input changed = Mutate(Input(data, data + size), MutatorRandom());
  changed.resize(std::min(changed.size(), max_size));
  std::ranges::copy(changed, data);
  return changed.size();
}

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  unsigned mutations = 0;
  unsigned seed = 0;
  double seconds = 0;
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--mutations" && i + 1 < arguments.size()) {
      mutations = static_cast<unsigned>(std::strtoul(arguments[++i].c_str(), nullptr, 10));
    } else if (arguments[i] == "--cpu-seconds" && i + 1 < arguments.size()) {
      seconds = std::strtod(arguments[++i].c_str(), nullptr);
    } else if (arguments[i] == "--seed" && i + 1 < arguments.size()) {
      seed = static_cast<unsigned>(std::strtoul(arguments[++i].c_str(), nullptr, 10));
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
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(number, KeepInput);
  std::ranges::sort(files);
  if (seconds > 0) {
    RunFor(files, seconds, seed);
    return files.empty() ? 2 : 0;
  }
  for (const auto& file : files) Replay(file, mutations);
  std::cout << files.size() << " inputs, " << mutations << " variants of each\n";
  return files.empty() ? 2 : 0;
}
