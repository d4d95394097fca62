// Who waits at a barrier with a timeout that runs out breaks it for everybody.
#include <heddle/heddle.hpp>

#include <optional>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Barrier;
using threading::BrokenBarrierError;
using threading::Thread;

void barrier_broken(const Parameters&) {
  Barrier meeting(2, "meeting");
  const auto meet = [=](std::optional<double> timeout) {
    try {
      meeting.wait(timeout);
      outcome("met");
    } catch (const BrokenBarrierError&) {
      outcome("broken");
    }
  };

  Thread patient([=] { meet({}); }, "patient");
  Thread hasty([=] { meet(1); }, "hasty");
  patient.start();
  hasty.start();
  patient.join();
  hasty.join();
}

}  // namespace heddle::programs
