/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h - the entry that a fuzzer calls; the name is libFuzzer's. */
#ifndef VIDIMUS_TESTS_FUZZ_H
#define VIDIMUS_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Tries one input; aborts on a fault of ours. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
