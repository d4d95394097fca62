// What users of a primitive hold: a handle. Copying it gives another name for the same object,
// which lives until the execution has ended and every thread has been unwound.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "heddle/checker/execution.hpp"

namespace heddle {

struct NoPayload {};

/// Whether all processes share an object with this specification; else each has its own.
template <class Spec>
inline constexpr bool kShared = false;
template <class Spec>
requires(Spec::kShared) inline constexpr bool kShared<Spec> = true;

/// Whether a payload can be copied. (A container says so whatever its elements say.)
template <class Payload>
inline constexpr bool kCopyable = std::is_copy_constructible_v<Payload>;
template <class Payload>
requires requires { typename Payload::value_type; }
inline constexpr bool kCopyable<Payload> =
    std::is_copy_constructible_v<typename Payload::value_type>;

/// Throws the misuse of a handle whose scope has ended.
[[noreturn]] void throw_use_after_destruction();
/// Throws UsageError: a primitive was used outside of `explore`.
[[noreturn]] void throw_no_execution();

/// The running execution. Throws UsageError when there is none.
inline Execution& running_execution() {
  Execution* run = Execution::current_execution();
  if (__builtin_expect(run == nullptr, 0)) throw_no_execution();
  return *run;
}

/// While one lives, all processes share the objects that are made, whatever their specification
/// says: a manager's locks. Nothing may be performed meanwhile.
class ForAllProcesses {
 public:
  ForAllProcesses() : before_(std::exchange(on_, true)) {}
  ~ForAllProcesses() { on_ = before_; }
  ForAllProcesses(const ForAllProcesses&) = delete;
  ForAllProcesses& operator=(const ForAllProcesses&) = delete;
  static bool on() { return on_; }

 private:
  static inline bool on_ = false;
  bool before_;
};

/// A handle of an object with specification `Spec`. `Payload` is what the running object carries
/// beyond its abstract state (values, queued items): user data that the explorer never looks at.
/// At namespace scope or `static` the object is made anew from the constructor's arguments before
/// every execution.
///
/// Unless all processes share the object (`Spec::kShared`, ForAllProcesses), a handle stands for
/// the copy that the running process has. A forked one has what its parent held then: a payload may
/// say in `forked(from, to)`, and a specification in `forked(state, from, to)`, what is different
/// there. A spawned one begins with the first state and with `payload.fresh()`, or an empty
/// payload.
template <class Spec, class Payload = NoPayload>
class Handle {
 public:
  using State = typename Spec::State;

  /// `home`: what the handle is a part of, where that is elsewhere in memory (an array's elements).
  explicit Handle(State initial, Name name, Where where, Payload payload = {},
                  void* home = nullptr) {
    Execution* execution = Execution::current_execution();
    const bool shared = kShared<Spec> || ForAllProcesses::on();
    if (execution == nullptr || Execution::is_static_storage(home != nullptr ? home : this)) {
      // Made once, never freed: a global lives as long as the process.
      auto* record = new OwnRecord(kNoObject, Payload(payload), shared);
      record_ = record;
      auto remake = [record, initial, name, where, shared = shared,
                     payload = std::move(payload)](Execution& run) {
        record->payload = payload;
        record->object = run.create_object(kSpecTable<Spec>, &initial, name, where);
        if (!shared) run.add_record(*record);
      };
      if (execution != nullptr) {
        execution->make_global(remake);
      } else {
        Execution::register_global(std::move(remake));
      }
      return;
    }
    auto* record = execution->arena().template make<OwnRecord>(
        execution->create_object(kSpecTable<Spec>, &initial, name, where), std::move(payload),
        shared);
    record_ = record;
    if (!shared) {
      record->home = Execution::process();
      execution->add_record(*record);
    }
  }
  Handle(const Handle&) = default;
  Handle& operator=(const Handle&) = default;
  ~Handle() { *const_cast<OwnRecord* volatile*>(&record_) = nullptr; }

  /// A handle of an object that the engine has made: main's thread.
  static Handle adopt(ObjectId object, Payload payload = {}) {
    Handle handle;
    handle.record_ = execution().arena().template make<OwnRecord>(object, std::move(payload));
    if constexpr (!kShared<Spec>) handle.record_->home = Execution::process();
    return handle;
  }

  /// The object's number. Throws `misuse` when the handle has been destroyed.
  [[nodiscard]] ObjectId object() const { return record().object; }
  [[nodiscard]] Payload& payload() const { return record().payload; }
  [[nodiscard]] const State& state() const {
    return execution().template state<State>(record().object);
  }
  static Execution& execution() { return running_execution(); }

  /// The running process gives the object, as it is now, to a new one.
  void pass_to(Execution& run, ProcessId process) const { run.pass_record(*record_, process); }

  /// Performs one action on the object as one visible event.
  Result perform(int kind, std::int64_t a = 0, std::int64_t b = 0, Timeout timeout = kForever,
                 Where where = Where::current()) const {
    return perform_as(Scheduling::visible, kind, a, b, timeout, where);
  }
  Result perform_as(Scheduling scheduling, int kind, std::int64_t a, std::int64_t b,
                    Timeout timeout, Where where) const {
    Execution& run = execution();
    const OperationPart part = this->part(kind, a, b);
    return run.perform({&part, 1, scheduling, false, timeout, where});
  }
  /// A part for an operation on several objects.
  [[nodiscard]] OperationPart part(int kind, std::int64_t a = 0, std::int64_t b = 0) const {
    return {object(), {static_cast<std::uint8_t>(kind), 0, false, a, b}};
  }

  friend bool operator==(const Handle& a, const Handle& b) { return a.record_ == b.record_; }

 private:
  struct OwnRecord : Record {
    OwnRecord(ObjectId number, Payload&& value, bool shared = kShared<Spec>)
        : payload(std::move(value)) {
      object = number;
      if (shared) {
        home = kEverywhere;
      } else {
        origin = this;
        type = &kType;
      }
    }
    Payload payload;
  };

  static Record* copy(Arena& arena, const Record& original, ThreadId from, ThreadId to) {
    if constexpr (kCopyable<Payload>) {
      Payload payload = static_cast<const OwnRecord&>(original).payload;
      if constexpr (requires { payload.forked(from, to); }) payload.forked(from, to);
      return arena.template make<OwnRecord>(kNoObject, std::move(payload));
    } else {
      return fresh(arena, original);
    }
  }
  static Record* fresh(Arena& arena, const Record& original) {
    if constexpr (requires(const Payload& payload) { payload.fresh(); }) {
      return arena.template make<OwnRecord>(
          kNoObject, static_cast<const OwnRecord&>(original).payload.fresh());
    } else {
      return arena.template make<OwnRecord>(kNoObject, Payload{});
    }
  }
  static void fork_state(void* state, ThreadId from, ThreadId to) {
    if constexpr (requires(State & now) { Spec::forked(now, from, to); }) {
      Spec::forked(*static_cast<State*>(state), from, to);
    }
  }
  static constexpr RecordType kType{copy, fresh, fork_state};

  Handle() = default;
  [[nodiscard]] OwnRecord& record() const {
    if (__builtin_expect(record_ == nullptr, 0)) throw_use_after_destruction();
    if (__builtin_expect(record_->home != Execution::process(), 0)) {
      return static_cast<OwnRecord&>(execution().record_here(*record_));
    }
    return *record_;
  }
  OwnRecord* record_ = nullptr;
};

}  // namespace heddle
