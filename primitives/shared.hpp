// Shared data: `Shared<T>`, a plain variable whose every access is an event.
#pragma once

#include <concepts>
#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle {

/// The specification of a plain variable: writes are declared, and only a second look of one who
/// awaits a value blocks. Labels carry the value as a word: the result of a read, b of a write (0
/// where T has no word, and on kWriteCall). a is 1 on a write that is computed from the thread's
/// own last read; on kReadChanged it is the number of writes that the thread has seen. The tag is 1
/// on one whole container call: two of them are no data race while the GIL is on (Gil::on), and are
/// without it.
struct SharedSpec {
  static constexpr const char* kNoun = "variable";
  enum Kind : std::uint8_t { kRead, kWrite, kReadCall, kWriteCall, kReadChanged };
  struct State {
    std::int64_t writes = 0;  ///< so far
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::none;
  static constexpr bool kDeclaresWrites = true;
  static constexpr bool may_block(int kind) { return kind == kReadChanged; }
  static constexpr bool kPlain = true;

  static int alternatives(const State& state, const Action& action) {
    return !action.is(kReadChanged) || state.writes != action.a ? 1 : 0;
  }
  static Effect apply(State& state, const Action& action, unsigned) {
    const bool call = action.is(kReadCall) || action.is(kWriteCall);
    const bool writes = action.is(kWrite) || action.is(kWriteCall);
    if (writes) ++state.writes;
    return {0, call ? 1U : 0U, writes};
  }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value) {
    const std::string shown = value.empty() ? "" : " = " + value;
    switch (label.kind) {
      case kRead:
      case kReadChanged: return "read " + name + shown;
      case kWrite: return "write " + name + shown;
      case kReadCall: return "look into " + name + shown;
      default: return "change " + name + shown;
    }
  }
  static constexpr Role role(int kind) {
    return kind == kWrite || kind == kWriteCall ? Role::write : Role::read;
  }
};

/// A plain variable that threads share. A read and a write are one event each; `x += 1` is a read
/// and then a write, with a scheduling point in between, as in Python. Accesses of which one is a
/// write and which nothing orders are a `data-race`.
///
/// A handle: a copy is another name of the same variable; assigning a Shared assigns its value. T
/// is copyable. Values that are integral, hashable, sequences of such, or plain bytes are compared
/// in the analysis of lost updates.
template <class T>
class Shared {
 public:
  explicit Shared(T initial = {}, Name name = nullptr, Where where = Where::current())
      : handle_({}, name, where, {initial, 0, initial}) {
    if constexpr (detail::kIsAddress<T>) running_execution().note_addresses();
  }
  Shared(const Shared&) = default;
  Shared& operator=(const Shared& other) {
    if (this != &other) set(other.get());
    return *this;
  }

  /// Reads the value. One event.
  [[nodiscard]] T get(Where where = Where::current()) const {
    return look(SharedSpec::kRead, 0, where);
  }
  /// Waits until `holds(value)`, a function of the value alone, and returns that value: a read, and
  /// another one each time that somebody has written since. They are plain reads, so that a write
  /// which nothing orders is a `data-race`: who waits for another thread should wait for an Atomic.
  template <std::predicate<const T&> F>
  T await(F holds, Where where = Where::current()) const {
    Execution& run = handle_.execution();
    if (run.options().plain == Plain::invisible) run.observe_object(object());
    T value = get(where);
    std::int64_t seen = handle_.payload().writes;
    while (!run.ask([&] { return holds(std::as_const(value)); })) {
      value = look(SharedSpec::kReadChanged, seen, where);
      const std::int64_t before = std::exchange(seen, handle_.payload().writes);
      if (seen == before) break;  // the execution is left: nothing waits
    }
    return value;
  }
  /// The same as `await`, for loops that would spin.
  template <std::predicate<const T&> F>
  T spin_until(F holds, Where where = Where::current()) const {
    return await(std::move(holds), where);
  }
  /// Stores a value. One event.
  void set(T value, Where where = Where::current()) const { store(std::move(value), 0, where); }
  /// Reads, computes, stores: two events.
  template <class F>
  T update(F&& f, Where where = Where::current()) const {
    T value = std::forward<F>(f)(get(where));
    store(value, 1, where);
    return value;
  }

  /// One call that looks into a container: `f(const T&)`. One event, atomic under the GIL.
  template <class F>
  decltype(auto) read(F&& f, Where where = Where::current()) const {
    begin(SharedSpec::kReadCall, 0, 0, where);
    note_read(handle_.payload().value);
    return std::forward<F>(f)(std::as_const(handle_.payload().value));
  }
  /// One call that changes a container: `f(T&)`. One event, atomic under the GIL.
  template <class F>
  decltype(auto) write(F&& f, Where where = Where::current()) const {
    begin(SharedSpec::kWriteCall, 0, 0, where);
    struct Describe {  // after f has changed the value
      const Handle<SharedSpec, Variable>& handle;
      ~Describe() {
        Execution& run = handle.execution();
        if (run.recording() && !run.leaving()) {
          run.describe_value(detail::value_text(handle.payload().value));
        }
      }
    } describe{handle_};
    ++handle_.payload().writes;
    return std::forward<F>(f)(handle_.payload().value);
  }
  /// The value without an event: for invariants and tests.
  [[nodiscard]] const T& peek() const { return handle_.payload().value; }

  // An operator has no default arguments: the place is taken by `At`, which every right-hand side
  // converts to. Those without a right-hand side have none.
  struct At {
    T value;
    Where where;
    template <class U>
    requires std::convertible_to<U, T> At(U&& v, Where w = Where::current())
        : value(std::forward<U>(v)), where(w) {}  // NOLINT
  };
  operator T() const { return get(Where{"", "", 0}); }  // NOLINT: reads as the variable would
  const Shared& operator=(At right) const {
    set(std::move(right.value), right.where);
    return *this;
  }
  const Shared& operator+=(At right) const {
    update([&](T value) { return static_cast<T>(value + right.value); }, right.where);
    return *this;
  }
  const Shared& operator-=(At right) const {
    update([&](T value) { return static_cast<T>(value - right.value); }, right.where);
    return *this;
  }
  const Shared& operator*=(At right) const {
    update([&](T value) { return static_cast<T>(value * right.value); }, right.where);
    return *this;
  }
  T operator++() const {
    return update([](T value) { return ++value; }, Where{"", "", 0});
  }
  T operator++(int) const {
    const T before = get(Where{"", "", 0});
    T after = before;
    store(++after, 1, Where{"", "", 0});
    return before;
  }
  T operator--() const {
    return update([](T value) { return --value; }, Where{"", "", 0});
  }
  T operator--(int) const {
    const T before = get(Where{"", "", 0});
    T after = before;
    store(--after, 1, Where{"", "", 0});
    return before;
  }

  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

 private:
  struct Variable {
    T value;
    std::int64_t writes = 0;  ///< so far
    T initial;
    [[nodiscard]] Variable fresh() const { return {initial, 0, initial}; }
  };

  /// One access. Where somebody awaits a value, those of that variable are visible in any case.
  void begin(SharedSpec::Kind kind, std::int64_t a, std::int64_t word, Where where) const {
    const Execution& run = handle_.execution();
    const bool visible = run.options().plain == Plain::visible || run.observed(object());
    handle_.perform_as(visible ? Scheduling::visible : Scheduling::invisible, kind, a, word,
                       kForever, where);
  }
  T look(SharedSpec::Kind kind, std::int64_t writes_seen, Where where) const {
    begin(kind, writes_seen, 0, where);
    T value = handle_.payload().value;
    note_read(value);
    return value;
  }
  void note_read(const T& value) const {
    Execution& run = handle_.execution();
    run.set_result(detail::value_word(value));
    if (run.recording()) run.describe_value(detail::value_text(value));
  }
  void store(T value, std::int64_t computed, Where where) const {
    begin(SharedSpec::kWrite, computed, detail::value_word(value), where);
    Execution& run = handle_.execution();
    if (run.leaving()) return;
    if (run.recording()) run.describe_value(detail::value_text(value));
    handle_.payload().value = std::move(value);
    ++handle_.payload().writes;
  }

  Handle<SharedSpec, Variable> handle_;
};

/// `object.await(holds)`.
template <class T, std::predicate<const T&> F>
T await(const Shared<T>& object, F holds, Where where = Where::current()) {
  return object.await(std::move(holds), where);
}
/// `object.spin_until(holds)`.
template <class T, std::predicate<const T&> F>
T spin_until(const Shared<T>& object, F holds, Where where = Where::current()) {
  return object.await(std::move(holds), where);
}

}  // namespace heddle
