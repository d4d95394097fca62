// A question and its answer, through the two ends of one pipe.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

void pipe_duplex(const Parameters&) {
  const auto [parent, child] = Pipe<int>(true, "pipe");
  const Process worker([](Connection<int> end) { end.send(2 * end.recv()); }, args(child),
                       "worker");
  worker.start();
  child.close();
  parent.send(21);
  outcome(parent.recv());
  worker.join();
}

}  // namespace heddle::programs
