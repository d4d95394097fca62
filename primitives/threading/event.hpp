// threading.Event.
#pragma once

#include <string>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/threading/timeout.hpp"

namespace heddle::threading {

/// A flag that threads can wait for. `set` wakes the waiters of that moment, even if `clear` takes
/// the flag back before they go on.
///
/// Python: https://docs.python.org/3/library/threading.html#event-objects
class Event {
 public:
  explicit Event(Name name = nullptr, Where where = Where::current()) : handle_({}, name, where) {}

  [[nodiscard]] bool is_set(Where where = Where::current()) const {
    return handle_.perform(kIsSet, 0, 0, kForever, where).value != 0;
  }
  void set(Where where = Where::current()) const { handle_.perform(kSet, 0, 0, kForever, where); }
  void clear(Where where = Where::current()) const {
    handle_.perform(kClear, 0, 0, kForever, where);
  }
  /// Waits until the flag is set; false only when the time is up (<= 0: at once).
  bool wait(OptionalTimeout timeout = {}, Where where = Where::current()) const {
    const Timeout limit = wait_timeout(timeout);
    if (handle_.perform(kWait, 0, 0, kForever, where).value != 0) return true;
    return !handle_.perform(kResume, 0, 0, limit, where).expired;
  }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

  enum Kind : std::uint8_t { kIsSet, kSet, kClear, kWait, kResume };
  struct Spec {
    static constexpr const char* kNoun = "event";
    struct State {
      ThreadSet waiters;
      ThreadSet released;            ///< woken by a set, not yet resumed
      std::uint32_t generation = 0;  ///< how often the flag has been set
      bool flag = false;
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;
    static constexpr bool may_block(int kind) { return kind == kResume; }

    static int alternatives(const State& state, const Action& action) {
      const bool waits = action.is(kResume) && !state.released.contains(action.thread);
      return waits && !action.may_expire ? 0 : 1;
    }
    /// kWait: the result is 1 if the flag is set; otherwise the thread joins the waiters. kSet: the
    /// result is how many it woke. The tag is the generation that set the flag.
    static Effect apply(State& state, const Action& action, unsigned);
    /// Waiters come and go without touching each other: only what moves the flag matters to them.
    static bool dependent(const Label& a, const Label& b) {
      return (moves(a) || moves(b)) && plain_dependent(a, b);
    }
    /// Whoever sees the flag, or is woken, knows what the one who set it did before.
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool sees = later.is(kResume) ? !later.expired
                                          : (later.is(kWait) || later.is(kIsSet)) && later.result;
      return earlier.is(kSet) && earlier.wrote && sees && earlier.tag <= later.tag;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet waiting(const State& state) { return state.waiters; }
    static constexpr Role role(int kind) {
      switch (kind) {
        case kSet: return Role::notify;
        case kClear: return Role::clear;
        case kWait: return Role::enqueue;
        case kResume: return Role::resume;
        default: return Role::none;
      }
    }

   private:
    static bool moves(const Label& label) { return label.is(kSet) || label.is(kClear); }
  };

 private:
  Handle<Spec> handle_;
};

}  // namespace heddle::threading
