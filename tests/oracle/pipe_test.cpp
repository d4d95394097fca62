#include "heddle/tests/oracle/mutants.hpp"
#include "heddle/tests/oracle/pipes.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

using multiprocessing::PipeSpec;

constexpr int kSeldom = 1500;  ///< programs, where few come to what is wrong

Calls drawn(int count, const std::function<Calls()>& draw) {
  Calls calls;
  for (int i = 0; i < count; ++i) std::ranges::move(draw(), std::back_inserter(calls));
  return calls;
}

/// One or two senders and a receiver of a few messages each, and perhaps one that does anything.
template <class Spec = PipeSpec>
Family senders_and_receivers(bool duplex) {
  return [duplex](Program& program, Random& random) {
    const int senders = 1 + random.below(2);
    const bool another = senders == 1 && random.chance(50);
    const auto pipe =
        program.add<PipeSubject<Spec>>(duplex, 1 + random.below(4), senders + (another ? 2 : 1));
    const auto add_thread = [&](auto draw) {
      program.threads.push_back(drawn(1 + random.below(3), draw));
    };
    for (int i = 0; i < senders; ++i) add_thread([&] { return pipe->draw_send(random); });
    add_thread([&] { return pipe->draw_receive(random); });
    if (another) add_thread([&] { return pipe->draw(random); });
  };
}

/// Closes, and what hears of them.
template <class Spec = PipeSpec>
Family closers() {
  return [](Program& program, Random& random) {
    const int count = 2 + random.below(2);
    const auto pipe = program.add<PipeSubject<Spec>>(random.chance(70), 2 + random.below(2), count);
    for (int i = 0; i < count; ++i) {
      program.threads.push_back(drawn(1 + random.below(5 - count), [&] {
        const int what = random.below(5);
        if (what < 2) return pipe->draw_close(random);
        if (what == 2) return pipe->draw_send(random);
        return what == 3 ? pipe->draw_receive(random) : pipe->draw_poll(random);
      }));
    }
  };
}

/// Two threads, and perhaps a third that has never had a copy of an end.
Family anything() {
  return [](Program& program, Random& random) {
    program.add<PipeSubject<>>(random.chance(50), 1 + random.below(4));
  };
}

bool sends(const Label& label) { return label.is(PipeSpec::kSend) && label.wrote; }
bool receives(const Label& label) { return label.is(PipeSpec::kReceive) && label.wrote; }
bool closes(const Label& label) { return label.is(PipeSpec::kClose) && label.wrote; }

struct ItsMessage {
  bool operator()(const Label& a, const Label& b) const {
    return sends(a) && receives(b) && a.tag == b.tag;
  }
};
struct ItsRoom {
  bool operator()(const Label& a, const Label& b) const {
    return sends(a) && receives(b) && a.tag > b.tag;
  }
};
struct Sends {
  bool operator()(const Label& a, const Label& b) const { return sends(a) && sends(b); }
};
struct Polls {
  bool operator()(const Label& a, const Label& b) const {
    return a.is(PipeSpec::kPoll) && sends(b);
  }
};
struct LargeMessage {
  bool operator()(const Label& a, const Label& b) const {
    return a.is(PipeSpec::kFinish) && (receives(b) || closes(b));
  }
};
struct EndOfFile {
  bool operator()(const Label& a, const Label& b) const {
    return a.is(PipeSpec::kReceive) && !a.wrote && closes(b);
  }
};
struct PollsAndCloses {
  bool operator()(const Label& a, const Label& b) const {
    return a.is(PipeSpec::kPoll) && closes(b);
  }
};
struct SendsAndCloses {
  bool operator()(const Label& a, const Label& b) const { return sends(a) && closes(b); }
};

template <class Wrong>
using MutantPipe = Mutant<PipeSpec, Wrong>;

}  // namespace

TEST_CASE("oracle: Pipe", "[oracle][pipe]") { check_family(anything()); }
TEST_CASE("oracle: a simplex Pipe between senders and receivers", "[oracle][pipe]") {
  check_family(senders_and_receivers(false));
}
TEST_CASE("oracle: a duplex Pipe between senders and receivers", "[oracle][pipe]") {
  check_family(senders_and_receivers(true));
}
TEST_CASE("oracle: ends of a Pipe that are closed", "[oracle][pipe]") { check_family(closers()); }

TEST_CASE("mutant: a recv does not depend on the send of its message", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<ItsMessage>>(), kPrograms));
}
TEST_CASE("mutant: a send does not depend on the recv that made room", "[oracle][mutant][pipe]") {
  CHECK(complains(senders_and_receivers<MutantPipe<ItsRoom>>(false), kPrograms));
}
TEST_CASE("mutant: sends at one end are independent", "[oracle][mutant][pipe]") {
  CHECK(complains(senders_and_receivers<MutantPipe<Sends>>(false), kPrograms));
}
TEST_CASE("mutant: a poll does not depend on sends", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<Polls>>(), kPrograms));
}
TEST_CASE("mutant: a large send goes on by itself", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<LargeMessage>>(), kSeldom));
}
TEST_CASE("mutant: the end of the file does not depend on closes", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<EndOfFile>>(), kSeldom));
}
TEST_CASE("mutant: a poll does not depend on closes", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<PollsAndCloses>>(), kSeldom));
}
TEST_CASE("mutant: a send does not depend on closes of the other end", "[oracle][mutant][pipe]") {
  CHECK(complains(closers<MutantPipe<SendsAndCloses>>(), kPrograms));
}
