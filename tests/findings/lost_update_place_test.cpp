// lost-update in objects that have several places: a manager's dict by key, its list by index.
#include <mutex>

#include "heddle/tests/findings/search.hpp"

namespace heddle::lost_update_place_tests {

using multiprocessing::DictProxy;
using multiprocessing::Lock;
using multiprocessing::Manager;
using multiprocessing::Process;
using Dict = DictProxy<std::string, int>;

namespace {

/// What is found where two processes work on a dict {"x": 0, "y": 0}.
Report of_two(const std::function<void(const Dict&)>& first,
              const std::function<void(const Dict&)>& second) {
  return search([=] {
    const Manager manager("manager");
    const auto counts = manager.dict<std::string, int>({{"x", 0}, {"y", 0}}, "counts");
    const Process a([=] { first(counts); }, "A");
    const Process b([=] { second(counts); }, "B");
    a.start();
    b.start();
    a.join();
    b.join();
  });
}
void add_to_x(const Dict& counts) { counts["x"] += 1; }

}  // namespace

TEST_CASE("lost-update by key: += of the same key", "[findings][lost-update][manager]") {
  const Report report = of_two(add_to_x, add_to_x);
  CHECK(kinds(report) == Kinds{"lost-update"});
  CHECK(message(report, Kind::lost_update).find("an update of `counts` by ") == 0);
  CHECK(explained(report, Kind::lost_update, "first").find("read counts['x'] = 0") !=
        std::string::npos);
  CHECK(explained(report, Kind::lost_update, "fix").find("+= is two calls") != std::string::npos);
}

TEST_CASE("lost-update by key: a write of another key in between is none",
          "[findings][lost-update][manager]") {
  CHECK(kinds(of_two(add_to_x, [](const Dict& counts) { counts["y"] += 1; })).empty());
  CHECK(kinds(of_two(add_to_x, [](const Dict& counts) { counts["z"] = 1; })).empty());
}

TEST_CASE("lost-update by key: own calls of other keys in between change nothing",
          "[findings][lost-update][manager]") {
  const Report report = of_two(
      [](const Dict& counts) {
        const int before = counts.at("x");
        counts["y"] = 7;
        counts["x"] = before + 1;
      },
      add_to_x);
  CHECK(kinds(report) == Kinds{"lost-update"});
}

TEST_CASE("lost-update by key: the last write is the thread's own, of another key",
          "[findings][lost-update][manager]") {
  const Report report = of_two(
      [](const Dict& counts) {
        counts["x"].update([&](int value) {
          counts["y"] = 7;
          return value + 1;
        });
      },
      add_to_x);
  CHECK(kinds(report) == Kinds{"lost-update"});
}

TEST_CASE("lost-update by key: a read and a write apart", "[findings][lost-update][manager]") {
  const auto add = [](const Dict& counts) {
    const int before = counts.get("x", 0);
    counts.set("x", before + 1);
  };
  CHECK(kinds(of_two(add, add)) == Kinds{"lost-update"});
  // Stored whatever was read.
  const auto set = [](const Dict& counts) {
    static_cast<void>(counts.at("x"));
    counts.set("x", 5);
  };
  CHECK(kinds(of_two(set, set)).empty());
}

TEST_CASE("lost-update by key: an update of the whole dict in between",
          "[findings][lost-update][manager]") {
  CHECK(kinds(of_two(add_to_x, [](const Dict& counts) {
          counts.update({{"y", 1}, {"x", 5}});
        })) == Kinds{"lost-update"});
  CHECK(kinds(of_two(add_to_x, [](const Dict& counts) {
          counts.update({{"y", 1}, {"z", 5}});
        })).empty());
}

TEST_CASE("lost-update by key: a call that empties the dict in between",
          "[findings][lost-update][manager]") {
  CHECK(kinds(of_two(add_to_x, [](const Dict& counts) { counts.clear(); })) ==
        Kinds{"lost-update", "uncaught-exception"});  // or it comes before the read
}

TEST_CASE("lost-update by key: holding a lock around both calls is none",
          "[findings][lost-update][manager]") {
  CHECK(kinds(search([] {
          const Manager manager;
          const auto counts = manager.dict<std::string, int>({{"x", 0}});
          const Lock lock;
          const auto add = [=] {
            const std::lock_guard guard(lock);
            counts["x"] += 1;
          };
          const Process a(add);
          const Process b(add);
          a.start();
          b.start();
          a.join();
          b.join();
        })).empty());
}

TEST_CASE("lost-update by index: of the same index alone", "[findings][lost-update][manager]") {
  const auto program = [](int first, int second) {
    return search([=] {
      const Manager manager;
      const auto row = manager.list<int>({0, 0});
      const Process a([=] { row[first] += 1; });
      const Process b([=] { row[second] += 1; });
      a.start();
      b.start();
      a.join();
      b.join();
    });
  };
  CHECK(kinds(program(0, 0)) == Kinds{"lost-update"});
  CHECK(kinds(program(1, -1)) == Kinds{"lost-update"});
  CHECK(kinds(program(0, 1)).empty());
}

TEST_CASE("lost-update: of a manager's value", "[findings][lost-update][manager]") {
  CHECK(kinds(search([] {
          const Manager manager;
          const auto v = manager.Value('i', 0);
          const auto add = [=] { ++v.value; };
          const Process a(add);
          const Process b(add);
          a.start();
          b.start();
          a.join();
          b.join();
        })) == Kinds{"lost-update"});
}

}  // namespace heddle::lost_update_place_tests
