// Two processes exchange what is too large for the pipe, and both send before they receive.
#include <heddle/heddle.hpp>

#include <string>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {

using multiprocessing::args;
using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::Process;

void pipe_full(const Parameters& parameters) {
  const auto [left, right] = Pipe<std::string>(true, "pipe");
  const std::string large(static_cast<std::size_t>(parameters["bytes"]), 'x');
  const auto exchange = [=](Connection<std::string> end) {
    end.send(large);
    outcome(end.recv().size());
  };
  const Process other(exchange, args(right), "other");
  other.start();
  exchange(left);
  other.join();
}

}  // namespace heddle::programs
