// Two threads take two locks: in the same order all is well, in opposite order they can deadlock.
#include <heddle/heddle.hpp>

#include <cstdio>

using heddle::threading::Lock;
using heddle::threading::Thread;

namespace {

void take_both(Lock& first, Lock& second) {
  first.acquire();
  second.acquire();
  second.release();
  first.release();
}

void two_locks(bool same_order) {
  Lock a;
  Lock b;
  Thread thread([&] {
    if (same_order) {
      take_both(a, b);
    } else {
      take_both(b, a);
    }
  });
  thread.start();
  take_both(a, b);
  thread.join();
}

}  // namespace

int main() {
  const heddle::Report same = heddle::explore([] { two_locks(true); });
  const heddle::Report opposite = heddle::explore([] { two_locks(false); });
  std::printf("same order: %s, opposite order: %s\n", heddle::verdict_name(same.verdict).data(),
              heddle::verdict_name(opposite.verdict).data());
  return same.verdict == heddle::Verdict::verified && opposite.has(heddle::Kind::deadlock) ? 0 : 1;
}
