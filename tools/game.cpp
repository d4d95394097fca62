#include "heddle/tools/game.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/game_text.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/report_text.hpp"
#include "heddle/tools/search_options.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools {
namespace {

constexpr double kSearchSeconds = 2;  ///< of `bug`
constexpr int kMostSteps = 1000;      ///< of `next`

std::optional<std::size_t> number_of(const std::string& text) {
  std::size_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::string line_of(const std::string& text) { return labelled("", text); }

/// The words after the first as one.
std::string rest_of(const std::vector<std::string>& words) {
  return joined({words.begin() + 1, words.end()}, " ");
}

/// How many steps two schedules have in common at their beginnings.
std::size_t common_steps(const Schedule& a, const Schedule& b) {
  const auto differ = std::mismatch(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(),
                                    [&](const Schedule::Step& x, const Schedule::Step& y) {
                                      return a.threads[x.thread] == b.threads[y.thread] &&
                                             x.alternative == y.alternative &&
                                             x.fingerprint == y.fingerprint;
                                    });
  return static_cast<std::size_t>(differ.first - a.steps.begin());
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

}  // namespace

Game::Game(Job job, ScheduleFile file, bool colour, std::string program, std::size_t level)
    : play_(std::move(job)),
      file_(std::move(file)),
      colour_(colour),
      program_(std::move(program)),
      level_(level) {}

void Game::begin_with(const std::string& path, const std::string& schedule) {
  const Schedule wanted = Schedule::parse(schedule);
  play_.lead_to(wanted);
  if (common_steps(play_.schedule(), wanted) < wanted.steps.size()) {
    play_.observe(wanted.observed);  // no more than in the run that it is of
    play_.lead_to(wanted);
  }
  const std::size_t common = common_steps(play_.schedule(), wanted);
  if (common == wanted.steps.size()) return;
  throw Departed(path + ": the program departs from the schedule at choice " +
                 std::to_string(common + 1) +
                 ": it has changed since, or runs with other options or parameters");
}

std::string Game::opening() const {
  std::string text;
  if (level_ > 0) {
    text = level_text(level_);
  } else {
    text = line_of(file_.program +
                   ": you are the scheduler. A number lets that thread take a "
                   "step; `help` shows all commands.");
  }
  if (play_.choices() > 0) {
    text += "So far: " + counted(play_.choices(), "choice", "choices") + "; `list` shows them.\n";
  }
  for (const Finding& finding : play_.report().findings) {
    text += short_finding_text(finding, colour_);
  }
  if (play_.position().ended()) text += capital(play_.position().ending) + ".\n";
  return text + threads_text(play_, colour_);
}

std::string Game::answer(const std::string& line) {
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  if (words.empty()) words = last_;
  if (words.empty()) return "`help` shows what you can say\n";
  try {
    std::string text = execute(words);
    last_ = words;
    return text;
  } catch (const UsageError& error) {
    return line_of(printable(error.what()));
  } catch (const Interrupted&) {
    return "interrupted: nothing has changed\n";
  }
}

std::string Game::execute(const Words& words) {
  const bool thread = words.size() == 1 && thread_named(words[0]) != nullptr;
  for (const Command& command : commands()) {
    const bool short_form = words[0] == command.letter && !thread;
    if (words[0] != command.name && !short_form) continue;
    const bool takes = *command.argument != '\0';
    if (!takes && words.size() > 1) {
      throw UsageError("`" + words[0] + "` takes nothing after it");
    }
    return (this->*command.run)(words);
  }
  Words go{"go"};
  go.insert(go.end(), words.begin(), words.end());
  return step(go);
}

const std::vector<Game::Command>& Game::commands() {
  static const std::vector<Command> all = {
      {"go", "g", "THREAD[/WAY]", "a step of a thread, by number or name; its number alone does",
       &Game::step},
      {"next", "n", "", "the thread that went last goes on until it waits, ends, or can choose",
       &Game::run_on},
      {"undo", "u", "[N]", "take the last choice back, or the last N", &Game::undo},
      {"restart", "r", "", "begin again", &Game::restart},
      {"threads", "t", "", "what every thread is about to do", &Game::threads},
      {"list", "l", "", "all steps so far", &Game::list},
      {"state", "s", "", "what is in the objects, and what was done to them last", &Game::state},
      {"why", "w", "THREAD", "why a thread is blocked", &Game::why},
      {"findings", "f", "", "reports of what has been found so far", &Game::findings},
      {"bug", "b", "[SECONDS]", "search for an error in what can follow from here", &Game::bug},
      {"follow", "fo", "", "go to the error that `bug` has found", &Game::follow},
      {"save", "sa", "FILE", "keep the steps so far, for `heddle replay FILE`", &Game::save},
      {"hint", "hi", "", "in the tutorial: how to reach the goal", &Game::hint},
      {"help", "?", "", "this", &Game::help},
      {"quit", "q", "",
       "leave; so does the end of the input. An empty line: the last command again", &Game::quit},
  };
  return all;
}

const Position::Thread* Game::thread_named(const std::string& name) const {
  const std::vector<Position::Thread>& all = play_.position().threads;
  const std::optional<std::size_t> number = number_of(name);
  if (number && *number < all.size()) return &all[*number];
  for (const Position::Thread& thread : all) {
    if (thread.name == name || thread.path == name) return &thread;
  }
  return nullptr;
}

const Position::Thread& Game::known_thread(const std::string& name) const {
  if (const Position::Thread* thread = thread_named(name)) return *thread;
  throw UsageError("there is no command and no thread `" + name + "`: " + who_can_go() +
                   "; `help` shows all commands");
}

std::string Game::who_can_go() const {
  Words can;
  const std::vector<Position::Thread>& all = play_.position().threads;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].ways.empty()) can.push_back(std::to_string(i) + " (" + all[i].name + ")");
  }
  if (can.empty()) return "no thread can go, `undo` takes steps back";
  return "who can go is " + joined(can, ", ");
}

std::string Game::step(const Words& words) {
  std::string name = rest_of(words);
  if (name.empty()) throw UsageError("`go` needs a thread: " + who_can_go());
  std::size_t way = 1;
  if (const std::size_t slash = name.rfind('/');
      slash != std::string::npos && thread_named(name) == nullptr) {
    way = number_of(name.substr(slash + 1)).value_or(0);
    name = name.substr(0, slash);
  }
  const Position::Thread& thread = known_thread(name);
  if (thread.next.empty()) throw UsageError(thread.name + " has ended: " + who_can_go());
  if (thread.ways.empty()) {
    throw UsageError(thread.name + " cannot go (`why " + name + "`): " + who_can_go());
  }
  if (way < 1 || way > thread.ways.size()) {
    throw UsageError(thread.name + " can go in " +
                     counted(thread.ways.size(), "way", "ways, 1 to ") +
                     (thread.ways.size() > 1 ? std::to_string(thread.ways.size()) : ""));
  }
  const std::size_t steps = play_.position().steps.events.size();
  const std::vector<std::string> known = known_ids();
  play_.go(thread.path, way - 1);
  return moved(steps, known);
}

std::string Game::run_on(const Words&) {
  const std::string path = play_.current();
  const std::size_t steps = play_.position().steps.events.size();
  const std::vector<std::string> known = known_ids();
  for (int i = 0; i < kMostSteps; ++i) {
    const Position::Thread* thread = thread_named(path);
    const bool can = thread != nullptr && !thread->ways.empty();
    if (i == 0 && !can) throw UsageError("the last one cannot go on: " + who_can_go());
    if (!can || (i > 0 && thread->ways.size() > 1)) break;
    if (thread->ways.size() > 1) {
      throw UsageError(thread->name + " can go in several ways: choose one, as in " + thread->name +
                       "/1");
    }
    play_.go(path, 0);
    if (known_ids() != known) break;
  }
  return moved(steps, known);
}

std::string Game::undo(const Words& words) {
  const std::optional<std::size_t> wanted = words.size() == 1 ? 1 : number_of(rest_of(words));
  if (!wanted || *wanted == 0) throw UsageError("`undo` takes a number of choices, from 1");
  if (play_.choices() == 0) throw UsageError("there is nothing to undo");
  const std::size_t count = std::min(*wanted, play_.choices());
  play_.undo(count);
  if (shown_ && play_.choices() <= *shown_) shown_.reset();
  return counted(count, "choice", "choices") + " taken back\n" + threads_text(play_, colour_);
}

std::string Game::restart(const Words&) {
  play_.undo(play_.choices());
  shown_.reset();
  return threads_text(play_, colour_);
}

std::string Game::threads(const Words&) { return threads_text(play_, colour_); }

std::string Game::list(const Words&) { return steps_text(play_.position(), colour_); }

std::string Game::state(const Words&) { return objects_text(play_.position()); }

std::string Game::why(const Words& words) {
  if (words.size() == 1) throw UsageError("`why` needs a thread: its number or name");
  return why_text(known_thread(rest_of(words)));
}

std::string Game::finding_report(const Finding& finding) const {
  Report report = play_.report();
  report.target = file_.program;
  return finding_text(report, finding, {colour_, {}});
}

std::string Game::findings(const Words&) {
  std::string text;
  for (const Finding& finding : play_.report().findings) {
    text += (text.empty() ? "" : "\n") + finding_report(finding);
  }
  return text.empty() ? "nothing has been found in these steps; `bug` searches those to come\n"
                      : text;
}

std::vector<std::string> Game::known_ids() const {
  std::vector<std::string> ids;
  for (const Finding& finding : play_.report().findings) ids.push_back(finding.id);
  return ids;
}

bool Game::is_new(const Finding& finding, const std::vector<std::string>& known) const {
  return std::find(known.begin(), known.end(), finding.id) == known.end();
}

std::string Game::moved(std::size_t steps, const std::vector<std::string>& known) {
  found_.reset();
  const Position& position = play_.position();
  std::string text = new_steps_text(position, steps, colour_);
  if (play_.departed()) {
    text = line_of(
        "The program has looked at something for the first time, and more of its steps "
        "are choices now: this is as far as yours lead.");
  }
  const bool reached = level_ > 0 && reaches_goal(play_.report(), levels()[level_ - 1]);
  won_ = reached && !shown_;
  if (!position.ended() && !won_) {
    for (const Finding& finding : play_.report().findings) {
      if (is_new(finding, known)) text += short_finding_text(finding, colour_);
    }
    text += threads_text(play_, colour_);
  } else {
    if (position.ended()) text += capital(position.ending) + ".\n";
    for (const Finding& finding : play_.report().findings) {
      const bool told = std::find(told_.begin(), told_.end(), finding.id) != told_.end();
      text += told ? short_finding_text(finding, colour_) : "\n" + finding_report(finding);
    }
    if (!play_.report().findings.empty()) {
      text += "\n";
    } else {
      text += "No error has shown in these steps";
      const std::vector<Outcome>& outcomes = play_.report().outcomes;
      const bool result = !outcomes.empty() && !outcomes[0].value.empty();
      text += result ? "; the result is " + printable(outcomes[0].value) + ".\n" : ".\n";
    }
    if (!won_) text += "`undo` takes choices back, `restart` begins again, `save FILE` keeps it.\n";
  }
  told_.clear();
  if (won_) text += success_text(level_, program_);
  if (reached && shown_) {
    text += "`bug` has shown the way; `restart`, and find it yourself to finish the level.\n";
  }
  return text;
}

std::string Game::bug(const Words& words) {
  const double seconds = words.size() == 1 ? kSearchSeconds : duration("bug", rest_of(words));
  if (play_.position().ended()) {
    throw UsageError("nothing can follow from here: `undo` takes choices back");
  }
  found_.reset();
  Report report = play_.search(seconds);
  report.target = file_.program;
  const std::vector<std::string> known = known_ids();
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::error && is_new(finding, known)) {
      found_ = finding;
      told_ = {finding.id};
      return finding_text(report, finding, {colour_, {}}) + "\n`follow` goes there.\n";
    }
  }
  return line_of("no error " + std::string(known.empty() ? "" : "but what is known ") + "in " +
                 counted(report.executions, "random way", "random ways") + " to go on from here");
}

std::string Game::follow(const Words&) {
  if (!found_) throw UsageError("`follow` goes to what `bug` has found: use that first");
  const std::size_t before = play_.choices();
  const std::size_t steps = play_.position().steps.events.size();
  const std::vector<std::string> known = known_ids();
  play_.lead_to(Schedule::parse(found_->schedule));
  if (!shown_) shown_ = before;
  return moved(steps, known);
}

std::string Game::save(const Words& words) {
  if (words.size() == 1) throw UsageError("`save` needs the name of a file");
  ScheduleFile file = file_;
  file.schedule = play_.schedule().text();
  for (const Finding& finding : play_.report().findings) {
    if (finding.severity != Severity::error) continue;
    file.finding = finding.id;
    file.kind = kind_name(finding.kind);
    break;
  }
  const std::string path = rest_of(words);
  write_file(path, schedule_file_text(file));
  return line_of("`" + program_ + " replay " + quoted(path) + "` runs it again" +
                 (play_.position().ended() ? "" : ", and then goes on by itself") + "; `" +
                 program_ + " explore --from " + quoted(path) + "` goes on from here");
}

std::string Game::hint(const Words&) {
  if (level_ == 0) return "no level is being played: `bug` searches for an error from here\n";
  return labelled("  ", levels()[level_ - 1].hint);
}

std::string Game::help(const Words&) {
  std::string text;
  for (const Command& command : commands()) {
    std::string form = padded(command.letter, 4) + command.name;
    if (*command.argument != '\0') form += std::string(" ") + command.argument;
    text += labelled("  " + padded(form, 22), command.what);
  }
  return text;
}

std::string Game::quit(const Words&) {
  quit_ = true;
  return {};
}

}  // namespace heddle::tools
