#include "heddle/tools/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "heddle/checker/errors.hpp"

namespace heddle::tools {
namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
  std::string what = "cannot write `" + path + "`: " + std::strerror(error);
  if (error == ENOENT) what += ": make its folder first";
  if (error == ENOSPC || error == EDQUOT) what += ": free some space or name another place";
  throw UsageError(what);
}

/// Pipes, terminals and devices are written to as they are.
bool is_special(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

void write_directly(const std::string& path, std::string_view content, int flags,
                    Durable durable = Durable::no) {
  const int file =
      path == "-" ? dup(STDOUT_FILENO) : open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (file < 0) cannot_write(path, errno);
  int error = write_all(file, content) ? 0 : errno;
  if (error == 0 && durable == Durable::yes && fsync(file) != 0) error = errno;
  if (close(file) != 0 && error == 0) error = errno;
  if (error == 0) return;
  if ((flags & O_EXCL) != 0) unlink(path.c_str());
  errno = error;
  cannot_write(path == "-" ? "standard output" : path, error);
}

}  // namespace

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw UsageError("cannot read `" + path + "`: it is a folder");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError("cannot read `" + path + "`: " + std::strerror(errno));
  std::ostringstream content;
  content << file.rdbuf();
  if (file.bad()) throw UsageError("cannot read `" + path + "`: " + std::strerror(errno));
  return content.str();
}

void write_file(const std::string& path, std::string_view content, Durable durable) {
  if (path == "-" || is_special(path)) {
    write_directly(path, content, 0);
    return;
  }
  const std::string fresh = path + "." + std::to_string(getpid()) + ".new";
  unlink(fresh.c_str());  // of an earlier process with our number
  try {
    write_directly(fresh, content, O_CREAT | O_EXCL, durable);
  } catch (const UsageError&) {
    cannot_write(path, errno);
  }
  if (rename(fresh.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  unlink(fresh.c_str());
  cannot_write(path, error);
}

void append_file(const std::string& path, std::string_view content) {
  write_directly(path, content, O_APPEND | O_CREAT);
}

void check_writable(const std::string& path) {
  if (path == "-" || is_special(path)) return;
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  if (path.empty() || path.back() == '/') cannot_write(path, EISDIR);
  if (access(folder.c_str(), W_OK | X_OK) != 0) cannot_write(path, errno);
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && !std::filesystem::is_directory(path)) error = {ENOTDIR, std::generic_category()};
  if (!error) return;
  throw UsageError("cannot make the folder `" + path + "`: " + error.message() +
                   ": name another place");
}

}  // namespace heddle::tools
