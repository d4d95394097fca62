// threading.local, against CPython's behaviour.
#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Local;
using threading::Thread;

namespace {

constexpr const char* kUnset =
    "raises AttributeError: '_thread._local' object has no attribute 'x'";

}  // namespace

TEST_CASE("local: an attribute that this thread has not set is an AttributeError",
          "[primitives][local]") {
  check_cases({
      {"local.unset", [] { return Local<int>().get(); }, kUnset},
      {"local.delete-unset", [] { Local<int>().del(); }, kUnset},
      {"local.delete-then-get",
       [] {
         const Local<int> local;
         local.set(1);
         local.del();
         return local.get();
       },
       kUnset},
  });
}

TEST_CASE("local: each thread has its own", "[primitives][local]") {
  CHECK(results([] {
          const Local<int> x;
          x = 1;
          run_in_thread([=] {
            outcome(x.has());
            x = 2;
            outcome(x.get());
          });
          outcome(x.get());
        }) == Results{"1 | false 2"});
}

TEST_CASE("local: deleting it deletes this thread's alone", "[primitives][local]") {
  CHECK(results([] {
          const Local<int> x;
          x = 1;
          run_in_thread([=] { outcome(result_of([=] { x.del(); })); });
          outcome(x.get());
        }) == Results{std::string("1 | ") + kUnset});
}

TEST_CASE("local: an initialiser runs once in each thread", "[primitives][local]") {
  CHECK(results([] {
          const Atomic<int> calls{0};
          const Local<int> x([=] { return 5 + calls.fetch_add(1); });
          outcome(x.get());
          outcome(x.get());
          run_in_thread([=] { outcome(x.get()); });
          x.del();
          outcome(result_of([=] { return x.get(); }));
          outcome(calls.load());
        }) == Results{std::string("5 5 ") + kUnset + " 2 | 6"});
}

TEST_CASE("local: its operations are no events", "[primitives][local]") {
  const Report report = explore_all(
      [] {
        const Local<int> x;
        const auto use = [=] {
          x = 1;
          x = x.get() + 1;
        };
        run_threads({Thread(use), Thread(use)});
      },
      without_reduction());
  CHECK(report.executions == 1);
  CHECK(report.verdict == Verdict::verified);
}
