// What the engine keeps of the threads and processes of the execution that is running.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "heddle/checker/arena.hpp"
#include "heddle/checker/coroutine.hpp"
#include "heddle/checker/operation.hpp"

namespace heddle {

/// What the threading primitives keep for a thread; empty when an execution begins.
struct ThreadNotes {
  void* object = nullptr;      ///< for current_thread()
  void* excepthook = nullptr;  ///< of main threads: their process's
  void* processes = nullptr;   ///< of main threads: what multiprocessing keeps for them
  std::uint16_t unnamed_children = 0;
};

/// What a running thread has beyond its summary in the trace. Reset before every execution, but
/// for the coroutine.
struct Running {
  std::unique_ptr<Coroutine> coroutine;
  Task* task = nullptr;
  const Operation* pending = nullptr;  ///< announced; lives in the thread's own frame
  ThreadNotes notes;
  double deadline = 0;    ///< of a timed operation, in virtual time
  double since = 0;       ///< when its last event was, or it was started
  double local_time = 0;  ///< free time: sum of its sleeps and expired timeouts
  std::uint64_t random = 0;
  std::uint32_t time_asked = 0;  ///< how many events there were when it last asked for the time
  std::uint32_t objects = 0;     ///< created so far
  std::uint32_t awaits = 0;      ///< begun so far
  std::uint16_t children = 0;    ///< started so far
  std::uint16_t swallowed = 0;   ///< how often it caught and dropped Leave
  std::int16_t spurious_used = 0;
  std::uint8_t process = 0;  ///< in which it runs
  bool started = false;
  bool attached = false;         ///< its events read the life or the memory of its process
  bool owes_invariants = false;  ///< its last event touched an object of an invariant
  bool has_outcome = false;
  std::string outcome;

  void reset() {
    task = nullptr;
    pending = nullptr;
    notes = {};
    deadline = since = local_time = 0;
    random = 0;
    time_asked = objects = awaits = 0;
    children = swallowed = 0;
    spurious_used = 0;
    process = 0;
    started = attached = owes_invariants = has_outcome = false;
    outcome.clear();
  }
};

/// Why an operation may be more, or less, than one event: looked at, all at once, before each.
struct Unusual {
  bool leaving = false;     ///< threads are being unwound
  bool evaluating = false;  ///< a predicate of the user is running
  bool invariants = false;  ///< there are some
  bool attached = false;    ///< some thread is, see Running
  bool breaks = false;      ///< Options::break_at is still to come
  bool unused[3] = {};

  [[nodiscard]] bool any() const { return std::bit_cast<std::uint64_t>(*this) != 0; }
};

/// What a running process has beyond its summary in the trace.
struct RunningProcess {
  Task* at_exit = nullptr;
  int others = 0;   ///< running threads that its main thread waits for
  int threads = 0;  ///< started so far
  int daemons = 0;  ///< of them
  int exit_code = 0;
  std::vector<ObjectId> shares;  ///< objects in which it has, or had, a share (SpecTable::inherit)
  std::size_t inherited = 0;     ///< those it began with are the first
  bool killed = false;

  /// Of a process that has not begun.
  void reset() {
    at_exit = nullptr;
    others = threads = daemons = exit_code = 0;
    shares.clear();
    inherited = 0;
    killed = false;
  }
};

}  // namespace heddle
