# Every header compiles alone: one source a header, which includes nothing else. Left out are those
# that a source of the same name includes first (tests/architecture_test.sh): they compile alone in
# every build whose sources are not in groups, release and dev.

heddle_glob(headers checker/*.hpp primitives/*.hpp models/*.hpp tools/*.hpp tests/*.hpp)
list(FILTER headers EXCLUDE REGEX "/tests/consumers/|/models/assignments/")
set(sources "")
foreach(header ${headers})
  cmake_path(REPLACE_EXTENSION header .cpp OUTPUT_VARIABLE own_source)
  if(EXISTS ${own_source} AND NOT own_source MATCHES "/(tests|models)/")
    continue()
  endif()
  cmake_path(RELATIVE_PATH header BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE name)
  set(source ${PROJECT_BINARY_DIR}/headers/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"heddle/${name}\"\n")
  list(APPEND sources ${source})
endforeach()
heddle_objects(heddle_headers ${sources})
set_target_properties(heddle_headers PROPERTIES UNITY_BUILD OFF)
target_compile_options(heddle_headers PRIVATE -O0 -g0)
target_include_directories(heddle_headers PRIVATE ${HEDDLE_PRIVATE_INCLUDE})
target_link_libraries(heddle_headers PRIVATE heddle)
if(HEDDLE_MAIN)
  target_include_directories(heddle_headers PRIVATE ${PROJECT_BINARY_DIR}/toolchain)
  target_link_libraries(heddle_headers PRIVATE
    spdlog::spdlog CLI11::CLI11 nlohmann_json::nlohmann_json toml11::toml11)
endif()
