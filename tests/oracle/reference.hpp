// The reference: every interleaving of a small program by plain recursion over the specifications.
// No coroutine, no engine, no reduction.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

/// A final state in words: for every thread what its calls returned, and the operation that it
/// waits for, if it has not ended.
using Finals = std::set<std::string>;

struct Reference {
  Finals finals;
  std::uint64_t interleavings = 0;  ///< maximal paths
};

/// Visits every state that `program` can reach, each once; paths are counted, not walked.
Reference enumerate(const Program& program);

/// The words for a thread in a final state.
std::string final_words(ThreadId thread, const std::string& results, const char* waits_for_noun,
                        int waits_for_kind);

}  // namespace heddle::oracle
