// Ctrl-C: the first asks for an orderly end, the second for an immediate one.
#pragma once

namespace heddle::tools {

/// From now on SIGINT and SIGTERM are counted instead of ending the process.
void watch_interrupts();
/// How many there were.
int interrupts();

}  // namespace heddle::tools
