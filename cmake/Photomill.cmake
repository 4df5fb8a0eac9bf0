# Shared by all targets of photomill: warnings as errors, sanitizers, ccache, and the three
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

# A clean build is faster if several files are compiled as one. After a change of one file it is
# slower, so the libraries are only built so with sanitizers, in builds that are used once.
option(PHOTOMILL_UNITY_LIBRARIES "Compile several files of a library at once" OFF)
if(PHOTOMILL_UNITY_LIBRARIES)
  # A name in one file can hide one of the files before it. The other builds check within files.
  target_compile_options(photomill_settings INTERFACE -Wno-shadow)
endif()

# photomill_library(NAME SOURCES file... [ALONE file...] [LINK target...] [LINK_PRIVATE target...])
# Without compiled sources (headers only) the target is an INTERFACE library. ALONE lists the sources
# that have a name in an unnamed namespace which others have too: they are compiled alone.
function(photomill_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ALONE;LINK;LINK_PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    if(PHOTOMILL_UNITY_LIBRARIES)
      set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
      set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
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

# Shared by the tests: GoogleTest's headers, precompiled (they are half of a test's compile time),
# and less optimisation than in the programs, because each test is built to run once. g++ 12 treats
# code inlined from precompiled headers as ours, so some warnings are off.
function(photomill_test_settings)
  if(TARGET photomill_test_headers)
    return()
  endif()
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/test_headers.cpp CONTENT "")
  add_library(photomill_test_flags INTERFACE)
  target_link_libraries(photomill_test_flags INTERFACE photomill_settings GTest::gmock)
  target_compile_options(photomill_test_flags INTERFACE $<$<CONFIG:Release>:-O1>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow>)
  add_library(photomill_test_headers OBJECT ${CMAKE_BINARY_DIR}/generated/test_headers.cpp)
  target_link_libraries(photomill_test_headers PRIVATE photomill_test_flags)
  target_precompile_headers(photomill_test_headers PRIVATE
    <gmock/gmock.h> <gtest/gtest.h> <algorithm> <chrono> <filesystem> <fstream> <map> <optional>
    <string> <vector>)
endfunction()

# A clean build of the tests is faster if several of their files are compiled as one. After a change
# of one file it is slower, so developers can turn this off.
option(PHOTOMILL_UNITY "Compile several test files at once" ON)

# photomill_test(NAME SOURCES file... LINK target... [LABELS label...] [TIMEOUT seconds] [OWN_HEADERS]
#                [ONE_BY_ONE])
# One GoogleTest program; ctest runs each of its cases by name. TIMEOUT only ends a hang.
# OWN_HEADERS is for those that link packages which define macros: precompiled headers have none.
# ONE_BY_ONE is for those whose files give one name to several things.
function(photomill_test name)
  cmake_parse_arguments(ARG "OWN_HEADERS;ONE_BY_ONE" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  photomill_test_settings()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE photomill_test_flags ${ARG_LINK} GTest::gtest_main)
  if(NOT ARG_OWN_HEADERS)
    target_precompile_headers(${name} REUSE_FROM photomill_test_headers)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(PHOTOMILL_UNITY AND NOT ARG_ONE_BY_ONE)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
