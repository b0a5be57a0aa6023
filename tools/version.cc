#include "tools/version.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <simdjson.h>
#include <tbb/version.h>
#include <zlib.h>
#include <zstd.h>

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <tao/pegtl/version.hpp>

namespace innosalvage {

std::string ToolVersion() { return INNOSALVAGE_VERSION; }

std::string ToolName() { return "innosalvage " INNOSALVAGE_VERSION; }

std::string VersionText() {
  return ToolName() + fmt::format(
                          "\nzlib {}, zstd {}, {}, oneTBB {}, Boost {}.{}.{}, fmt {}.{}.{}, CLI11 {},\n"
                          "simdjson {}.{}.{}, nlohmann-json {}.{}.{}, PEGTL {}, ISA-L (CRC-32C)",
                          zlibVersion(), ZSTD_versionString(), OpenSSL_version(OPENSSL_VERSION), TBB_runtime_version(),
                          BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, FMT_VERSION / 10000,
                          FMT_VERSION / 100 % 100, FMT_VERSION % 100, CLI11_VERSION, simdjson::SIMDJSON_VERSION_MAJOR,
                          simdjson::SIMDJSON_VERSION_MINOR, simdjson::SIMDJSON_VERSION_REVISION,
                          NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH,
                          TAO_PEGTL_VERSION);
}

}  // namespace innosalvage
