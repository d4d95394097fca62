// The multiprocess package: https://pypi.org/project/multiprocess
#pragma once

#include "heddle/primitives/multiprocessing.hpp"

/// The same interface as `multiprocessing`. Arguments of nearly any kind may be passed to a process
/// under every start method: also the locks of `threading`, and what holds them, by value as they
/// are at start(). Not what the program declares as impossible to pickle (Pickling), as a generator
/// is.
namespace heddle::multiprocess {

using namespace multiprocessing;  // NOLINT(google-build-using-namespace): the same names

/// multiprocessing.Process, with the wider rules for arguments.
class Process : public multiprocessing::Process {
 public:
  using multiprocessing::Process::Process;

 private:
  [[maybe_unused]] bool dill_ = use_dill();
};

}  // namespace heddle::multiprocess
