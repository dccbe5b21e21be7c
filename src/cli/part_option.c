/* SPDX-License-Identifier: Apache-2.0 */
/* part_option.c - which part is meant: time, frame, page, region. */
#include "cli/part_option.h"

const struct verb_option part_options[] = {
	{ .name = "part", .kind = VALUE_TEXT, .argument = "PART",
	  .about = "Which part: 1:05-1:20, 1:05-, frame 12.480, page 3, region LEFT,TOP,WIDTHxHEIGHT; "
	           "several with ;" },
	{ 0 },
};
