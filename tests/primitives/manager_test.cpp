// The Manager of multiprocessing: its objects between processes, its shutdown, its namespaces.
#include "heddle/tests/primitives/processes.hpp"

namespace heddle::manager_tests {

namespace {

constexpr StartMethod kMethods[] = {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver};
constexpr const char* kBroken = "raises BrokenPipeError: [Errno 32] Broken pipe";
constexpr const char* kGone = "raises FileNotFoundError: [Errno 2] No such file or directory";

std::string in_child(const std::function<std::string()>& call) {
  const auto seen = mp::Manager().Value('i', std::string());
  run_in_process([=] { seen.set(result_of(call)); });
  return seen.get();
}

}  // namespace

TEST_CASE("manager: a child's change is seen by its parent", "[primitives][manager]") {
  for (const StartMethod method : kMethods) {
    const Results seen = results(
        [] {
          const mp::Manager manager;
          const auto d = manager.dict<std::string, int>();
          const auto row = manager.list<int>();
          const auto v = manager.Value('i', 0);
          const auto a = manager.Array('i', {0, 0});
          const auto n = manager.Namespace();
          run_in_process([=] {
            d["a"] = 1;
            row.append(2);
            v.value = 3;
            a[1] = 4;
            n.set("x", 5);
          });
          outcome(d.at("a"));
          outcome(row.copy());
          outcome(v.get());
          outcome(a.get(mp::Slice{}));
          outcome(n.get<int>("x"));
        },
        started_with(method));
    CHECK(seen == Results{"1 [2] 3 [0, 4] 5"});
  }
}

TEST_CASE("manager: a proxy goes through queues and pipes, and as an argument",
          "[primitives][manager]") {
  for (const StartMethod method : kMethods) {
    CHECK(results(
              [] {
                using List = mp::ListProxy<int>;
                const mp::Manager manager;
                const mp::SimpleQueue<List> queue;
                const auto [receiver, sender] = mp::Pipe<List>(false);
                const List row = manager.list<int>();
                queue.put(row);
                sender.send(row);
                queue.get().append(1);
                receiver.recv().append(2);
                const mp::Process process([](const List& given) { given.append(3); },
                                          std::make_tuple(row));
                process.start();
                process.join();
                outcome(row.copy());
              },
              started_with(method)) == Results{"[1, 2, 3]"});
  }
}

TEST_CASE("manager: one at namespace scope is made anew in every execution",
          "[primitives][manager]") {
  static const mp::Manager kManager("manager");
  static const auto kCounts = kManager.dict<std::string, int>({{"x", 0}}, "counts");
  CHECK(results([] {
          const auto add = [] { kCounts["x"] += 1; };
          run_in_processes({add, add});
          outcome(kCounts.at("x"));
        }) == Results{"1", "2"});
}

TEST_CASE("manager: after shutdown", "[primitives][manager]") {
  check_cases({
      {"Manager.after-shutdown",
       [] {
         const mp::Manager manager;
         const auto d = manager.dict<std::string, int>();
         d["a"] = 1;
         manager.shutdown();
         return d.at("a");
       },
       kBroken},
      {"a proxy that was not used before",
       [] {
         const mp::Manager manager;
         const auto d = manager.dict<std::string, int>();
         manager.shutdown();
         return d.at("a");
       },
       kGone},
      {"another proxy was used before",
       [] {
         const mp::Manager manager;
         const auto d = manager.dict<std::string, int>();
         manager.Value('i', 1).set(2);
         manager.shutdown();
         return d.at("a");
       },
       kBroken},
      {"Manager.new-after-shutdown",
       [] {
         const mp::Manager manager;
         manager.shutdown();
         static_cast<void>(manager.dict<int, int>());
       },
       "raises AssertionError: server not yet started"},
      {"twice",
       [] {
         const mp::Manager manager;
         manager.shutdown();
         manager.shutdown();
       },
       "nothing"},
      {"two managers",
       [] {
         const mp::Manager first;
         const mp::Manager second;
         const auto v = first.Value('i', 1);
         second.shutdown();
         return v.get();
       },
       "1"},
  });
}

TEST_CASE("manager: shutdown in a child does nothing", "[primitives][manager]") {
  CHECK(behaviour([] {
          const mp::Manager manager;
          const auto row = manager.list<int>();
          run_in_process([=] {
            manager.shutdown();
            row.append(1);
            manager.list<int>().append(2);
          });
          return row.repr();
        }) == "[1]");
}

TEST_CASE("manager: a child makes objects after the shutdown", "[primitives][manager]") {
  CHECK(behaviour([] {
          const mp::Manager manager;
          manager.shutdown();
          return in_child([=] { return manager.list<int>().repr(); });
        }) == kGone);
}

TEST_CASE("manager: the shutdown races with the calls of others", "[primitives][manager]") {
  const auto program = [] {
    const mp::Manager manager;
    const auto row = manager.list<int>({1});
    const mp::Process child([=] { outcome(result_of([&] { return row.get(0); })); });
    child.start();
    manager.shutdown();
    child.join();
  };
  CHECK(results(program) == Results{"1", kGone});
  CHECK(results(program, without_reduction()) == Results{"1", kGone});
}

TEST_CASE("manager: it ends before its process waits for the children", "[primitives][manager]") {
  const auto program = [] {
    const mp::Manager manager;
    const auto row = manager.list<int>({1});
    const mp::Process child([=] { outcome(result_of([&] { return row.get(0); })); });
    child.start();
  };
  CHECK(results(program) == Results{"1", kGone});
  const Report report = explore_all([] {
    const mp::Manager manager;
    const auto row = manager.list<int>({1});
    const mp::Process child([=] { row.append(1); });
    child.start();
    child.join();
  });
  CHECK(report.findings.empty());
  CHECK(report.executions == 1);
}

TEST_CASE("manager: its server is counted as a process", "[primitives][manager]") {
  CHECK(behaviour([] {
          const mp::Manager manager;
          return mp::Process([] {}).name();
        }) == "Process-2");
}

TEST_CASE("manager: a daemonic process has none", "[primitives][manager]") {
  CHECK(behaviour([] {
          const auto seen = mp::Manager().Value('i', std::string());
          mp::ProcessOptions options;
          options.daemon = true;
          const mp::Process child(
              [=] { seen.set(result_of([] { static_cast<void>(mp::Manager()); })); }, options);
          child.start();
          child.join();
          return seen.get();
        }) == "raises AssertionError: daemonic processes are not allowed to have children");
}

TEST_CASE("manager: it fixes the start method", "[primitives][manager]") {
  CHECK(behaviour([] {
          const mp::Manager manager;
          mp::set_start_method("spawn");
          return std::string("set");
        }) == "raises RuntimeError: context has already been set");
}

TEST_CASE("manager: it cannot be pickled", "[primitives][manager]") {
  CHECK(behaviour([] {
          const mp::SimpleQueue<mp::Manager> queue;
          queue.put(mp::Manager());
          return std::string("sent");
        }) ==
        "raises TypeError: Pickling an AuthenticationString object is disallowed for security "
        "reasons");
}

TEST_CASE("manager: a call is known to whoever is answered after it", "[primitives][manager]") {
  const auto program = [](bool waits) {
    return [=] {
      const auto v = mp::Manager().Value('i', 0);
      const mp::Value plain(mp::c_int, 0, {.lock = false});
      run_in_processes({[=] {
                          plain.value = 1;
                          v.set(1);
                        },
                        [=] {
                          if (!waits || v.get() == 1) static_cast<void>(plain.value.get());
                        }});
    };
  };
  CHECK(explore_all(program(false)).has(Kind::data_race));
  CHECK(!explore_all(program(true)).has(Kind::data_race));
}

TEST_CASE("manager namespace: attributes", "[primitives][manager]") {
  const auto made = [] {
    const auto n = mp::Manager().Namespace();
    n.set("x", 1);
    return n;
  };
  constexpr const char* kNoAttribute =
      "raises AttributeError: 'Namespace' object has no attribute 'y'";
  check_cases({
      {"Manager.namespace", [=] { return made().get<int>("x"); }, "1"},
      {"Manager.namespace, missing", [=] { return made().get<int>("y"); }, kNoAttribute},
      {"del, missing", [=] { made().del("y"); }, kNoAttribute},
      {"has", [=] { return made().has("x"); }, "true"},
      {"has not", [=] { return made().has("y"); }, "false"},
      {"del",
       [=] {
         const auto n = made();
         n.del("x");
         return n.has("x");
       },
       "false"},
      {"str",
       [=] {
         const auto n = made();
         n.set("a", "text");
         return n.repr();
       },
       "Namespace(a='text', x=1)"},
      {"another type",
       [=] {
         const auto n = made();
         n.set("x", 1.5);
         return n.get<double>("x");
       },
       "1.5"},
      {"the wrong type", [=] { return made().get<double>("x"); },
       "raises TypeError: the attribute 'x' has another type"},
      {"a text", [=] { return made().get<std::string>("x"); },
       "raises TypeError: the attribute 'x' has another type"},
      {"+=",
       [=] {
         const auto n = made();
         n.attribute<int>("x") += 2;
         return n.get<int>("x");
       },
       "3"},
      {"an attribute that is changed after it was set",
       [=] {
         const auto n = made();
         std::vector<int> row{1};
         n.set("row", row);
         row.push_back(2);
         n.get<std::vector<int>>("row").push_back(3);
         return n.get<std::vector<int>>("row");
       },
       "[1]"},
  });
}

TEST_CASE("manager namespace: += of two processes loses updates", "[primitives][manager]") {
  CHECK(results([] {
          const auto n = mp::Manager().Namespace();
          n.set("x", 0);
          const auto add = [=] { n.attribute<int>("x") += 1; };
          run_in_processes({add, add});
          outcome(n.get<int>("x"));
        }) == Results{"1", "2"});
}

}  // namespace heddle::manager_tests
