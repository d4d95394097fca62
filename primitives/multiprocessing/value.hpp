// multiprocessing.Value.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>

#include "heddle/primitives/multiprocessing/any_lock.hpp"
#include "heddle/primitives/multiprocessing/cell.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/inheritance.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"

namespace heddle::multiprocessing {

/// The keyword arguments of Value and Array: `{.lock = false}`.
struct ValueOptions {
  LockArgument lock = true;  ///< true: an RLock of its own; false: none; or the lock to use
  Name name = nullptr;
  Context context = {};
};

namespace detail {

/// The name that reports give to the lock of `name`: "counter.get_lock()".
Name lock_name(Name name);
[[noreturn]] void throw_no_attribute(const std::string& type, const char* attribute);

}  // namespace detail

/// One value in shared memory as a variable: `v.value`, `array[0]`. Reading it and assigning to it
/// take the lock of the Value or Array it belongs to, each by itself: `+= 1` is a read and then a
/// write, and lets the lock go in between.
///
/// A handle: a copy is another name of the same place; assigning one assigns its value.
template <class T>
class Slot {
 public:
  Slot(const detail::TypeRecord& type, const Scalar& initial, const ValueOptions& options,
       Where where)
      : lock_(options.lock.lock(detail::lock_name(options.name), options.context, where)),
        cell_(type, initial, options.name, where) {}
  Slot(detail::Cell cell, AnyLock lock) : lock_(std::move(lock)), cell_(std::move(cell)) {}
  Slot(const Slot&) = default;
  Slot& operator=(const Slot& other) {
    if (this != &other) set(other.read(Where::current()));
    return *this;
  }

  /// Throws RuntimeError for a pointer that another process has stored.
  [[nodiscard]] T get(Where where = Where::current()) const { return read(where).template as<T>(); }
  /// Throws TypeError, holding the lock, for a value that the type does not take.
  void set(const Scalar& value, Where where = Where::current()) const {
    store(value, false, where);
  }
  /// The same as `get`.
  [[nodiscard]] T operator()(Where where = Where::current()) const { return get(where); }

  // An operator has no default arguments: the place is taken by `At`, which every right-hand side
  // converts to. Those without a right-hand side have none.
  struct At {
    Scalar value;
    Where where;
    template <class U>
    requires std::convertible_to<const U&, Scalar> At(const U& v, Where w = Where::current())
        : value(v), where(w) {}  // NOLINT
    template <class U>
    At(const Slot<U>& v, Where w = Where::current()) : value(v.get(w)), where(w) {}  // NOLINT
  };
  operator T() const { return get(Where{"", "", 0}); }  // NOLINT: reads as the variable would
  const Slot& operator=(const At& right) const {
    set(right.value, right.where);
    return *this;
  }
  const Slot& operator+=(const At& right) const {
    store(read(right.where) + right.value, true, right.where);
    return *this;
  }
  const Slot& operator-=(const At& right) const {
    store(read(right.where) - right.value, true, right.where);
    return *this;
  }
  const Slot& operator*=(const At& right) const {
    store(read(right.where) * right.value, true, right.where);
    return *this;
  }
  T operator++() const { return change(+1).second; }
  T operator++(int) const { return change(+1).first; }
  T operator--() const { return change(-1).second; }
  T operator--(int) const { return change(-1).first; }

  /// The value without an event: for invariants and tests.
  [[nodiscard]] T peek() const { return cell_.peek().template as<T>(); }
  [[nodiscard]] ObjectId object() const { return cell_.object(); }
  [[nodiscard]] const detail::Cell& cell() const { return cell_; }
  [[nodiscard]] const AnyLock& lock() const { return lock_; }
  /// From now on a name of the same place as `other`.
  void rebind(const Slot& other) {
    lock_ = other.lock_;
    cell_ = other.cell_;
  }

 private:
  [[nodiscard]] Scalar read(Where where) const {
    static_cast<void>(cell_.object());  // throws when it has been destroyed
    return lock_.hold(where, [&] { return cell_.read(where); });
  }
  void store(const Scalar& value, bool computed, Where where) const {
    static_cast<void>(cell_.object());
    lock_.hold(where, [&] {
      cell_.write(value, computed, where);
      return true;
    });
  }
  /// Before and after.
  [[nodiscard]] std::pair<T, T> change(int by) const {
    const Where nowhere{"", "", 0};
    const Scalar before = read(nowhere);
    const Scalar after = before + by;
    store(after, true, nowhere);
    return {before.as<T>(), after.stored_as(cell_.type()).template as<T>()};
  }

  AnyLock lock_;
  detail::Cell cell_;
};

/// A value in memory that all processes share, with a lock: `Value counter(c_int, 0)`, or with a
/// type code, `Value counter('i', 0)`, which makes it a Value<Scalar>. Whole numbers wrap, reals
/// are rounded. Satisfies *Lockable*: `const std::lock_guard guard(counter)`.
///
/// Each single read or write of `value` takes the lock: `counter.value += 1` loses updates unless
/// it is done while holding the lock (`lost-update`). With `{.lock = false}` nothing is locked, and
/// what nothing else orders is a `data-race`.
///
/// A handle: a copy is another name of the same value.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Value
template <class T = Scalar>
class Value {
 public:
  /// Throws TypeError for an initial value that the type does not take.
  explicit Value(const CType<T>& type, const Scalar& initial = {}, const ValueOptions& options = {},
                 Where where = Where::current())
      : Value(type.record, initial, options, where) {}
  Value(const CType<T>& type, const Scalar& initial, Name name, Where where = Where::current())
      : Value(type.record, initial, ValueOptions{true, name, {}}, where) {}
  /// The same for a type code. Throws TypeError for an unknown one.
  template <class U = T>
  requires std::same_as<U, Scalar>
  explicit Value(char code, const Scalar& initial = {}, const ValueOptions& options = {},
                 Where where = Where::current())
      : Value(detail::type_of(code), initial, options, where) {}
  template <class U = T>
  requires std::same_as<U, Scalar> Value(char code, const Scalar& initial, Name name,
                                         Where where = Where::current())
      : Value(detail::type_of(code), initial, ValueOptions{true, name, {}}, where) {}
  Value(const Value&) = default;
  Value& operator=(const Value& other) {
    value.rebind(other.value);
    return *this;
  }

  /// The value itself.
  Slot<T> value;

  /// The lock: an AnyLock. Throws AttributeError if there is none (`lock = false`), as the four
  /// after it do.
  [[nodiscard]] AnyLock get_lock() const { return lock_for("get_lock"); }
  /// The same value without its lock.
  [[nodiscard]] Value get_obj() const {
    static_cast<void>(lock_for("get_obj"));
    return Value(Slot<T>(value.cell(), AnyLock()));
  }
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const {
    return lock_for("acquire").acquire(block, timeout, where);
  }
  void release(Where where = Where::current()) const { lock_for("release").release(where); }
  void lock(Where where = Where::current()) const { lock_for("__enter__").lock(where); }
  bool try_lock(Where where = Where::current()) const {
    return lock_for("acquire").try_lock(where);
  }
  void unlock(Where where = Where::current()) const { lock_for("__exit__").unlock(where); }

  /// Python's str(v): reads the value without the lock.
  [[nodiscard]] std::string repr(Where where = Where::current()) const {
    const std::string plain =
        std::string(type().name) + "(" + value.cell().read(where).text() + ")";
    return value.lock().exists() ? "<Synchronized wrapper for " + plain + ">" : plain;
  }
  /// Throws what its lock throws, if it has one (AnyLock).
  void require_spawnable() const { value.lock().require_spawnable(); }
  /// Its number, for `invariant`.
  [[nodiscard]] ObjectId object() const { return value.object(); }
  friend bool operator==(const Value& a, const Value& b) {
    return a.value.cell() == b.value.cell();
  }

 private:
  Value(const detail::TypeRecord& type, const Scalar& initial, const ValueOptions& options,
        Where where)
      : value(type, initial, options, where), made_(options.context) {}
  explicit Value(const Slot<T>& slot) : value(slot), made_(Context{}) {}

  [[nodiscard]] const detail::TypeRecord& type() const { return value.cell().type(); }
  [[nodiscard]] const AnyLock& lock_for(const char* attribute) const {
    static_cast<void>(object());  // throws when it has been destroyed
    if (!value.lock().exists()) detail::throw_no_attribute(type().name, attribute);
    return value.lock();
  }

  detail::MadeFor made_;
};

template <class T>
struct Pickling<Value<T>> {
  static constexpr const char* kRefusal =
      "Synchronized objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
