# SPDX-License-Identifier: Apache-2.0
# Warnings, hardening and sanitizers, on every target of ours.

add_library(vidimus_hardening INTERFACE)
target_compile_options(vidimus_hardening INTERFACE
	-Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes
	-Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wcast-qual
	-fstack-protector-strong -fno-common -fvisibility=default)
target_compile_definitions(vidimus_hardening INTERFACE _GNU_SOURCE)
target_link_options(vidimus_hardening INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
	target_compile_options(vidimus_hardening INTERFACE -fstack-clash-protection)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
	target_compile_options(vidimus_hardening INTERFACE -fcf-protection)
endif()
include(CheckPIESupported)
check_pie_supported()

if(VIDIMUS_FUZZ)
	target_compile_options(vidimus_hardening INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(VIDIMUS_SANITIZE)
	target_compile_options(vidimus_hardening INTERFACE
		-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(vidimus_hardening INTERFACE -fsanitize=address,undefined)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
	target_compile_options(vidimus_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
