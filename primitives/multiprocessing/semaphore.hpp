// multiprocessing.Semaphore and multiprocessing.BoundedSemaphore.
#pragma once

#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/threading/semaphore.hpp"

namespace heddle::multiprocessing {

/// A counting semaphore that processes share. Satisfies *Lockable*.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Semaphore
class Semaphore {
 public:
  /// The largest value there is.
  static constexpr std::int64_t kLargest = 2147483647;

  /// Throws OSError if `permits` is negative, OverflowError if it is above the largest.
  explicit Semaphore(std::int64_t permits = 1, Name name = nullptr, const Context& context = {},
                     Where where = Where::current())
      : Semaphore(permits, kLargest, name, context, where) {}

  /// Takes a permit. Not blocking: false when none is free; timed: false when the time is up. A
  /// negative timeout is 0; one of a call that does not block is ignored.
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const;
  /// Gives a permit back. Throws ValueError above the largest value, for a BoundedSemaphore above
  /// the initial one.
  void release(Where where = Where::current()) const;
  /// How many permits there are at this moment.
  [[nodiscard]] int get_value(Where where = Where::current()) const {
    return static_cast<int>(handle_.perform(kValue, 0, 0, kForever, where).value);
  }

  void lock(Where where = Where::current()) const { acquire(true, {}, where); }
  bool try_lock(Where where = Where::current()) const { return acquire(false, {}, where); }
  void unlock(Where where = Where::current()) const { release(where); }

  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  /// Throws RuntimeError if the semaphore was made for processes that are forked.
  void require_spawnable() const { made_.require_spawnable(); }

  enum Kind : std::uint8_t {
    kAcquire = threading::Semaphore::kAcquire,
    kRelease = threading::Semaphore::kRelease,
    kValue
  };
  struct Spec : threading::Semaphore::Spec {
    static constexpr bool kShared = true;
    struct State : threading::Semaphore::Spec::State {
      /// Who has taken a permit and given none back since. That says something while only those
      /// give permits back that have taken one: a semaphore which signals is held by nobody.
      ThreadSet holding;
      bool told = false;
      friend bool operator==(const State&, const State&) = default;
    };
    static State initial(std::int64_t permits, std::int64_t bound);

    static int alternatives(const State& state, const Action& action) {
      return action.is(kValue) ? 1 : threading::Semaphore::Spec::alternatives(state, action);
    }
    /// kRelease: b is 1 if its bound can be met.
    static Effect apply(State& state, const Action& action, unsigned alternative);
    static std::string describe(const Label& label, const std::string& name,
                                const std::string& value);
    static ThreadSet holders(const State& state, const Action& action) {
      return action.is(kAcquire) && state.told && state.permits() == 0 ? state.holding
                                                                       : ThreadSet{};
    }
  };

 protected:
  Semaphore(std::int64_t permits, std::int64_t bound, Name name, const Context& context,
            Where where);

 private:
  bool limited_;  ///< releases may meet the bound
  detail::MadeFor made_;
  Handle<Spec> handle_;
};

/// A semaphore that never has more permits than it began with.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.BoundedSemaphore
class BoundedSemaphore : public Semaphore {
 public:
  explicit BoundedSemaphore(std::int64_t permits = 1, Name name = nullptr,
                            const Context& context = {}, Where where = Where::current())
      : Semaphore(permits, permits, name, context, where) {}
};

template <>
struct Pickling<Semaphore> {
  static constexpr const char* kRefusal =
      "Semaphore objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};
template <>
struct Pickling<BoundedSemaphore> {
  static constexpr const char* kRefusal =
      "BoundedSemaphore objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
