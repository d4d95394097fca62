// The primitives of multiprocessing in random programs.
#pragma once

#include <memory>

#include "heddle/tests/oracle/protocols.hpp"

namespace heddle::oracle {

namespace mp = multiprocessing;

inline threading::OptionalTimeout timeout_of(Wait how) {
  if (how == Wait::for_ever) return {};
  return how == Wait::not_at_all ? 0 : 1;
}
inline std::string number_words(std::int64_t result, bool /*expired*/) {
  return std::to_string(result);
}

/// Some real primitive that is made anew for every execution.
template <class T>
using Place = std::shared_ptr<std::optional<T>>;
/// The call of a real primitive; none where the steps are taken on a bare object.
template <class T, class F>
std::function<std::string(Where)> real_call(const Place<T>& place, F call) {
  if (place == nullptr) return {};
  return [place, call](Where where) { return call(**place, where); };
}

// ---- semaphores ---------------------------------------------------------------------------------

inline Protocols draw_semaphore(Random& random, bool limited, const Place<mp::Semaphore>& place) {
  using S = mp::Semaphore;
  const Wait how = draw_wait(random);
  const Protocol acquire = one_doing(
      "acquire" + in_words(how), {S::kAcquire}, how != Wait::for_ever,
      [](std::int64_t, bool expired) { return in_words(!expired); },
      real_call(place, [how](const S& semaphore, Where where) {
        return in_words(semaphore.acquire(how != Wait::not_at_all, timeout_of(how), where));
      }));
  const Protocol release = one_doing(
      "release", {S::kRelease, 1, limited ? 1 : 0}, false,
      [](std::int64_t result, bool) { return result == 0 ? "released" : raised("ValueError"); },
      real_call(place, [](const S& semaphore, Where where) {
        semaphore.release(where);
        return std::string("released");
      }));
  const Protocol value = one_doing("get_value", {S::kValue}, false, number_words,
                                   real_call(place, [](const S& semaphore, Where where) {
                                     return std::to_string(semaphore.get_value(where));
                                   }));
  switch (random.below(6)) {
    case 0:
    case 1: return {acquire, release};
    case 2: return {acquire};
    case 3: return {acquire, value};
    case 4: return {value};
    default: return {release};
  }
}

// ---- events -------------------------------------------------------------------------------------

inline Protocol event_wait(Wait how, const Place<mp::Event>& place) {
  using E = mp::Event;
  Protocol wait;
  wait.text = "wait" + in_words(how);
  wait.step = [how](int step) {
    if (step == 0) return ProtocolStep{{{E::kWait}}};
    if (step == 1) return ProtocolStep{{{E::kResume}}, how != Wait::for_ever};
    return ProtocolStep{{{E::kLook}}};
  };
  wait.after = [](int step, std::int64_t result, bool expired) -> After {
    if (step == 0) return result != 0 ? After("true") : After(1);
    if (step == 1) return expired ? After("false") : After(2);
    return in_words(result != 0);
  };
  wait.real = real_call(place, [how](const E& event, Where where) {
    return in_words(event.wait(timeout_of(how), where));
  });
  return wait;
}

/// A call that others are to see finished where its first step says so: by a result above `calm`.
inline Protocol settling(std::string word, Doing first, int settle, std::int64_t calm,
                         std::function<std::string(Where)> real) {
  return {word,
          [=](int step) { return step == 0 ? ProtocolStep{{first}} : ProtocolStep{{{settle}}}; },
          [=](int step, std::int64_t result, bool) -> After {
            return step == 0 && result > calm ? After(1) : After(word);
          },
          std::move(real)};
}

inline Protocols draw_event(Random& random, const Place<mp::Event>& place) {
  using E = mp::Event;
  const Protocol set =
      settling("set", {E::kSet}, E::kSettle, 0, real_call(place, [](const E& event, Where where) {
                 event.set(where);
                 return std::string("set");
               }));
  const Protocol clear = one_doing(
      "clear", {E::kClear}, false, [](std::int64_t, bool) { return std::string("cleared"); },
      real_call(place, [](const E& event, Where where) {
        event.clear(where);
        return std::string("cleared");
      }));
  const Protocol is_set = one_doing(
      "is_set", {E::kIsSet}, false, [](std::int64_t result, bool) { return in_words(result != 0); },
      real_call(place, [](const E& event, Where where) { return in_words(event.is_set(where)); }));
  switch (random.below(6)) {
    case 0:
    case 1: return {event_wait(draw_wait(random), place)};
    case 2: return {set};
    case 3: return {set, clear};
    case 4: return {clear};
    default: return {is_set};
  }
}

// ---- conditions ---------------------------------------------------------------------------------

/// A condition over a plain lock.
inline Protocol condition_wait(Wait how, bool spurious, const Place<mp::Condition>& place) {
  using C = mp::Condition;
  Protocol wait;
  wait.text = "wait" + in_words(how);
  wait.step = [=](int step) {
    using L = threading::Lock;
    if (step == 0) return ProtocolStep{{{L::kReleaseAll, 0, 0, true}, {C::kEnqueue}}};
    if (step == 1) {
      return ProtocolStep{{{C::kResume, 0, spurious ? 1 : 0}}, how != Wait::for_ever};
    }
    return ProtocolStep{{{L::kAcquireAt, 1, 0, true}}};
  };
  wait.after = [](int step, std::int64_t, bool expired) -> After {
    if (step == 0) return 1;
    if (step == 1) return expired ? 3 : 2;
    return in_words(step == 2);
  };
  wait.real = real_call(place, [how](const C& condition, Where where) {
    return in_words(condition.wait(timeout_of(how), where));
  });
  return wait;
}

inline Protocols draw_condition(Random& random, bool spurious, const Place<mp::Condition>& place) {
  using C = mp::Condition;
  const Protocol acquire = one_doing(
      "acquire", {threading::Lock::kAcquire, 0, 0, true}, false,
      [](std::int64_t, bool) { return std::string("acquired"); },
      real_call(place, [](const C& condition, Where where) {
        condition.acquire(true, {}, where);
        return std::string("acquired");
      }));
  const Protocol release = one_doing(
      "release", {threading::Lock::kRelease, 0, 0, true}, false,
      [](std::int64_t, bool) { return std::string("released"); },
      real_call(place, [](const C& condition, Where where) {
        condition.release(where);
        return std::string("released");
      }));
  const auto act = [&]() -> Protocol {
    const int drawn = random.below(6);
    if (drawn > 2) return condition_wait(draw_wait(random), spurious, place);
    if (drawn == 2) {
      return settling("notify_all", {C::kNotifyAll}, C::kSettle, 0,
                      real_call(place, [](const C& condition, Where where) {
                        condition.notify_all(where);
                        return std::string("notify_all");
                      }));
    }
    const int n = drawn + random.below(2);
    const std::string word = "notify(" + std::to_string(n) + ")";
    return settling(word, {C::kNotify, n}, C::kSettle, 0,
                    real_call(place, [n, word](const C& condition, Where where) {
                      condition.notify(n, where);
                      return word;
                    }));
  };
  Protocols calls{acquire, act()};
  if (random.chance(20)) calls.push_back(act());
  calls.push_back(release);
  return calls;
}

// ---- barriers -----------------------------------------------------------------------------------

/// How a bare barrier is used.
struct Meetings {
  int parties = 2;
  bool has_action = false;
  bool in_order = false;  ///< the order of arrivals matters
  bool stops = false;     ///< abort and reset
  int mortal = 0;         ///< per cent of those that come and can be killed
};

inline Protocol barrier_wait(Wait how, const Meetings& meetings, bool mortal,
                             const Place<mp::Barrier>& place) {
  using B = mp::Barrier;
  enum { kArriving, kWaking, kPassing, kOpening, kSettling, kLeaving };
  Protocol wait;
  wait.text = "wait" + in_words(how) + (mortal ? ", mortal" : "");
  wait.step = [=](int step) {
    switch (step) {
      case kArriving:
        return ProtocolStep{{{B::kArrive, meetings.in_order ? 1 : 0, mortal ? 1 : 0}}};
      case kWaking: return ProtocolStep{{{B::kWake}}, how != Wait::for_ever};
      case kPassing: return ProtocolStep{{{B::kPass}}, !mortal && how != Wait::for_ever};
      case kOpening: return ProtocolStep{{{B::kOpen}}};
      default: return ProtocolStep{{{B::kSettle}}};
    }
  };
  wait.after = [=](int step, std::int64_t result, bool) -> After {
    switch (step) {
      case kArriving:
        if (result < 0) return "broken";
        if (result == 1) return kOpening;
        if (result == 2) return kSettling;
        return mortal ? kWaking : kPassing;
      case kWaking:
        if (result == 1) return kPassing;
        return result == 2 ? After(kLeaving) : After("broken");
      case kPassing:
        if (result == 1) return "met";
        return result == 2 ? After(kLeaving) : After("broken");
      case kOpening: return result == 2 ? After(kSettling) : After("met");
      case kSettling: return "met";
      default: return "broken";
    }
  };
  wait.real = real_call(place, [how](const B& barrier, Where where) {
    try {
      barrier.wait(timeout_of(how), where);
    } catch (const threading::BrokenBarrierError&) {
      return std::string("broken");
    }
    return std::string("met");
  });
  return wait;
}

inline Protocols draw_barrier(Random& random, const Meetings& meetings,
                              const Place<mp::Barrier>& place) {
  using B = mp::Barrier;
  const int drawn = random.below(10);
  if (drawn == 0) {
    return {one_doing("n_waiting", {B::kWaiting}, false, number_words,
                      real_call(place, [](const B& barrier, Where where) {
                        return std::to_string(barrier.n_waiting(where));
                      }))};
  }
  if (drawn == 1) {
    return {one_doing("broken", {B::kBroken}, false, number_words,
                      real_call(place, [](const B& barrier, Where where) {
                        return std::to_string(barrier.broken(where) ? 1 : 0);
                      }))};
  }
  if (drawn < 4 && meetings.stops) {
    const bool aborts = drawn == 2;
    const std::string word = aborts ? "abort" : "reset";
    return {settling(word, {aborts ? B::kAbort : B::kReset}, B::kSettle, 1,
                     real_call(place, [aborts, word](const B& barrier, Where where) {
                       if (aborts) barrier.abort(where);
                       if (!aborts) barrier.reset(where);
                       return word;
                     }))};
  }
  return {barrier_wait(draw_wait(random), meetings, random.chance(meetings.mortal), place)};
}

inline mp::Barrier::Spec::State barrier_state(const Meetings& meetings) {
  mp::Barrier::Spec::State state;
  state.parties = meetings.parties;
  state.has_action = meetings.has_action;
  return state;
}

}  // namespace heddle::oracle
