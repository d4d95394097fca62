// multiprocessing.Array, against CPython's behaviour.
#include <algorithm>
#include <deque>
#include <limits>
#include <mutex>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::array_tests {

using namespace multiprocessing;

namespace {

template <class T>
auto all(const Array<T>& array) {
  return array.get(Slice{});
}

Array<int> five() { return Array(c_int, {0, 1, 2, 3, 4}); }
std::vector<int> five(const Slice& slice) { return five()[slice]; }

/// What an array of c_char holds once its `value` was set, as value and raw, zeros as dots.
std::string with_value(const Contents& contents, const char* text) {
  const Array bytes(c_char, contents);
  bytes.value = text;
  std::string shown = bytes.value() + " " + bytes.raw();
  std::replace(shown.begin(), shown.end(), '\0', '.');
  return shown;
}

constexpr const char* kTextIsNoWhole =
    "raises TypeError: 'str' object cannot be interpreted as an integer";
constexpr const char* kRealIsNoWhole =
    "raises TypeError: 'float' object cannot be interpreted as an integer";

template <class T>
void check_whole(char code, const CType<T>& type) {
  const Scalar above = Scalar(std::numeric_limits<T>::max()) + 1;
  check_cases({
      {"zeros", [=] { return all(Array(code, 3)); }, "[0, 0, 0]"},
      {"wraps",
       [=] {
         const Array row(type, {above, -1});
         return row[0].get() == std::numeric_limits<T>::min() && row[1].get() == static_cast<T>(-1);
       },
       "true"},
      {"types", [=] { Array(code, 2)[0] = 1.5; }, kRealIsNoWhole},
      {"types", [=] { Array(type, 2)[0] = "x"; }, kTextIsNoWhole},
      {"types", [=] { Array(type, 2)[0] = nullptr; },
       "raises TypeError: 'NoneType' object cannot be interpreted as an integer"},
  });
}

}  // namespace

TEST_CASE("Array: whole numbers", "[primitives][value]") {
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

TEST_CASE("Array: what it is made of", "[primitives][value]") {
  check_cases({
      {"Array.f",
       [] {
         return all(Array(c_float, {0.1, 1, 1e39}));
       },
       "[0.1, 1, inf]"},
      {"Array.d",
       [] {
         return all(Array('d', {0.1, 1, 1e39}));
       },
       "[0.1, 1, 1e+39]"},
      {"Array.d-types", [] { Array('d', 1)[0] = "x"; },
       "raises TypeError: must be real number, not str"},
      {"Array.unknown-code", [] { return all(Array('z', 2)); },
       "raises TypeError: this type has no size"},
      {"Array.size-zero", [] { return all(Array('i', 0)); }, "[]"},
      {"Array.size-zero", [] { return len(Array('i', 0)); }, "0"},
      {"Array.size-negative", [] { return all(Array(c_int, -1)); },
       "raises ValueError: Array length must be >= 0, not -1"},
      {"Array.size-real", [] { return all(Array('i', 2.0)); },
       "raises TypeError: object of type 'float' has no len()"},
      {"Array.size-none", [] { return all(Array('i', nullptr)); },
       "raises TypeError: object of type 'NoneType' has no len()"},
      {"Array.init-range",
       [] {
         return all(Array(c_int, std::deque<int>{0, 1, 2}));
       },
       "[0, 1, 2]"},
      {"Array.init-empty", [] { return all(Array('i', std::vector<int>{})); }, "[]"},
      {"Array.init-real", [] { return all(Array('i', {1.5})); }, kRealIsNoWhole},
      {"Array.init-text", [] { return all(Array('i', "ab")); }, kTextIsNoWhole},
      {"Array.u", [] { return Array(c_wchar, "abc")[Slice{}] == L"abc"; }, "true"},
      {"Array.u", [] { return Array('u', L"abc").get(1); }, "b"},
  });
}

TEST_CASE("Array: bytes", "[primitives][value]") {
  check_cases({
      {"Array.c", [] { return all(Array(c_char, 3)) == std::string(3, '\0'); }, "true"},
      {"Array.c", [] { return Array(c_char, 3).value() + "|"; }, "|"},
      {"Array.c", [] { return Array('c', 3).raw() == std::string(3, '\0'); }, "true"},
      {"Array.c-init", [] { return all(Array(c_char, "abc")); }, "abc"},
      {"Array.c-init", [] { return Array('c', "abc").get(1); }, "b"},
      {"Array.c-init", [] { return Array('c', "abc").value(); }, "abc"},
      {"Array.c-init", [] { return len(Array('c', "abc")); }, "3"},
      {"Array.c-value", [] { return with_value(5, "ab"); }, "ab ab..."},
      {"Array.c-value-shorter", [] { return with_value("xyz", "a"); }, "a a.z"},
      {"Array.c-value-zero", [] { return Array(c_char, std::string("a\0b", 3)).value(); }, "a"},
      {"Array.c-value-zero", [] { return Array('c', std::string("a\0b", 3)).raw().size(); }, "3"},
      {"Array.c-value-long", [] { return with_value(2, "abc"); },
       "raises ValueError: byte string too long"},
      {"raw",
       [] {
         const Array bytes(c_char, "xyz");
         bytes.raw = "a";
         return bytes.raw();
       },
       "ayz"},
      {"Array.c-raw-long", [] { Array('c', 2).raw = "abc"; },
       "raises ValueError: byte string too long"},
      {"a number is no text", [] { Array('c', 2).value = 5; },
       "raises TypeError: bytes expected instead of int instance"},
      {"Array.c-item", [] { Array('c', 2)[0] = "ab"; },
       "raises TypeError: one character bytes, bytearray or integer expected"},
      {"Array.c-item-number",
       [] {
         const Array bytes(c_char, 2);
         bytes[0] = 97;
         return bytes.raw() == std::string("a\0", 2);
       },
       "true"},
      {"Array.u-value", [] { return Array('u', "abc").value(); },
       "raises AttributeError: 'SynchronizedArray' object has no attribute 'value'"},
      {"Array.value", [] { return Array(c_int, 2).value(); },
       "raises AttributeError: 'SynchronizedArray' object has no attribute 'value'"},
      {"raw of others", [] { return Array(c_int, 2, {.lock = false}).raw(); },
       "raises AttributeError: 'c_int_Array_2' object has no attribute 'raw'"},
  });
}

TEST_CASE("Array: indexes and slices", "[primitives][value]") {
  check_cases({
      {"Array.index-last", [] { return five()[-1].get(); }, "4"},
      {"Array.index-last", [] { return five()[-5].get(); }, "0"},
      {"Array.index-high", [] { return five()[5].get(); }, "raises IndexError: invalid index"},
      {"Array.index-low", [] { return five()[-6].get(); }, "raises IndexError: invalid index"},
      {"Array.index-set-high", [] { five()[5] = 1; }, "raises IndexError: invalid index"},
      {"Array.slice",
       [] {
         return five({1, 3});
       },
       "[1, 2]"},
      {"Array.slice",
       [] {
         return five({{}, {}, 2});
       },
       "[0, 2, 4]"},
      {"Array.slice",
       [] {
         return five({{}, {}, -1});
       },
       "[4, 3, 2, 1, 0]"},
      {"Array.slice",
       [] {
         return five({3, 99});
       },
       "[3, 4]"},
      {"Array.slice",
       [] {
         return five({4, 1});
       },
       "[]"},
      {"slices from the end",
       [] {
         return five({-2, {}});
       },
       "[3, 4]"},
      {"slices from the end",
       [] {
         return five({-1, 0, -2});
       },
       "[4, 2]"},
      {"a step of 0",
       [] {
         return five({{}, {}, 0});
       },
       "raises ValueError: slice step cannot be zero"},
      {"Array.slice-copy",
       [] {
         const Array row(c_int, 1);
         std::vector<int> copy = row[Slice{}];
         copy.push_back(1);
         return all(row);
       },
       "[0]"},
      {"Array.slice-set",
       [] {
         const Array row = five();
         row.set({1, 3}, {8, 9});
         return all(row);
       },
       "[0, 8, 9, 3, 4]"},
      {"Array.slice-set-step",
       [] {
         const Array row = five();
         row.set({{}, {}, 2}, std::vector<int>{7, 8, 9});
         return all(row);
       },
       "[7, 1, 8, 3, 9]"},
      {"Array.slice-set-size",
       [] {
         five().set({1, 3}, {8});
       },
       "raises ValueError: Can only assign sequence of same size"},
      {"a slice is set to values",
       [] {
         five().set({1, 3}, 2);
       },
       "raises TypeError: object of type 'int' has no len()"},
      {"Array.slice-set-type",
       [] {
         const Array row = five();
         const std::string refused = result_of([&] { row.set({1, 3}, {8, "x"}); });
         return refused.substr(7, 9) + " " + heddle::detail::value_text(all(row));
       },
       "TypeError [0, 8, 2, 3, 4]"},
      {"Array.iterate",
       [] {
         std::string text;
         for (const int each : five()) text += std::to_string(each);
         return text;
       },
       "01234"},
      {"Array.contains",
       [] {
         const Array row = five();
         return std::find(row.begin(), row.end(), 2) != row.end();
       },
       "true"},
      {"Array.equal", [] { return Array(c_int, {1}) == Array(c_int, {1}); }, "false"},
  });
}

TEST_CASE("Array: its lock", "[primitives][value]") {
  check_cases({
      {"Array.get-lock", [] { return Array('i', 2).get_lock().is_rlock(); }, "true"},
      {"Array.get-lock", [] { return five().get_obj()[4].get(); }, "4"},
      {"Array.lock-false", [] { return all(Array(c_int, {4}, {.lock = false})); }, "[4]"},
      {"Array.lock-false", [] { static_cast<void>(Array(c_int, {4}, {.lock = false}).get_lock()); },
       "raises AttributeError: 'c_int_Array_1' object has no attribute 'get_lock'"},
      {"Array.with",
       [] {
         const Array row(c_int, 2);
         const std::lock_guard guard(row);
         row[0] += 1;
         return all(row);
       },
       "[1, 0]"},
      {"acquire",
       [] {
         const Array row(c_int, 2);
         const bool both = row.acquire() && row.try_lock();
         row.release();
         row.release();
         return both;
       },
       "true"},
      {"Array.lock-plain",
       [] {
         const Array row(c_int, 2, {.lock = multiprocessing::Lock()});
         const AnyLock lock = row.get_lock();
         const std::lock_guard guard(lock);
         return row[0].get();
       },
       "blocks"},
      {"an index that is none takes the lock",
       [] {
         const Array row(c_int, 2, {.lock = multiprocessing::Lock()});
         row.acquire();
         return row[2].get();
       },
       "blocks"},
  });
}

TEST_CASE("Array: a copy is a name of the same one", "[primitives][value]") {
  CHECK(results([] {
          Array row(c_char, "ab");
          const Array other(c_char, "xyz");
          const Array before = row;
          row = other;
          row[0] = 'X';
          row.value = "p";
          outcome(other.value());
          outcome(before.value());
          outcome(row == other);
          const Array numbers(c_int, {1, 2});
          numbers[0] = numbers[1];
          numbers[1] += numbers[0];
          outcome(all(numbers));
        }) == Results{"p ab true [2, 4]"});
}

TEST_CASE("Array: a static one is made anew for every execution", "[primitives][value]") {
  const auto program = [] {
    static const Array row(c_int, {1, 2}, "row");
    run_threads({threading::Thread([] { row[0] += 1; })});
    row[1] += 1;
    outcome(all(row));
  };
  CHECK(results(program, without_reduction()) == Results{"[2, 3]"});
  CHECK(results(program, without_reduction()) == Results{"[2, 3]"});
}

}  // namespace heddle::array_tests
