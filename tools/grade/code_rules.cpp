#include "heddle/tools/grade/code_rules.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace heddle::tools::grade {
namespace {

/// The functions of C that homework may call, and what compilers call by themselves. Those that end
/// the process are noticed when they are called.
constexpr std::string_view kFunctions[] = {"memcpy",
                                           "memmove",
                                           "memset",
                                           "memcmp",
                                           "memchr",
                                           "strlen",
                                           "strcmp",
                                           "strncmp",
                                           "strcpy",
                                           "strncpy",
                                           "strcat",
                                           "strncat",
                                           "strchr",
                                           "strrchr",
                                           "strstr",
                                           "strtol",
                                           "strtoul",
                                           "strtoll",
                                           "strtoull",
                                           "strtod",
                                           "strtof",
                                           "atoi",
                                           "atol",
                                           "atof",
                                           "malloc",
                                           "calloc",
                                           "realloc",
                                           "free",
                                           "aligned_alloc",
                                           "printf",
                                           "puts",
                                           "putchar",
                                           "putc",
                                           "fprintf",
                                           "fputs",
                                           "fputc",
                                           "fwrite",
                                           "fflush",
                                           "sprintf",
                                           "snprintf",
                                           "vprintf",
                                           "vfprintf",
                                           "vsnprintf",
                                           "stdout",
                                           "stderr",
                                           "qsort",
                                           "bsearch",
                                           "abs",
                                           "labs",
                                           "llabs",
                                           "isalpha",
                                           "isdigit",
                                           "isalnum",
                                           "isspace",
                                           "isupper",
                                           "islower",
                                           "toupper",
                                           "tolower",
                                           "rand",
                                           "srand",
                                           "time",
                                           "clock",
                                           "clock_gettime",
                                           "sqrt",
                                           "pow",
                                           "floor",
                                           "ceil",
                                           "round",
                                           "lround",
                                           "fabs",
                                           "fmod",
                                           "exp",
                                           "log",
                                           "log2",
                                           "log10",
                                           "sin",
                                           "cos",
                                           "tan",
                                           "atan2",
                                           "abort",
                                           "exit",
                                           "_exit",
                                           "_Exit",
                                           "quick_exit",
                                           "atexit",
                                           "_Unwind_Resume",
                                           "_GLOBAL_OFFSET_TABLE_",
                                           "_end",
                                           "_edata",
                                           "_etext"};

/// Those of the implementation, by their beginnings.
constexpr std::string_view kOfCompilers[] = {"__cxa_",
                                             "__gxx_personality",
                                             "__stack_chk_fail",
                                             "__libc_single_threaded",
                                             "__pthread_key_create",
                                             "__dso_handle",
                                             "__tls_get_addr",
                                             "__assert_fail",
                                             "__errno_location",
                                             "__data_start",
                                             "__dynamic_cast",
                                             "__clang_call_terminate",
                                             "__asan_",
                                             "__ubsan_",
                                             "__memcpy_chk",
                                             "__memmove_chk",
                                             "__memset_chk",
                                             "__strcpy_chk",
                                             "__strcat_chk",
                                             "__printf_chk",
                                             "__fprintf_chk",
                                             "__sprintf_chk",
                                             "__snprintf_chk",
                                             "__vsnprintf_chk",
                                             "__ctype_",
                                             "DW.ref."};

struct Refused {
  std::string_view begin;  ///< of a demangled name
  std::string_view why;
};

constexpr std::string_view kThreads =
    "threads and locks of the system cannot be checked: use Heddle's primitives";
constexpr std::string_view kFiles = "files are out of reach for homework";
constexpr std::string_view kChecks = "that is for the checks alone";
constexpr std::string_view kInnards = "Heddle's innards are not for homework";

constexpr Refused kRefused[] = {
    {"std::thread::", kThreads},
    {"std::jthread::", kThreads},
    {"std::condition_variable", kThreads},
    {"std::this_thread::", kThreads},
    {"std::__future_base::", kThreads},
    {"std::__atomic_futex", kThreads},
    {"std::filesystem::", kFiles},
    {"std::basic_ofstream<", kFiles},
    {"std::basic_ifstream<", kFiles},
    {"std::basic_fstream<", kFiles},
    {"std::basic_filebuf<", kFiles},
    {"std::__basic_file<", kFiles},
    {"std::random_device::", "its numbers differ from run to run: use heddle::random"},
    {"std::set_terminate", "the end of a thread is the checker's affair"},
    {"std::set_new_handler", "the end of the memory is the checker's affair"},
    {"heddle::assume(", kChecks},
    {"heddle::Execution::assume(", kChecks},
    {"heddle::Execution::add_outcome(", kChecks},
    {"heddle::Execution::add_invariant(", kChecks},
    {"heddle::Execution::run(", kChecks},
    {"heddle::Execution::kill(", kChecks},
    {"heddle::Execution::end_process(", kChecks},
    {"heddle::Execution::set_observers(", kChecks},
    {"heddle::Execution::transfer(", kChecks},
    {"heddle::invariant(", kChecks},
    {"heddle::explore(", kChecks},
    {"heddle::models(", kChecks},
    {"heddle::register_model(", kChecks},
    {"heddle::tools::", kInnards},
};

/// Namespaces whose functions a submission cannot replace.
constexpr std::string_view kReserved[] = {
    "std::",    "heddle::", "__gnu_cxx::", "__cxxabiv1::", "fmt::",
    "spdlog::", "pugi::",   "boost::",     "operator new", "operator delete"};

/// Beginnings of the names of sections that a compiler makes of ordinary code.
constexpr std::string_view kSections[] = {".text",           ".data",
                                          ".rodata",         ".bss",
                                          ".tdata",          ".tbss",
                                          ".eh_frame",       ".gcc_except_table",
                                          ".note.GNU-stack", ".note.gnu.property"};
constexpr std::string_view kBeforeMain[] = {".init", ".preinit_array", ".fini", ".ctors", ".dtors"};

template <class Names>
bool begins_with_one(std::string_view text, const Names& beginnings) {
  return std::any_of(std::begin(beginnings), std::end(beginnings),
                     [text](std::string_view begin) { return text.starts_with(begin); });
}

bool of_cpp(std::string_view name) { return name.starts_with("_Z"); }

std::string section_objection(const Section& section) {
  if (begins_with_one(section.name, kBeforeMain)) {
    return "code that runs before main: make global objects with constructors members or local "
           "static variables, and leave __attribute__((constructor)) out";
  }
  const bool stack = section.name == ".note.GNU-stack";
  if (stack && section.executable) return "it wants to execute its stack";
  if (!section.loaded || stack) return {};
  const bool code = section.name.starts_with(".text");
  if (!begins_with_one(section.name, kSections) || code != section.executable ||
      (section.writable && section.executable)) {
    return "the section `" + section.name + "`: leave __attribute__((section)) out";
  }
  return {};
}

std::string call_objection(const Symbol& symbol) {
  const std::string name = demangled(symbol.name);
  for (const Refused& refused : kRefused) {
    if (!name.starts_with(refused.begin)) continue;
    const std::size_t end = refused.begin.find_last_not_of("(<:");
    return "`" + std::string(refused.begin.substr(0, end + 1)) + "`: " + std::string(refused.why);
  }
  if (of_cpp(symbol.name) || begins_with_one(symbol.name, kOfCompilers) ||
      std::find(std::begin(kFunctions), std::end(kFunctions), symbol.name) !=
          std::end(kFunctions)) {
    return {};
  }
  if (name.starts_with("pthread_") || name.starts_with("__gthrw_")) {
    return "`" + name + "`: " + std::string(kThreads);
  }
  return "`" + name + "`: that function of the system is not for homework";
}

std::string definition_objection(const Symbol& symbol, const Surroundings& around) {
  const std::string name = demangled(symbol.name);
  if (symbol.chosen_at_load) return "`" + name + "`: code that runs before main (ifunc)";
  const bool own = of_cpp(symbol.name) || symbol.name.starts_with("DW.ref.");
  const bool reserved =
      symbol.binding == Symbol::Binding::strong && begins_with_one(name, kReserved);
  if (own && !reserved && around.leaves(symbol)) return {};
  return "a definition of `" + name + "`, which is not yours to define";
}

}  // namespace

Surroundings::Surroundings(const ObjectFile& checks, const ObjectFile& engine) {
  std::unordered_set<std::string> defined;
  const auto note = [&](const ObjectFile& object, std::unordered_set<std::string>* wanted) {
    for (const Symbol& symbol : object.symbols) {
      known_.insert(symbol.name);
      if (symbol.defined) defined.insert(symbol.name);
      if (!symbol.defined && wanted != nullptr) wanted->insert(symbol.name);
      if (!symbol.defined) provided_.insert(symbol.name);
    }
  };
  std::unordered_set<std::string> wanted;
  note(checks, &wanted);
  note(engine, nullptr);
  for (const std::string& name : defined) provided_.erase(name);
  for (const std::string& name : wanted) {
    const std::string plain = demangled(name);
    const bool reserved = begins_with_one(plain, kReserved) || plain.find(" for ") != plain.npos;
    if (of_cpp(name) && !reserved && !defined.contains(name)) wanted_.insert(name);
  }
  for (const std::string& name : wanted_) provided_.erase(name);
}

bool Surroundings::leaves(const Symbol& symbol) const {
  if (wanted_.contains(symbol.name)) return true;
  return symbol.binding == Symbol::Binding::weak ? !provided_.contains(symbol.name)
                                                 : !known_.contains(symbol.name);
}

std::vector<std::string> objections(const ObjectFile& code, const Surroundings& around,
                                    const std::vector<std::string>& allowed) {
  std::set<std::string> all;
  const auto add = [&all](std::string text) {
    if (!text.empty()) all.insert(std::move(text));
  };
  for (const Section& section : code.sections) add(section_objection(section));
  for (const Symbol& symbol : code.symbols) {
    if (begins_with_one(demangled(symbol.name), allowed)) continue;
    // Inline functions of the library are defined where they are called.
    add(symbol.defined ? definition_objection(symbol, around) : std::string{});
    if (!symbol.defined || symbol.binding == Symbol::Binding::weak) add(call_objection(symbol));
  }
  return {all.begin(), all.end()};
}

}  // namespace heddle::tools::grade
