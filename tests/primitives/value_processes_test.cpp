// multiprocessing.Value and Array between processes: what is shared, what is locked, what is found.
#include <cstddef>
#include <mutex>
#include <new>

#include "heddle/tests/checker/engine.hpp"
#include "heddle/tests/findings/search.hpp"
#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::value_process_tests {

using namespace multiprocessing;
using shared_memory::SharedMemory;

namespace {

constexpr StartMethod kMethods[] = {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver};

Options started_by(StartMethod method) {
  Options options;
  options.start_method = method;
  options.keep_going = true;
  return options;
}

/// Starts a process for each body and waits for all.
void in_processes(const std::vector<Body>& bodies) {
  std::vector<Process> processes;
  for (const Body& body : bodies) processes.emplace_back(body);
  for (const Process& process : processes) process.start();
  for (const Process& process : processes) process.join();
}

void increase_twice(const Value<int>& counter) {
  in_processes({[=] { counter.value += 1; }, [=] { counter.value += 1; }});
  outcome(counter.value.get());
}

}  // namespace

TEST_CASE("Value: a child's change is seen by its parent", "[primitives][value]") {
  for (const StartMethod method : kMethods) {
    const Results seen = results(
        [] {
          const Value locked('i');
          const Value plain(c_int, 0, {.lock = false});
          const Array row('i', 2);
          in_processes({[=] {
            locked.value = 5;
            plain.value = 6;
            row[0] = 7;
          }});
          outcome(locked.value.get());
          outcome(plain.value.get());
          outcome(row.get(Slice{}));
        },
        started_by(method));
    CHECK(seen == Results{"5 6 [7, 0]"});
  }
}

TEST_CASE("Value: an increment is two locked steps, and one is lost", "[primitives][value]") {
  for (const StartMethod method : kMethods) {
    const Report report = explore(
        [] {
          const Value counter(c_int, 0, "counter");
          increase_twice(counter);
        },
        started_by(method));
    CHECK(kinds(report) == Kinds{"lost-update"});
    CHECK(report.outcome_values() == Results{"1", "2"});
    CHECK(report.executions == 6);  // orders of two and two critical sections
    CHECK(explained(report, Kind::lost_update, "fix").find("hold counter.get_lock()") !=
          std::string::npos);
    CHECK(message(report, Kind::lost_update).find("an update of `counter` by ") == 0);
  }
}

TEST_CASE("Value: a read and a write apart lose updates", "[primitives][value]") {
  const Report report = explore_all([] {
    const Value counter(c_int, 0, "counter");
    const auto add = [=](int by) {
      const int before = counter.value;
      counter.value = before + by;
    };
    in_processes({[=] { add(10); }, [=] { add(20); }});
  });
  CHECK(kinds(report) == Kinds{"lost-update"});
}

TEST_CASE("Value: an increment that holds the lock is one step", "[primitives][value]") {
  for (const StartMethod method : kMethods) {
    const Report report = explore(
        [] {
          const Value counter(c_int, 0);
          const auto add = [=] {
            const std::lock_guard guard(counter);
            counter.value += 1;
          };
          in_processes({add, add});
          outcome(counter.value.get());
        },
        started_by(method));
    CHECK(report.verdict == Verdict::verified);
    CHECK(report.outcome_values() == Results{"2"});
    CHECK(report.executions == 2);
  }
}

TEST_CASE("Value: without a lock it is a data race", "[primitives][value]") {
  const Report report = explore_all([] {
    const Value counter(c_int, 0, {.lock = false, .name = "counter"});
    increase_twice(counter);
  });
  CHECK(kinds(report) == Kinds{"data-race", "lost-update"});
  CHECK(report.outcome_values() == Results{"1", "2"});
}

TEST_CASE("Value: get_obj() goes around the lock", "[primitives][value]") {
  const Report report = explore_all([] {
    const Value counter(c_int, 0);
    in_processes({[=] { counter.get_obj().value = 1; }, [=] { counter.value = 2; }});
  });
  CHECK(kinds(report) == Kinds{"data-race"});
}

TEST_CASE("Value: its lock orders other memory", "[primitives][value]") {
  const auto program = [](bool locked) {
    return [locked] {
      const Value data(c_int, 0, {.lock = false, .name = "data"});
      const Value ready(c_int, 0, {.lock = locked, .name = "ready"});
      in_processes({[=] {
                      data.value = 1;
                      ready.value = 1;
                    },
                    [=] {
                      if (ready.value == 1) outcome(data.value.get());
                    }});
    };
  };
  CHECK(explore_all(program(true)).verdict == Verdict::verified);
  CHECK(kinds(explore_all(program(false))) == Kinds{"data-race"});
}

TEST_CASE("Value: start, end and join order its memory", "[primitives][value]") {
  const Report report = explore_all([] {
    const Value plain(c_int, 0, {.lock = false});
    plain.value = 1;
    in_processes({[=] { plain.value += 1; }});
    outcome(plain.value.get());
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.executions == 1);
}

TEST_CASE("Value: a read waits while a child holds the lock", "[primitives][value]") {
  const auto hold = [](auto read) {
    return [read] {
      const Array row(c_int, 2);
      const Process child([=] { row.get_lock().acquire(); });
      child.start();
      child.join();
      outcome(read(row));
    };
  };
  CHECK(explore_all(hold([](const auto& row) { return row[0].get(); })).has(Kind::deadlock));
  CHECK(results(hold([](const auto& row) { return len(row); })) == Results{"2"});
  CHECK(results(hold([](const auto& row) { return row.get_obj()[0].get(); })) == Results{"0"});
}

TEST_CASE("Value: a child that is killed while it reads leaves the lock taken",
          "[primitives][value]") {
  const Report report = explore_all([] {
    const Value v(c_int, 0);
    const Process child([=] { v.value = 1; });
    child.start();
    child.terminate();
    child.join();
    outcome(v.value.get());
  });
  CHECK(report.has(Kind::terminated_holding));
  CHECK(report.outcome_values() == Results{"0", "1"});
}

TEST_CASE("Value: a forked child does not own the lock that its parent holds",
          "[primitives][value]") {
  CHECK(results([] {
          const Value v(c_int, 0);
          v.acquire();
          in_processes({[=] { outcome(v.acquire(false)); }});
          v.release();
        }) == Results{"false"});
}

TEST_CASE("Value: as an argument, and through a polling loop", "[primitives][value]") {
  for (const StartMethod method : kMethods) {
    CHECK(results(
              [] {
                const Value done(c_int, 1);
                const Process child([](const Value<int>& v) { v.value += 1; }, args(done));
                child.start();
                while (done.value != 2) yield();
                child.join();
                outcome(done.value.get());
              },
              started_by(method)) == Results{"2"});
  }
}

TEST_CASE("Value: using one that has been destroyed is a misuse", "[primitives][value]") {
  const auto misused = [](const Body& program) {
    return kinds(explore_all(program)) == Kinds{"misuse"};
  };
  // The memory stays valid here, as that of a function's frame mostly does.
  const auto dead = []<class Primitive>(const Primitive& made) {
    alignas(Primitive) static std::byte memory[sizeof(Primitive)];
    auto* primitive = new (memory) Primitive(made);
    primitive->~Primitive();
    asm volatile("" : "+r"(primitive) : : "memory");  // the compiler knows that it is dead
    return primitive;
  };
  CHECK(misused([=] { dead(Value(c_int))->value += 1; }));
  CHECK(misused([=] { dead(Value(c_int))->acquire(); }));
  CHECK(misused([=] { (*dead(Array(c_int, 1)))[0] = 1; }));
  CHECK(misused([=] { static_cast<void>(dead(Array(c_int, 1))->get({})); }));
  CHECK(misused([=] { dead(SharedMemory("block", true, 1))->close(); }));
}

TEST_CASE("Array: elements are places of their own", "[primitives][value]") {
  const Report report = explore_all([] {
    const Array row(c_int, 2, {.lock = false});
    in_processes({[=] { row[0] += 1; }, [=] { row[1] += 1; }});
    outcome(row.get(Slice{}));
  });
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.executions == 1);
  CHECK(report.outcome_values() == Results{"[1, 1]"});
}

TEST_CASE("Array: an increment of an element loses updates", "[primitives][value]") {
  const Report report = explore_all([] {
    const Array row(c_int, 2, "row");
    in_processes({[=] { row[-1] += 1; }, [=] { row[1] += 1; }});
  });
  CHECK(kinds(report) == Kinds{"lost-update"});
  CHECK(message(report, Kind::lost_update).find("an update of `row[1]` by ") == 0);
}

TEST_CASE("Array: a slice is read in one step, elements one by one", "[primitives][value]") {
  const auto program = [](bool slice) {
    return [slice] {
      const Array row(c_int, {1, 1});
      in_processes({[=] {
                      row.set(Slice{}, {2, 2});
                    },
                    [=] {
                      if (slice) outcome(row.get(Slice{}));
                      if (!slice) outcome(std::vector<int>(row.begin(), row.end()));
                    }});
    };
  };
  CHECK(results(program(true)) == Results{"[1, 1]", "[2, 2]"});
  CHECK(results(program(false)) == Results{"[1, 1]", "[1, 2]", "[2, 2]"});
}

TEST_CASE("Value: the reduced searches see all that plain search sees", "[primitives][value]") {
  const auto program = [] {
    const Value counter(c_int, 0);
    const Value flag(c_bool);
    in_processes({[=] {
                    counter.value += 1;
                    flag.value = true;
                  },
                  [=] {
                    if (flag.value) counter.value = 5;
                    outcome(counter.value.get());
                  }});
    outcome(counter.value.get());
  };
  const Counts counts = count(program);
  // The flag is read once it was set, or before: then the read at the end is one of three.
  CHECK(counts.sleep == 4);
}

TEST_CASE("Value: its accesses can be left out of the schedule", "[primitives][value]") {
  Options options;
  options.plain = Plain::invisible;
  const Report report = explore_all(
      [] {
        const Value plain(c_int, 0, {.lock = false});
        in_processes({[=] { plain.value = 1; }, [=] { plain.value = 2; }});
      },
      options);
  CHECK(kinds(report) == Kinds{"data-race"});
  CHECK(report.executions == 1);
}

}  // namespace heddle::value_process_tests
