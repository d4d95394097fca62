// multiprocessing.shared_memory, against CPython's behaviour.
#include "heddle/tests/checker/engine.hpp"
#include "heddle/tests/findings/search.hpp"
#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::shared_memory_tests {

using namespace multiprocessing;
using shared_memory::SharedMemory;

namespace {

SharedMemory block(const char* name = "block", int size = 4) {
  return SharedMemory(name, true, size);
}

Options started_by(StartMethod method) {
  Options options;
  options.start_method = method;
  return options;
}

}  // namespace

TEST_CASE("SharedMemory: each operation alone does what CPython's does", "[primitives][value]") {
  check_cases({
      {"shared_memory.new", [] { return block().buf[Slice{}] == std::vector<std::uint8_t>(4); },
       "true"},
      {"shared_memory.new", [] { return block().size(); }, "4"},
      {"shared_memory.size-zero", [] { block("block", 0); },
       "raises ValueError: 'size' must be a positive number different from zero"},
      {"shared_memory.size-negative", [] { block("block", -1); },
       "raises ValueError: 'size' must be a positive integer"},
      {"no name to open", [] { SharedMemory{std::nullopt}; },
       "raises ValueError: 'name' can only be None if create=True"},
      {"shared_memory.missing", [] { SharedMemory("no-such-name"); },
       "raises FileNotFoundError: [Errno 2] No such file or directory: '/no-such-name'"},
      {"shared_memory.exists",
       [] {
         block();
         block();
       },
       "raises FileExistsError: [Errno 17] File exists: '/block'"},
      {"shared_memory.second",
       [] {
         block().buf[1] = 7;
         return int{SharedMemory("block").buf[1]};
       },
       "7"},
      {"shared_memory.value-range", [] { block().buf[0] = 256; },
       "raises ValueError: memoryview: invalid value for format 'B'"},
      {"shared_memory.value-range", [] { block().buf[0] = -1; },
       "raises ValueError: memoryview: invalid value for format 'B'"},
      {"no number", [] { block().buf[0] = "x"; },
       "raises TypeError: memoryview: invalid type for format 'B'"},
      {"no byte there", [] { block().buf[4] = 1; },
       "raises IndexError: index out of bounds on dimension 1"},
      {"the last byte",
       [] {
         const SharedMemory shared = block();
         shared.buf.set({1, 4}, {1, 2, 3});
         shared.buf[-1] += 4;
         shared.buf[-1] -= 1;
         shared.buf[0] = shared.buf[-1];
         return int{shared.buf[0]} * 10 + shared.buf[2];
       },
       "62"},
      {"another size",
       [] {
         block().buf.set({0, 2}, {1});
       },
       "raises ValueError: memoryview assignment: lvalue and rvalue have different structures"},
      {"shared_memory.closed",
       [] {
         const SharedMemory shared = block();
         shared.close();
         shared.close();
         return int{shared.buf[0]};
       },
       "raises TypeError: 'NoneType' object is not subscriptable"},
      {"shared_memory.unlink-twice",
       [] {
         const SharedMemory shared = block();
         shared.unlink();
         shared.unlink();
       },
       "raises FileNotFoundError: [Errno 2] No such file or directory: '/block'"},
      {"the block outlives its name",
       [] {
         const SharedMemory shared = block();
         shared.unlink();
         shared.buf[0] = 5;
         return int{block().buf[0]} * 10 + shared.buf[0];
       },
       "5"},
      {"two without a name",
       [] {
         const SharedMemory one(std::nullopt, true, 1);
         const SharedMemory other(std::nullopt, true, 1);
         return one.name() != other.name() && SharedMemory(one.name()).size() == 1;
       },
       "true"},
  });
}

TEST_CASE("SharedMemory: a child writes, its parent reads", "[primitives][value]") {
  for (const StartMethod method :
       {StartMethod::fork, StartMethod::spawn, StartMethod::forkserver}) {
    CHECK(results(
              [] {
                const SharedMemory shared = block();
                const Process child([=] {
                  shared.buf[0] = 9;
                  SharedMemory("block").buf[1] = 8;
                  shared.close();
                });
                child.start();
                child.join();
                outcome(int{shared.buf[0]} * 10 + shared.buf[1]);
              },
              started_by(method)) == Results{"98"});
  }
}

TEST_CASE("SharedMemory: bytes race, each for itself", "[primitives][value]") {
  const auto program = [](int first, int second) {
    return [=] {
      const SharedMemory shared = block();
      const Process one([=] { shared.buf[first] += 1; });
      const Process other([=] { shared.buf[second] += 1; });
      one.start();
      other.start();
      one.join();
      other.join();
    };
  };
  CHECK(kinds(explore_all(program(0, 0))) == Kinds{"data-race", "lost-update"});
  const Report apart = explore_all(program(0, 1));
  CHECK(apart.verdict == Verdict::verified);
  CHECK(apart.executions == 1);
}

TEST_CASE("SharedMemory: who comes first may create the block", "[primitives][value]") {
  const auto program = [](const char* other) {
    return program_of([=] {
      const auto create = [](const char* name) {
        outcome(result_of([&] { block(name, 1); }).substr(0, 22));
      };
      return std::vector<Body>{[=] { create("block"); }, [=] { create(other); }};
    });
  };
  CHECK(results(program("block")) ==
        Results{"nothing | raises FileExistsError", "raises FileExistsError | nothing"});
  CHECK(results(program("another")) == Results{"nothing | nothing"});
  CHECK(count(program("block")) == Counts{2, 2});
}

TEST_CASE("SharedMemory: opening a block is ordered after its creation", "[primitives][value]") {
  const Report report = explore_all(program_of([] {
    const Shared<int> before{0, "before"};
    return std::vector<Body>{[=] {
                               before = 1;
                               block();
                             },
                             [=] {
                               try {
                                 SharedMemory{"block"};
                                 outcome(before.get());
                               } catch (const OSError&) {
                                 outcome("not yet");
                               }
                             }};
  }));
  CHECK(report.verdict == Verdict::verified);
  CHECK(report.outcome_values() == Results{"1", "not yet"});
}

TEST_CASE("SharedMemory: a thread may close what another one uses", "[primitives][value]") {
  CHECK(results([] {
          const SharedMemory shared = block();
          run_threads({threading::Thread([=] { shared.close(); }), threading::Thread([=] {
                         outcome(result_of([&] { return int{shared.buf[0]}; }).substr(0, 16));
                       })});
        }) == Results{"0", "raises TypeError"});
}

}  // namespace heddle::shared_memory_tests
