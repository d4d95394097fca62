// main() of heddle and of every program that links heddle::main.
#include "heddle/tools/command_line.hpp"

int main(int argc, char** argv) { return heddle::tools::run_command_line(argc, argv); }
