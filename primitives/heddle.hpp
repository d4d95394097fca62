// All of Heddle: primitives, models, exploration.
#pragma once

#include "heddle/checker/explorer.hpp"
#include "heddle/checker/model.hpp"
#include "heddle/primitives/multiprocess.hpp"
#include "heddle/primitives/multiprocessing.hpp"
#include "heddle/primitives/queue.hpp"
#include "heddle/primitives/threading.hpp"
