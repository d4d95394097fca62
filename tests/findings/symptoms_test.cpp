// merge_symptoms: one failure, one finding.
#include <catch2/catch.hpp>

#include "heddle/checker/detector.hpp"

using namespace heddle;

namespace {

Detection detection(Kind kind, std::vector<ThreadId> threads, std::optional<Kind> symptom = {}) {
  Detection made;
  made.kind = kind;
  made.symptom = symptom;
  made.threads = std::move(threads);
  return made;
}

}  // namespace

TEST_CASE("merge_symptoms: the specific kind replaces the general one", "[findings]") {
  std::vector<Detection> found{detection(Kind::lost_wakeup, {1}, Kind::deadlock),
                               detection(Kind::deadlock, {1, 2})};
  merge_symptoms(found);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == Kind::lost_wakeup);
}

TEST_CASE("merge_symptoms: other threads' failures stay", "[findings]") {
  std::vector<Detection> found{detection(Kind::lost_wakeup, {1}, Kind::deadlock),
                               detection(Kind::deadlock, {2, 3}), detection(Kind::assertion, {1})};
  merge_symptoms(found);
  CHECK(found.size() == 3);
}

TEST_CASE("make_detectors: every kind has one detector", "[findings]") {
  const auto detectors = make_detectors(Options{});
  for (const Kind kind :
       {Kind::data_race, Kind::deadlock, Kind::lost_wakeup, Kind::stolen_wakeup, Kind::lost_update,
        Kind::assertion, Kind::uncaught_exception, Kind::livelock, Kind::misuse, Kind::lock_order,
        Kind::daemon_killed_holding}) {
    int makers = 0;
    for (const auto& detector : detectors) makers += detector->makes(kind) ? 1 : 0;
    CHECK(makers == 1);
  }
}
