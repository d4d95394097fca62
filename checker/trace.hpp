// What happened in one execution: events, their parts, their clocks, and how the threads ended.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/log.hpp"
#include "heddle/checker/object.hpp"
#include "heddle/checker/record.hpp"

namespace heddle {

using EventIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xffffffff;

/// One executed operation. Everything a strategy scans is here or in its parts.
struct TraceEvent {
  const char* file = "";
  const char* function = "";
  std::int32_t line = 0;
  std::uint32_t previous = kNone;  ///< the thread's event before this one
  std::uint32_t index = 0;         ///< 1 for the first event of its thread
  std::uint32_t first_part = 0;
  ThreadId thread = 0;
  std::uint8_t part_count = 0;
  std::uint16_t alternative = 0;
  std::uint16_t alternatives = 1;  ///< how many ways it could have gone
  Scheduling scheduling = Scheduling::visible;
  bool polls = false;      ///< ends a round of a polling loop: yield, sleep, an expired wait
  bool timed = false;      ///< it would have waited for a limited time
  bool released = false;   ///< a parked poller that went on because nobody else could
  std::uint8_t any = 0;    ///< Operation::any
  std::uint32_t tick = 0;  ///< how often nobody could go before: then time moved, or pollers did
};

/// What an event did to one object, and the links that make the object's history a list.
struct Part {
  Label label;
  std::uint32_t event = 0;
  std::uint32_t previous = kNone;        ///< part: the object's event before this one
  std::uint32_t previous_write = kNone;  ///< part: the object's last write before this one
  std::uint16_t alternative = 0;
  bool may_expire = false;
  /// The object's state before: itself where a word holds it, else where it is in `saved_states`.
  std::uint64_t saved = 0;
};

/// An object as detectors and reports see it.
struct ObjectRecord {
  // Ordinals of what the engine makes for a process.
  static constexpr std::uint32_t kLifeOf = kNoObject - 1;
  static constexpr std::uint32_t kMemoryOf = kNoObject - 2;

  const SpecTable* spec = nullptr;
  void* state = nullptr;       ///< the abstract state now
  std::uint32_t last = kNone;  ///< its last part in the trace
  std::uint32_t last_write = kNone;
  bool alive = false;            ///< created in this execution
  bool bookkeeping = false;      ///< touched by the engine itself, no part of what a thread does
  bool observed = false;         ///< in some execution somebody looked at what is else left out
  ThreadId creator = kNoThread;  ///< kNoThread: a global
  std::uint32_t ordinal = 0;     ///< the n-th object of its creator, from 1
  Name name = nullptr;
  ObjectId original = kNoObject;  ///< what it is the copy of, in the process of its creator
  Where where;
  void* initial = nullptr;  ///< the state it was created with
};

/// An exception that left a thread's function.
struct Uncaught {
  ThreadId thread = 0;
  std::uint32_t after = 0;  ///< number of events before it
  std::string type;         ///< Python's name, or the C++ type's
  std::string message;
  Category category = Category::ordinary;
  EventIndex last_event = kNone;  ///< the thread's last event
};

/// A thread as detectors and reports see it.
struct ThreadSummary {
  ThreadId parent = kNoThread;
  std::uint16_t ordinal = 0;  ///< the n-th thread of its parent, from 1
  std::uint16_t unnamed = 0;  ///< the n-th unnamed one of its parent, from 1
  bool exists = false;        ///< started in this execution
  bool finished = false;
  bool daemon = false;
  bool service = false;   ///< serves its process, which ends it by itself: no part of the program
  bool killed = false;    ///< cut short: by the end of the program, or with its process
  ProcessId process = 0;  ///< in which it runs
  const std::string* given_name = nullptr;
  const char* function = nullptr;  ///< of its target, where known
  ObjectId object = kNoObject;
  EventIndex start = kNone;  ///< the event that started it
  EventIndex last = kNone;   ///< its last event
  std::uint32_t events = 0;  ///< how many it has performed: the index of the last
  /// What it was about to do at the end of the execution, where it had not ended. The parts are
  /// copies that outlive the thread.
  bool pending = false;
  Operation operation;
  std::vector<OperationPart> parts;
};

/// A process as detectors and reports see it: by the thread that runs its main function.
struct ProcessSummary {
  ProcessId parent = 0;
  std::uint16_t number = 0;           ///< the n-th process that its parent made, from 1
  const std::string* name = nullptr;  ///< null: by its number
  bool daemon = false;                ///< daemonic: terminated when its parent ends
  bool forked = false;                ///< its memory began as a copy of its parent's
  bool amid_threads = false;          ///< forked while its parent had other threads
  ObjectId life = kNoObject;          ///< LifeSpec: ends with the process
  ObjectId memory = kNoObject;        ///< MemorySpec: what forks of it depend on
};

/// An event that has waited for the end of a thread, and the last event of that thread: its end may
/// have been none.
struct Wait {
  std::uint32_t event = kNone;
  std::uint32_t last = kNone;
};

/// How an execution ended.
enum class Ending : std::uint8_t {
  complete,    ///< every thread that the program waits for has ended
  deadlock,    ///< threads are left that can never go on
  assumption,  ///< a thread is blocked for ever by `assume(false)`
  truncated,   ///< cut by the step bound
  livelock,    ///< all live threads only poll, and nothing changes
  redundant,   ///< the strategy cut it: everything from here was seen elsewhere
  cut,         ///< fail-fast, or the strategy stopped it to look at it
  diverged,    ///< a replay departed from its schedule
};

/// A piece of text that the program printed.
struct Output {
  ThreadId thread = 0;
  std::uint32_t after = 0;  ///< number of events before it
  std::string text;
};

/// One execution as plain data. Valid until the next execution begins.
class Trace {
 public:
  Log<TraceEvent> events;
  Log<Part> parts;
  Log<Wait> waits;                        ///< by event
  std::vector<ObjectRecord> objects;      ///< by ObjectId; `alive` tells those of this execution
  std::vector<ThreadSummary> threads;     ///< by ThreadId; `exists` tells those of this execution
  std::vector<ProcessSummary> processes;  ///< by ProcessId; see `is_process`
  std::vector<Uncaught> uncaught;
  std::vector<Output> outputs;
  Ending ending = Ending::complete;
  ThreadSet left;           ///< threads that had not ended
  bool refined = true;      ///< Dependence::refined
  std::uint32_t roles = 0;  ///< of all actions on the objects of this execution, as bits
  /// Bounds that some execution of the exploration has met; they stay set.
  mutable bool polling_cut = false;  ///< a thread was parked after its idle rounds
  mutable bool daemon_cut = false;   ///< a daemon thread used up its steps
  mutable bool time_used = false;    ///< sleeps, timeouts, or the time itself
  EventIndex diverged_at = kNone;    ///< Ending::diverged: the first event that differs
  double now = 0;                    ///< virtual time at the end, in seconds
  /// Values in words, by part; filled only when a witness is recorded for a report.
  std::vector<std::string> values;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(events.size()); }
  [[nodiscard]] std::span<const Part> parts_of(const TraceEvent& event) const {
    return {parts.data() + event.first_part, event.part_count};
  }
  [[nodiscard]] std::span<const Part> parts_of(EventIndex event) const {
    return parts_of(events[event]);
  }
  /// Whether some object has actions of that role.
  [[nodiscard]] bool has(Role role) const { return (roles & role_bit(role)) != 0; }
  [[nodiscard]] const SpecTable& spec(ObjectId object) const { return *objects[object].spec; }
  /// Whether the object goes by a relation that is better than the plain one.
  [[nodiscard]] bool refines(ObjectId object) const { return refined && spec(object).refined; }
  /// Whether the label is of a kind that commutes with its like.
  [[nodiscard]] bool commutes(const Label& label) const {
    return spec(label.object).commutes(label.kind) && refined && !objects[label.object].observed;
  }
  [[nodiscard]] Role role(const Label& label) const {
    return label.object == kNoObject || label.is(kObserve) ? Role::none
                                                           : spec(label.object).role(label.kind);
  }
  /// Happens-before by synchronisation (not by dependence): event `a` before event `b`.
  [[nodiscard]] bool ordered(EventIndex a, EventIndex b) const {
    return clock(b)[events[a].thread] >= events[a].index;
  }
  /// The synchronisation clock after an event: by thread, the index of its last known event; valid
  /// until that of a later event is asked for. Computed once, when first asked for: then linear in
  /// the events before that have none yet, times the lengths of their objects' histories.
  [[nodiscard]] const std::uint32_t* clock(EventIndex event) const {
    if (event >= clocked_) learn_clocks(event);
    return clocks_.data() + std::size_t{event} * stride_;
  }
  /// So many entries a clock has, those of no thread included.
  [[nodiscard]] std::uint32_t stride() const { return stride_; }
  /// Makes room for so many threads in the clocks.
  void widen_clocks(std::size_t count);
  /// Drops what is kept of the events from `keep` on, beside themselves: clocks and waits.
  void forget(EventIndex keep);
  /// The threads for whose end an event has waited.
  [[nodiscard]] std::span<const Wait> waits_of(EventIndex event) const;
  /// The number of an event in reports, from 1: those that users do not write are not counted.
  /// Linear in the event's index.
  [[nodiscard]] std::uint32_t step(EventIndex event) const;
  /// Whether reports show the event (the silent end of a thread is none).
  [[nodiscard]] bool shown(const TraceEvent& event) const;
  /// What an event did, in words: "read items = 0".
  [[nodiscard]] std::string describe(EventIndex event) const;
  /// What a thread that has not ended was about to do, in words.
  [[nodiscard]] std::string describe_pending(ThreadId thread) const;
  /// Whether a thread is the main thread of a process other than the program's own.
  [[nodiscard]] bool is_process(ThreadId thread) const {
    return thread != 0 && threads[thread].exists && threads[thread].process == thread;
  }
  /// Whether a thread ends with others: a daemon, or one of a daemonic process.
  [[nodiscard]] bool daemonic(ThreadId thread) const {
    const ThreadSummary& summary = threads[thread];
    return summary.daemon || (summary.process != 0 && processes[summary.process].daemon);
  }
  /// The event that killed a process, or kNone.
  [[nodiscard]] EventIndex killed_at(ProcessId process) const;
  /// Whether the end of its process, whichever, has stopped a thread for good.
  [[nodiscard]] bool gone(ThreadId thread) const;
  /// "main", "main.2", "main.2.1": creator and ordinal.
  [[nodiscard]] std::string thread_path(ThreadId thread) const;
  /// The given name, or Python's default: "Thread-1", "Thread-1 (increase)"; "main" for main. With
  /// its process, where that is not the program's own: "Process-1/MainThread".
  [[nodiscard]] std::string thread_name(ThreadId thread) const;
  /// The given name, or Python's default: "Process-1", its child "Process-1:1"; "MainProcess".
  [[nodiscard]] std::string process_name(ProcessId process) const;
  /// The given name, or the noun with a number where the execution has several: "lock 2".
  [[nodiscard]] std::string object_name(ObjectId object) const;
  /// "main.2": creator and ordinal. Of a process's copy: "main.1:main.2".
  [[nodiscard]] std::string object_path(ObjectId object) const;
  /// The object's state before `part` took effect, by re-simulation: `state_size` bytes.
  /// Linear in the object's events.
  [[nodiscard]] std::vector<std::byte> state_before(std::uint32_t part) const;
  /// The locks that `thread` holds after the first `count` events.
  [[nodiscard]] std::vector<ObjectId> locks_held(ThreadId thread, std::uint32_t count) const;

  /// The state of its object right before a part took effect. Only where the strategy
  /// saves states.
  [[nodiscard]] const void* before(const Part& part) const {
    if (fits_word(spec(part.label.object))) return &part.saved;
    return saved_states.data() + part.saved;
  }
  Log<std::byte> saved_states;

 private:
  void learn_clocks(EventIndex last) const;
  void learn_clock(EventIndex number) const;
  void synchronize(const Part& part, std::uint32_t* clock) const;

  std::uint32_t stride_ = 4;
  mutable EventIndex clocked_ = 0;     ///< so many events have their clocks
  mutable Log<std::uint32_t> clocks_;  ///< one row an event
};

}  // namespace heddle
