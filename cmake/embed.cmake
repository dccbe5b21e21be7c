# SPDX-License-Identifier: Apache-2.0
# Data files become one constant table in the layer that reads them:
# NAME_files[], declared in base/embedded.h's struct embedded_file.

# vidimus_embed(LAYER NAME GLOB...)
function(vidimus_embed layer name)
	if(NOT TARGET ${layer})
		return()
	endif()
	file(GLOB files CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}" ${ARGN})
	list(SORT files)
	set(output "${CMAKE_BINARY_DIR}/embedded/${name}.c")
	set(absolute)
	foreach(file IN LISTS files)
		list(APPEND absolute "${CMAKE_SOURCE_DIR}/${file}")
	endforeach()
	add_custom_command(OUTPUT "${output}"
		COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DFILES=${files}" -DROOT=${CMAKE_SOURCE_DIR}
		        -DOUTPUT=${output} -P ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
		DEPENDS ${absolute} "${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake"
		VERBATIM)
	target_sources(${layer} PRIVATE "${output}")
endfunction()
