// The multiprocessing module: https://docs.python.org/3/library/multiprocessing.html
#pragma once

#include "heddle/primitives/multiprocessing/connection.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"
#include "heddle/primitives/multiprocessing/simple_queue.hpp"
