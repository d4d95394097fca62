// Schedules: the choices of one execution as short text that replays it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/checker/trace.hpp"

namespace heddle {

/// The choices of one execution: for every visible event its thread, its alternative, and a
/// fingerprint of the operation by which a replay notices a departure at the exact step.
///
/// As text: thread paths, run-length coded steps `thread[/alternative][*times]`, fingerprints, and,
/// if there are any, the objects that somebody looked at so that more of their operations were
/// events (Execution::observe_object): `main,main.1,main.2;1*3,2,0/1;5f09a3b2c1`, `...;main.3`.
struct Schedule {
  struct Step {
    std::uint16_t thread = 0;  ///< index into `threads`
    std::uint16_t alternative = 0;
    std::uint8_t fingerprint = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<std::string> threads;  ///< paths: "main.1"
  std::vector<Step> steps;
  std::vector<std::string> observed;  ///< paths of objects: "main.3"

  /// The schedule of an execution. Linear in its events.
  static Schedule of(const Trace& trace);
  /// Throws UsageError, with the place, when `text` is no schedule.
  static Schedule parse(std::string_view text);
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// Eight bits that tell operations apart: kinds and objects (by path) of an event's parts.
std::uint8_t fingerprint(const Trace& trace, const TraceEvent& event);

/// How many context switches of an execution are preemptions: the thread that was left could have
/// gone on. Marks them in `marks`, one entry an event, when given. Linear in the events.
int count_preemptions(const Trace& trace, std::vector<bool>* marks = nullptr);

}  // namespace heddle
