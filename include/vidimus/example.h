/* SPDX-License-Identifier: Apache-2.0 */
/* example.h - what the worked example is made of besides commands. */
#ifndef VIDIMUS_EXAMPLE_H
#define VIDIMUS_EXAMPLE_H

#include <vidimus/types.h>

enum vidimus_stand_ins {
	VIDIMUS_STAND_INS,         /* DEMO-01 to DEMO-11 */
	VIDIMUS_STAND_INS_REDACTED /* DEMO-01-redacted.avi, … -06 and -08: to be given in their place */
};

/*
 * Writes synthetic stand-ins into a new folder, each labelled in its picture;
 * the same bytes on every machine. STATUS_EXISTS when the folder is there.
 */
CHECKED enum status vidimus_stand_ins_write(enum vidimus_stand_ins which, const char *folder,
                                            struct error *err);

#endif
