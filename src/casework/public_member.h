/* SPDX-License-Identifier: Apache-2.0 */
/*
 * public_member.h - values that stand in a member public_NAME or in its twin
 * private_NAME: the twins differ in class, which decides what is given to
 * whom. A value gets into the public one only by an edit that names it while
 * anyone can read the channel; no later edit moves it there.
 */
#ifndef VIDIMUS_CASEWORK_PUBLIC_MEMBER_H
#define VIDIMUS_CASEWORK_PUBLIC_MEMBER_H

#include "base/json.h"
#include "store/database.h"

/* Can anyone read a channel of this visibility and kind (NULL: unknown)? Public ones but for personal accounts. */
bool is_public_channel(const char *visibility, const char *kind);

/*
 * Can anyone read the channel: is it public, and no personal account? `uuid`
 * is its UUID as text; false for NULL and for one that is not recorded.
 */
CHECKED enum status channel_is_public(struct database *database, const char *uuid, bool *out,
                                      struct error *err);

/* Sets the public or the private member of that name; `value` is borrowed, NULL sets nothing. */
CHECKED enum status public_member_set(json_t *values, const char *name, bool is_public,
                                      json_t *value, struct error *err);

/* Do these values of an event (NULL: none) have the value in the public member of that name? */
CHECKED enum status public_member_holds(const json_t *values, const char *name,
                                        const json_t *value, bool *out, struct error *err);

#endif
