# What `cmake --install` puts where, and what find_package(heddle) reads.

include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/heddle)

install(TARGETS heddle EXPORT heddleTargets)
install(EXPORT heddleTargets NAMESPACE heddle:: DESTINATION ${package_folder})
if(HEDDLE_MAIN)
  install(TARGETS heddle_main EXPORT heddleMainTargets)
  install(EXPORT heddleMainTargets NAMESPACE heddle:: DESTINATION ${package_folder})
endif()
if(TARGET heddle_command)
  install(TARGETS heddle_command)
endif()

install(DIRECTORY checker primitives DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/heddle
        FILES_MATCHING PATTERN "*.hpp")
install(FILES ${HEDDLE_UMBRELLAS} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/heddle)
install(FILES ${HEDDLE_GENERATED}/heddle/checker/version.hpp
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/heddle/checker)

if(TARGET heddle_command)
  install(DIRECTORY models/assignments DESTINATION ${CMAKE_INSTALL_DATADIR}/heddle)
endif()

configure_package_config_file(tools/cmake/heddleConfig.cmake.in
  ${PROJECT_BINARY_DIR}/heddleConfig.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/heddleConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/heddleConfig.cmake
  ${PROJECT_BINARY_DIR}/heddleConfigVersion.cmake tools/cmake/HeddleDiscoverTests.cmake
  DESTINATION ${package_folder})
