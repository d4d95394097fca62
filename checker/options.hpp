// What an exploration is asked to do. Every field is an option of the command line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace heddle {

class Crossroads;

enum class TimeMode : std::uint8_t { free, virtual_time };
enum class NotifyOrder : std::uint8_t { any, fifo };
enum class Races : std::uint8_t { report, fail_fast, ignore };
enum class Plain : std::uint8_t { visible, invisible };
/// plain: what every search of this kind assumes, two events of one object depend when one writes,
/// and whatever succeeds to store, release, put, set or notify is a write. refined: what changes
/// nothing is a read, and specifications know better.
enum class Dependence : std::uint8_t { refined, plain };
enum class Outcomes : std::uint8_t { values, stdout_text };
enum class Gil : std::uint8_t { on, off };
/// How the memory of a new process begins: as a copy of its parent's, or anew.
enum class StartMethod : std::uint8_t { fork, spawn, forkserver };
enum class Reduce : std::uint8_t { none, sleep };

inline constexpr int kNoBound = -1;

struct Options {
  std::string strategy = "optimal";  ///< a name of the table in strategies/strategies.hpp
  Reduce reduce = Reduce::sleep;     ///< of `dfs`
  Dependence dependence = Dependence::refined;
  std::string schedule;               ///< of `replay`, `follow`: the choices, see schedule.hpp
  bool lenient = false;               ///< of `replay`: follow as far as possible, then go on
  std::uint32_t break_at = 0;         ///< raise SIGTRAP once, after this step: for a debugger
  std::uint64_t seed = 1;             ///< of strategies that draw numbers
  int depth = 3;                      ///< of `pct`: ordering constraints of the bugs it aims at
  int preemptions = kNoBound;         ///< explored bound by bound, by depth-first search
  std::uint64_t max_executions = 0;   ///< 0: no limit (random ones: 10,000, or max_seconds)
  double max_seconds = 0;             ///< 0: no limit; looked at after every execution
  std::uint32_t max_steps = 100'000;  ///< events of one execution
  TimeMode time = TimeMode::free;
  NotifyOrder notify_order = NotifyOrder::any;
  int spurious = 0;       ///< spurious wakeups a thread may have in an execution
  int idle_rounds = 3;    ///< idle rounds of a polling loop explored before the thread is parked
  int daemon_steps = 50;  ///< events of a daemon thread in an execution
  Gil gil = Gil::on;
  Races races = Races::report;
  Plain plain = Plain::visible;
  Outcomes outcomes = Outcomes::values;
  StartMethod start_method = StartMethod::fork;  ///< where the program does not set it
  std::int64_t pipe_capacity = 65'536;           ///< bytes that a pipe holds
  std::uint64_t shrink = 2000;                   ///< executions to simplify a witness; 0: none
  bool keep_going = false;                       ///< go on after the first execution with an error
  std::size_t stack_bytes = 256 * 1024;          ///< of every thread of the program

  /// Asked after every execution; true ends the search with what was found so far (Ctrl-C).
  std::function<bool()> cancelled;
  /// Of `follow`: where the schedule ends and somebody can go on, the execution is looked at and
  /// ends.
  std::function<void(const Crossroads&)> stopped;
};

/// Whether executions begin with the choices of Options::schedule.
inline bool goes_by_schedule(const Options& options) {
  return options.strategy == "replay" || options.strategy == "follow";
}

}  // namespace heddle
