// Objects: anything that threads share, given by a sequential specification.
//
// A specification (Spec) is a struct of static functions over an abstract state, without user code:
//
//   struct Spec {
//     static constexpr const char* kNoun = "semaphore";      // the name of an unnamed one
//     struct State {...};                                    // trivially copyable, operator==
//     static int alternatives(const State&, const Action&);  // 0 = blocked, 1 = runs, n = a choice
//     static Effect apply(State&, const Action&, unsigned alternative);
//     static bool synchronizes(const Label& earlier, const Label& later);
//     static std::string describe(const Label&, const std::string& name, const std::string& value);
//     // optional:
//     static bool dependent(const Label&, const Label&);  // of two threads; default: a write
//     static constexpr bool commutes(int kind);       // writes of these kinds are independent
//     static bool stores(const Action&, const Effect&);  // a write in the plain relation although
//                                                        // nothing changes; default: by role
//     static constexpr bool kDeclaresWrites = true;  // `Effect::wrote` says what is a write
//     static constexpr bool may_block(int kind);     // else `alternatives` is always 1
//     static constexpr Sync kSync = Sync::none;      // how far back `synchronizes` can reach
//     static constexpr bool kPlain = true;           // accesses race when not ordered
//     static constexpr bool kOwned = true;           // only holders can end a wait (RLock, join)
//     static ThreadSet holders(const State&, const Action&);   // whom a blocked action waits for
//     static std::int64_t missing(const State&, const Action&);  // what a blocked settle or feed
//                                                     // still has to see done
//     static ThreadSet waiting(const State&);         // threads that a wake may still reach
//     static constexpr Role role(int kind);           // what detectors may know of an action
//     static constexpr const char* kOneStep = "hold ...";  // how to update it in one step
//     static std::string hold(const Action&, const std::string& name);  // what holders have
//     static constexpr bool kValuesApart = true;      // reads give values that the state has not
//     static bool overlaps(const Label&, const Label&);  // one place of the object; default: all
//     static bool computed(const Label&);  // a write from the thread's own read; default: a == 1
//     static constexpr std::uint8_t kInherit = kind;  // processes have a share in it: a new
//                                                     // process (b) begins with that of its parent
//                                                     (a),
//     static constexpr std::uint8_t kAbandon = kind;  // one that ends (a) gives it up
//   };
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "heddle/checker/operation.hpp"

namespace heddle {

/// Which earlier events of the object an event can synchronise with.
enum class Sync : std::uint8_t {
  none,        ///< never
  last_write,  ///< only the last event that wrote, and before it those that it commutes with
  all,         ///< any: all earlier events are asked
};

/// What an action means to the detectors, which know no primitive by name.
enum class Role : std::uint8_t {
  none,
  acquire,  ///< takes a lock (or fails to); `holders` tells who has it
  release,  ///< gives a lock back
  read,     ///< reads a value; the label's result is the value or its hash
  write,    ///< stores a value; the label's b is the value or its hash, a is 1 if it was computed
            ///< from the thread's last read of the object
  update,   ///< reads and writes in one atomic step
  enqueue,  ///< joins the waiters of a condition or an event
  notify,   ///< wakes waiters (perhaps none); the label's result is how many
  leave,    ///< is no waiter any more, where `resume` does not say so
  resume,   ///< goes on after having waited: woken, or label.expired, or spuriously (result 2)
  clear,    ///< takes back a condition that notify set (Event.clear)
  join,     ///< waits for the end of a thread; the label's a is that thread
  fork,     ///< copies the memory of a process
  kill,     ///< ends a process from outside
  put,      ///< leaves an item to a service, which passes it on
  feed,     ///< a service passes on what its process has left to it, or takes what others leave to
            ///< it; blocked when nobody takes it, or idle
  drop,     ///< a service gives up an item that it cannot pass on
  settle,   ///< waits until everything that was put has been dealt with
  send,     ///< puts a message into an end of a pipe, if its result is not negative; the lower half
            ///< of the label's a is the end
  receive,  ///< takes a message, or learns that there are no more, in the same way
};

/// Whether a write of this role only takes something or gives it back: a lock, or a place among
/// waiters. Such writes are no progress.
constexpr bool takes_or_gives_back(Role role) {
  return role == Role::acquire || role == Role::release || role == Role::enqueue ||
         role == Role::resume || role == Role::leave;
}

/// A set of roles is a word with these bits.
constexpr std::uint32_t role_bit(Role role) { return 1U << static_cast<unsigned>(role); }
inline constexpr std::uint32_t kAnyRole = ~0U;

/// What detectors are shown as it happens, as bits: accesses that may race, and writes, which may
/// undo an update.
inline constexpr std::uint8_t kMayRace = 1;
inline constexpr std::uint8_t kWrites = 2;

/// A specification without its type: what the engine keeps of it for an object.
struct SpecTable {
  const char* noun;
  std::uint32_t state_size;
  bool plain;
  bool refined;  ///< has a dependence of its own, better than `plain_dependent`
  bool owned;
  Sync sync;
  std::uint32_t roles;      ///< that its actions have, as bits
  std::uint32_t blocking;   ///< kinds that may block or have several alternatives, as bits
  std::uint32_t commuting;  ///< kinds that are independent of each other, as bits
  int (*alternatives)(const void* state, const Action&);
  Effect (*apply)(void* state, const Action&, unsigned alternative);
  bool (*dependent)(const Label&, const Label&);
  bool (*stores)(const Action&, const Effect&);
  bool (*synchronizes)(const Label& earlier, const Label& later);
  std::string (*describe)(const Label&, const std::string& name, const std::string& value);
  ThreadSet (*holders)(const void* state, const Action&);
  std::int64_t (*missing)(const void* state, const Action&);
  ThreadSet (*waiting)(const void* state);
  Role (*role)(int kind);
  /// How a program makes an update of it one step, `$` being its name; null: as of any other.
  const char* one_step;
  std::array<std::uint8_t, kObserve + 1> watched;  ///< by kind: kMayRace, kWrites
  bool values_apart;  ///< results of reads are values outside of the state, see `set_result`
  /// Whether two accesses are of one place within the object; null: it has one alone.
  bool (*overlaps)(const Label&, const Label&);
  bool (*computed)(const Label&);  ///< of a write: from what its thread read last
  /// What a holder of the object has that lets a blocked action wait, in words; empty: the object.
  std::string (*hold)(const Action&, const std::string& name);
  std::uint8_t inherit;  ///< kinds, see there; kObserve: processes have no share in it
  std::uint8_t abandon;

  [[nodiscard]] constexpr bool has(Role wanted) const { return (roles & role_bit(wanted)) != 0; }
  [[nodiscard]] constexpr bool may_block(int kind) const { return ((blocking >> kind) & 1U) != 0; }
  [[nodiscard]] constexpr bool commutes(int kind) const { return ((commuting >> kind) & 1U) != 0; }
};

/// What `action` would do in a state, which is left as it is.
inline Effect tried(const SpecTable& spec, const void* state, const Action& action) {
  std::vector<std::byte> copy(spec.state_size + 1);
  std::memcpy(copy.data(), state, spec.state_size);
  return spec.apply(copy.data(), action, 0);
}

/// Copies a state. Most are a word or less, and are copied without a call.
inline void copy_state(void* to, const void* from, std::size_t size) {
  switch (size) {
    case 1: std::memcpy(to, from, 1); break;
    case 2: std::memcpy(to, from, 2); break;
    case 8: std::memcpy(to, from, 8); break;
    case 16: std::memcpy(to, from, 16); break;
    default: std::memcpy(to, from, size);
  }
}

/// Whether a word holds the state. Where the engine keeps one it has a whole word for it.
constexpr bool fits_word(const SpecTable& spec) { return spec.state_size <= sizeof(std::uint64_t); }
inline void copy_word(void* to, const void* from) { std::memcpy(to, from, sizeof(std::uint64_t)); }

/// The plain relation, for specifications that have nothing better: two events of one object
/// depend when one of them writes.
constexpr bool plain_dependent(const Label& a, const Label& b) { return a.stored || b.stored; }

namespace detail {

template <class Spec>
struct SpecAdapter {
  using State = typename Spec::State;
  static_assert(std::is_trivially_copyable_v<State>, "a state is a plain value");

  static int alternatives(const void* state, const Action& action) {
    return Spec::alternatives(*static_cast<const State*>(state), action);
  }
  static Effect apply(void* state, const Action& action, unsigned alternative) {
    State& now = *static_cast<State*>(state);
    if constexpr (requires { Spec::kDeclaresWrites; }) {
      return Spec::apply(now, action, alternative);
    } else {
      const State before = now;
      Effect effect = Spec::apply(now, action, alternative);
      effect.wrote = !(before == now);
      return effect;
    }
  }
  static ThreadSet holders(const void* state, const Action& action) {
    if constexpr (requires { Spec::holders(State{}, action); }) {
      return Spec::holders(*static_cast<const State*>(state), action);
    } else {
      return {};
    }
  }
  static std::int64_t missing(const void* state, const Action& action) {
    if constexpr (requires { Spec::missing(State{}, action); }) {
      return Spec::missing(*static_cast<const State*>(state), action);
    } else {
      return 0;
    }
  }
  static ThreadSet waiting(const void* state) {
    if constexpr (requires { Spec::waiting(State{}); }) {
      return Spec::waiting(*static_cast<const State*>(state));
    } else {
      return {};
    }
  }
  static constexpr Role role(int kind) {
    if constexpr (requires { Spec::role(kind); }) return Spec::role(kind);
    return Role::none;
  }
  static constexpr std::uint32_t roles() {
    std::uint32_t all = 0;
    for (int kind = 0; kind < kObserve; ++kind) all |= role_bit(role(kind));
    return all;
  }
  static constexpr std::array<std::uint8_t, kObserve + 1> watched() {
    std::array<std::uint8_t, kObserve + 1> kinds{};
    for (int kind = 0; kind < kObserve; ++kind) {
      if (plain()) kinds[kind] |= kMayRace;
      if (role(kind) == Role::write) kinds[kind] |= kWrites;
    }
    return kinds;
  }
  static constexpr bool may_block(int kind) {
    if constexpr (requires { Spec::may_block(kind); }) return Spec::may_block(kind);
    return true;
  }
  static constexpr bool commutes(int kind) {
    if constexpr (requires { Spec::commutes(kind); }) return Spec::commutes(kind);
    return false;
  }
  /// The kinds of which `is` says so, as bits.
  static constexpr std::uint32_t kinds(bool (*is)(int kind)) {
    std::uint32_t all = 0;
    for (int kind = 0; kind < kObserve; ++kind) all |= is(kind) ? 1U << kind : 0;
    return all;
  }
  static bool stores(const Action& action, const Effect& effect) {
    if constexpr (requires { Spec::stores(action, effect); }) return Spec::stores(action, effect);
    const Role what = role(action.kind);
    return !effect.expired && (what == Role::write || what == Role::release ||
                               what == Role::notify || what == Role::clear);
  }
  static constexpr bool refined() {
    return requires(const Label& label) { Spec::dependent(label, label); };
  }
  static bool dependent(const Label& a, const Label& b) {
    if constexpr (refined()) return Spec::dependent(a, b);
    return plain_dependent(a, b) && !(commutes(a.kind) && commutes(b.kind));
  }
  static std::string hold(const Action& action, const std::string& name) {
    if constexpr (requires { Spec::hold(action, name); }) return Spec::hold(action, name);
    return {};
  }
  static constexpr bool values_apart() {
    if constexpr (requires { Spec::kValuesApart; }) return Spec::kValuesApart;
    return plain();
  }
  using Overlaps = bool (*)(const Label&, const Label&);
  static constexpr Overlaps overlaps() {
    if constexpr (requires(const Label& label) { Spec::overlaps(label, label); }) {
      return Spec::overlaps;
    } else {
      return nullptr;
    }
  }
  static bool computed(const Label& label) {
    if constexpr (requires { Spec::computed(label); }) return Spec::computed(label);
    return label.a == 1;
  }
  static constexpr std::uint8_t inherit() {
    if constexpr (requires { Spec::kInherit; }) return Spec::kInherit;
    return kObserve;
  }
  static constexpr std::uint8_t abandon() {
    if constexpr (requires { Spec::kAbandon; }) return Spec::kAbandon;
    return kObserve;
  }
  static constexpr bool plain() {
    if constexpr (requires { Spec::kPlain; }) return Spec::kPlain;
    return false;
  }
  static constexpr bool owned() {
    if constexpr (requires { Spec::kOwned; }) return Spec::kOwned;
    return false;
  }
  static constexpr const char* one_step() {
    if constexpr (requires { Spec::kOneStep; }) return Spec::kOneStep;
    return nullptr;
  }
  static constexpr Sync sync() {
    if constexpr (requires { Spec::kSync; }) return Spec::kSync;
    return Sync::all;
  }
};

}  // namespace detail

/// The table of a specification.
template <class Spec>
inline constexpr SpecTable kSpecTable = {
    Spec::kNoun,
    sizeof(typename Spec::State),
    detail::SpecAdapter<Spec>::plain(),
    detail::SpecAdapter<Spec>::refined(),
    detail::SpecAdapter<Spec>::owned(),
    detail::SpecAdapter<Spec>::sync(),
    detail::SpecAdapter<Spec>::roles(),
    detail::SpecAdapter<Spec>::kinds(detail::SpecAdapter<Spec>::may_block),
    detail::SpecAdapter<Spec>::kinds(detail::SpecAdapter<Spec>::commutes),
    detail::SpecAdapter<Spec>::alternatives,
    detail::SpecAdapter<Spec>::apply,
    detail::SpecAdapter<Spec>::dependent,
    detail::SpecAdapter<Spec>::stores,
    Spec::synchronizes,
    Spec::describe,
    detail::SpecAdapter<Spec>::holders,
    detail::SpecAdapter<Spec>::missing,
    detail::SpecAdapter<Spec>::waiting,
    detail::SpecAdapter<Spec>::role,
    detail::SpecAdapter<Spec>::one_step(),
    detail::SpecAdapter<Spec>::watched(),
    detail::SpecAdapter<Spec>::values_apart(),
    detail::SpecAdapter<Spec>::overlaps(),
    detail::SpecAdapter<Spec>::computed,
    detail::SpecAdapter<Spec>::hold,
    detail::SpecAdapter<Spec>::inherit(),
    detail::SpecAdapter<Spec>::abandon(),
};

/// The name of a primitive for reports; empty: the noun of its specification and its number.
/// Must outlive the program (a string literal).
using Name = const char*;

}  // namespace heddle
