// multiprocessing.Value, against CPython's behaviour: types, conversions, and the lock.
#include <concepts>
#include <limits>
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::value_tests {

using namespace multiprocessing;

namespace {

using std::numeric_limits;

constexpr const char* kRealIsNoWhole =
    "raises TypeError: 'float' object cannot be interpreted as an integer";
constexpr const char* kTextIsNoWhole =
    "raises TypeError: 'str' object cannot be interpreted as an integer";
constexpr const char* kNoneIsNoWhole =
    "raises TypeError: 'NoneType' object cannot be interpreted as an integer";
constexpr const char* kNoByte =
    "raises TypeError: one character bytes, bytearray or integer expected";

/// What a Value holds once it was given `value`.
template <class Type>
auto kept(const Type& type, const Scalar& value) {
  const Value made(type, 1);
  made.value = value;
  return made.value.get();
}
Scalar kept_letter(const Scalar& value) {
  const Value made('u');
  made.value = value;
  return made.value.get();
}

/// A whole type code: its limits are kept, what is beyond them wraps, also at first.
template <class T>
void check_whole(char code, const CType<T>& type) {
  const T largest = numeric_limits<T>::max();
  const T smallest = numeric_limits<T>::min();
  check_cases({
      {"default", [=] { return Value(code).value.get() == 0 && Value(type).value.get() == 0; },
       "true"},
      {"limits", [=] { return kept(type, largest) == largest && kept(code, smallest) == smallest; },
       "true"},
      {"size", [=] { return sizeof(T) == type.record.size; }, "true"},
      {"wraps",
       [=] {
         const Value v(type, largest);
         v.value += 1;
         const bool above = v.value.get() == smallest;
         v.value -= 1;
         return above && v.value.get() == largest;
       },
       "true"},
      {"init-wraps", [=] { return Value(code, Scalar(largest) + 1).value == smallest; }, "true"},
      {"types", [=] { return kept(type, true); },
       std::is_same_v<T, std::int8_t>    ? "\x01"
       : std::is_same_v<T, std::uint8_t> ? "\x01"
                                         : "1"},
      {"types", [=] { return kept(code, 1.5); }, kRealIsNoWhole},
      {"types", [=] { return kept(type, 1.5); }, kRealIsNoWhole},
      {"types", [=] { return kept(type, "x"); }, kTextIsNoWhole},
      {"types", [=] { return kept(code, nullptr); }, kNoneIsNoWhole},
      {"init-real", [=] { return Value(type, 1.5).value.get(); }, kRealIsNoWhole},
  });
}

}  // namespace

TEST_CASE("Value: whole numbers wrap in every type", "[primitives][value]") {
  check_whole('b', c_byte);
  check_whole('B', c_ubyte);
  check_whole('h', c_short);
  check_whole('H', c_ushort);
  check_whole('i', c_int);
  check_whole('I', c_uint);
  check_whole('l', c_long);
  check_whole('L', c_ulong);
  check_whole('q', c_longlong);
  check_whole('Q', c_ulonglong);
}

TEST_CASE("Value: reals are rounded", "[primitives][value]") {
  check_cases({
      {"Value.f-limits", [] { return Value('f').value.get(); }, "0"},
      {"Value.f-limits", [] { return kept(c_float, 0.1) == 0.1F; }, "true"},
      {"Value.f-limits", [] { return kept('f', 0.1) == 0.10000000149011612; }, "true"},
      {"Value.f-limits", [] { return kept(c_float, 1e39); }, "inf"},
      {"Value.f-limits", [] { return kept('f', 1e-50); }, "0"},
      {"Value.d-limits", [] { return kept(c_double, 0.1) == 0.1; }, "true"},
      {"Value.d-limits", [] { return kept('d', 1e39); }, "1e+39"},
      {"c_longdouble", [] { return kept(c_longdouble, 0.25L); }, "0.25"},
      {"Value.f-types", [] { return kept(c_float, 3); }, "3"},
      {"Value.d-types", [] { return kept('d', true); }, "1"},
      {"Value.f-types", [] { return kept('f', "x"); },
       "raises TypeError: must be real number, not str"},
      {"Value.d-types", [] { return kept(c_double, nullptr); },
       "raises TypeError: must be real number, not NoneType"},
  });
}

TEST_CASE("Value: bytes and letters", "[primitives][value]") {
  check_cases({
      {"Value.c-limits", [] { return Value(c_char).value.get() == '\0'; }, "true"},
      {"Value.c-limits", [] { return kept(c_char, 'a'); }, "a"},
      {"Value.c-limits", [] { return kept(c_char, 98); }, "b"},
      {"Value.c-limits", [] { return kept('c', "c"); }, "c"},
      {"Value.c-types", [] { return kept(c_char, "ab"); }, kNoByte},
      {"Value.c-types", [] { return kept(c_char, ""); }, kNoByte},
      {"Value.c-types", [] { return kept('c', 256); }, kNoByte},
      {"Value.c-types", [] { return kept('c', -1); }, kNoByte},
      {"Value.c-types", [] { return kept(c_char, nullptr); }, kNoByte},
      {"Value.c-types", [] { return kept(c_char, L"a"); }, kNoByte},
      {"Value.u-limits", [] { return Value(c_wchar).value.get() == L'\0'; }, "true"},
      {"Value.u-limits", [] { return kept_letter("x"); }, "x"},
      {"Value.u-limits", [] { return kept_letter(U'\U0001F600'); }, "\U0001F600"},
      {"Value.u-limits", [] { return kept_letter("\u20AC"); }, "\u20AC"},
      {"Value.u-types", [] { return kept_letter("xy"); },
       "raises TypeError: one character unicode string expected"},
      {"Value.u-types", [] { return kept_letter(""); },
       "raises TypeError: one character unicode string expected"},
      {"Value.u-types", [] { return kept_letter(5); },
       "raises TypeError: unicode string expected instead of int instance"},
  });
}

TEST_CASE("Value: type codes and ctypes' names", "[primitives][value]") {
  check_cases({
      {"Value.unknown-code", [] { return Value('z').value.get(); },
       "raises TypeError: this type has no size"},
      {"Value.unknown-code-question", [] { return Value('?').value.get(); },
       "raises TypeError: this type has no size"},
      {"Value.ctypes-type", [] { return Value(c_bool, 5).value.get(); }, "true"},
      {"Value.ctypes-type", [] { return Value(c_longlong, 7).value.get(); }, "7"},
      {"c_size_t", [] { return Value(c_size_t, -1).value.get(); }, "18446744073709551615"},
      {"c_ssize_t, c_time_t", [] { return Value(c_ssize_t, -1).value + Value(c_time_t, -2).value; },
       "-3"},
      {"c_ulonglong", [] { return Value(c_ulonglong, -1).value == ~std::uint64_t{0}; }, "true"},
      {"Value.init", [] { return Value('i', 5).value.get(); }, "5"},
      {"Value.init-text", [] { return Value('i', "x").value.get(); }, kTextIsNoWhole},
      {"Value.repr", [] { return Value('i', 5).repr(); }, "<Synchronized wrapper for c_int(5)>"},
      {"repr of one without a lock", [] { return Value('d', 5, {.lock = false}).repr(); },
       "c_double(5)"},
  });
  STATIC_REQUIRE(std::same_as<decltype(Value(typecode<'H'>)), Value<std::uint16_t>>);
  STATIC_REQUIRE(std::same_as<decltype(Value('H')), Value<Scalar>>);
  STATIC_REQUIRE_FALSE(std::convertible_to<Value<int>, int>);  // Value.plus
}

TEST_CASE("Value: a pointer is for the process that stored it", "[primitives][value]") {
  const auto read_in_child = [](StartMethod method) {
    return results(
        [] {
          const Value text(c_char_p, "here");
          const Process child([=] { outcome(result_of([&] { return *text.value.get(); })); });
          child.start();
          child.join();
        },
        [&] {
          Options options;
          options.start_method = method;
          return options;
        }());
  };
  const std::string elsewhere =
      "raises RuntimeError: this pointer points into the memory of the process that stored it";
  CHECK(read_in_child(StartMethod::fork) == Results{"here"});
  CHECK(read_in_child(StartMethod::spawn) == Results{elsewhere});
  const Report report = explore_all([] {
    const Value address(c_void_p);
    const Process child([=] {
      address.value = 4096;
      outcome(*address.value.get());
    });
    child.start();
    child.join();
    outcome(*address.value.get());
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::misuse);
  CHECK(report.outcome_values() == Results{"4096"});
  check_cases({
      {"Value.ctypes-pointer", [] { return Value(c_char_p).value.get().has_value(); }, "false"},
      {"c_wchar_p", [] { return *Value(c_wchar_p, "w").value.get() == L"w"; }, "true"},
      {"c_void_p of 0", [] { return Value(c_void_p, 0).value.get().has_value(); }, "false"},
      {"c_void_p", [] { return Value(c_void_p, "x").value.get().has_value(); },
       "raises TypeError: cannot be converted to pointer"},
      {"c_char_p", [] { return Value(c_char_p, 1.5).value.get().has_value(); },
       "raises TypeError: bytes or integer address expected instead of float instance"},
      {"c_wchar_p", [] { return Value(c_wchar_p, 1.5).value.get().has_value(); },
       "raises TypeError: unicode string or integer address expected instead of float instance"},
  });
}

TEST_CASE("Value: its lock", "[primitives][value]") {
  const auto unlocked = [] { return Value(c_int, 0, {.lock = false}); };
  check_cases({
      {"Value.get-lock", [] { return Value(c_int).get_lock().is_rlock(); }, "true"},
      {"Value.lock-none",
       [] { return Value(c_int, 0, {.lock = std::nullopt}).get_lock().is_rlock(); }, "true"},
      {"Value.acquire-release",
       [] {
         const Value v(c_int);
         const bool both = v.acquire() && v.acquire();
         v.release();
         v.release();
         return both;
       },
       "true"},
      {"Value.release-free", [] { Value(c_int).release(); },
       "raises AssertionError: attempt to release recursive lock not owned by thread"},
      {"Value.with",
       [] {
         const Value v(c_int);
         const std::lock_guard guard(v);
         v.value += 1;
         return v.value.get();
       },
       "1"},
      {"Value.with-get-lock",
       [] {
         const Value v(c_int);
         const AnyLock lock = v.get_lock();
         const std::lock_guard guard(lock);
         v.value += 1;
         return v.value.get();
       },
       "1"},
      {"Value.lock-false-get-lock", [=] { static_cast<void>(unlocked().get_lock()); },
       "raises AttributeError: 'c_int' object has no attribute 'get_lock'"},
      {"Value.lock-false-get-obj", [=] { static_cast<void>(unlocked().get_obj()); },
       "raises AttributeError: 'c_int' object has no attribute 'get_obj'"},
      {"Value.lock-false-acquire", [=] { unlocked().acquire(); },
       "raises AttributeError: 'c_int' object has no attribute 'acquire'"},
      {"Value.lock-false-wraps", [=] { return ++unlocked().value; }, "1"},
      {"Value.lock-given",
       [] {
         const multiprocessing::Lock lock;
         const Value v(c_int, 0, {.lock = lock});
         v.value = 3;
         return v.get_lock() == AnyLock(lock) && v.value == 3;
       },
       "true"},
      {"Value.lock-threading",
       [] {
         const Value v(c_int, 0, {.lock = threading::Lock()});
         v.value = 3;
         return v.value.get();
       },
       "3"},
      {"Value.lock-plain",
       [] {
         const Value v(c_int, 0, {.lock = multiprocessing::Lock()});
         const AnyLock lock = v.get_lock();
         const std::lock_guard guard(lock);
         return v.value.get();
       },
       "blocks"},
      {"Value.lock-plain-get-obj",
       [] {
         const Value v(c_int, 0, {.lock = multiprocessing::Lock()});
         const AnyLock lock = v.get_lock();
         const std::lock_guard guard(lock);
         v.get_obj().value = 3;
         return v.get_obj().value.get();
       },
       "3"},
      {"a wrong type leaves the lock free",
       [] {
         const Value v(c_int, 0, {.lock = multiprocessing::Lock()});
         const std::string refused = result_of([&] { v.value = "x"; });
         return v.acquire(false) ? refused.substr(7) : "taken";
       },
       "TypeError: 'str' object cannot be interpreted as an integer"},
  });
}

TEST_CASE("Value: operators", "[primitives][value]") {
  CHECK(results([] {
          const Value a(c_int, 5);
          const Value b('h', 7);
          a.value *= 3;
          outcome(a.value--);
          outcome(--a.value);
          outcome(++b.value);
          outcome(b.value++);
          a.value = b.value;  // the value
          Value other(c_int, 1);
          other = a;  // a name of the same
          other.value += 1;
          outcome(a.value() + a.value);
          outcome(other == a);
          outcome(b.value < 10 && b.value > 8 && b.value != 10);
          outcome(result_of([&] { a.value += 0.5; }));
          outcome(result_of([&] { b.value += "x"; }));
        }) == Results{"15 13 8 8 20 true true raises TypeError: 'float' object cannot be "
                      "interpreted as an integer raises TypeError: unsupported operand type(s) for "
                      "+: 'int' and 'str'"});
}

TEST_CASE("Value: a static one is made anew for every execution", "[primitives][value]") {
  const auto program = [] {
    static const Value counter(c_int, 40, "counter");
    static const Value<Scalar> code('i', 1);
    run_threads({threading::Thread([] { counter.value += 1; })});
    counter.value += 1;
    code.value += 1;
    outcome(counter.value.get());
    outcome(code.value.get());
  };
  CHECK(results(program, without_reduction()) == Results{"42 2"});
  CHECK(results(program, without_reduction()) == Results{"42 2"});
}

}  // namespace heddle::value_tests
