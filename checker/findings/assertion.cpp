// assertion: `check(condition, message)` failed, or an invariant did not hold.
#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/uncaught.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

class Assertion final : public Detector {
 public:
  void conclude(const Trace& trace, std::vector<Detection>& out) override {
    if (!trace.uncaught.empty()) {
      conclude_uncaught(trace, Category::assertion, Kind::assertion, out);
    }
  }
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override {
    const Uncaught* uncaught = uncaught_of(trace, detection);
    if (uncaught == nullptr) return;
    const std::string what = uncaught->message.empty() ? "" : ": " + uncaught->message;
    words::begin(trace, detection,
                 "a check fails in " + trace.thread_name(uncaught->thread) + what + ".", finding);
    explain_end(trace, *uncaught, finding);
  }
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::assertion; }
};

}  // namespace

std::unique_ptr<Detector> assertion(const Options&) { return std::make_unique<Assertion>(); }

}  // namespace heddle::findings
