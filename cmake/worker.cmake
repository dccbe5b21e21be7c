# SPDX-License-Identifier: Apache-2.0
# Programs that parse foreign media in a sandbox. src/worker/ holds what they
# share, src/worker/NAME/ the parsers of one family, whose main is NAME_main.c.

file(GLOB worker_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/worker/*.c")
vidimus_include_root(worker)
if(worker_sources)
	add_library(worker STATIC ${worker_sources})
	target_include_directories(worker PUBLIC "${CMAKE_BINARY_DIR}/inc/worker")
	target_link_libraries(worker PUBLIC $<TARGET_NAME_IF_EXISTS:fingerprint> wire base PkgConfig::seccomp PRIVATE vidimus_hardening)
endif()

# vidimus_worker(NAME LIBRARY...): library worker_NAME, program vidimus-worker-NAME
function(vidimus_worker name)
	file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/worker/${name}/*.c")
	set(main "${CMAKE_SOURCE_DIR}/src/worker/${name}/${name}_main.c")
	list(REMOVE_ITEM sources "${main}")
	if(NOT sources OR NOT TARGET worker)
		return()
	endif()
	add_library(worker_${name} STATIC ${sources})
	target_link_libraries(worker_${name} PUBLIC worker ${ARGN} PRIVATE vidimus_hardening)
	if(EXISTS "${main}")
		add_executable(vidimus-worker-${name} "${main}")
		target_link_libraries(vidimus-worker-${name} PRIVATE worker_${name} vidimus_hardening)
		target_link_options(vidimus-worker-${name} PRIVATE -Wl,--build-id=sha1)
		install(TARGETS vidimus-worker-${name} RUNTIME)
	endif()
endfunction()
