#include "heddle/tests/checker/strategies.hpp"

using namespace heddle;

namespace {

Estimate estimate(const Body& program, std::uint64_t probes = 1000) {
  const Report report = search(program, sampling("probes", 1, probes));
  REQUIRE(report.estimate);
  CHECK(report.estimate->probes == probes);
  return *report.estimate;
}

}  // namespace

TEST_CASE("estimate: exact where every probe has as many choices", "[checker][estimate]") {
  const Estimate found = estimate([] { outcome(choose(3) * choose(2)); });
  CHECK(found.executions == 6);
  CHECK(found.low == 6);
  CHECK(found.high == 6);
  CHECK(found.classes == 6);
}

TEST_CASE("estimate: the range holds the number of interleavings", "[checker][estimate]") {
  for (const auto& [count, interleavings] : {std::pair{3, 20.0}, {5, 252.0}, {7, 3432.0}}) {
    const Estimate found = estimate(two_by(count));
    CHECK(found.low <= interleavings);
    CHECK(found.high >= interleavings);
    CHECK(found.executions == Approx(interleavings).epsilon(0.1));
  }
}

TEST_CASE("estimate: classes of independent events", "[checker][estimate]") {
  const Estimate found = estimate([] {
    const Atomic<int> a;
    const Atomic<int> b;
    in_threads({[=] {
                  for (int i = 0; i < 3; ++i) a.store(i);
                },
                [=] {
                  for (int i = 0; i < 3; ++i) b.store(i);
                }});
  });
  CHECK(found.classes == 1);
  CHECK(found.executions == Approx(20).epsilon(0.1));
}

TEST_CASE("estimate: of few probes, nothing is below what they have seen", "[checker][estimate]") {
  const Estimate found = estimate(two_by(6), 20);
  CHECK(found.low >= 19);
  CHECK(found.low <= found.executions);
  CHECK(found.executions <= found.high);
}

TEST_CASE("estimate: a probe proves nothing", "[checker][estimate]") {
  const Report report = search(two_by(2), sampling("probes", 1, 10));
  CHECK(report.verdict == Verdict::no_bug_found);
  CHECK_FALSE(report.exhaustive);
}
