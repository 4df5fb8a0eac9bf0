# What every target of photomill shares: warnings as errors, sanitizers, ccache, and the three
# functions that declare targets. A library links only what the table in ARCHITECTURE.md allows.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

set(PHOTOMILL_SANITIZE "" CACHE STRING "What -fsanitize= gets: empty, address,undefined or thread")

add_library(photomill_settings INTERFACE)
target_compile_options(photomill_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fdiagnostics-color=auto)
target_include_directories(photomill_settings INTERFACE ${CMAKE_SOURCE_DIR})
if(PHOTOMILL_SANITIZE)
  target_compile_options(photomill_settings INTERFACE
    -fsanitize=${PHOTOMILL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(photomill_settings INTERFACE -fsanitize=${PHOTOMILL_SANITIZE})
endif()

# photomill_library(NAME SOURCES file... [LINK target...] [LINK_PRIVATE target...])
# With no sources that compile (headers only) the target is an INTERFACE library.
function(photomill_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LINK_PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC photomill_settings ${ARG_LINK} PRIVATE ${ARG_LINK_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE photomill_settings ${ARG_LINK})
  endif()
endfunction()

# photomill_program(NAME SOURCES file... LINK target...)
function(photomill_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE photomill_settings ${ARG_LINK})
endfunction()

# photomill_test(NAME SOURCES file... LINK target... [LABELS label...] [TIMEOUT seconds])
# One GoogleTest program; ctest runs each of its cases by name. TIMEOUT only ends a hang.
function(photomill_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE photomill_settings ${ARG_LINK} GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
