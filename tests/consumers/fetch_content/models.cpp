#include <heddle/heddle.hpp>

HEDDLE_MODEL("two-locks", "two threads take two locks in the same order") {
  heddle::threading::Lock a;
  heddle::threading::Lock b;
  const auto take_both = [&] {
    a.acquire();
    b.acquire();
    b.release();
    a.release();
  };
  heddle::threading::Thread thread(take_both);
  thread.start();
  take_both();
  thread.join();
}
