// The multiprocessing module: https://docs.python.org/3/library/multiprocessing.html
#pragma once

<<<<<<< HEAD
#include "heddle/primitives/multiprocessing/barrier.hpp"
#include "heddle/primitives/multiprocessing/condition.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/event.hpp"
=======
#include "heddle/primitives/multiprocessing/array.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
>>>>>>> wt-value
#include "heddle/primitives/multiprocessing/lock.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"
#include "heddle/primitives/multiprocessing/rlock.hpp"
<<<<<<< HEAD
#include "heddle/primitives/multiprocessing/semaphore.hpp"
=======
#include "heddle/primitives/multiprocessing/shared_memory.hpp"
#include "heddle/primitives/multiprocessing/value.hpp"
>>>>>>> wt-value
