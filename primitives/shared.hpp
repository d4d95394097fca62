// Shared data: `Shared<T>`, a plain variable whose every access is an event.
#pragma once

#include <concepts>
#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle {

/// The specification of a plain variable: nothing blocks, and writes are declared. Labels carry the
/// value as a word: the result of a read, b of a write (0 where T has no word, and on kWriteCall).
/// a is 1 on a write that is computed from the thread's own last read. The tag is 1 on one whole
/// container call: two of them are no data race while the GIL is on (Gil::on), and are without it.
struct SharedSpec {
  static constexpr const char* kNoun = "variable";
  enum Kind : std::uint8_t { kRead, kWrite, kReadCall, kWriteCall };
  struct State {
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::none;
  static constexpr bool kDeclaresWrites = true;
  static constexpr bool may_block(int) { return false; }
  static constexpr bool kPlain = true;

  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action& action, unsigned) {
    return {0, action.kind >= kReadCall ? 1U : 0U, action.is(kWrite) || action.is(kWriteCall)};
  }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value) {
    const std::string shown = value.empty() ? "" : " = " + value;
    switch (label.kind) {
      case kRead: return "read " + name + shown;
      case kWrite: return "write " + name + shown;
      case kReadCall: return "look into " + name + shown;
      default: return "change " + name + shown;
    }
  }
  static constexpr Role role(int kind) {
    return kind == kRead || kind == kReadCall ? Role::read : Role::write;
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
      : handle_({}, name, where, std::move(initial)) {}
  Shared(const Shared&) = default;
  Shared& operator=(const Shared& other) {
    if (this != &other) set(other.get());
    return *this;
  }

  /// Reads the value. One event.
  [[nodiscard]] T get(Where where = Where::current()) const {
    begin(SharedSpec::kRead, 0, 0, where);
    T value = handle_.payload();
    note_read(value);
    return value;
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
    note_read(handle_.payload());
    return std::forward<F>(f)(std::as_const(handle_.payload()));
  }
  /// One call that changes a container: `f(T&)`. One event, atomic under the GIL.
  template <class F>
  decltype(auto) write(F&& f, Where where = Where::current()) const {
    begin(SharedSpec::kWriteCall, 0, 0, where);
    struct Describe {  // after f has changed the value
      const Handle<SharedSpec, T>& handle;
      ~Describe() {
        Execution& run = handle.execution();
        if (run.recording() && !run.leaving()) {
          run.describe_value(detail::value_text(handle.payload()));
        }
      }
    } describe{handle_};
    return std::forward<F>(f)(handle_.payload());
  }
  /// The value without an event: for invariants and tests.
  [[nodiscard]] const T& peek() const { return handle_.payload(); }

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

 private:
  void begin(SharedSpec::Kind kind, std::int64_t computed, std::int64_t word, Where where) const {
    const bool visible = handle_.execution().options().plain == Plain::visible;
    handle_.perform_as(visible ? Scheduling::visible : Scheduling::invisible, kind, computed, word,
                       kForever, where);
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
    handle_.payload() = std::move(value);
  }

  Handle<SharedSpec, T> handle_;
};

}  // namespace heddle
