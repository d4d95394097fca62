// Completing a command line in a shell.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace heddle::tools {

/// What the last of `words` may become: commands, options and their values, names of models. The
/// words are those behind the program's name; the last one may be empty. Files are the shell's.
std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words);

/// The script that makes a shell ask `program` for them, by `program __complete WORD...`. Throws
/// UsageError unless the shell is bash or zsh.
std::string completion_script(const std::string& shell, const std::string& program);

}  // namespace heddle::tools
