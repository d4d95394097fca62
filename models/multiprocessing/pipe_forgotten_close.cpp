// The child reads until the end of the file, which never comes: it has a copy of the sending end
// itself.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

void pipe_forgotten_close(const Parameters& parameters) {
  const auto [receiver, sender] = Pipe<int>(false, "pipe");
  const bool forgets = parameters["forgets"] != 0;
  const auto read_all = [=](Connection<int> in, Connection<int> out) {
    if (!forgets) out.close();
    int sum = 0;
    try {
      for (;;) sum += in.recv();
    } catch (const EOFError&) {
      outcome(sum);
    }
  };
  const Process reader(read_all, args(receiver, sender), "reader");
  reader.start();
  receiver.close();
  for (int i = 1; i <= parameters["messages"]; ++i) sender.send(i);
  sender.close();
  reader.join();
}

}  // namespace heddle::programs
