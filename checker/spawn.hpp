// What starting a thread or a process needs to know.
#pragma once

#include <cstdint>
#include <string>

#include "heddle/checker/arena.hpp"
#include "heddle/checker/operation.hpp"

namespace heddle {

/// A thread of the program as `Execution::spawn` needs it.
struct Spawn {
  /// Where the new thread is the main one of a new process.
  struct Process {
    std::uint16_t number = 0;           ///< the n-th that its parent made, from 1
    const std::string* name = nullptr;  ///< null: by its number
    bool daemon = false;
    bool fork = true;  ///< its memory is a copy of its parent's, else it begins anew
  };
  Task* task = nullptr;  ///< lives as long as the execution
  ObjectId object = kNoObject;
  const char* function = nullptr;  ///< name of the target for the default name
  bool daemon = false;
  bool service = false;  ///< its process ends it, and does not wait for it otherwise
  std::uint16_t unnamed_ordinal = 0;
  const Process* process = nullptr;
};

}  // namespace heddle
