# Run by `cmake --install`: the units of photomill_units, with the path of the program below the prefix
# that was chosen for this installation.
foreach(unit photomill-coordinator@.service photomill-worker@.service)
  file(READ "${photomill_units}/${unit}" text)
  string(REPLACE "/usr/bin/photomill" "${CMAKE_INSTALL_PREFIX}/${photomill_bin}/photomill"
         text "${text}")
  set(file "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${unit}")
  message(STATUS "Installing: ${file}")
  file(WRITE "${file}" "${text}")
endforeach()
