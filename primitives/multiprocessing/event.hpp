// multiprocessing.Event.
#pragma once

#include <string>

#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/threading/event.hpp"

namespace heddle::multiprocessing {

/// A flag that processes can wait for. A waiter that is woken looks at the flag again: `set`, then
/// `clear`, can make its wait return false although no time was up. `set` returns when all the
/// waiters of that moment have woken; until then nobody else can use the event: for ever, once a
/// process was killed in its `wait`.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Event
class Event {
 public:
  explicit Event(Name name = nullptr, const Context& context = {}, Where where = Where::current())
      : made_(context), handle_({}, name, where) {}
  explicit Event(const Context& context, Where where = Where::current())
      : Event(nullptr, context, where) {}

  [[nodiscard]] bool is_set(Where where = Where::current()) const {
    return handle_.perform(kIsSet, 0, 0, kForever, where).value != 0;
  }
  void set(Where where = Where::current()) const {
    if (handle_.perform(kSet, 0, 0, kForever, where).value == 0) return;
    handle_.perform(kSettle, 0, 0, kForever, where);
  }
  void clear(Where where = Where::current()) const {
    handle_.perform(kClear, 0, 0, kForever, where);
  }
  /// Waits until the flag is set or the time is up (<= 0: at once); whether the flag is set then.
  bool wait(OptionalTimeout timeout = {}, Where where = Where::current()) const;

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the event was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

  enum Kind : std::uint8_t { kIsSet, kSet, kClear, kWait, kResume, kSettle, kLook };
  struct Spec {
    static constexpr const char* kNoun = "event";
    static constexpr bool kShared = true;
    struct State {
      ThreadSet waiters;
      ThreadSet released;            ///< woken by a set, not yet resumed
      std::uint32_t generation = 0;  ///< how often the flag has been set
      ThreadId setter = kNoThread;   ///< waits until those that it woke have resumed
      bool flag = false;
      friend bool operator==(const State&, const State&) = default;
    };
    static constexpr Sync kSync = Sync::all;

    static int alternatives(const State& state, const Action& action) {
      if (action.is(kResume)) {
        return state.released.contains(action.thread) || action.may_expire ? 1 : 0;
      }
      return (action.is(kSettle) ? state.released.empty() : state.setter == kNoThread) ? 1 : 0;
    }
    /// kWait: the result is 1 if the flag is set; otherwise the thread joins the waiters. kSet: the
    /// result is how many it woke. The tag is the generation that set the flag. A waiter whose time
    /// is up has not been woken, so the flag has not been set since it came: it need not look.
    static Effect apply(State& state, const Action& action, unsigned);
    /// Waiters come and go without touching each other: only what moves the flag, or lets others
    /// use the event again, matters to them.
    static bool dependent(const Label& a, const Label& b) {
      return (moves(a) || moves(b)) && plain_dependent(a, b);
    }
    /// Whoever sees the flag, or is woken, knows what the one who set it did before.
    static bool synchronizes(const Label& earlier, const Label& later) {
      const bool looks = later.is(kWait) || later.is(kIsSet) || later.is(kLook);
      const bool sees = later.is(kResume) ? !later.expired : looks && later.result != 0;
      return earlier.is(kSet) && earlier.wrote && sees && earlier.tag <= later.tag;
    }
    static std::string describe(const Label& label, const std::string& name, const std::string&);
    static ThreadSet waiting(const State& state) { return state.waiters; }
    static ThreadSet holders(const State& state, const Action& action);
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
    static bool moves(const Label& label) {
      return label.is(kSet) || label.is(kClear) || label.is(kSettle);
    }
  };

 private:
  detail::MadeFor made_;
  Handle<Spec> handle_;
};

/// It is its condition that refuses.
template <>
struct Pickling<Event> {
  static constexpr const char* kRefusal =
      "Condition objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
