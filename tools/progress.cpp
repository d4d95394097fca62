#include "heddle/tools/progress.hpp"

#include <unistd.h>
#include <iostream>

#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

constexpr double kFirst = 1;  ///< seconds that nobody minds to wait without a word
constexpr double kTerminal = 0.2;
constexpr double kElsewhere = 5;

}  // namespace

std::string progress_words(const std::string& target, const Progress& now) {
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(now.executions) / now.seconds);
  std::string share;
  const auto percent = static_cast<int>(100 * now.share_done);
  if (percent >= 1) {
    share = ", about " + std::to_string(percent) + " % done, " +
            spoken_seconds(now.seconds * (1 - now.share_done) / now.share_done) + " left";
  } else if (now.share_done >= 0) {
    share = ", less than 1 % done";
  }
  return target + ": " + counted(now.executions, "execution", "executions") + share + ", " +
         spoken_seconds(now.seconds) + ", " + with_commas(rate) + " a second";
}

ProgressLine::ProgressLine(std::string target, bool quiet)
    : target_(std::move(target)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      next_(terminal_ ? kFirst : kElsewhere) {}

void ProgressLine::show(const Progress& now) {
  if (quiet_ || now.seconds < next_) return;
  next_ = now.seconds + (terminal_ ? kTerminal : kElsewhere);
  const std::string line = progress_words(target_, now);
  if (terminal_) {
    std::cerr << "\r\x1b[K" << wrapped(line, kColumns - 1).front() << std::flush;
    shown_ = true;
  } else {
    std::cerr << "heddle: " << line << std::endl;
  }
}

void ProgressLine::clear() {
  if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  shown_ = false;
}

}  // namespace heddle::tools
