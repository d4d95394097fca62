// The queue module: https://docs.python.org/3/library/queue.html
#pragma once

#include "heddle/primitives/queue/queue.hpp"
