/* SPDX-License-Identifier: Apache-2.0 */
/* circumstances.h - program, machine, login, clock and key of a reception, for the record. */
#ifndef VIDIMUS_CASEWORK_CIRCUMSTANCES_H
#define VIDIMUS_CASEWORK_CIRCUMSTANCES_H

#include "casework/catalogue.h"

/* Sets tool, circumstances, clock, host and login of an event's values. */
CHECKED enum status circumstances_set(json_t *values, const struct catalogue *catalogue,
                                      struct error *err);

/* The tool member alone: version, build and libraries of this program; NULL without memory. */
CHECKED json_t *circumstances_tool(const struct catalogue *catalogue);

#endif
