// A sender and a receiver take turns at a circular buffer, n rounds each; whose turn it is not does
// nothing. The receiver finds what was sent last, as long as the buffer has not been filled once.
#include <heddle/heddle.hpp>

#include "heddle/models/bench/array.hpp"
#include "heddle/models/bench/table.hpp"

namespace heddle::programs::bench {

using threading::Lock;
using threading::Thread;

namespace {

constexpr int kCapacity = 10;

struct Buffer {
  Array<Shared<int>> buf{kCapacity, "buf"};
  Shared<int> first{0, "first"};
  Shared<int> next{0, "next"};
  Shared<int> size{kCapacity, "size"};

  [[nodiscard]] bool insert(int value) const {
    if (next.get() >= kCapacity || size.get() <= 0) return false;
    buf[next.get()].set(value);
    next.set((next.get() + 1) % kCapacity);
    check(next.get() < kCapacity, "next is out of range");
    return true;
  }
  [[nodiscard]] int remove() const {
    if (next.get() <= 0 || first.get() >= kCapacity) return -1;
    first += 1;
    return buf[first.get() - 1].get();
  }
};

}  // namespace

void circbuf(const Parameters& parameters) {
  const int n = static_cast<int>(parameters["n"]);
  const Buffer buffer;
  Lock m("m");
  Shared<int> value{0, "value"};
  Shared<int> snd{1, "snd"};
  Shared<int> rcv{0, "rcv"};

  Thread sender(
      [=] {
        for (int i = 0; i < n; ++i) {
          m.acquire();
          if (snd.get() != 0) {
            check(buffer.insert(i), "the buffer takes no more");
            value.set(i);
            snd.set(0);
            rcv.set(1);
          }
          m.release();
        }
      },
      "sender");
  Thread receiver(
      [=] {
        for (int i = 0; i < n; ++i) {
          m.acquire();
          if (rcv.get() != 0) {
            const int received = buffer.remove();
            check(received == value.get(), "received something else than was sent");
            rcv.set(0);
            snd.set(1);
          }
          m.release();
        }
      },
      "receiver");
  sender.start();
  receiver.start();
  sender.join();
  receiver.join();
}

}  // namespace heddle::programs::bench
