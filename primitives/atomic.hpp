// `Atomic<T>`: one event per operation, sequentially consistent.
#pragma once

#include <atomic>
#include <bit>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/words.hpp"

namespace heddle {
namespace detail {

template <class T>
inline constexpr bool kFitsWord = std::is_trivially_copyable_v<T> && sizeof(T) <= 8;

/// All values of T that were ever used; never freed.
template <class T>
std::vector<T>* interned() {
  static auto* const table = new std::vector<T>;
  return table;
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
    std::vector<T>& table = *interned<T>();
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
    return (*interned<T>())[static_cast<std::size_t>(word)];
  }
}

}  // namespace detail

/// The specification of an atomic variable over T. The state is the value as a word.
template <class T>
struct AtomicSpec {
  static constexpr const char* kNoun = "atomic";
  enum Kind : std::uint8_t {
    kLoad, kRelaxedLoad, kStore, kRelaxedStore, kExchange, kCompareExchange, kAdd, kBits,
  };
  struct State {
    std::int64_t value = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::last_write;
  static constexpr bool kNeverBlocks = true;
  static constexpr std::uint32_t kWatched = 1U << kStore | 1U << kRelaxedStore;

  static int alternatives(const State&, const Action&) { return 1; }
  /// The result is the value before. kCompareExchange: a is expected, b desired. kBits: stores
  /// (value & a) ^ b.
  static Effect apply(State& state, const Action& action, unsigned) {
    const std::int64_t before = state.value;
    switch (action.kind) {
      case kStore:
      case kRelaxedStore:
      case kExchange: state.value = action.a; break;
      case kCompareExchange:
        if (before == action.a) state.value = action.b;
        break;
      case kAdd: state.value = add(before, action.a); break;
      case kBits: state.value = (before & action.a) ^ action.b; break;
      default: break;
    }
    return {before};
  }
  static bool dependent(const Label& a, const Label& b) { return plain_dependent(a, b); }
  static bool synchronizes(const Label& earlier, const Label& later) {
    if (!earlier.wrote || earlier.is(kRelaxedStore)) return false;
    return !later.is(kStore) && !later.is(kRelaxedStore) && !later.is(kRelaxedLoad);
  }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value) {
    const std::string shown = value.empty() ? "" : value;
    switch (label.kind) {
      case kLoad:
      case kRelaxedLoad: return "load " + name + (shown.empty() ? "" : " = " + shown);
      case kStore:
      case kRelaxedStore: return "store " + name + (shown.empty() ? "" : " = " + shown);
      case kExchange: return "exchange " + name + (shown.empty() ? "" : ": " + shown);
      case kCompareExchange:
        return "compare-exchange " + name + (label.result == label.a ? ": done" : ": failed");
      case kAdd: return "fetch-add " + name + (shown.empty() ? "" : ": was " + shown);
      default: return "fetch-bits " + name + (shown.empty() ? "" : ": was " + shown);
    }
  }
  static Role role(int kind) {
    if (kind == kLoad || kind == kRelaxedLoad) return Role::read;
    return kind == kStore || kind == kRelaxedStore ? Role::write : Role::update;
  }

 private:
  /// Addition as T does it; whole numbers wrap.
  static std::int64_t add(std::int64_t value, std::int64_t by) {
    if constexpr (std::is_integral_v<T>) {
      using U = std::make_unsigned_t<std::conditional_t<std::is_same_v<T, bool>, char, T>>;
      const U sum = static_cast<U>(static_cast<U>(value) + static_cast<U>(by));
      return detail::encode<T>(static_cast<T>(sum));
    } else if constexpr (std::is_floating_point_v<T> && detail::kFitsWord<T>) {
      return detail::encode<T>(detail::decode<T>(value) + detail::decode<T>(by));
    } else {
      return value;
    }
  }
};

/// An atomic variable. Every operation is one event and sequentially consistent; it synchronises
/// with the write that it reads from. A relaxed load or store does not synchronise; read-modify-
/// writes always do.
///
/// A handle: a copy is another name of the same variable. T is copyable and has `==`.
template <class T>
class Atomic {
  static_assert(std::is_copy_constructible_v<T>);
  static_assert(requires(const T& a, const T& b) { a == b; }, "T needs operator==");
  using Spec = AtomicSpec<T>;

 public:
  explicit Atomic(T initial = {}, Name name = nullptr, Where where = Where::current())
      : handle_({detail::encode<T>(initial)}, name, where) {}

  T load(std::memory_order order = std::memory_order_seq_cst, Where where = Where::current()) const {
    const bool relaxed = order == std::memory_order_relaxed;
    return read(relaxed ? Spec::kRelaxedLoad : Spec::kLoad, 0, 0, where);
  }
  void store(T value, std::memory_order order = std::memory_order_seq_cst,
             Where where = Where::current()) const {
    const bool relaxed = order == std::memory_order_relaxed;
    const std::int64_t word = detail::encode<T>(value);
    // b: what lost-update compares, see Role::write.
    perform(relaxed ? Spec::kRelaxedStore : Spec::kStore, word, word, where);
    describe(value);
  }
  T exchange(T value, Where where = Where::current()) const {
    return read(Spec::kExchange, detail::encode<T>(value), 0, where);
  }
  /// Stores `desired` if the value equals `expected`, and returns whether it did; otherwise
  /// `expected` becomes the value found.
  bool compare_exchange(T& expected, T desired, Where where = Where::current()) const {
    const std::int64_t wanted = detail::encode<T>(expected);
    const std::int64_t found =
        perform(Spec::kCompareExchange, wanted, detail::encode<T>(desired), where).value;
    if (found == wanted) return true;
    expected = detail::decode<T>(found);
    return false;
  }
  bool compare_exchange_strong(T& expected, T desired, Where where = Where::current()) const {
    return compare_exchange(expected, desired, where);
  }
  bool compare_exchange_weak(T& expected, T desired, Where where = Where::current()) const {
    return compare_exchange(expected, desired, where);
  }

  T fetch_add(T by, Where where = Where::current()) const
    requires std::is_arithmetic_v<T>
  {
    return read(Spec::kAdd, detail::encode<T>(by), 0, where);
  }
  T fetch_sub(T by, Where where = Where::current()) const
    requires std::is_arithmetic_v<T>
  {
    return read(Spec::kAdd, detail::encode<T>(static_cast<T>(-by)), 0, where);
  }
  T fetch_and(T bits, Where where = Where::current()) const
    requires std::is_integral_v<T>
  {
    return read(Spec::kBits, detail::encode<T>(bits), 0, where);
  }
  T fetch_or(T bits, Where where = Where::current()) const
    requires std::is_integral_v<T>
  {
    const std::int64_t word = detail::encode<T>(bits);
    return read(Spec::kBits, ~word, word, where);
  }
  T fetch_xor(T bits, Where where = Where::current()) const
    requires std::is_integral_v<T>
  {
    return read(Spec::kBits, ~std::int64_t{0}, detail::encode<T>(bits), where);
  }
  T operator++() const { return static_cast<T>(fetch_add(1, Where{}) + 1); }
  T operator++(int) const { return fetch_add(1, Where{}); }
  T operator--() const { return static_cast<T>(fetch_sub(1, Where{}) - 1); }
  T operator--(int) const { return fetch_sub(1, Where{}); }
  T operator+=(T by) const { return static_cast<T>(fetch_add(by, Where{}) + by); }
  T operator-=(T by) const { return static_cast<T>(fetch_sub(by, Where{}) - by); }
  operator T() const { return load(std::memory_order_seq_cst, Where{}); }  // NOLINT
  const Atomic& operator=(T value) const {
    store(std::move(value), std::memory_order_seq_cst, Where{});
    return *this;
  }
  Atomic(const Atomic&) = default;
  Atomic& operator=(const Atomic& other) {
    if (this != &other) store(other.load());
    return *this;
  }

  /// The value without an event: for invariants and tests.
  [[nodiscard]] T peek() const { return detail::decode<T>(handle_.state().value); }
  [[nodiscard]] ObjectId object() const { return handle_.object(); }

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

}  // namespace heddle
