#include "parser/temporal.h"

#include <array>
#include <chrono>

namespace innosalvage {
namespace {

constexpr std::array<unsigned, 7> kFractionSize = {0, 1, 1, 2, 2, 3, 3};
constexpr std::array<unsigned, 7> kHiresDateTimeSize = {8, 6, 6, 7, 7, 7, 8};
constexpr std::array<unsigned, 7> kHiresTimeSize = {3, 4, 4, 5, 5, 5, 6};
constexpr std::array<std::uint32_t, 7> kPowerOf10 = {1, 10, 100, 1000, 10000, 100000, 1000000};
constexpr unsigned kMicroDigits = 6;
constexpr std::uint32_t kMaxHour = 838;

struct DateTime {
  std::uint64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::uint64_t fraction = 0;  // in 10^-fsp
  bool negative = false;       // TIME only
};

using Illegal = tl::unexpected<DamageKind>;

bool IsLegalDate(const DateTime& t) { return t.year <= 9999 && t.month <= 12 && t.day <= 31; }
bool IsLegalTimeOfDay(const DateTime& t) { return t.hour < 24 && t.minute < 60 && t.second < 60; }

void PutDate(const DateTime& t, TemporalText& out) {
  out.PutNumber(t.year, 4);
  out.Put('-');
  out.PutNumber(t.month, 2);
  out.Put('-');
  out.PutNumber(t.day, 2);
}

void PutTime(const DateTime& t, unsigned fsp, TemporalText& out) {
  if (t.negative) out.Put('-');
  out.PutNumber(t.hour, 2);
  out.Put(':');
  out.PutNumber(t.minute, 2);
  out.Put(':');
  out.PutNumber(t.second, 2);
  if (fsp == 0) return;
  out.Put('.');
  out.PutNumber(t.fraction, fsp);
}

tl::expected<void, DamageKind> FinishDateTime(const DateTime& t, unsigned fsp, TemporalText& out) {
  if (!IsLegalDate(t) || !IsLegalTimeOfDay(t) || t.fraction >= kPowerOf10[fsp]) {
    return Illegal(DamageKind::kIllegalTemporal);
  }
  PutDate(t, out);
  out.Put(' ');
  PutTime(t, fsp, out);
  return {};
}

tl::expected<void, DamageKind> FinishTime(const DateTime& t, unsigned fsp, TemporalText& out) {
  if (t.hour > kMaxHour || t.minute >= 60 || t.second >= 60 || t.fraction >= kPowerOf10[fsp]) {
    return Illegal(DamageKind::kIllegalTemporal);
  }
  PutTime(t, fsp, out);
  return {};
}

tl::expected<void, DamageKind> FinishTimestamp(std::uint64_t seconds, std::uint64_t fraction, unsigned fsp,
                                               TemporalText& out) {
  DateTime t;
  t.fraction = fraction;
  // Second 0 alone is the zero date. With a fraction it is a moment of 1970, which MariaDB stores and prints as such.
  if (seconds != 0 || fraction != 0) {
    const std::chrono::sys_seconds moment{std::chrono::seconds(seconds)};
    const auto days = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(days);
    const auto of_day = static_cast<std::uint64_t>((moment - days).count());
    t.year = static_cast<std::uint64_t>(static_cast<int>(date.year()));
    t.month = static_cast<unsigned>(date.month());
    t.day = static_cast<unsigned>(date.day());
    t.hour = of_day / 3600;
    t.minute = of_day / 60 % 60;
    t.second = of_day % 60;
  }
  return FinishDateTime(t, fsp, out);
}

// The new family stores an even number of digits; an odd fsp leaves the last one 0.
std::optional<std::uint64_t> FractionOfFsp(std::uint64_t stored, unsigned fsp) {
  if (fsp % 2 == 0) return stored;
  if (stored % 10 != 0) return std::nullopt;
  return stored / 10;
}

void TakeDate(std::uint64_t ymd, DateTime& t) {
  t.day = ymd % 32;
  t.month = ymd / 32 % 13;
  t.year = ymd / 32 / 13;
}

void TakeTime(std::uint64_t hms, DateTime& t) {
  t.second = hms % 64;
  t.minute = hms / 64 % 64;
  t.hour = hms / 64 / 64;
}

tl::expected<void, DamageKind> FormatDate(Bytes stored, TemporalText& out) {
  if (stored.size() != 3) return Illegal(DamageKind::kIllegalLength);
  const std::uint64_t value = LoadBig(stored) ^ 0x800000U;
  DateTime t;
  t.day = value % 32;
  t.month = value / 32 % 16;
  t.year = value / 512;
  if (!IsLegalDate(t)) return Illegal(DamageKind::kIllegalTemporal);
  PutDate(t, out);
  return {};
}

tl::expected<void, DamageKind> FormatNewDateTime(Bytes stored, unsigned fsp, TemporalText& out) {
  const std::uint64_t value = LoadBig(stored.first(5));
  if ((value & 0x8000000000U) == 0) return Illegal(DamageKind::kIllegalTemporal);
  const auto fraction = FractionOfFsp(LoadBig(stored.subspan(5)), fsp);
  if (!fraction) return Illegal(DamageKind::kIllegalTemporal);
  DateTime t;
  TakeDate((value & 0x7fffffffffU) >> 17U, t);
  TakeTime(value & 0x1ffffU, t);
  t.fraction = *fraction;
  return FinishDateTime(t, fsp, out);
}

tl::expected<void, DamageKind> FormatNewTime(Bytes stored, unsigned fsp, TemporalText& out) {
  const unsigned fraction_bits = kFractionSize[fsp] * 8;
  const std::uint64_t zero = std::uint64_t{1} << (23 + fraction_bits);
  const std::uint64_t value = LoadBig(stored);
  DateTime t;
  t.negative = value < zero;
  const std::uint64_t magnitude = t.negative ? zero - value : value - zero;
  TakeTime(magnitude >> fraction_bits, t);
  const auto fraction = FractionOfFsp(magnitude & ((std::uint64_t{1} << fraction_bits) - 1), fsp);
  if (!fraction) return Illegal(DamageKind::kIllegalTemporal);
  t.fraction = *fraction;
  return FinishTime(t, fsp, out);
}

tl::expected<void, DamageKind> FormatNewTimestamp(Bytes stored, unsigned fsp, TemporalText& out) {
  const auto fraction = FractionOfFsp(LoadBig(stored.subspan(4)), fsp);
  if (!fraction) return Illegal(DamageKind::kIllegalTemporal);
  return FinishTimestamp(LoadBig(stored.first(4)), *fraction, fsp, out);
}

tl::expected<void, DamageKind> FormatOldDateTime(Bytes stored, TemporalText& out) {
  const std::uint64_t value = LoadBig(stored) ^ 0x8000000000000000U;
  DateTime t;
  t.second = value % 100;
  t.minute = value / 100 % 100;
  t.hour = value / 10000 % 100;
  t.day = value / 1000000 % 100;
  t.month = value / 100000000 % 100;
  t.year = value / 10000000000;
  return FinishDateTime(t, 0, out);
}

tl::expected<void, DamageKind> FormatOldTime(Bytes stored, TemporalText& out) {
  const std::uint64_t value = LoadBig(stored);
  DateTime t;
  t.negative = value < 0x800000U;
  const std::uint64_t magnitude = t.negative ? 0x800000U - value : value - 0x800000U;
  t.second = magnitude % 100;
  t.minute = magnitude / 100 % 100;
  t.hour = magnitude / 10000;
  return FinishTime(t, 0, out);
}

void TakeHiresTime(std::uint64_t seconds, DateTime& t) {
  t.second = seconds % 60;
  t.minute = seconds / 60 % 60;
  t.hour = seconds / 3600;
}

tl::expected<void, DamageKind> FormatHiresDateTime(Bytes stored, unsigned fsp, TemporalText& out) {
  const std::uint64_t value = LoadBig(stored);
  constexpr std::uint64_t kDay = 24 * 3600;
  const std::uint64_t seconds = value / kPowerOf10[fsp];
  DateTime t;
  TakeHiresTime(seconds % kDay, t);
  TakeDate(seconds / kDay, t);
  t.fraction = value % kPowerOf10[fsp];
  return FinishDateTime(t, fsp, out);
}

tl::expected<void, DamageKind> FormatHiresTime(Bytes stored, unsigned fsp, TemporalText& out) {
  const std::uint64_t zero = std::uint64_t{kMaxHour + 1} * 3600 * kPowerOf10[fsp];
  const std::uint64_t value = LoadBig(stored);
  DateTime t;
  t.negative = value < zero;
  const std::uint64_t magnitude = t.negative ? zero - value : value - zero;
  TakeHiresTime(magnitude / kPowerOf10[fsp], t);
  t.fraction = magnitude % kPowerOf10[fsp];
  return FinishTime(t, fsp, out);
}

}  // namespace

tl::expected<void, DamageKind> FormatTemporal(SqlType type, unsigned fsp, std::optional<bool> old_temporal,
                                              Bytes stored, TemporalText& out) {
  if (type == SqlType::kDate) return FormatDate(stored, out);
  if (fsp > kMicroDigits) return Illegal(DamageKind::kUnsupported);
  const bool timestamp = type == SqlType::kTimestamp;
  const bool date_time = type == SqlType::kDateTime;
  const std::size_t new_size = (timestamp ? 4U : date_time ? 5U : 3U) + kFractionSize[fsp];
  const std::size_t old_size = timestamp ? new_size : date_time ? kHiresDateTimeSize[fsp] : kHiresTimeSize[fsp];
  const bool old = old_temporal.value_or(stored.size() == old_size && stored.size() != new_size);
  if (stored.size() != (old ? old_size : new_size)) return Illegal(DamageKind::kIllegalLength);
  if (!old) {
    if (timestamp) return FormatNewTimestamp(stored, fsp, out);
    return date_time ? FormatNewDateTime(stored, fsp, out) : FormatNewTime(stored, fsp, out);
  }
  if (timestamp) return FinishTimestamp(LoadBig(stored.first(4)), LoadBig(stored.subspan(4)), fsp, out);
  if (fsp == 0) return date_time ? FormatOldDateTime(stored, out) : FormatOldTime(stored, out);
  return date_time ? FormatHiresDateTime(stored, fsp, out) : FormatHiresTime(stored, fsp, out);
}

bool FormatPackedTemporal(SqlType type, std::int64_t packed, TemporalText& out) {
  constexpr unsigned kFractionBits = 24;
  DateTime t;
  t.negative = packed < 0;
  const std::uint64_t magnitude =
      t.negative ? std::uint64_t{0} - static_cast<std::uint64_t>(packed) : static_cast<std::uint64_t>(packed);
  t.fraction = magnitude & ((1U << kFractionBits) - 1);
  const std::uint64_t value = magnitude >> kFractionBits;
  if (type == SqlType::kTime) {
    TakeTime(value, t);
    return FinishTime(t, kMicroDigits, out).has_value();
  }
  if (t.negative) return false;
  TakeDate(value >> 17U, t);
  TakeTime(value & 0x1ffffU, t);
  if (type != SqlType::kDate) return FinishDateTime(t, kMicroDigits, out).has_value();
  if (!IsLegalDate(t) || (magnitude & ((std::uint64_t{1} << (17 + kFractionBits)) - 1)) != 0) return false;
  PutDate(t, out);
  return true;
}

}  // namespace innosalvage
