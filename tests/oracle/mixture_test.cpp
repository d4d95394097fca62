// Programs with two to four different primitives.
#include "heddle/tests/oracle/subjects.hpp"

using namespace heddle;
using namespace heddle::oracle;

namespace {

void add_any(Program& program, Random& random) {
  switch (random.below(12)) {
    case 0: program.add<LockSubject>(); break;
    case 1: program.add<RLockSubject>(); break;
    case 2: program.add<LockCondition>(); break;
    case 3: program.add<RLockCondition>(); break;
    case 4: program.add<SemaphoreSubject>(random.below(2), random.chance(50)); break;
    case 5: program.add<EventSubject>(); break;
    case 6: program.add<BarrierSubject>(2, BarrierSubject::Act::nothing); break;
    case 7: program.add<QueueSubject<queue::Queue<int>>>(Order::fifo, random.below(3)); break;
    case 8: program.add<SharedSubject>(); break;
    case 9: program.add<AtomicSubject>(); break;
    case 10: program.add<AtomicSubject>(true); break;
    default: program.add<ChoiceSubject>();
  }
}

void mixture(Program& program, Random& random) {
  if (random.chance(50)) program.options.notify_order = NotifyOrder::fifo;
  program.options.spurious = random.below(2);
  while (program.objects.size() < 2 || (program.objects.size() < 5 && random.chance(50))) {
    add_any(program, random);
  }
  program.throws = random.chance(30);
}

}  // namespace

TEST_CASE("oracle: mixtures", "[oracle]") { check_family(mixture); }
