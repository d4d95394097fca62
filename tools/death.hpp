// How a worker's death becomes a finding.
#pragma once

#include <optional>

#include "heddle/tools/journal.hpp"
#include "heddle/tools/worker.hpp"

namespace heddle::tools {

/// What the parent knows of a worker that ended without a report.
struct Death {
  Kind kind = Kind::crash;
  std::string what;  ///< "crashed: SIGSEGV (invalid memory access)"
  std::vector<std::pair<std::string, std::string>> explanation;
};

/// Of a program that sent messages of its own to the checker's parent.
Death forgery();

/// `wait_status` is waitpid's. `silent`: the parent killed it for its silence, which took its CPU
/// time (or, if `blocked`, only real time).
Death death_of(const Job& job, const Journal& journal, int wait_status, bool silent, bool blocked);

/// The finding, with or without the witness that a second worker told. `found` is the number of the
/// execution.
Finding finding_of(const Death& death, const Journal& journal,
                   const std::optional<Finding>& witness, std::uint64_t found);

}  // namespace heddle::tools
