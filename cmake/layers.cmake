# SPDX-License-Identifier: Apache-2.0
# Layers as targets: a layer sees the headers of those it names and no others,
# because each has an include root of its own that holds one folder, its own.

function(vidimus_include_root name)
	file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/inc/${name}")
	file(CREATE_LINK "${CMAKE_SOURCE_DIR}/src/${name}"
	     "${CMAKE_BINARY_DIR}/inc/${name}/${name}" SYMBOLIC)
endfunction()

# include/vidimus/types.h lies below base; the other public headers do not.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/inc/types/vidimus")
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/include/vidimus/types.h"
     "${CMAKE_BINARY_DIR}/inc/types/vidimus/types.h" SYMBOLIC)

# vidimus_layer(NAME [USES layer...] [LIBRARIES target...])
function(vidimus_layer name)
	cmake_parse_arguments(layer "" "" "USES;LIBRARIES" ${ARGN})
	file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${name}/*.c")
	if(NOT sources)
		if(IS_DIRECTORY "${CMAKE_SOURCE_DIR}/src/${name}")
			vidimus_include_root(${name})
		endif()
		return()
	endif()
	file(GLOB uplinks "${CMAKE_SOURCE_DIR}/src/${name}/*.[ch]")
	foreach(file IN LISTS uplinks)
		file(STRINGS "${file}" climbing REGEX "^#include.*\\.\\./")
		if(climbing)
			message(FATAL_ERROR "${file} includes by ../, around its layer: ${climbing}")
		endif()
	endforeach()
	vidimus_include_root(${name})
	if(VIDIMUS_LAYERS_SHARED)
		add_library(${name} SHARED ${sources})
		target_link_options(${name} PRIVATE -Wl,-z,defs)
	else()
		add_library(${name} STATIC ${sources})
	endif()
	set_target_properties(${name} PROPERTIES OUTPUT_NAME "vidimus-${name}")
	target_include_directories(${name} PUBLIC "${CMAKE_BINARY_DIR}/inc/${name}")
	if(name STREQUAL "base")
		target_include_directories(${name} PUBLIC "${CMAKE_BINARY_DIR}/inc/types")
	endif()
	if(name STREQUAL "api")
		target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/include")
	endif()
	target_compile_definitions(${name} PRIVATE VIDIMUS_VERSION="${PROJECT_VERSION}")
	set(below) # a layer without sources yet has no target, but may have headers
	foreach(layer IN LISTS layer_USES)
		if(TARGET ${layer})
			list(APPEND below ${layer})
		elseif(IS_DIRECTORY "${CMAKE_SOURCE_DIR}/src/${layer}")
			target_include_directories(${name} PUBLIC "${CMAKE_BINARY_DIR}/inc/${layer}")
		endif()
	endforeach()
	target_link_libraries(${name} PUBLIC ${below} ${layer_LIBRARIES}
	                      PRIVATE vidimus_hardening)
endfunction()
