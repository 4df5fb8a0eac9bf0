# Where `cmake --install` puts the files: the programs into bin, the scripts for workers on other
# hosts into share/photomill/ssh, and systemd's units, which name the installed program, into the
# directory where systemd looks for this prefix's units.
include(GNUInstallDirs)

install(TARGETS photomill photomill-coordinator photomill-worker
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(PROGRAMS deploy/ssh/start-workers deploy/ssh/status-workers deploy/ssh/stop-workers
        DESTINATION ${CMAKE_INSTALL_DATADIR}/photomill/ssh)
install(DIRECTORY deploy/ssh/lib DESTINATION ${CMAKE_INSTALL_DATADIR}/photomill/ssh)

install(CODE "set(photomill_units \"${CMAKE_SOURCE_DIR}/deploy/systemd\")
set(photomill_bin \"${CMAKE_INSTALL_BINDIR}\")")
install(SCRIPT cmake/InstallUnits.cmake)
install(FILES deploy/systemd/coordinator.conf.example deploy/systemd/worker.conf.example
        DESTINATION ${CMAKE_INSTALL_DATADIR}/photomill/systemd)
install(FILES deploy/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
