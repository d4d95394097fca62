// Pieces of work done in processes of their own, several at once.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace heddle::tools {

/// Calls `work(i)` for i from 0 to count - 1, each in a child process, `jobs` of them at a time,
/// and hands what each returned to `take`, in this process and in the order of the numbers,
/// whatever ends first. Of a child that died `take` is given what it could still say, most likely
/// nothing. After an interrupt, which is passed on, nothing is started any more. Returns how many
/// were started. Throws InternalError where no process can be started.
std::size_t in_processes(std::size_t count, std::size_t jobs,
                         const std::function<std::string(std::size_t)>& work,
                         const std::function<void(std::size_t, const std::string&)>& take);

}  // namespace heddle::tools
