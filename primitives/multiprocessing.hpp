// The multiprocessing module: https://docs.python.org/3/library/multiprocessing.html
#pragma once

#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/joinable_queue.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"
#include "heddle/primitives/multiprocessing/queue.hpp"
