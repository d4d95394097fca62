// The list, the Array and the Value of a Manager, against CPython's behaviour.
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::manager_list_tests {

namespace {

using List = mp::ListProxy<int>;
using mp::Slice;

List list(const std::vector<int>& initial = {}) { return mp::Manager().list<int>(initial); }
/// The list [1, 2, 3] after `change`.
template <class F>
auto after(F change) {
  return [=] {
    const List row = list({1, 2, 3});
    change(row);
    return row.copy();
  };
}

}  // namespace

TEST_CASE("manager list: items", "[primitives][manager]") {
  constexpr const char* kOutOfRange = "raises IndexError: list index out of range";
  constexpr const char* kNoPlace = "raises IndexError: list assignment index out of range";
  check_cases({
      {"Manager.list",
       [] {
         const List row = list({1});
         row.append(2);
         return row[Slice{}];
       },
       "[1, 2]"},
      {"Manager.list, index", [] { return list({1})[5].get(); }, kOutOfRange},
      {"last",
       [] {
         return list({1, 2, 3}).get(-1);
       },
       "3"},
      {"before the first",
       [] {
         return list({1, 2, 3}).get(-4);
       },
       kOutOfRange},
      {"set", after([](const List& row) { row[1] = 7; }), "[1, 7, 3]"},
      {"set the last", after([](const List& row) { row[-1] = 7; }), "[1, 2, 7]"},
      {"set, out of range", [] { list()[9] = 1; }, kNoPlace},
      {"+=", after([](const List& row) { row[0] += 5; }), "[6, 2, 3]"},
      {"+=, out of range", [] { list()[9] += 1; }, kOutOfRange},
      {"slice",
       [] {
         return list({1, 2, 3})[Slice{1, 3}];
       },
       "[2, 3]"},
      {"slice, backwards",
       [] {
         return list({1, 2, 3})[Slice{{}, {}, -1}];
       },
       "[3, 2, 1]"},
      {"slice, step 0",
       [] {
         return list({1})[Slice{{}, {}, 0}];
       },
       "raises ValueError: slice step cannot be zero"},
      {"len",
       [] {
         return len(list({1, 2, 3}));
       },
       "3"},
      {"str",
       [] {
         return list({1, 2, 3}).repr();
       },
       "[1, 2, 3]"},
      {"str, texts",
       [] {
         return mp::Manager().list<std::string>({"a", "b"}).repr();
       },
       "['a', 'b']"},
      {"in a loop",
       [] {
         int sum = 0;
         for (const int item : list({1, 2, 3})) sum += item;
         return sum;
       },
       "6"},
  });
}

TEST_CASE("manager list: what comes in", "[primitives][manager]") {
  check_cases({
      {"append", after([](const List& row) { row.append(9); }), "[1, 2, 3, 9]"},
      {"extend", after([](const List& row) {
         row.extend({9, 8});
       }),
       "[1, 2, 3, 9, 8]"},
      {"extend, nothing", after([](const List& row) { row.extend({}); }), "[1, 2, 3]"},
      {"+= a list", after([](const List& row) { row += {7}; }), "[1, 2, 3, 7]"},
      {"insert", after([](const List& row) { row.insert(1, 9); }), "[1, 9, 2, 3]"},
      {"insert from the end", after([](const List& row) { row.insert(-1, 9); }), "[1, 2, 9, 3]"},
      {"insert, far before", after([](const List& row) { row.insert(-100, 9); }), "[9, 1, 2, 3]"},
      {"insert, far behind", after([](const List& row) { row.insert(100, 9); }), "[1, 2, 3, 9]"},
  });
}

TEST_CASE("manager list: what goes out", "[primitives][manager]") {
  check_cases({
      {"pop",
       [] {
         return list({1, 2, 3}).pop();
       },
       "3"},
      {"pop takes it out", after([](const List& row) { row.pop(); }), "[1, 2]"},
      {"pop, an index",
       [] {
         return list({1, 2, 3}).pop(0);
       },
       "1"},
      {"pop, from the end", after([](const List& row) { row.pop(-2); }), "[1, 3]"},
      {"pop, out of range", [] { list({1}).pop(9); }, "raises IndexError: pop index out of range"},
      {"pop, empty", [] { list().pop(); }, "raises IndexError: pop from empty list"},
      {"del", after([](const List& row) { row.erase(1); }), "[1, 3]"},
      {"del, out of range", [] { list({1}).erase(9); },
       "raises IndexError: list assignment index out of range"},
      {"remove", after([](const List& row) { row.remove(2); }), "[1, 3]"},
      {"remove, the first of equal ones",
       [] {
         const List row = list({1, 2, 1});
         row.remove(1);
         return row.copy();
       },
       "[2, 1]"},
      {"remove, missing", [] { list({1}).remove(4); },
       "raises ValueError: list.remove(x): x not in list"},
      {"clear", after([](const List& row) { row.clear(); }), "[]"},
  });
}

TEST_CASE("manager list: looking for items and sorting them", "[primitives][manager]") {
  check_cases({
      {"index",
       [] {
         return list({3, 9}).index(9);
       },
       "1"},
      {"index, missing", [] { return list({3}).index(4); }, "raises ValueError: 4 is not in list"},
      {"count",
       [] {
         return list({3, 9, 3}).count(3);
       },
       "2"},
      {"contains",
       [] {
         return list({3, 9}).contains(9);
       },
       "true"},
      {"sort",
       [] {
         const List row = list({2, 3, 1});
         row.sort();
         return row.copy();
       },
       "[1, 2, 3]"},
      {"sort, reverse",
       [] {
         const List row = list({2, 3, 1});
         row.sort(true);
         return row.copy();
       },
       "[3, 2, 1]"},
      {"reverse", after([](const List& row) { row.reverse(); }), "[3, 2, 1]"},
  });
}

TEST_CASE("manager list: an item that comes out is a copy", "[primitives][manager]") {
  check_cases({
      {"a copy of all", after([](const List& row) { row.copy().push_back(4); }), "[1, 2, 3]"},
      {"a slice", after([](const List& row) { row[Slice{}].push_back(4); }), "[1, 2, 3]"},
      {"an item that is changed after it was put in",
       [] {
         const auto rows = mp::Manager().list<std::vector<int>>({{0}});
         std::vector<int> x{1};
         rows.append(x);
         rows.insert(0, x);
         rows.extend({x});
         rows.set(1, x);
         x.push_back(2);
         return rows.copy();
       },
       "[[1], [1], [1], [1]]"},
      {"a list that is changed after it was made",
       [] {
         std::vector<int> x{1};
         const List row = list(x);
         x.push_back(2);
         return row.copy();
       },
       "[1]"},
      {"bools",
       [] {
         const auto flags = mp::Manager().list<bool>({true});
         flags.append(false);
         flags[0] = false;
         return flags.repr();
       },
       "[False, False]"},
      {"a list of lists",
       [] {
         const mp::Manager manager;
         const auto rows = manager.list<List>({manager.list<int>({1})});
         rows[0].get().append(2);
         return rows.get(0).copy();
       },
       "[1, 2]"},
  });
}

TEST_CASE("manager list: going through it is a call for each item", "[primitives][manager]") {
  CHECK(results([] {
          const List row = list({1, 2});
          run_in_processes({[=] {
                              int sum = 0;
                              for (const int item : row) sum += item;
                              outcome(sum);
                            },
                            [=] { row.insert(0, 5); }});
        }) == Results{"3", "4", "5", "8"});
}

TEST_CASE("manager list: reads and assignments of different indexes do not depend",
          "[primitives][manager]") {
  const Report report = explore_all([] {
    const List row = list({1, 2, 3});
    run_in_processes({[=] { row[0] += 1; }, [=] { row[1] += 1; }, [=] { row.append(5); }});
  });
  CHECK(report.executions == 1);
}

TEST_CASE("manager list: pop and append depend on who is first", "[primitives][manager]") {
  CHECK(results([] {
          const List row = list({1});
          run_in_processes({[=] { outcome(row.pop()); }, [=] { row.append(5); }});
        }) == Results{"1", "5"});
}

TEST_CASE("manager array: items", "[primitives][manager]") {
  const auto array = [] { return mp::Manager().Array('i', {1, 2}); };
  check_cases({
      {"Manager.array", [=] { return array()[1].get(); }, "2"},
      {"last", [=] { return array().get(-1); }, "2"},
      {"len", [=] { return len(array()); }, "2"},
      {"slice", [=] { return array()[Slice{}]; }, "[1, 2]"},
      {"set",
       [=] {
         const auto row = array();
         row[0] = 7;
         row[1] += 3;
         return row[Slice{}];
       },
       "[7, 5]"},
      {"out of range", [=] { return array()[5].get(); },
       "raises IndexError: array index out of range"},
      {"set, out of range", [=] { array()[5] = 1; },
       "raises IndexError: array assignment index out of range"},
      {"in a loop",
       [=] {
         int sum = 0;
         for (const int item : array()) sum += item;
         return sum;
       },
       "3"},
  });
}

TEST_CASE("manager value: any type, whatever the code", "[primitives][manager]") {
  check_cases({
      {"Manager.value", [] { return mp::Manager().Value('i', 300).value.get(); }, "300"},
      {"Manager.value, a text", [] { return mp::Manager().Value('i', std::string("x")).get(); },
       "x"},
      {"any code", [] { return mp::Manager().Value("zzz", 3).value.get(); }, "3"},
      {"set",
       [] {
         const auto v = mp::Manager().Value('i', 3);
         v.value = 4;
         v.value += 1;
         return v.get();
       },
       "5"},
      {"another name",
       [] {
         const mp::Manager manager;
         const auto v = manager.Value('i', 3);
         auto other = manager.Value('i', 5);
         other = v;
         other.set(7);
         return v.get();
       },
       "7"},
  });
}

TEST_CASE("manager value: += loses updates", "[primitives][manager]") {
  CHECK(results([] {
          const auto v = mp::Manager().Value('i', 0);
          const auto add = [=] { v.value += 1; };
          run_in_processes({add, add});
          outcome(v.get());
        }) == Results{"1", "2"});
}

}  // namespace heddle::manager_list_tests
