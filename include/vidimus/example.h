/* SPDX-License-Identifier: Apache-2.0 */
/* example.h - what the worked example is made of besides commands. */
#ifndef VIDIMUS_EXAMPLE_H
#define VIDIMUS_EXAMPLE_H

#include <vidimus/types.h>

/*
 * Writes the synthetic stand-ins DEMO-01 to DEMO-11 into a new folder, each
 * labelled in its picture; the same bytes on every machine. STATUS_EXISTS when
 * the folder is there.
 */
CHECKED enum status vidimus_stand_ins_write(const char *folder, struct error *err);

#endif
