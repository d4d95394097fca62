// Barriers whose arrivals commute although somebody can tell their order: the comparison that
// passes for the right ones must find every one of them.
#include "heddle/tests/oracle/mutants.hpp"

using namespace heddle;
using namespace heddle::oracle;
using threading::Barrier;

namespace {

/// A barrier as the primitive would use it, if it were told when the order of arrivals matters.
struct Meeting {
  int parties = 2;
  bool in_order = true;     ///< the arrivals depend on each other
  bool looks = false;       ///< at the indexes
  bool aborts = false;      ///< some call abort
  bool has_action = false;  ///< which says who runs it
  int threads = 2;
};

/// Threads meet at a bare barrier.
template <class Spec>
class MeetingSubject : public Subject {
 public:
  MeetingSubject(Program& program, const Meeting& meeting)
      : meeting_(meeting),
        object_(program.add_object<Spec>({meeting.parties, meeting.has_action})) {}
  void make() override {
    const typename Spec::State initial{meeting_.parties, meeting_.has_action};
    handle_.emplace(initial, nullptr, Where::current(), 0);
  }
  Calls draw(Random& random) override {
    if (meeting_.aborts && random.chance(30)) {
      const auto run = [this](Where where) {
        handle_->perform(Barrier::kAbort, 0, 0, kForever, where);
        return "abort";
      };
      return {one_step("abort", run, part(object_, Barrier::kAbort), false,
                       [](const Effect&) { return "abort"; })};
    }
    return {meet(random.chance(30))};
  }

 private:
  Call meet(bool tries) {
    Call call;
    call.text = tries ? "meet or give up" : "meet";
    call.run = [this, tries](Where where) -> std::string {
      const Result arrival =
          handle_->perform(Barrier::kArrive, meeting_.in_order ? 1 : 0, 0, kForever, where);
      if (arrival.value < 0) return "broken";
      const int index = handle_->payload()++ % meeting_.parties;
      if (arrival.value == 1) {
        handle_->perform(Barrier::kOpen, 0, 0, kForever, where);
        return "acted";
      }
      const Timeout limit = tries ? 0 : kForever;
      const Result passed = handle_->perform(Barrier::kPass, 0, 0, limit, where);
      return words(passed.value, index);
    };
    call.step = [this, tries](const World& world, ThreadId self) {
      const std::uint8_t phase = world.threads[self].phase;
      if (phase == 0) return Step{{part(object_, Barrier::kArrive)}};
      if (phase == 1) return Step{{part(object_, Barrier::kPass)}, tries};
      return Step{{part(object_, Barrier::kOpen)}};
    };
    call.then = [this](World& world, ThreadId self, const Effect& effect) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (thread.phase == 1) return words(effect.result, thread.kept);
      if (thread.phase == 2) return "acted";
      if (effect.result < 0) return "broken";
      const auto state = world.state<typename Spec::State>(object_);
      thread.kept = static_cast<std::int8_t>(state.count - 1);
      thread.phase = effect.result == 1 ? 2 : 1;
      return std::nullopt;
    };
    return call;
  }
  [[nodiscard]] std::string words(std::int64_t passed, int index) const {
    if (passed != 1) return "thrown out";
    return meeting_.looks ? std::to_string(index) : "met";
  }

  Meeting meeting_;
  ObjectId object_;
  std::optional<Handle<Spec, int>> handle_;
};

template <class Spec>
bool meeting_complains(const Meeting& meeting) {
  const Family family = [&](Program& program, Random& random) {
    const auto subject = program.add<MeetingSubject<Spec>>(meeting);
    for (int i = 0; i < meeting.threads; ++i) {
      Calls& calls = program.threads.emplace_back();
      for (int calls_left = 1 + random.below(2); calls_left > 0; --calls_left) {
        std::ranges::move(subject->draw(random), std::back_inserter(calls));
      }
    }
  };
  return complains(family, kPrograms);
}

/// Where the order of arrivals can be told they must not commute.
void check_order_matters(Meeting meeting) {
  CHECK_FALSE(meeting_complains<Barrier::Spec>(meeting));
  meeting.in_order = false;
  CHECK(meeting_complains<Barrier::Spec>(meeting));
}

/// The comparison passes for meetings whose arrivals commute, and fails for a mutant.
template <class Wrong>
void check_meeting_mutant(int parties, Wrong /*wrong*/) {
  const Meeting meeting{.parties = parties, .in_order = false};
  CHECK_FALSE(meeting_complains<Barrier::Spec>(meeting));
  CHECK(meeting_complains<Mutant<Barrier::Spec, Wrong>>(meeting));
}

}  // namespace

TEST_CASE("mutant: arrivals of more threads than a barrier's parties commute", "[oracle][mutant]") {
  check_order_matters({.parties = 2, .threads = 3});
}
TEST_CASE("mutant: arrivals at a barrier commute although an index is looked at",
          "[oracle][mutant]") {
  check_order_matters({.looks = true});
}
TEST_CASE("mutant: arrivals at a barrier commute although it is aborted", "[oracle][mutant]") {
  check_order_matters({.aborts = true});
}
TEST_CASE("mutant: arrivals at a barrier commute although the last one runs the action",
          "[oracle][mutant]") {
  check_order_matters({.has_action = true});
}
TEST_CASE("mutant: passing a barrier does not depend on the arrivals", "[oracle][mutant]") {
  check_meeting_mutant(2, [](const Label& a, const Label& b) {
    return pair(a, b, Barrier::kPass, Barrier::kArrive);
  });
}
TEST_CASE("mutant: timeouts at a barrier commute", "[oracle][mutant]") {
  check_meeting_mutant(
      3, [](const Label& a, const Label& b) { return both(a, b, Barrier::kPass) && a.expired; });
}
