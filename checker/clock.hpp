// Vector clocks: rows of as many entries as `stride`, a multiple of kClockStep, at least that.
#pragma once

#include <cstdint>
#include <cstring>

namespace heddle {

/// Four entries of a clock at once (indices are far below 2^31).
using ClockLanes [[gnu::vector_size(16)]] = std::int32_t;
inline constexpr std::uint32_t kClockStep = sizeof(ClockLanes) / sizeof(std::int32_t);

/// Makes `clock` what `from` is, but for the entry `own`, which is `index`. By lanes: what was
/// written in two sizes could not be read back without a stall.
inline void begin_clock(std::uint32_t* clock, const std::uint32_t* from, std::uint32_t stride,
                        std::uint32_t own, std::uint32_t index) {
  const auto wide = static_cast<std::int32_t>(index);
  const ClockLanes mine = {wide, wide, wide, wide};
  ClockLanes lanes = {0, 1, 2, 3};
  lanes -= static_cast<std::int32_t>(own);
  std::uint32_t i = 0;
  do {
    ClockLanes entries;
    std::memcpy(&entries, from + i, sizeof entries);
    const ClockLanes here = lanes == 0;
    entries = (mine & here) | (entries & ~here);
    std::memcpy(clock + i, &entries, sizeof entries);
    lanes += static_cast<std::int32_t>(kClockStep);
    i += kClockStep;
  } while (i < stride);
}

/// Makes `clock` the componentwise maximum of itself and `other`.
inline void join_clock(std::uint32_t* clock, const std::uint32_t* other, std::uint32_t stride) {
  std::uint32_t i = 0;
  do {
    ClockLanes mine;
    ClockLanes theirs;
    std::memcpy(&mine, clock + i, sizeof mine);
    std::memcpy(&theirs, other + i, sizeof theirs);
    const ClockLanes greater = mine > theirs;
    mine = (mine & greater) | (theirs & ~greater);
    std::memcpy(clock + i, &mine, sizeof mine);
    i += kClockStep;
  } while (i < stride);
}

}  // namespace heddle
