#include "parser/geometry.h"

#include <cmath>
#include <cstdint>
#include <vector>

namespace innosalvage {
namespace {

enum WkbType : std::uint32_t {
  kWkbPoint = 1,
  kWkbLineString,
  kWkbPolygon,
  kWkbMultiPoint,
  kWkbMultiLineString,
  kWkbMultiPolygon,
  kWkbGeometryCollection,
};

constexpr std::size_t kSridSize = 4;
constexpr std::size_t kPointSize = 2 * sizeof(double);

// Reads forward; every member consumes bytes, so the walk ends with them.
class WkbReader {
 public:
  explicit WkbReader(Bytes bytes) : rest_(bytes) {}
  bool at_end() const { return rest_.empty(); }

  // A geometry of type `expected` (0: any). Collections nest as deep as a server's stack let them (5000 levels and more
  // are stored by MySQL 9), so what is open is kept here and not on our own: each level took nine bytes.
  bool Geometry(std::uint32_t expected) {
    open_.push_back({.members = 1, .type = expected});
    while (!open_.empty()) {
      if (open_.back().members == 0) {
        open_.pop_back();
        continue;
      }
      --open_.back().members;
      if (!Member(open_.back().type)) return false;
    }
    return true;
  }

 private:
  struct Open {
    std::uint32_t members = 0;  // still to come
    std::uint32_t type = 0;     // of each; 0: any
  };

  bool Member(std::uint32_t expected) {
    if (rest_.empty() || ByteAt(rest_, 0) != 1) return false;
    rest_ = rest_.subspan(1);
    std::uint32_t type = 0;
    if (!Integer(type) || (expected != 0 && type != expected)) return false;
    switch (type) {
      case kWkbPoint: return Points(1);
      case kWkbLineString: return CountedPoints();
      case kWkbPolygon: return Rings();
      case kWkbMultiPoint: return Members(kWkbPoint);
      case kWkbMultiLineString: return Members(kWkbLineString);
      case kWkbMultiPolygon: return Members(kWkbPolygon);
      case kWkbGeometryCollection: return Members(0);
      default: return false;
    }
  }
  bool Integer(std::uint32_t& value) {
    const auto view = FixedAt<sizeof(std::uint32_t)>(rest_, 0);
    if (!view) return false;
    value = static_cast<std::uint32_t>(LoadLittle(*view));
    rest_ = rest_.subspan(sizeof(std::uint32_t));
    return true;
  }
  bool Points(std::uint32_t count) {
    if (rest_.size() / kPointSize < count) return false;
    const Bytes points = rest_.first(count * kPointSize);
    for (std::size_t i = 0; i < points.size(); i += sizeof(double)) {
      if (!std::isfinite(std::bit_cast<double>(LoadLittle(points.subspan(i, sizeof(double)))))) return false;
    }
    rest_ = rest_.subspan(points.size());
    return true;
  }
  bool CountedPoints() {
    std::uint32_t count = 0;
    return Integer(count) && count > 0 && Points(count);
  }
  bool Rings() {
    std::uint32_t count = 0;
    if (!Integer(count) || count == 0) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!CountedPoints()) return false;
    }
    return true;
  }
  bool Members(std::uint32_t type) {
    std::uint32_t count = 0;
    if (!Integer(count) || (count == 0 && type != 0)) return false;
    open_.push_back({.members = count, .type = type});
    return true;
  }

  Bytes rest_;
  std::vector<Open> open_;
};

std::uint32_t WkbTypeOf(SqlType type) {
  switch (type) {
    case SqlType::kPoint: return kWkbPoint;
    case SqlType::kLineString: return kWkbLineString;
    case SqlType::kPolygon: return kWkbPolygon;
    case SqlType::kMultiPoint: return kWkbMultiPoint;
    case SqlType::kMultiLineString: return kWkbMultiLineString;
    case SqlType::kMultiPolygon: return kWkbMultiPolygon;
    case SqlType::kGeometryCollection: return kWkbGeometryCollection;
    default: return 0;
  }
}

}  // namespace

bool IsWellFormedGeometry(SqlType type, Bytes stored) {
  if (stored.size() < kSridSize) return false;
  WkbReader reader(stored.subspan(kSridSize));
  return reader.Geometry(WkbTypeOf(type)) && reader.at_end();
}

}  // namespace innosalvage
