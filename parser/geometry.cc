#include "parser/geometry.h"

#include <cmath>
#include <cstdint>

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

constexpr unsigned kMaxDepth = 64;  // no server nests deeper than its own parser's stack lets it
constexpr std::size_t kSridSize = 4;
constexpr std::size_t kPointSize = 2 * sizeof(double);

// Reads forward; every member consumes bytes, so the walk ends with them.
class WkbReader {
 public:
  explicit WkbReader(Bytes bytes) : rest_(bytes) {}
  bool at_end() const { return rest_.empty(); }

  // A geometry of type `expected` (0: any).
  bool Geometry(std::uint32_t expected, unsigned depth) {
    if (depth > kMaxDepth || rest_.empty() || ByteAt(rest_, 0) != 1) return false;
    rest_ = rest_.subspan(1);
    std::uint32_t type = 0;
    if (!Integer(type) || (expected != 0 && type != expected)) return false;
    switch (type) {
      case kWkbPoint: return Points(1);
      case kWkbLineString: return CountedPoints();
      case kWkbPolygon: return Rings();
      case kWkbMultiPoint: return Members(kWkbPoint, depth);
      case kWkbMultiLineString: return Members(kWkbLineString, depth);
      case kWkbMultiPolygon: return Members(kWkbPolygon, depth);
      case kWkbGeometryCollection: return Members(0, depth);
      default: return false;
    }
  }

 private:
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
  bool Members(std::uint32_t type, unsigned depth) {
    std::uint32_t count = 0;
    if (!Integer(count) || (count == 0 && type != 0)) return false;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!Geometry(type, depth + 1)) return false;
    }
    return true;
  }

  Bytes rest_;
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
  return reader.Geometry(WkbTypeOf(type), 1) && reader.at_end();
}

}  // namespace innosalvage
