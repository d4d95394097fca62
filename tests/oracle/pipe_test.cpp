#include "heddle/tests/oracle/mutants.hpp"
#include "heddle/tests/oracle/pipes.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

/// One or two senders and receivers of a few messages each, who may close what they have; threads
/// that do not close are given up by nobody, so that the end of the file is rare here.
Family senders_and_receivers(bool duplex) {
  return [duplex](Program& program, Random& random) {
    const auto pipe = program.add<PipeSubject>(duplex, 1 + random.below(4));
    const auto add_thread = [&](auto draw) {
      Calls& calls = program.threads.emplace_back();
      for (int i = random.below(3); i >= 0; --i) {
        std::ranges::move(draw(), std::back_inserter(calls));
      }
    };
    for (int i = random.below(2); i >= 0; --i) add_thread([&] { return pipe->draw_send(random); });
    add_thread([&] { return pipe->draw_receive(random); });
    if (program.threads.size() < 4 && random.chance(50)) {
      add_thread([&] { return pipe->draw(random); });
    }
  };
}

/// Closes, and what hears of them. The third process has never had a copy, or there are three.
Family closers() {
  return [](Program& program, Random& random) {
    const auto pipe = program.add<PipeSubject>(random.chance(70), 2 + random.below(2));
    const int count = 2 + random.below(2);
    for (int i = 0; i < count; ++i) {
      Calls& calls = program.threads.emplace_back();
      for (int j = random.below(5 - count); j >= 0; --j) {
        const int drawn = random.below(4);
        Calls more = drawn < 2    ? pipe->draw_close(random)
                     : drawn == 2 ? pipe->draw_send(random)
                                  : pipe->draw_receive(random);
        std::ranges::move(more, std::back_inserter(calls));
      }
    }
  };
}

}  // namespace

TEST_CASE("oracle: Pipe", "[oracle][pipe]") {
  check_family([](Program& program, Random& random) {
    program.add<PipeSubject>(random.chance(50), 1 + random.below(4));
  });
}
TEST_CASE("oracle: a simplex Pipe between senders and receivers", "[oracle][pipe]") {
  check_family(senders_and_receivers(false));
}
TEST_CASE("oracle: a duplex Pipe between senders and receivers", "[oracle][pipe]") {
  check_family(senders_and_receivers(true));
}
TEST_CASE("oracle: ends of a Pipe that are closed", "[oracle][pipe]") { check_family(closers()); }
