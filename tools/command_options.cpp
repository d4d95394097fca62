#include "heddle/tools/command_options.hpp"

#include <charconv>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/config.hpp"
#include "heddle/tools/jobs.hpp"
#include "heddle/tools/names.hpp"
#include "heddle/tools/search_options.hpp"

namespace heddle::tools {
namespace {

using Texts = std::vector<std::string>;

/// An option that may be given several times, each time with one value.
void add_repeated(CLI::App& command, const std::string& names, const std::string& form,
                  const std::string& what, const std::function<void(const Texts&)>& take) {
  command.add_option_function<Texts>(names, take, what)->type_name(form)->allow_extra_args(false);
}

/// An option with one value, taken by a function.
void add_one(CLI::App& command, const std::string& names, const std::string& form,
             const std::string& what, const std::function<void(const std::string&)>& take) {
  command.add_option_function<std::string>(names, take, what)->type_name(form);
}

std::string one_of(const std::string& option, const Texts& values, const std::string& text) {
  for (const std::string& value : values) {
    if (value == text) return text;
  }
  throw UsageError(option + " is one of: " + joined(values, ", ") + "; not `" + text + "`");
}

/// Which options of `estimate` are about its probes; the others are about the program.
bool concerns_probes(const std::string& name) { return name == "seed" || name.starts_with("max-"); }

void add_search_options(CLI::App& command, Settings& settings) {
  for (const SearchOption& option : search_options()) {
    const std::string name = option.name;
    if (command.get_name() == "replay" && !option.replayed) continue;
    if (command.get_name() == "explore" && !option.replayed && name != "seed") continue;
    if (command.get_name() == "outcomes" && name == "keep-going") continue;
    if (command.get_name() == "estimate" && !option.replayed && !concerns_probes(name)) continue;
    const auto take = [&settings, &option](const std::string& value) {
      option.set(settings.search, value);
      settings.given.emplace_back(option.name, value);
    };
    if (*option.form == '\0') {
      command.add_flag_callback(
          "--" + name, [take] { take("on"); }, option.help);
      continue;
    }
    const std::string usual = option.get(Options{});
    const bool limit = name.starts_with("max-") && name != "max-steps";
    const std::string help = std::string(option.help) + (limit ? "" : " [" + usual + "]");
    add_one(command, "--" + name, option.form, help, take);
  }
}

Kind kind_named(const std::string& name) {
  if (const auto kind = kind_from_name(name)) return *kind;
  Texts known;
  for (int kind = 0; kind <= static_cast<int>(Kind::relies_on_time); ++kind) {
    known.emplace_back(kind_name(static_cast<Kind>(kind)));
  }
  const Texts near = near_names(name, known);
  throw UsageError(
      "--fail-on: there is no kind `" + name + "`; " +
      (near.empty() ? "there are: " + joined(known, ", ") : "near names: " + joined(near, ", ")));
}

void take_kinds(const Texts& values, Settings& settings) {
  for (const std::string& value : values) {
    std::size_t begin = 0;
    for (std::size_t comma = 0; comma != std::string::npos; begin = comma + 1) {
      comma = value.find(',', begin);
      settings.rules.fail_on.push_back(kind_named(value.substr(begin, comma - begin)));
    }
  }
}

void add_inconclusive(CLI::App& command, Settings& settings) {
  add_one(command, "--inconclusive", "pass|fail", "whether a search cut short exits with 0 [fail]",
          [&settings](const std::string& value) {
            settings.rules.inconclusive_passes =
                one_of("--inconclusive", {"pass", "fail"}, value) == "pass";
          });
}

void add_jobs(CLI::App& command, const std::string& what, Settings& settings) {
  add_one(command, "--jobs", "N", what, [&settings](const std::string& value) {
    settings.jobs = whole_number("jobs", value);
    if (settings.jobs == 0) throw UsageError("--jobs is at least 1");
  });
}

void add_gate(CLI::App& command, Settings& settings) {
  add_inconclusive(command, settings);
  add_one(command, "--require", "verified", "exit with 4 unless everything was covered",
          [&settings](const std::string& value) {
            one_of("--require", {"verified"}, value);
            settings.rules.require_verified = true;
          });
  add_repeated(command, "--fail-on", "KIND",
               "only findings of this kind or symptom exit with 1; several: repeat, or commas; "
               "implies --keep-going",
               [&settings](const Texts& values) {
                 take_kinds(values, settings);
                 settings.search.keep_going = true;
               });
  command.add_flag_callback(
      "--expected",
      [&settings] {
        settings.expected = true;
        settings.search.keep_going = true;
      },
      "compare with what the table of models expects; exit with 1 and the differences");
  add_jobs(command, "explore so many targets at once [1]", settings);
  command
      .add_option_function<std::string>(
          "--sandbox",
          [&settings](const std::string& value) { settings.sandbox = sandbox_named(value); })
      ->group("");  // of `grade`
  add_one(command, "--shard", "I/N", "explore every N-th target, from the I-th on",
          [&settings](const std::string& value) { settings.shard = shard_named(value); });
  command
      .add_option("--checkpoint", settings.checkpoint,
                  "keep the search in a file, from which --resume goes on; one target")
      ->type_name("FILE");
  command
      .add_option("--resume", settings.resume,
                  "go on with the search that was kept in a file, and keep it there")
      ->type_name("FILE");
  add_one(command, "--baseline", "FILE",
          "known findings, which do not exit with 1 until they expire (TOML); implies --keep-going",
          [&settings](const std::string& path) {
            settings.baseline = path;
            settings.search.keep_going = true;
            settings.given.emplace_back("keep-going", "on");
          });
}

/// The writers for CI.
void add_writers(CLI::App& command, Settings& settings) {
  command
      .add_option("--junit", settings.junit,
                  "write the reports as JUnit XML; - is standard output, in place of the text")
      ->type_name("FILE");
  command
      .add_option("--sarif", settings.sarif,
                  "write the findings as SARIF 2.1.0; - is standard output, in place of the text")
      ->type_name("FILE");
  command
      .add_option("--html", settings.html,
                  "write the reports as a page with a timeline of each finding; - is standard "
                  "output, in place of the text")
      ->type_name("FILE");
  command.add_flag("--github", settings.github,
                   "annotate the findings for GitHub Actions, and add to the step's summary");
  command.add_flag("--brief", settings.brief, "one line for each target and for each finding");
}

void add_explored(CLI::App& command, Settings& settings) {
  command
      .add_option("TARGET", settings.targets,
                  "a model's name, a .cpp file, a program; with --tutorial: the level")
      ->type_name("");
  command.add_option("--from", settings.from, "begin after the steps of a .sched file")
      ->type_name("FILE");
  command.add_flag("--tutorial", settings.tutorial, "five bugs to find, from an easy one on");
  command.add_option("--model", settings.model, "which model, where a file has several")
      ->type_name("NAME");
  command.add_option("--source", settings.source)->group("");
}

void add_graded(CLI::App& command, Settings& settings) {
  command.add_option("--spec", settings.spec, "the assignment (TOML)")
      ->required()
      ->type_name("FILE");
  add_repeated(command, "--submission", "PATH",
               "what is handed in: a file, or a folder of files and folders; may be repeated",
               [&settings](const Texts& paths) { settings.targets = paths; });
  command.add_flag("--self-test", settings.self_test,
                   "mark the solutions that the spec names: the reference must have full marks, "
                   "and every wrong one be caught");
  add_jobs(command, "mark so many submissions at once [1]", settings);
  const auto add_file = [&command](const char* name, std::string& path, const std::string& what) {
    command.add_option(name, path, what + "; - is standard output, in place of the text")
        ->type_name("FILE");
  };
  add_file("--json", settings.json, "write the marks and all findings as JSON");
  add_file("--gradescope", settings.gradescope, "write results.json for Gradescope");
  add_file("--junit", settings.junit, "write the marks as JUnit XML");
  add_file("--csv", settings.csv, "write a line for each submission");
}

void add_subjects(CLI::App& command, unsigned groups, Settings& settings) {
  if ((groups & kTargets) != 0) {
    command
        .add_option("TARGET", settings.targets, "a model's name, a glob, a .cpp file, a program")
        ->required()
        ->type_name("");
  }
  if ((groups & kReplayed) != 0) {
    command.add_option("FILE", settings.targets, ".sched files; or one target, with --schedule")
        ->required()
        ->type_name("");
    command.add_option("--schedule", settings.schedule, "the schedule as text")->type_name("TEXT");
    command.add_flag("--lenient", settings.lenient,
                     "follow as far as possible, then go on with the default policy");
    command
        .add_option("--break-at", settings.break_at,
                    "in a debugger: stop after this step, or after the last one marked `>`")
        ->type_name("STEP|last");
  }
  if ((groups & kStored) != 0) {
    command.add_option("FILE", settings.targets, "files that --json has written")
        ->required()
        ->type_name("");
    command.add_flag("--text", settings.text, "print the reports too; the default without others");
  }
  if ((groups & kGraded) != 0) add_graded(command, settings);
  if ((groups & kExplored) != 0) add_explored(command, settings);
  if ((groups & kPatterns) != 0) {
    command.add_option("PATTERN", settings.targets, "globs or parts of names")->type_name("");
  }
  if ((groups & kShell) != 0) {
    command.add_option("SHELL", settings.targets, "bash or zsh")->required()->type_name("");
  }
  if ((groups & kDemoName) != 0) {
    command.add_option("NAME", settings.targets, "which demo; unknown names list them")
        ->type_name("");
  }
}

}  // namespace

std::pair<std::string, std::int64_t> parameter_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  std::int64_t value = 0;
  bool good = equals != std::string::npos && equals > 0 && equals + 1 < text.size();
  if (good) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + equals + 1, end, value);
    good = error == std::errc{} && stop == end;
  }
  if (!good) throw UsageError("-p needs NAME=VALUE with a whole number, not `" + text + "`");
  return {text.substr(0, equals), value};
}

void add_options(CLI::App& command, unsigned groups, Settings& settings) {
  if ((groups & kTargets) != 0) {  // the first: it gives others their values
    add_one(command, "--config", "FILE",
            "options from a table of a TOML file; the command line goes before it",
            [&command](const std::string& path) { take_config(command, path); });
  }
  add_subjects(command, groups, settings);
  if ((groups & kSearch) != 0) add_search_options(command, settings);
  if ((groups & kParameters) != 0) {
    add_repeated(command, "-p", "NAME=VALUE", "a parameter of the model; may be repeated",
                 [&settings](const Texts& values) {
                   for (const std::string& value : values) {
                     settings.parameters.push_back(parameter_of(value));
                   }
                 });
  }
  if ((groups & kGate) != 0) add_gate(command, settings);
  if ((groups & kInconclusive) != 0) add_inconclusive(command, settings);
  if ((groups & kSchedules) != 0) {
    command
        .add_option("--schedules", settings.schedules,
                    "folder for a .sched file of each finding; '' writes none "
                    "[heddle-schedules]")
        ->type_name("DIR");
  }
  if ((groups & kJson) != 0) {
    command
        .add_option("--json", settings.json,
                    "write the reports as JSON; - is standard output, in place of the text")
        ->type_name("FILE");
  }
  if ((groups & kWriters) != 0) add_writers(command, settings);
  if ((groups & kListJson) != 0) {
    command.add_flag_callback(
        "--json", [&settings] { settings.json = "-"; }, "print JSON");
  }
  add_one(command, "--color", "auto|always|never", "colours [auto: on a terminal, unless NO_COLOR]",
          [&settings](const std::string& value) {
            settings.colour = one_of("--color", {"auto", "always", "never"}, value);
          });
  command.add_flag("-q,--quiet", settings.quiet, "no progress, and of reports the verdict alone");
  command.add_flag("-v,--verbose", settings.verbose, "say what is being done; -vv: in detail");
}

}  // namespace heddle::tools
