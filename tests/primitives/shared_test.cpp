// Shared<T>: a plain variable whose every access is an event.
#include <string>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

using namespace heddle;
using threading::Thread;

namespace {

Options with(Plain plain, Gil gil = Gil::on) {
  Options options;
  options.plain = plain;
  options.gil = gil;
  return options;
}

void add_one_twice(const std::function<void(const Shared<int>&)>& add) {
  const Shared<int> counter{0, "counter"};
  run_threads({Thread([=] { add(counter); }), Thread([=] { add(counter); })});
  outcome(counter.get());
}

}  // namespace

TEST_CASE("Shared: reads and writes as the variable would", "[primitives][shared]") {
  CHECK(results([] {
          Shared<int> x{5, "x"};
          const Shared<int> same = x;
          x = 7;
          outcome(same + 1);
          x += 3;
          x -= 1;
          x *= 2;
          outcome(same.get());
          outcome(x++);
          outcome(++x);
          outcome(x--);
          outcome(--x);
          outcome(x.update([](int value) { return value + 10; }));
          outcome(x.peek());
        }) == Results{"8 18 18 20 20 18 28 28"});
}

TEST_CASE("Shared: a copy is the same variable, an assignment assigns the value",
          "[primitives][shared]") {
  CHECK(results([] {
          Shared<int> a{1};
          Shared<int> b{2};
          const Shared<int> same_as_a = a;
          a = b;
          b = 3;
          outcome(same_as_a.get());
          outcome(b.get());
        }) == Results{"2 3"});
}

TEST_CASE("Shared: each way to add one is a read and a write", "[primitives][shared]") {
  for (const auto& add : std::vector<std::function<void(const Shared<int>&)>>{
           [](const Shared<int>& x) { x += 1; },
           [](const Shared<int>& x) { ++x; },
           [](const Shared<int>& x) { x++; },
           [](const Shared<int>& x) { x.update([](int value) { return value + 1; }); },
           [](const Shared<int>& x) { x = x + 1; },
           [](const Shared<int>& x) { x.set(x.get() + 1); },
       }) {
    const Report report = explore_all([&] { add_one_twice(add); }, without_reduction());
    CHECK(report.executions == 6);  // two events each: 4 over 2
    CHECK(report.outcome_values() == Results{"1", "2"});
    CHECK(report.has(Kind::data_race));
    CHECK(report.has(Kind::lost_update));
  }
}

TEST_CASE("Shared: accesses that nothing orders are a race, also when they do not switch",
          "[primitives][shared]") {
  const auto program = [] { add_one_twice([](const Shared<int>& x) { x += 1; }); };
  const Report invisible = explore_all(program, with(Plain::invisible));
  CHECK(invisible.executions == 1);
  CHECK(invisible.has(Kind::data_race));
  Options ignoring;
  ignoring.races = Races::ignore;
  CHECK_FALSE(explore_all(program, ignoring).has(Kind::data_race));
}

TEST_CASE("Shared: two reads are no race", "[primitives][shared]") {
  const Report report = explore_all([] {
    const Shared<int> x{1, "x"};
    const auto read = [=] { outcome(x.get()); };
    run_threads({Thread(read), Thread(read)});
  });
  CHECK(report.verdict == Verdict::verified);
}

TEST_CASE("Shared: container calls are atomic under the GIL, and race without it",
          "[primitives][shared]") {
  const auto program = [] {
    const Shared<std::vector<int>> list{{}, "list"};
    const auto append = [=](int item) {
      list.write([=](std::vector<int>& all) { all.push_back(item); });
    };
    run_threads({Thread(append, threading::args(1)), Thread(append, threading::args(2))});
    outcome(list.read([](const std::vector<int>& all) { return all.size(); }));
  };
  CHECK(explore_all(program, with(Plain::visible, Gil::on)).verdict == Verdict::verified);
  CHECK(explore_all(program, with(Plain::visible, Gil::off)).has(Kind::data_race));
  CHECK(results(program) == Results{"2"});
}

TEST_CASE("Shared: check-then-act over two container calls loses updates under the GIL too",
          "[primitives][shared]") {
  CHECK(results([] {
          const Shared<std::vector<int>> stack{{1}, "stack"};
          const Atomic<int> popped{0};
          const auto pop = [=] {
            if (stack.read([](const auto& all) { return all.empty(); })) return;
            stack.write([=](auto& all) {
              if (all.empty()) return;
              all.pop_back();
            });
            popped.fetch_add(1);
          };
          run_threads({Thread(pop), Thread(pop)});
          outcome(popped.load());
        }) == Results{"1", "2"});
}

TEST_CASE("Shared: read and write return what their function does", "[primitives][shared]") {
  CHECK(results([] {
          const Shared<std::string> text{"abc"};
          outcome(text.read([](const std::string& value) { return value.size(); }));
          outcome(text.write([](std::string& value) {
            value += "d";
            return value;
          }));
          outcome(text.get());
        }) == Results{"3 abcd abcd"});
}

TEST_CASE("Shared: the specification says what is a write and what the GIL makes atomic",
          "[primitives][shared]") {
  SharedSpec::State state;
  const auto effect = [&](SharedSpec::Kind kind) { return SharedSpec::apply(state, {kind}, 0); };
  CHECK_FALSE(effect(SharedSpec::kRead).wrote);
  CHECK(effect(SharedSpec::kWrite).wrote);
  CHECK_FALSE(effect(SharedSpec::kReadCall).wrote);
  CHECK(effect(SharedSpec::kWriteCall).wrote);
  CHECK(effect(SharedSpec::kRead).tag == 0);
  CHECK(effect(SharedSpec::kReadCall).tag == 1);
  CHECK(effect(SharedSpec::kWriteCall).tag == 1);
  CHECK(SharedSpec::role(SharedSpec::kReadCall) == Role::read);
  CHECK(SharedSpec::role(SharedSpec::kWriteCall) == Role::write);
}

TEST_CASE("Shared: values have words by which they are compared", "[primitives][shared]") {
  struct Point {
    int x;
    int y;
  };
  using detail::value_word;
  CHECK(value_word(-3) == -3);
  CHECK(value_word(true) == 1);
  CHECK(value_word(std::string("a")) == value_word(std::string("a")));
  CHECK(value_word(std::vector<int>{1, 2}) != value_word(std::vector<int>{2, 1}));
  CHECK(value_word(Point{1, 2}) == value_word(Point{1, 2}));
  CHECK(value_word(Point{1, 2}) != value_word(Point{2, 1}));
  CHECK(detail::value_text(std::vector<int>{1, 2}) == "[1, 2]");
}
