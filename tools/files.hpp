// Reading and writing files, with messages that say what to do.
#pragma once

#include <string>
#include <string_view>

namespace heddle::tools {

/// The content of a file. Throws UsageError when it cannot be read.
std::string read_file(const std::string& path);

enum class Durable : bool { no, yes };

/// Writes a file so that nobody ever sees half of it: a new file in the same folder, renamed. A
/// durable one is on the disk when this returns. "-" is standard output; a device or pipe is
/// written to directly. Throws UsageError.
void write_file(const std::string& path, std::string_view content, Durable durable = Durable::no);

/// Writes `content` behind what the file has, which is made if there is none. Throws UsageError.
void append_file(const std::string& path, std::string_view content);

/// Throws UsageError when `path` cannot be written: to be asked before long work.
void check_writable(const std::string& path);

/// Makes a folder and those above it. Throws UsageError.
void make_folder(const std::string& path);

/// Writes all of `content` to an open file. False: errno says why.
bool write_all(int file, std::string_view content);

}  // namespace heddle::tools
