// Each thread has its own value of a local(); main's is not seen by the others.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Local;
using threading::Thread;

void thread_local_data(const Parameters&) {
  Local<int> d("d");
  const auto show = [=] {
    try {
      outcome(d.get());
    } catch (const AttributeError&) {
      outcome("none");
    }
  };
  const auto f = [=](int value) {
    show();
    d.set(value);
    show();
  };

  f(999);
  Thread t1([=] { f(51); }, "t1");
  Thread t2([=] { f(19); }, "t2");
  t1.start();
  t2.start();
}

}  // namespace heddle::programs
