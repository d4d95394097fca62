# Makes heddle/tools/toolchain.hpp, included as "heddle_toolchain.hpp": how the command compiles a
# user's source file on the spot.

# Sets `out` to the arguments as C string literals, separated by commas.
function(heddle_literals out)
  list(TRANSFORM ARGN PREPEND "\"")
  list(TRANSFORM ARGN APPEND "\"")
  list(JOIN ARGN ", " joined)
  set(${out} "${joined}" PARENT_SCOPE)
endfunction()

heddle_literals(flags -std=c++20 ${HEDDLE_SANITIZE_FLAGS})
heddle_literals(include_folders ${HEDDLE_INCLUDE} ${HEDDLE_GENERATED})
heddle_literals(libraries $<TARGET_FILE:heddle_main> $<TARGET_FILE:heddle>)
heddle_literals(installed_libraries
  ${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:heddle_main>
  ${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:heddle>)

set(system_libraries ${HEDDLE_SECCOMP} $<TARGET_FILE:Boost::context>)
# pugixml::pugixml only stands for one of these two.
set(pugixml pugixml::shared)
if(NOT TARGET ${pugixml})
  set(pugixml pugixml::static)
endif()
foreach(target fmt::fmt spdlog::spdlog ${pugixml})
  if(TARGET ${target})
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL INTERFACE_LIBRARY)
      list(PREPEND system_libraries $<TARGET_FILE:${target}>)
    endif()
  endif()
endforeach()
heddle_literals(system_libraries ${system_libraries})

set(toolchain_folder ${PROJECT_BINARY_DIR}/toolchain)
configure_file(tools/cmake/toolchain.hpp.in ${toolchain_folder}/toolchain.hpp.in @ONLY)
file(GENERATE OUTPUT ${toolchain_folder}/heddle_toolchain.hpp
     INPUT ${toolchain_folder}/toolchain.hpp.in)
target_include_directories(heddle_tools PRIVATE ${toolchain_folder})
