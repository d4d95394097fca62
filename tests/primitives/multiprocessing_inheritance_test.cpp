// How the primitives of multiprocessing come to other processes, and how they do not.
#include "heddle/tests/primitives/processes.hpp"

using namespace heddle;

TEST_CASE("mp primitives: which start method a primitive was made for", "[primitives][mpsync]") {
  constexpr const char* kForked =
      "raises RuntimeError: A SemLock created in a fork context is being shared with a process in "
      "a "
      "spawn context. This is not supported. Please use the same context to create multiprocessing "
      "objects and Process.";
  const auto starts = [](const auto& make) {
    return behaviour([=] {
      const auto primitive = make();
      const mp::Process child([](const auto&) {}, mp::args(primitive),
                              {.context = mp::get_context("spawn")});
      child.start();
      return std::string("started");
    });
  };
  const mp::Context fork = mp::Context(StartMethod::fork);
  const mp::Context spawn = mp::Context(StartMethod::spawn);
  CHECK(starts([] { return mp::Lock(); }) == kForked);
  CHECK(starts([=] { return mp::Lock(fork); }) == kForked);
  CHECK(starts([=] { return mp::Lock(spawn); }) == "started");
  CHECK(starts([] { return mp::RLock(); }) == kForked);
  CHECK(starts([=] { return mp::RLock(spawn); }) == "started");
  CHECK(starts([] { return mp::Semaphore(); }) == kForked);
  CHECK(starts([=] { return mp::Semaphore(1, nullptr, spawn); }) == "started");
  CHECK(starts([] { return mp::BoundedSemaphore(); }) == kForked);
  CHECK(starts([=] { return mp::BoundedSemaphore(1, nullptr, spawn); }) == "started");
  CHECK(starts([] { return mp::Condition(); }) == kForked);
  CHECK(starts([=] { return mp::Condition(mp::Lock(fork), nullptr, spawn); }) == kForked);
  CHECK(starts([=] { return mp::Condition(spawn); }) == "started");
  CHECK(starts([] { return mp::Event(); }) == kForked);
  CHECK(starts([=] { return mp::Event(spawn); }) == "started");
  CHECK(starts([] { return mp::Barrier(2); }) == kForked);
  CHECK(starts([=] { return mp::Barrier(2, nullptr, spawn); }) == "started");
}

TEST_CASE("mp primitives: a fork-context one passed to spawn is an unpicklable argument",
          "[primitives][mpsync]") {
  const Report report = explore_all([] {
    const mp::Process child([](const mp::Lock&) {}, mp::args(mp::Lock()),
                            {.context = mp::get_context("spawn")});
    child.start();
  });
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == Kind::unpicklable_argument);
}

TEST_CASE("mp primitives: making one fixes the start method", "[primitives][mpsync]") {
  const auto set_after = [](const std::function<void()>& make) {
    return behaviour([=] {
      make();
      mp::set_start_method("spawn");
      return std::string("set");
    });
  };
  constexpr const char* kSet = "raises RuntimeError: context has already been set";
  CHECK(set_after([] { mp::Lock(); }) == kSet);
  CHECK(set_after([] { mp::RLock(); }) == kSet);
  CHECK(set_after([] { mp::Semaphore(); }) == kSet);
  CHECK(set_after([] { mp::Condition(); }) == kSet);
  CHECK(set_after([] { mp::Event(); }) == kSet);
  CHECK(set_after([] { mp::Barrier(1); }) == kSet);
  CHECK(set_after([] { mp::Lock(mp::get_context("fork")); }) == "set");
}

TEST_CASE("mp primitives: what they answer to being sent", "[primitives][mpsync]") {
  const auto refusal_of = [](auto pickling) {
    CHECK(decltype(pickling)::kInherited);
    const std::string text = decltype(pickling)::kRefusal;
    constexpr const char* kRest =
        " objects should only be shared between processes through inheritance";
    CHECK(text.find(kRest) != std::string::npos);
    return text.substr(0, text.find(' '));
  };
  CHECK(refusal_of(mp::Pickling<mp::Lock>()) == "Lock");
  CHECK(refusal_of(mp::Pickling<mp::RLock>()) == "RLock");
  CHECK(refusal_of(mp::Pickling<mp::Semaphore>()) == "Semaphore");
  CHECK(refusal_of(mp::Pickling<mp::BoundedSemaphore>()) == "BoundedSemaphore");
  CHECK(refusal_of(mp::Pickling<mp::Condition>()) == "Condition");
  CHECK(refusal_of(mp::Pickling<mp::Event>()) == "Condition");
  CHECK(refusal_of(mp::Pickling<mp::Barrier>()) == "Condition");
}
