// Two threads add to a counter, with and without a lock: the first is verified, the second is not.
#include <heddle/checker/version.hpp>
#include <heddle/heddle.hpp>

#include <cstdio>

using heddle::Shared;
using heddle::threading::Lock;
using heddle::threading::Thread;

namespace {

void count(bool locked) {
  Lock lock;
  Shared<int> counter(0);
  const auto add = [&] {
    if (locked) lock.acquire();
    counter += 1;
    if (locked) lock.release();
  };
  Thread first(add);
  Thread second(add);
  first.start();
  second.start();
  first.join();
  second.join();
}

}  // namespace

int main() {
  const heddle::Report locked = heddle::explore([] { count(true); });
  const heddle::Report unlocked = heddle::explore([] { count(false); });
  std::printf("heddle %s: %s, %s\n", heddle::kVersion.data(),
              heddle::verdict_name(locked.verdict).data(),
              heddle::verdict_name(unlocked.verdict).data());
  return locked.verdict == heddle::Verdict::verified && unlocked.verdict == heddle::Verdict::bug &&
                 unlocked.has(heddle::Kind::data_race)
             ? 0
             : 1;
}
