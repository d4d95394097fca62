// Two processes sum half of an array each; every one writes to an element of its own, so that no
// sum is lost.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::Array;
using multiprocessing::c_int;
using multiprocessing::Process;

void array_sum(const Parameters&) {
  const Array numbers(c_int, {1, 2, 3, 4}, "numbers");
  const Array sums(c_int, 2, "sums");
  const auto add_half = [=](int half) {
    int sum = 0;
    for (const int number : numbers.get({2 * half, 2 * half + 2})) sum += number;
    sums[half] = sum;
  };

  const Process p1([=] { add_half(0); }, "p1");
  const Process p2([=] { add_half(1); }, "p2");
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  outcome(sums[0] + sums[1]);
}

}  // namespace heddle::programs
