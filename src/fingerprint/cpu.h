/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpu.h - which of several ways to compute the same is taken. All give the
 * same bits; PORTABLE is there for processors without the others, and so that
 * tests and measurements can put both side by side.
 */
#ifndef VIDIMUS_FINGERPRINT_CPU_H
#define VIDIMUS_FINGERPRINT_CPU_H

#include <stdbool.h>

enum cpu_path {
	CPU_PATH_BEST,    /* the fastest that this processor can run */
	CPU_PATH_PORTABLE /* plain C */
};

#if defined(__x86_64__)
#define FINGERPRINT_HAS_AVX2 1
#else
#define FINGERPRINT_HAS_AVX2 0
#endif

/* True when `path` is BEST and the processor and the system have AVX2 (and with it POPCNT). */
static inline bool
cpu_path_is_avx2(enum cpu_path path)
{
#if FINGERPRINT_HAS_AVX2
	return path == CPU_PATH_BEST && __builtin_cpu_supports("avx2") &&
	       __builtin_cpu_supports("popcnt");
#else
	(void)path;
	return false;
#endif
}

#endif
