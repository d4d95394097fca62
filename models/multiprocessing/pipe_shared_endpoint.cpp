// Two processes send at the same end of a pipe at the same time.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

void pipe_shared_endpoint(const Parameters&) {
  const auto [receiver, sender] = Pipe<int>(false, "pipe");
  const auto send = [](Connection<int> end, int value) { end.send(value); };
  const Process first(send, args(sender, 1), "first");
  const Process second(send, args(sender, 2), "second");
  first.start();
  second.start();
  const int one = receiver.recv();
  outcome(10 * one + receiver.recv());
  first.join();
  second.join();
}

}  // namespace heddle::programs
