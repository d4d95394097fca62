// The dict of a Manager, against CPython's behaviour.
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::manager_dict_tests {

namespace {

using Dict = mp::DictProxy<std::string, int>;
using Pairs = std::vector<std::pair<std::string, int>>;

Dict dict(const Pairs& initial = {}) { return mp::Manager().dict<std::string, int>(initial); }
std::string text(const Dict& d) { return d.repr(); }

}  // namespace

TEST_CASE("manager dict: items", "[primitives][manager]") {
  check_cases({
      {"Manager.dict",
       [] {
         const Dict d = dict();
         d["a"] = 1;
         outcome(d["a"].get());
         outcome(len(d));
         outcome(d.keys());
         return text(d);
       },
       "1 1 [a] {'a': 1}"},
      {"Manager.dict-missing", [] { return dict().at("x"); }, "raises KeyError: 'x'"},
      {"missing, by brackets", [] { return dict()["x"].get(); }, "raises KeyError: 'x'"},
      {"missing, a number", [] { return mp::Manager().dict<int, int>().at(1); },
       "raises KeyError: 1"},
      {"missing, a quote", [] { return dict().at("it's"); }, "raises KeyError: \"it's\""},
      {"initial",
       [] {
         return text(dict({{"b", 1}, {"a", 2}, {"b", 3}}));
       },
       "{'b': 3, 'a': 2}"},
      {"get", [] { return dict().get("z").has_value(); }, "false"},
      {"get, a default",
       [] {
         return dict({{"a", 1}}).get("z", 7);
       },
       "7"},
      {"get, there",
       [] {
         return dict({{"a", 1}}).get("a", 7);
       },
       "1"},
      {"contains",
       [] {
         return dict({{"a", 1}}).contains("a");
       },
       "true"},
      {"contains not",
       [] {
         return dict({{"a", 1}}).contains("b");
       },
       "false"},
      {"set again keeps the order",
       [] {
         const Dict d = dict({{"a", 1}, {"b", 2}});
         d.set("a", 5);
         return text(d);
       },
       "{'a': 5, 'b': 2}"},
      {"values",
       [] {
         return dict({{"a", 5}, {"b", 6}}).values();
       },
       "[5, 6]"},
      {"keys",
       [] {
         return dict({{"a", 5}, {"b", 6}}).keys();
       },
       "[a, b]"},
      {"items",
       [] {
         return dict({{"a", 5}}).items()[0].second;
       },
       "5"},
      {"copy",
       [] {
         return dict({{"a", 5}}).copy()[0].first;
       },
       "a"},
      {"one that is put into another",
       [] {
         const Dict d = dict({{"a", 5}});
         d["b"] = d["a"];
         return text(d);
       },
       "{'a': 5, 'b': 5}"},
  });
}

TEST_CASE("manager dict: taking keys out", "[primitives][manager]") {
  check_cases({
      {"erase",
       [] {
         const Dict d = dict({{"a", 1}, {"b", 2}, {"c", 3}});
         d.erase("b");
         d["b"] = 4;
         return text(d);
       },
       "{'a': 1, 'c': 3, 'b': 4}"},
      {"erase, missing", [] { dict().erase("x"); }, "raises KeyError: 'x'"},
      {"pop",
       [] {
         return dict({{"a", 1}}).pop("a");
       },
       "1"},
      {"pop takes it out",
       [] {
         const Dict d = dict({{"a", 1}});
         d.pop("a");
         return len(d);
       },
       "0"},
      {"pop, missing", [] { return dict().pop("x"); }, "raises KeyError: 'x'"},
      {"pop, a default", [] { return dict().pop("x", 5); }, "5"},
      {"popitem is the last",
       [] {
         return dict({{"a", 1}, {"b", 2}}).popitem().first;
       },
       "b"},
      {"popitem, empty", [] { dict().popitem(); },
       "raises KeyError: 'popitem(): dictionary is empty'"},
      {"clear",
       [] {
         const Dict d = dict({{"a", 1}});
         d.clear();
         return text(d);
       },
       "{}"},
  });
}

TEST_CASE("manager dict: setdefault and update", "[primitives][manager]") {
  check_cases({
      {"setdefault, new",
       [] {
         const Dict d = dict();
         outcome(d.setdefault("a", 1));
         return text(d);
       },
       "1 {'a': 1}"},
      {"setdefault, there",
       [] {
         const Dict d = dict({{"a", 1}});
         outcome(d.setdefault("a", 2));
         return text(d);
       },
       "1 {'a': 1}"},
      {"update",
       [] {
         const Dict d = dict({{"a", 1}});
         d.update({{"b", 6}, {"a", 5}});
         return text(d);
       },
       "{'a': 5, 'b': 6}"},
      {"update with nothing",
       [] {
         const Dict d = dict();
         d.update({});
         return text(d);
       },
       "{}"},
      {"update with much",
       [] {
         const Dict d = dict();
         Pairs many;
         for (int i = 0; i < 400; ++i) many.emplace_back(std::to_string(i), i);
         d.update(many);
         return len(d);
       },
       "400"},
  });
}

TEST_CASE("manager dict: a place as a variable", "[primitives][manager]") {
  check_cases({
      {"+=",
       [] {
         const Dict d = dict({{"a", 1}});
         d["a"] += 2;
         return d.at("a");
       },
       "3"},
      {"-= and *=",
       [] {
         const Dict d = dict({{"a", 7}});
         d["a"] -= 2;
         d["a"] *= 2;
         return d.at("a");
       },
       "10"},
      {"++ and --",
       [] {
         const Dict d = dict({{"a", 7}});
         outcome(++d["a"]);
         outcome(d["a"]++);
         outcome(--d["a"]);
         outcome(d["a"]--);
         return d.at("a");
       },
       "8 8 8 8 7"},
      {"+= of a missing key", [] { dict()["a"] += 2; }, "raises KeyError: 'a'"},
      {"reads as the variable",
       [] {
         const Dict d = dict({{"a", 7}});
         const int value = d["a"];
         return value;
       },
       "7"},
  });
}

TEST_CASE("manager dict: a value that comes out is a copy", "[primitives][manager]") {
  using Lists = mp::DictProxy<std::string, std::vector<int>>;
  const auto lists = [] { return mp::Manager().dict<std::string, std::vector<int>>(); };
  check_cases({
      {"Manager.dict-nested",
       [=] {
         const Lists d = lists();
         d["a"] = std::vector<int>{1};
         d["a"].get().push_back(2);
         return d.at("a");
       },
       "[1]"},
      {"Manager.dict-nested-assign",
       [=] {
         const Lists d = lists();
         d["a"] = std::vector<int>{1};
         std::vector<int> x = d["a"];
         x.push_back(2);
         d["a"] = x;
         return d.at("a");
       },
       "[1, 2]"},
      {"Manager.dict-nested-proxy",
       [] {
         const mp::Manager manager;
         const auto d = manager.dict<std::string, mp::ListProxy<int>>();
         d["a"] = manager.list<int>({1});
         d["a"].get().append(2);
         return d.at("a").copy();
       },
       "[1, 2]"},
      {"a value that is changed after it was put in",
       [=] {
         const Lists d = lists();
         std::vector<int> x{1};
         d["set"] = x;
         d.setdefault("default", x);
         d.update({{"update", x}});
         x.push_back(2);
         return d.repr();
       },
       "{'set': [1], 'default': [1], 'update': [1]}"},
      {"a value that is changed after the dict was made",
       [] {
         std::vector<int> x{1};
         const Lists d = mp::Manager().dict<std::string, std::vector<int>>({{"a", x}});
         x.push_back(2);
         return d.at("a");
       },
       "[1]"},
      {"all values",
       [=] {
         const Lists d = lists();
         d["a"] = std::vector<int>{1};
         d.values()[0].push_back(2);
         d.items()[0].second.push_back(2);
         return d.at("a");
       },
       "[1]"},
  });
}

TEST_CASE("manager dict: what cannot be pickled is not put in", "[primitives][manager]") {
  CHECK(behaviour([] {
          mp::Manager().dict<int, threading::Lock>().set(0, threading::Lock());
          return std::string();
        }) == "raises TypeError: cannot pickle '_thread.lock' object");
}

TEST_CASE("manager dict: += of two processes loses updates", "[primitives][manager]") {
  const Report report = explore_all([] {
    const Dict d = dict({{"x", 0}});
    const auto add = [=] { d["x"] += 1; };
    run_in_processes({add, add});
    outcome(d.at("x"));
  });
  CHECK(report.outcome_values() == Results{"1", "2"});
  CHECK(report.executions == 4);
}

TEST_CASE("manager dict: calls on different keys do not depend on each other",
          "[primitives][manager]") {
  const Report report = explore_all([] {
    const Dict d = dict({{"x", 0}, {"y", 0}});
    run_in_processes({[=] { d["x"] += 1; },
                      [=] {
                        d["y"] += 1;
                        static_cast<void>(d.contains("x"));
                        static_cast<void>(len(d));
                      }});
  });
  CHECK(report.executions == 1);
}

TEST_CASE("manager dict: new keys come in an order", "[primitives][manager]") {
  const Report report = explore_all([] {
    const Dict d = dict();
    run_in_processes({[=] { d["x"] = 0; }, [=] { d["y"] = 0; }});
    outcome(d.repr());
  });
  CHECK(report.outcome_values() == Results{"{'x': 0, 'y': 0}", "{'y': 0, 'x': 0}"});
  CHECK(report.executions == 2);
}

TEST_CASE("manager dict: check and set are two calls", "[primitives][manager]") {
  CHECK(results([] {
          const Dict d = dict();
          const auto claim = [=](int who) {
            if (!d.contains("owner")) d["owner"] = who;
          };
          run_in_processes({[=] { claim(1); }, [=] { claim(2); }});
          outcome(d.at("owner"));
        }) == Results{"1", "2"});
  CHECK(results([] {
          const Dict d = dict();
          const auto claim = [=](int who) { outcome(d.setdefault("owner", who)); };
          run_in_processes({[=] { claim(1); }, [=] { claim(2); }});
        }) == Results{"1 | 1", "2 | 2"});
}

}  // namespace heddle::manager_dict_tests
