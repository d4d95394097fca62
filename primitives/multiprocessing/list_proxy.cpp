#include "heddle/primitives/multiprocessing/list_proxy.hpp"

namespace heddle::multiprocessing::detail {

void throw_index(const char* what) { throw IndexError(what, Category::misuse); }

void throw_not_in_list(const std::string& message) { throw ValueError(message, Category::misuse); }

}  // namespace heddle::multiprocessing::detail
