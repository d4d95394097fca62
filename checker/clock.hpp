// Vector clocks: rows of as many entries as `stride`, a multiple of kClockStep, at least that.
#pragma once

#include <cstdint>
#include <cstring>

namespace heddle {

/// Four entries of a clock at once (indices are far below 2^31).
using ClockLanes [[gnu::vector_size(16)]] = std::int32_t;
inline constexpr std::uint32_t kClockStep = sizeof(ClockLanes) / sizeof(std::int32_t);

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
