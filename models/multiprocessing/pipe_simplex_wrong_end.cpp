// Of Pipe(false) the first end only receives: a child that is given that end cannot answer.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

void pipe_simplex_wrong_end(const Parameters&) {
  const auto [receiver, sender] = Pipe<int>(false, "pipe");
  const Process worker([](Connection<int> end) { end.send(1); }, args(receiver), "worker");
  worker.start();
  worker.join();
}

}  // namespace heddle::programs
