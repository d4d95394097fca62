// One run of the program under test: its threads, objects and trace. The only place that resumes a
// thread, and the one door through which primitives reach the scheduler: `perform`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heddle/checker/arena.hpp"
#include "heddle/checker/gil.hpp"
#include "heddle/checker/options.hpp"
#include "heddle/checker/polling.hpp"
#include "heddle/checker/running.hpp"
#include "heddle/checker/spawn.hpp"
#include "heddle/checker/strategy.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

class Detector;
class Execution;

/// What an operation returned to the thread that performed it.
struct Result {
  std::int64_t value = 0;
  std::uint32_t tag = 0;
  std::uint32_t alternative = 0;
  bool expired = false;  ///< a timed operation or a try that failed
};

class Execution final : public Crossroads {
 public:
  explicit Execution(const Options& options);
  ~Execution() override;
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  /// The execution that is running on this OS thread, or null outside of one.
  static Execution* current_execution() { return running_; }

  // ---- for the explorer ----------------------------------------------------------------------

  /// Runs `program` once as the main thread under `strategy`; the first `keep` events are those of
  /// the last run, replayed without tracking. Detectors observe every new event they watch.
  /// Throws UsageError when the program exceeds a limit of the engine (kMaxThreads).
  const Trace& run(const std::function<void()>& program, Strategy& strategy, std::uint32_t keep);

  /// Shows detectors what they observe as it happens (Detector::observes).
  void set_observers(const std::vector<Detector*>& observers);
  /// From now on values are kept in words (Trace::values): for the witness of a report.
  void set_recording(bool on) { recording_ = on; }
  [[nodiscard]] std::string outcome() const;
  /// The objects with these paths are looked at (observe_object) from the first execution on.
  void observe_from_the_start(std::vector<std::string> paths) { observed_ = std::move(paths); }
  /// Something was looked at (is_alive, enumerate, await, ...) that the search took no notice of in
  /// the earlier part of this exploration: it must begin again. Reading it resets it.
  bool take_restart();
  /// Events of all executions so far: what a watcher of a stuck program looks at.
  [[nodiscard]] std::uint64_t heartbeat() const { return events_before_ + position_; }
  /// Threads that could not be unwound and were parked for ever.
  [[nodiscard]] std::uint64_t lost_stacks() const { return lost_stacks_; }
  /// Saves, or loads before the first execution, what one leaves to the next. Throws UsageError
  /// where that would not be enough.
  void transfer(Archive& archive);
  void note_addresses() { addresses_ = true; }  ///< the program keeps some in its variables
  /// How many objects at namespace scope, or static in functions, there are by now.
  static std::size_t globals_made();
  /// Whether `address` is in the guard page of a thread's stack.
  [[nodiscard]] bool overflowed(const void* address) const;

  // ---- for primitives: the door --------------------------------------------------------------

  /// Announces `operation`, stops if another thread should go, takes effect in one step, returns
  /// the result, which is to be copied: any other operation replaces it. Afterwards the calling
  /// thread runs alone until its next operation.
  const Result& perform(const Operation& operation) {
    return operation.is_simple() ? perform_simple(operation) : perform_any(operation);
  }

  /// Registers an object created by the running thread (or a global one) and returns its number.
  /// `state` points to `spec.state_size` bytes.
  ObjectId create_object(const SpecTable& spec, const void* state, Name name, const Where& where);

  /// Starts a thread; it runs when it is first picked. `object` is its thread object.
  ThreadId spawn(const Spawn& spawn, const Where& where);
  /// Waits, as a silent operation, for the end of `thread`, whose object is `object`.
  void join(ObjectId object, ThreadId thread, Where where);
  /// Makes all that the search left out of `object` so far visible to it, see `take_restart`.
  void observe_object(ObjectId object);
  [[nodiscard]] bool observed(ObjectId object) const { return trace_.objects[object].observed; }

  /// The process of the running thread.
  static ProcessId process() { return process_; }
  /// A record that only its home has.
  void add_record(Record& record) { spaces_.add(record); }
  /// The record that the running process has of the object that a handle stands for.
  Record& record_here(Record& handles);
  /// The copy of an object that is passed to `process` by value: what the running process has now.
  void pass_record(Record& handles, ProcessId process);
  /// A process is about to be started: it has read nothing yet.
  void begin_start() { read_at_start_.clear(); }
  /// Its start reads this object: its value is passed on, see `pass_record`.
  void read_at_start(ObjectId object) { read_at_start_.push_back(object); }
  /// The process that the running one has just started has a share in the object from its
  /// beginning: its end, and whoever kills it, give it up (SpecTable::abandon).
  void give_share(ObjectId object, ProcessId process);
  /// The same of the running process, from now on.
  void take_share(ObjectId object);
  /// The label of the n-th part of the event that the running thread has just performed.
  [[nodiscard]] const Label& last_label(int part) const;
  /// Ends `process` as a signal does, unless it has ended: its threads stop where they are.
  void kill(ProcessId process, int signal, Where where);
  /// The main thread of a process waits for its other threads, but for daemons: these end with it.
  /// It will end with `exit_code`.
  void end_process(int exit_code);
  /// The main function of a process has returned: what it finds that other threads have started by
  /// now is settled by an event, where it can differ.
  void look_at_return();
  /// What a process does when its main function has returned; lives as long as the execution.
  void at_exit(Task* task) { running_processes_[process_].at_exit = task; }
  /// Called in a catch (...) block: the exception that left the running process's main function.
  void report_uncaught() { record_uncaught(current_); }

  /// How many values the running thread has awaited before, counting this one.
  std::uint32_t next_await() { return ++threads_[current_].awaits; }
  /// What a predicate of the user says. Its operations throw RuntimeError, unless it may perform
  /// some: then they are no events.
  bool ask(const std::function<bool()>& predicate, bool may_perform = false);

  [[nodiscard]] ThreadId self() const { return current_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const Trace& trace() const override { return trace_; }
  /// The state of an object, for reading only.
  template <class State>
  [[nodiscard]] const State& state(ObjectId object) const {
    return *static_cast<const State*>(trace_.objects[object].state);
  }
  [[nodiscard]] Arena& arena() { return arena_; }
  /// The thread is being unwound at the end of the execution: operations have no effect.
  [[nodiscard]] bool leaving() const { return unusual_.leaving; }
  /// Values should be put into words with `describe_value` right after the operation.
  [[nodiscard]] bool recording() const { return recording_; }
  /// The value that the last event of the running thread read or wrote, in words.
  void describe_value(std::string words);

  /// The word of the value that the event just performed has read, where the value is no part of
  /// the abstract state (Shared). A replay compares it.
  void set_result(std::int64_t word);
  /// Records a misuse that cannot be thrown (in a destructor).
  void report_misuse(std::string message);
  /// The object that `enumerate` reads (ThreadsSpec).
  [[nodiscard]] ObjectId threads_object() const { return alive_threads_; }

  void print(std::string_view text);
  void add_outcome(std::string_view value);
  /// Seconds on the thread's clock: its own sleeps in free time, the common clock in virtual time.
  [[nodiscard]] double time();
  /// The same for a primitive's own use: the program has not asked for it.
  [[nodiscard]] double clock() const;
  void sleep(double seconds, Where where);
  /// A sleep in which the thread computes: in virtual time under Gil::on the threads of a process
  /// share one processor.
  void compute(double seconds, Where where);
  void yield(Where where);
  /// One of 0..n-1, each explored.
  int choose(int n, Where where);
  /// Drops this execution when `condition` is false: the thread never goes on.
  void assume(bool condition, Where where);
  /// `predicate` must hold after every operation on one of `objects`.
  void add_invariant(std::vector<ObjectId> objects, std::function<bool()> predicate, Where where);
  /// The number of spurious wakeups that the running thread may still have.
  [[nodiscard]] int spurious_left() const;
  void use_spurious();
  /// A number drawn from a generator seeded by the running thread's path.
  std::uint64_t random();
  using Notes = ThreadNotes;
  Notes& notes(ThreadId thread) { return threads_[thread].notes; }
  /// From now on the thread is called so; null: by its default name. The name lives for ever.
  void rename(ThreadId thread, const std::string* name) {
    trace_.threads[thread].given_name = name;
  }

  /// Objects at namespace scope or `static`: made anew before every execution. `remake` is called
  /// with the execution; it must create the object (creator: global).
  static void register_global(std::function<void(Execution&)> remake);
  /// Makes an object that is `static` inside a function, in the first execution that gets there: it
  /// is numbered as the global that it is from now on.
  void make_global(const std::function<void(Execution&)>& remake);
  /// Whether `address` is static storage of the running program.
  static bool is_static_storage(const void* address) {
    extern char __data_start __asm__("__data_start");
    extern char end_of_program __asm__("_end");
    const auto* place = static_cast<const char*>(address);
    return place >= &__data_start && place < &end_of_program;
  }

  // ---- for strategies ------------------------------------------------------------------------
  [[nodiscard]] unsigned pending_alternatives(ThreadId thread) const override;
  [[nodiscard]] const Operation* pending(ThreadId thread) const override {
    return threads_[thread].pending;
  }

 private:
  struct Invariant {
    ObjectId signal;
    std::vector<ObjectId> objects;
    std::function<bool()> predicate;
    Where where;
  };
  /// Thrown through threads that an execution leaves behind; not a std::exception.
  struct Leave {};

  // execution.cpp: the run as a whole
  void prepare(std::uint32_t keep);
  void undo(std::uint32_t keep);
  void make_globals();
  void conclude();
  void leave_all();
  void finish(ThreadId thread);
  void record_uncaught(ThreadId thread);

  // switching.cpp: who runs
  static void find_thread_state();
  static Coroutine& thread_entry(void* argument);
  void run_threads(ThreadId thread);
  void run_main();
  template <class Piece>
  void run_piece(ThreadId thread, const Piece& piece);
  void fail();
  Coroutine& about_to_run(ThreadId thread);
  void go_in(Coroutine& coroutine);
  void switch_to(ThreadId self, ThreadId next);
  void make_coroutine(ThreadId thread);
  void make_room(ThreadId thread);
  ThreadId decide();
  ThreadId decide_in_prefix();
  ThreadId decide_unsettled();
  ThreadId pick();
  ThreadId nobody_picked();
  ThreadId take_silent();
  [[noreturn]] void park();
  const Result& leave(const Operation& operation);
  void stop(Ending ending);
  [[nodiscard]] unsigned ways_to_go(ThreadId thread, const Operation& operation) const;
  [[nodiscard]] bool silent_ready(ThreadId thread, const Operation& operation) const;
  [[nodiscard]] bool ready(ThreadId thread, const OperationPart& part) const;
  [[nodiscard]] bool any_ready(ThreadId thread, const Operation& operation) const;

  // perform.cpp: one operation
  const Result& perform_simple(const Operation& operation);
  const Result& perform_any(const Operation& operation);
  const Result& perform_unusually(const Operation& operation);
  void break_after(std::uint32_t count);
  const Result& perform_extended(const Operation& operation);
  template <bool kSimple>
  const Result& perform_usually(const Operation& operation);
  template <bool kSimple>
  const Result& perform_in_turn(const Operation& operation);
  template <bool kSimple>
  void announce(const Operation& operation);
  void announce_silent(const Operation& operation);
  template <bool kSimple>
  const Result& replay(const Operation& operation);
  template <bool kSimple>
  const Result& execute(const Operation& operation, unsigned alternative);
  template <bool kSimple>
  void execute_part(const Operation& operation, const OperationPart& wanted, bool may_expire,
                    TraceEvent& event, Result& result);
  void show_to_detectors(EventIndex event);
  void cut_if_raced();
  void save_state(const ObjectRecord& object, std::uint64_t& saved);
  [[nodiscard]] bool never_blocks(const OperationPart& part) const {
    return !trace_.objects[part.object].spec->may_block(part.action.kind);
  }
  const Result& evaluate(const Operation& operation);
  void check_invariants();
  void pass_time(double seconds, bool computes, Where where);
  void share_processor(double seconds);
  [[nodiscard]] bool may_expire(const Running& thread, const Operation& operation) const;

  // quiescence.cpp: when nobody can go
  bool advance();
  [[nodiscard]] Poll poll_of(ThreadId thread, const Operation& operation) const;
  [[nodiscard]] bool poll_parked(ThreadId thread, const Operation& operation) const;
  [[nodiscard]] ThreadSet pollers() const;
  [[nodiscard]] bool watches_time(const Poll& poll) const;
  [[nodiscard]] bool livelocked(const ThreadSet& polling) const;
  void release_pollers(const ThreadSet& polling);

  // processes.cpp: address spaces, and how processes begin and end
  ObjectId own_number(ProcessId process, ObjectId what);
  ObjectId copy_object(ObjectId original, ProcessId process, const void* state);
  ObjectId process_object(ProcessId process, ObjectId kind, const SpecTable& spec,
                          const void* state);
  void prepare_process(const Spawn& spawn, ThreadId child);
  void finish_process(ProcessId process);
  [[nodiscard]] bool starts_late(const Spawn& spawn) const;
  [[nodiscard]] bool is_awaited(ThreadId thread) const;
  void await_others();
  void join_others();
  void fork_memory(ProcessId parent, ProcessId child);
  void inherit_shares(ProcessId child, Where where);
  [[nodiscard]] std::vector<OperationPart> abandoned(ProcessId process, std::size_t first,
                                                     std::size_t last) const;
  void abandon_at_end();
  void attach(ThreadId thread);
  [[nodiscard]] bool can_be_killed(ThreadId thread) const;
  [[nodiscard]] bool killed(ThreadId thread) const;

  // objects.cpp: numbers of threads and objects
  void specify(ObjectRecord& object, const SpecTable& spec);
  void fill_object(ObjectRecord& object, const SpecTable& spec);
  [[nodiscard]] bool observed_at_first(ObjectId number) const;
  void begin_thread(const Spawn& spawn, ThreadId number, const Where& where);
  void end_thread(ThreadId thread);
  [[nodiscard]] bool life_is_observed(ObjectId thread) const {
    return observed(alive_threads_) || observed(thread);
  }
  void know_end_of(ThreadId thread);
  void set_phase(ObjectId thread, std::uint8_t phase);
  std::vector<ObjectId>& numbers_of(ThreadId creator);
  void number_object(const ObjectRecord& place);
  ThreadId thread_number(ThreadId parent, std::uint16_t ordinal);

  static Execution* running_;
  static inline ProcessId process_ = 0;

  Options options_;
  Trace trace_;
  PollingRule polling_{trace_, options_};
  Arena arena_;
  std::vector<std::pair<Detector*, std::uint8_t>> observers_;  ///< with what they observe
  Strategy* strategy_ = nullptr;
  const std::function<void()>* program_ = nullptr;

  std::vector<Running> threads_;
  ThreadSet unstarted_;
  ThreadSet silent_;
  Choice choice_;
  Coroutine outside_;           ///< where the explorer goes on
  bool inside_ = false;         ///< it waits there for the threads
  std::uint32_t position_ = 0;  ///< events so far, replayed ones included
  std::uint32_t keep_ = 0;      ///< events of the replayed prefix
  double now_ = 0;              ///< virtual time
  double branch_time_ = 0;      ///< when the first event after the kept prefix was last run
  std::uint32_t tick_ = 0;      ///< TraceEvent::tick
  std::uint32_t branch_tick_ = 0;
  std::vector<std::string> observed_;  ///< paths of objects, see observe_from_the_start
  Unusual unusual_;
  Result result_;     ///< of the last operation: a value could not be passed on by a jump
  Result evaluated_;  ///< of one in a predicate, which may be asked in the course of another
  /// Up to there nothing but the strategy has a say in who goes next: all threads have begun, no
  /// silent operation can have become enabled, no prefix is replayed.
  std::uint32_t settled_until_ = 0;
  bool plain_ = false;    ///< the plain dependence, see Options
  bool undoable_ = true;  ///< the strategy may keep a prefix: states are saved
  bool recording_ = false;
  bool closing_ = false;
  bool has_outcomes_ = false;
  bool judging_ = false;      ///< one that must not perform operations
  bool ended_ = false;        ///< the ending has been decided
  std::uint8_t watched_ = 0;  ///< what the event that is being executed is to detectors
  bool restart_ = false;
  bool addresses_ = false;
  bool making_globals_ = false;
  std::uint64_t events_before_ = 0;  ///< the present execution
  std::uint64_t lost_stacks_ = 0;
  std::vector<std::unique_ptr<Coroutine>> lost_;  ///< parked for ever: never destroyed
  std::string usage_error_;
  std::exception_ptr engine_error_;

  std::vector<std::vector<ObjectId>> object_numbers_;  ///< by creator (last: globals) and ordinal
  std::vector<std::vector<ThreadId>> child_numbers_;   ///< by parent and ordinal
  AddressSpaces spaces_;
  std::vector<RunningProcess> running_processes_;  ///< by ProcessId
  std::vector<ObjectId> read_at_start_;
  /// By process and original: numbers of copies, and of the engine's objects of the process.
  std::vector<std::unordered_map<ObjectId, ObjectId>> copy_numbers_;
  std::vector<std::unique_ptr<std::byte[]>> state_memory_;
  std::vector<double> times_;  ///< by event: virtual time, where it runs
  Computations computations_;
  std::vector<Invariant> invariants_;
  std::vector<bool> in_invariant_;    ///< by object
  std::uint32_t global_objects_ = 0;  ///< made so far in this execution
  std::uint32_t engine_objects_ = 0;  ///< the first of them: the engine's own
  ObjectId choices_ = kNoObject;
  ObjectId assumptions_ = kNoObject;
  ObjectId clock_ = kNoObject;
  ObjectId life_ = kNoObject;    ///< of the program
  ObjectId memory_ = kNoObject;  ///< of its own process
  ObjectId output_ = kNoObject;
  ObjectId alive_threads_ = kNoObject;
};

}  // namespace heddle
