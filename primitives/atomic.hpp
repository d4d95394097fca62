// `Atomic<T>`: one event per operation, sequentially consistent.
#pragma once

#include <atomic>
#include <concepts>
#include <cstring>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "heddle/checker/archive.hpp"
#include "heddle/checker/handle.hpp"
#include "heddle/primitives/await.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle {
namespace detail {

/// Whether the bytes of a T are its value, and a word has room for them. (A struct with padding has
/// bytes that are not.)
template <class T>
inline constexpr bool kFitsWord = sizeof(T) <= 8 && std::is_trivially_copyable_v<T> &&
                                  (std::has_unique_object_representations_v<T> ||
                                   std::is_floating_point_v<T>);

/// All values of T that were ever used.
template <class T>
struct Interned final : Memory {
  Interned() : Memory(std::string("atomic ") + typeid(T).name()) {}
  void transfer(Archive& archive) override {
    if constexpr (std::is_trivially_copyable_v<T> || std::is_same_v<T, std::string>) {
      archive(values);
    } else if (!values.empty()) {
      throw UsageError(std::string("the values of an atomic are ") + typeid(T).name() +
                       ", of which only the program knows what they are");
    }
  }
  std::vector<T> values;
};
template <class T>
std::vector<T>& interned() {
  static Interned<T>* const table = remembered<Interned<T>>();
  return table->values;
}

/// A value of T as a word and back: its bytes, or its number in a table that never shrinks, so that
/// a value keeps its number in every execution.
template <class T>
std::int64_t encode(const T& value) {
  if constexpr (kFitsWord<T>) {
    std::int64_t word = 0;
    std::memcpy(&word, &value, sizeof value);
    return word;
  } else {
    std::vector<T>& table = interned<T>();
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i] == value) return static_cast<std::int64_t>(i);
    }
    table.push_back(value);
    return static_cast<std::int64_t>(table.size() - 1);
  }
}
template <class T>
T decode(std::int64_t word) {
  if constexpr (kFitsWord<T>) {
    T value;
    std::memcpy(&value, &word, sizeof value);
    return value;
  } else {
    return interned<T>()[static_cast<std::size_t>(word)];
  }
}

}  // namespace detail

/// The specification of an atomic variable over T. The state is the value as a word.
template <class T>
struct AtomicSpec {
  static constexpr const char* kNoun = "atomic";
  enum Kind : std::uint8_t {
    kLoad,
    kRelaxedLoad,
    kStore,
    kRelaxedStore,
    kExchange,
    kCompareExchange,
    kAdd,
    kBits,
    kCount,
    kAwait,
  };
  struct State {
    std::int64_t value = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::last_write;
  static constexpr bool may_block(int kind) { return kind == kAwait; }
  /// Nobody sees which of two whole numbers was added first. (Rounding shows it, and so does bool.)
  /// Where somebody awaits a value they depend all the same: what that thread waits for may be the
  /// one or the other, and no order of events says that.
  static constexpr bool commutes(int kind) {
    return kind == kCount && std::is_integral_v<T> && !std::is_same_v<T, bool>;
  }

  static int alternatives(const State& state, const Action& action) {
    return !action.is(kAwait) || detail::await_holds(action.a, state.value) ? 1 : 0;
  }
  /// The result is the value before. Stores: b is the value and a is 0, see Role::write. kExchange,
  /// kAdd: a is the operand. kCompareExchange: a is expected, b desired. kBits: stores
  /// (value & a) ^ b. kCount: adds a, and the result is 0. kAwait: a is the number of a predicate.
  static Effect apply(State& state, const Action& action, unsigned) {
    const std::int64_t before = state.value;
    switch (action.kind) {
      case kStore:
      case kRelaxedStore: state.value = action.b; break;
      case kExchange: state.value = action.a; break;
      case kCompareExchange:
        if (before == action.a) state.value = action.b;
        break;
      case kAdd: state.value = add(before, action.a); break;
      case kBits: state.value = (before & action.a) ^ action.b; break;
      case kCount: state.value = add(before, action.a); return {};
      default: break;
    }
    return {before};
  }
  static bool stores(const Action& action, const Effect& effect) {
    if (action.is(kCompareExchange)) return effect.result == action.a;
    return role(action.kind) != Role::read;
  }
  static bool synchronizes(const Label& earlier, const Label& later) {
    if (!earlier.wrote || earlier.is(kRelaxedStore)) return false;
    if (commutes(earlier.kind) && commutes(later.kind)) return false;
    return !later.is(kStore) && !later.is(kRelaxedStore) && !later.is(kRelaxedLoad);
  }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value) {
    const auto with = [&](const char* before) { return value.empty() ? "" : before + value; };
    switch (label.kind) {
      case kLoad:
      case kRelaxedLoad: return "load " + name + with(" = ");
      case kStore:
      case kRelaxedStore: return "store " + name + with(" = ");
      case kExchange: return "exchange " + name + with(": was ");
      case kCompareExchange:
        return "compare-exchange " + name + (label.result == label.a ? ": done" : ": failed");
      case kAdd: return "fetch-add " + name + with(": was ");
      case kCount: return "add" + with(" ") + " to " + name;
      case kAwait: return "await " + name + with(" = ");
      default: return "fetch-bits " + name + with(": was ");
    }
  }
  static constexpr Role role(int kind) {
    if (kind == kLoad || kind == kRelaxedLoad || kind == kAwait) return Role::read;
    return kind == kStore || kind == kRelaxedStore ? Role::write : Role::update;
  }

 private:
  /// Addition as T does it; whole numbers wrap.
  static std::int64_t add(std::int64_t value, std::int64_t by) {
    if constexpr (std::is_integral_v<T>) {
      const auto sum = static_cast<std::uint64_t>(value) + static_cast<std::uint64_t>(by);
      return detail::encode<T>(static_cast<T>(sum));
    } else if constexpr (std::is_floating_point_v<T> && detail::kFitsWord<T>) {
      return detail::encode<T>(detail::decode<T>(value) + detail::decode<T>(by));
    } else {
      return value;
    }
  }
};

/// An atomic variable. Every operation is one event and sequentially consistent; it synchronises
/// with the write that it reads from. A relaxed load or store does not. A read-modify-write does
/// whatever its order: it continues the release sequence of the store before it, and leaving that
/// out would report races that are none.
///
/// A handle: a copy is another name of the same variable; assigning an Atomic assigns its value. T
/// is copyable and has `==`.
template <class T>
class Atomic {
  static_assert(std::is_copy_constructible_v<T>);
  static_assert(
      requires(const T& a, const T& b) { a == b; }, "T needs operator==");
  using Spec = AtomicSpec<T>;
  static constexpr std::memory_order kDefault = std::memory_order_seq_cst;

 public:
  explicit Atomic(T initial = {}, Name name = nullptr, Where where = Where::current())
      : handle_({detail::encode<T>(initial)}, name, where) {
    if constexpr (detail::kIsAddress<T>) running_execution().note_addresses();
  }

  T load(std::memory_order order = kDefault, Where where = Where::current()) const {
    const bool relaxed = order == std::memory_order_relaxed;
    return read(relaxed ? Spec::kRelaxedLoad : Spec::kLoad, 0, 0, where);
  }
  void store(T value, std::memory_order order = kDefault, Where where = Where::current()) const {
    const bool relaxed = order == std::memory_order_relaxed;
    perform(relaxed ? Spec::kRelaxedStore : Spec::kStore, 0, detail::encode<T>(value), where);
    describe(value);
  }
  T exchange(T value, std::memory_order /*order*/ = kDefault,
             Where where = Where::current()) const {
    return read(Spec::kExchange, detail::encode<T>(value), 0, where);
  }
  /// Stores `desired` if the value equals `expected`, and returns whether it did; otherwise
  /// `expected` becomes the value found. Never fails spuriously.
  bool compare_exchange(T& expected, T desired, std::memory_order /*order*/ = kDefault,
                        Where where = Where::current()) const {
    const std::int64_t wanted = detail::encode<T>(expected);
    const std::int64_t found =
        perform(Spec::kCompareExchange, wanted, detail::encode<T>(desired), where).value;
    if (found == wanted) return true;
    expected = detail::decode<T>(found);
    return false;
  }
  bool compare_exchange_strong(T& expected, T desired, std::memory_order order = kDefault,
                               Where where = Where::current()) const {
    return compare_exchange(expected, std::move(desired), order, where);
  }
  bool compare_exchange_weak(T& expected, T desired, std::memory_order order = kDefault,
                             Where where = Where::current()) const {
    return compare_exchange(expected, std::move(desired), order, where);
  }

  /// Waits until `holds(value)` is true and returns that value: one event, however long it waits,
  /// so that a loop that only loads is best replaced by this. A thread that waits for ever is part
  /// of a deadlock.
  ///
  /// `holds` must be a pure function of the value: it is asked about any value that the variable
  /// has had, any number of times. To look at another primitive in it is a misuse (RuntimeError);
  /// one that depends on anything else that changes makes the search miss executions. What it
  /// throws ends the wait.
  template <std::predicate<const T&> F>
  T await(F holds, Where where = Where::current()) const {
    Execution& run = handle_.execution();
    run.observe_object(object());
    const detail::Awaited awaited(object(), [&holds](std::int64_t word) {
      return static_cast<bool>(holds(detail::decode<T>(word)));
    });
    const T value = read(Spec::kAwait, awaited.number(), 0, where);
    awaited.check(detail::encode<T>(value));
    return value;
  }
  /// The same as `await`, for loops that would spin.
  template <std::predicate<const T&> F>
  T spin_until(F holds, Where where = Where::current()) const {
    return await(std::move(holds), where);
  }

  T fetch_add(T by, std::memory_order /*order*/ = kDefault,
              Where where = Where::current()) const requires std::is_arithmetic_v<T> {
    return read(Spec::kAdd, detail::encode<T>(by), 0, where);
  }
  T fetch_sub(T by, std::memory_order /*order*/ = kDefault,
              Where where = Where::current()) const requires std::is_arithmetic_v<T> {
    return read(Spec::kAdd, detail::encode<T>(static_cast<T>(-by)), 0, where);
  }
  /// Adds without looking at the value: additions of whole numbers commute, so that their order is
  /// not explored.
  void add(T by, Where where = Where::current()) const requires std::is_arithmetic_v<T> {
    perform(Spec::kCount, detail::encode<T>(by), 0, where);
    describe(by);
  }
  /// Subtracts without looking at the value, as `add` does.
  void sub(T by, Where where = Where::current()) const requires std::is_arithmetic_v<T> {
    add(static_cast<T>(-by), where);
  }
  T fetch_and(T bits, std::memory_order /*order*/ = kDefault,
              Where where = Where::current()) const requires std::is_integral_v<T> {
    return read(Spec::kBits, detail::encode<T>(bits), 0, where);
  }
  T fetch_or(T bits, std::memory_order /*order*/ = kDefault,
             Where where = Where::current()) const requires std::is_integral_v<T> {
    const std::int64_t word = detail::encode<T>(bits);
    return read(Spec::kBits, ~word, word, where);
  }
  T fetch_xor(T bits, std::memory_order /*order*/ = kDefault,
              Where where = Where::current()) const requires std::is_integral_v<T> {
    return read(Spec::kBits, ~std::int64_t{0}, detail::encode<T>(bits), where);
  }
  // Operators cannot capture the caller's place.
  T operator++() const { return static_cast<T>(fetch_add(1, kDefault, Where{}) + 1); }
  T operator++(int) const { return fetch_add(1, kDefault, Where{}); }
  T operator--() const { return static_cast<T>(fetch_sub(1, kDefault, Where{}) - 1); }
  T operator--(int) const { return fetch_sub(1, kDefault, Where{}); }
  T operator+=(T by) const { return static_cast<T>(fetch_add(by, kDefault, Where{}) + by); }
  T operator-=(T by) const { return static_cast<T>(fetch_sub(by, kDefault, Where{}) - by); }
  operator T() const { return load(kDefault, Where{}); }  // NOLINT
  const Atomic& operator=(T value) const {
    store(std::move(value), kDefault, Where{});
    return *this;
  }
  Atomic(const Atomic&) = default;
  Atomic& operator=(const Atomic& other) {
    if (this != &other) store(other.load());
    return *this;
  }

  /// The value without an event, for invariants alone: elsewhere, while the beginning of an
  /// execution is replayed, the state is that of a later moment.
  [[nodiscard]] T peek() const { return detail::decode<T>(handle_.state().value); }
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  void pickle_argument() const { handle_.execution().read_at_start(object()); }
  void pass_to(Execution& run, ProcessId process) const { handle_.pass_to(run, process); }

 private:
  Result perform(typename Spec::Kind kind, std::int64_t a, std::int64_t b, Where where) const {
    return handle_.perform(kind, a, b, kForever, where);
  }
  T read(typename Spec::Kind kind, std::int64_t a, std::int64_t b, Where where) const {
    T value = detail::decode<T>(perform(kind, a, b, where).value);
    describe(value);
    return value;
  }
  void describe(const T& value) const {
    Execution& run = handle_.execution();
    if (run.recording()) run.describe_value(detail::value_text(value));
  }

  Handle<Spec> handle_;
};

/// `object.await(holds)`.
template <class T, std::predicate<const T&> F>
T await(const Atomic<T>& object, F holds, Where where = Where::current()) {
  return object.await(std::move(holds), where);
}
/// `object.spin_until(holds)`.
template <class T, std::predicate<const T&> F>
T spin_until(const Atomic<T>& object, F holds, Where where = Where::current()) {
  return object.await(std::move(holds), where);
}

}  // namespace heddle
