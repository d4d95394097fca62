// heddle grade: marks homework by a spec.
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/grade/grader.hpp"
#include "heddle/tools/grade/self_test.hpp"
#include "heddle/tools/grade/sheet.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/kind_words.hpp"
#include "heddle/tools/outputs.hpp"
#include "heddle/tools/processes.hpp"
#include "heddle/tools/text_layout.hpp"

namespace heddle::tools::grade {
namespace {

/// In a child: the mark, or what kept it from being made.
std::string answer_of(const Grader& grader, const Submission& submission) {
  try {
    return json_text(to_json(grader.grade(submission)));
  } catch (const UsageError& error) {
    return json_text({{"usage_error", error.what()}});
  } catch (const Interrupted&) {
    return "";
  } catch (const std::exception& error) {
    return json_text({{"internal_error", error.what()}});
  }
}

Mark mark_in(const std::string& answer, const Submission& submission) {
  const Json json = Json::parse(answer, nullptr, false);
  if (json.is_discarded() && interrupts() > 0) throw Interrupted();
  if (json.is_discarded()) {
    throw InternalError("the process that marked `" + submission.name + "` died");
  }
  if (json.contains("usage_error")) throw UsageError(json["usage_error"].get<std::string>());
  if (json.contains("internal_error")) {
    throw InternalError(submission.name + ": " + json["internal_error"].get<std::string>());
  }
  return mark_from_json(json);
}

std::vector<Mark> marks_of(const Grader& grader, const std::vector<Submission>& submissions,
                           std::size_t jobs) {
  std::vector<Mark> marks;
  const std::size_t taken = in_processes(
      submissions.size(), jobs,
      [&](std::size_t number) { return answer_of(grader, submissions[number]); },
      [&](std::size_t number, const std::string& answer) {
        marks.push_back(mark_in(answer, submissions[number]));
      });
  if (taken < submissions.size()) throw Interrupted();
  return marks;
}

ExitCode test_spec(const Spec& spec, const Grader& grader, std::size_t jobs) {
  const std::vector<Submission> solutions = solutions_of(spec);
  const std::vector<Mark> marks = marks_of(grader, solutions, jobs);
  const std::vector<std::string> wrong = shortcomings(spec, marks);
  std::cout << sheet_text({spec, marks}, false) << std::flush;
  for (const std::string& line : wrong) complain(spec.path + ": " + line);
  if (!wrong.empty()) return ExitCode::usage;
  std::cout << "\n  the reference has full marks, and every wrong solution is caught\n";
  return ExitCode::success;
}

void check_question(const Settings& settings, const std::vector<Submission>& submissions) {
  if (settings.self_test && !settings.targets.empty()) {
    throw UsageError("--self-test marks the solutions that the spec names: leave --submission out");
  }
  if (!settings.self_test && submissions.empty()) {
    throw UsageError("name what is to be marked: --submission PATH, or --self-test");
  }
  if (!settings.gradescope.empty() && submissions.size() != 1) {
    throw UsageError("--gradescope is for one submission, not for " +
                     std::to_string(submissions.size()) + ": name one, or use --json");
  }
}

/// Marks the submissions that `settings` name and writes what is asked for.
ExitCode mark_all(const Settings& settings) {
  const Spec spec = parse_spec(settings.spec, read_file(settings.spec));
  const std::vector<Submission> submissions = submissions_of(settings.targets, spec.file);
  check_question(settings, submissions);
  const Grader grader(spec);
  if (settings.self_test) return test_spec(spec, grader, settings.jobs);
  const Sheet sheet{spec, marks_of(grader, submissions, settings.jobs)};
  if (settings.shows_text()) {
    std::cout << sheet_text(sheet, wants_colour(settings), settings.quiet) << std::flush;
  }
  const auto write = [](const std::string& path, const std::string& text) {
    if (!path.empty()) write_file(path, text);
  };
  write(settings.json, sheet_json(sheet));
  write(settings.junit, sheet_junit(sheet));
  write(settings.csv, sheet_csv(sheet));
  if (!settings.gradescope.empty()) {
    write_file(settings.gradescope, gradescope_json(spec, sheet.marks.front()));
  }
  return ExitCode::success;
}

}  // namespace
}  // namespace heddle::tools::grade

namespace heddle::tools {

ExitCode grade_command(const Settings& settings) {
  check_outputs(settings);
  return grade::mark_all(settings);
}

}  // namespace heddle::tools
