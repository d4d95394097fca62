#include "heddle/tools/search_options.hpp"

#include <charconv>
#include <cstdlib>
#include <limits>

#include "heddle/checker/errors.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/tools/names.hpp"

namespace heddle::tools {
namespace {

/// One value of an option that has few: its name and what it stands for.
template <class T>
struct Value {
  const char* name;
  T value;
};

template <class T, std::size_t n>
T one_of(const char* option, const Value<T> (&values)[n], const std::string& text) {
  std::string known;
  for (const Value<T>& value : values) {
    if (text == value.name) return value.value;
    known += (known.empty() ? "" : ", ") + std::string(value.name);
  }
  throw UsageError("--" + std::string(option) + " is one of: " + known + "; not `" + text + "`");
}

template <class T, std::size_t n>
std::string name_of(const Value<T> (&values)[n], T wanted) {
  for (const Value<T>& value : values) {
    if (value.value == wanted) return value.name;
  }
  return {};
}

constexpr Value<Reduce> kReduce[] = {{"none", Reduce::none}, {"sleep", Reduce::sleep}};
constexpr Value<TimeMode> kTime[] = {{"free", TimeMode::free}, {"virtual", TimeMode::virtual_time}};
constexpr Value<NotifyOrder> kNotify[] = {{"any", NotifyOrder::any}, {"fifo", NotifyOrder::fifo}};
constexpr Value<StartMethod> kStart[] = {{"fork", StartMethod::fork},
                                         {"spawn", StartMethod::spawn},
                                         {"forkserver", StartMethod::forkserver}};
constexpr Value<Gil> kGil[] = {{"on", Gil::on}, {"off", Gil::off}};
constexpr Value<Plain> kPlain[] = {{"visible", Plain::visible}, {"invisible", Plain::invisible}};
constexpr Value<Dependence> kDependence[] = {{"refined", Dependence::refined},
                                             {"plain", Dependence::plain}};
constexpr Value<Outcomes> kOutcomes[] = {{"values", Outcomes::values},
                                         {"stdout", Outcomes::stdout_text}};
constexpr Value<Races> kRaces[] = {
    {"report", Races::report}, {"fail-fast", Races::fail_fast}, {"ignore", Races::ignore}};

int small_number(const char* option, const std::string& text) {
  const std::uint64_t number = whole_number(option, text);
  if (number > 1'000'000'000) {
    throw UsageError("--" + std::string(option) + " is too large: " + text);
  }
  return static_cast<int>(number);
}

void set_strategy(Options& options, const std::string& text) {
  std::vector<std::string> known = strategy_names();
  std::erase(known, "replay");  // these three have commands of their own
  std::erase(known, "follow");
  std::erase(known, "probes");
  for (const std::string& name : known) {
    if (name == text) {
      options.strategy = name;
      return;
    }
  }
  throw UsageError("unknown strategy `" + text + "`; there are: " + joined(known, ", "));
}

void set_depth(Options& options, const std::string& text) {
  const int depth = small_number("depth", text);
  if (depth == 0) throw UsageError("--depth is at least 1");
  options.depth = depth;
}

void set_preemptions(Options& options, const std::string& text) {
  options.preemptions = text == "any" ? kNoBound : small_number("preemptions", text);
}

std::string preemptions_of(const Options& options) {
  return options.preemptions == kNoBound ? "any" : std::to_string(options.preemptions);
}

void set_pipe_capacity(Options& options, const std::string& text) {
  const int bytes = small_number("pipe-capacity", text);
  if (bytes == 0) throw UsageError("--pipe-capacity is at least 1");
  options.pipe_capacity = bytes;
}

void set_max_steps(Options& options, const std::string& text) {
  const int steps = small_number("max-steps", text);
  if (steps == 0) throw UsageError("--max-steps is at least 1");
  options.max_steps = static_cast<std::uint32_t>(steps);
}

constexpr SearchOption kSearchOptions[] = {
    {"strategy", "optimal|dfs|random|pct|pos|surw|portfolio",
     "how to search; optimal and dfs cover everything", false, set_strategy,
     [](const Options& o) { return o.strategy; }},
    {"reduce", "none|sleep", "dfs: every interleaving, or one of each class of equivalent ones",
     false,
     [](Options& o, const std::string& v) {
       o.reduce = one_of("reduce", kReduce, v);
       if (o.strategy == "optimal") o.strategy = "dfs";
     },
     [](const Options& o) { return name_of(kReduce, o.reduce); }},
    {"preemptions", "N", "dfs, no reduction: 0, then 1, ... up to N preemptions in an execution",
     false, set_preemptions, preemptions_of},
    {"depth", "N", "pct: how many orderings the bugs it aims at need", false, set_depth,
     [](const Options& o) { return std::to_string(o.depth); }},
    {"seed", "N", "random ones: where their numbers begin", false,
     [](Options& o, const std::string& v) { o.seed = whole_number("seed", v); },
     [](const Options& o) { return std::to_string(o.seed); }},
    {"max-executions", "N",
     "stop after so many executions (0: no limit; random ones: 10000, unless --max-time limits "
     "them)",
     false,
     [](Options& o, const std::string& v) { o.max_executions = whole_number("max-executions", v); },
     [](const Options& o) { return std::to_string(o.max_executions); }},
    {"max-time", "TIME", "stop after this time: 90s, 500ms, 2m (0: no limit)", false,
     [](Options& o, const std::string& v) { o.max_seconds = duration("max-time", v); },
     [](const Options& o) { return std::to_string(o.max_seconds) + "s"; }},
    {"max-steps", "N", "cut an execution after so many events", true, set_max_steps,
     [](const Options& o) { return std::to_string(o.max_steps); }},
    {"time", "free|virtual", "a timeout may always come late, or a clock decides", true,
     [](Options& o, const std::string& v) { o.time = one_of("time", kTime, v); },
     [](const Options& o) { return name_of(kTime, o.time); }},
    {"notify-order", "any|fifo", "whom a notify wakes", true,
     [](Options& o, const std::string& v) { o.notify_order = one_of("notify-order", kNotify, v); },
     [](const Options& o) { return name_of(kNotify, o.notify_order); }},
    {"spurious", "N", "spurious wakeups that a thread may have in an execution", true,
     [](Options& o, const std::string& v) { o.spurious = small_number("spurious", v); },
     [](const Options& o) { return std::to_string(o.spurious); }},
    {"idle-rounds", "N", "rounds of a polling loop that are explored before it is parked", true,
     [](Options& o, const std::string& v) { o.idle_rounds = small_number("idle-rounds", v); },
     [](const Options& o) { return std::to_string(o.idle_rounds); }},
    {"daemon-steps", "N", "events of a daemon thread in an execution", true,
     [](Options& o, const std::string& v) { o.daemon_steps = small_number("daemon-steps", v); },
     [](const Options& o) { return std::to_string(o.daemon_steps); }},
    {"start-method", "fork|spawn|forkserver", "how processes start, where the program does not say",
     true,
     [](Options& o, const std::string& v) { o.start_method = one_of("start-method", kStart, v); },
     [](const Options& o) { return name_of(kStart, o.start_method); }},
    {"pipe-capacity", "BYTES", "what a pipe between processes holds", true, set_pipe_capacity,
     [](const Options& o) { return std::to_string(o.pipe_capacity); }},
    {"gil", "on|off", "whether container calls are atomic, as under Python's GIL", true,
     [](Options& o, const std::string& v) { o.gil = one_of("gil", kGil, v); },
     [](const Options& o) { return name_of(kGil, o.gil); }},
    {"races", "report|fail-fast|ignore", "go on after a data race, end there, or look away", true,
     [](Options& o, const std::string& v) { o.races = one_of("races", kRaces, v); },
     [](const Options& o) { return name_of(kRaces, o.races); }},
    {"plain", "visible|invisible", "whether threads switch at plain accesses", true,
     [](Options& o, const std::string& v) { o.plain = one_of("plain", kPlain, v); },
     [](const Options& o) { return name_of(kPlain, o.plain); }},
    {"dependence", "refined|plain", "which events count as dependent", true,
     [](Options& o, const std::string& v) { o.dependence = one_of("dependence", kDependence, v); },
     [](const Options& o) { return name_of(kDependence, o.dependence); }},
    {"outcomes", "values|stdout", "what an outcome is: outcome(), or all that is printed", true,
     [](Options& o, const std::string& v) { o.outcomes = one_of("outcomes", kOutcomes, v); },
     [](const Options& o) { return name_of(kOutcomes, o.outcomes); }},
    {"shrink", "N", "executions in which the witness of a finding is made simpler (0: as found)",
     false, [](Options& o, const std::string& v) { o.shrink = whole_number("shrink", v); },
     [](const Options& o) { return std::to_string(o.shrink); }},
    {"keep-going", "", "go on after the first execution with an error: find all", false,
     [](Options& o, const std::string& v) { o.keep_going = v != "off"; },
     [](const Options& o) { return std::string(o.keep_going ? "on" : "off"); }},
};

}  // namespace

std::span<const SearchOption> search_options() { return kSearchOptions; }

void set_search_option(Options& options, std::string_view name, const std::string& value) {
  for (const SearchOption& option : kSearchOptions) {
    if (name == option.name) {
      option.set(options, value);
      return;
    }
  }
  throw UsageError("there is no option `" + std::string(name) + "`");
}

std::vector<std::pair<std::string, std::string>> replayed_options(const Options& options) {
  const Options defaults;
  std::vector<std::pair<std::string, std::string>> all;
  for (const SearchOption& option : kSearchOptions) {
    const std::string value = option.get(options);
    if (option.replayed && value != option.get(defaults)) all.emplace_back(option.name, value);
  }
  return all;
}

std::uint64_t whole_number(std::string_view option, const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw UsageError("--" + std::string(option) + " needs a whole number, not `" + text + "`");
  }
  return number;
}

double duration(std::string_view option, const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  double factor = 0;
  if (unit.empty() || unit == "s") factor = 1;
  if (unit == "ms") factor = 1e-3;
  if (unit == "m" || unit == "min") factor = 60;
  if (unit == "h") factor = 3600;
  const bool sensible = number >= 0 && number <= std::numeric_limits<std::int32_t>::max();
  if (end == text.c_str() || factor == 0 || !sensible) {
    throw UsageError("--" + std::string(option) + " needs a time such as 90s, 500ms or 2m, not `" +
                     text + "`");
  }
  return number * factor;
}

}  // namespace heddle::tools
