// Which primitives code is written with, as far as its object file tells.
#pragma once

#include <string>
#include <vector>

#include "heddle/tools/grade/object_file.hpp"

namespace heddle::tools::grade {

/// Whether the code makes a primitive, such as "Condition" or "Atomic", or calls a function of it,
/// anywhere.
bool refers_to(const ObjectFile& code, const std::string& primitive);

/// The primitives that `refers_to` can be asked for.
const std::vector<std::string>& primitive_names();

}  // namespace heddle::tools::grade
