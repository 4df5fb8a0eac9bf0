# Run by `cmake --install`: writes the units of photomill_units, with the program's path below the
# prefix of this installation.
foreach(unit photomill-coordinator@.service photomill-worker@.service)
  file(READ "${photomill_units}/${unit}" text)
  string(REPLACE "/usr/bin/photomill" "${CMAKE_INSTALL_PREFIX}/${photomill_bin}/photomill"
         text "${text}")
  set(file "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/systemd/system/${unit}")
  message(STATUS "Installing: ${file}")
  file(WRITE "${file}" "${text}")
endforeach()
