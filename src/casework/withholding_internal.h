/* SPDX-License-Identifier: Apache-2.0 */
/* withholding_internal.h - what the parts of withholding share. */
#ifndef VIDIMUS_CASEWORK_WITHHOLDING_INTERNAL_H
#define VIDIMUS_CASEWORK_WITHHOLDING_INTERNAL_H

#include "casework/withholding.h"

/* STATUS_INVALID unless one of the two says something. */
CHECKED enum status words_say_why(const char *because, const char *protected_because,
                                  struct error *err);

#endif
