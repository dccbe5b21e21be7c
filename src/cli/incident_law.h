/* SPDX-License-Identifier: Apache-2.0 */
/* incident_law.h - the sub-verbs of `vidimus incident` about law. */
#ifndef VIDIMUS_CLI_INCIDENT_LAW_H
#define VIDIMUS_CLI_INCIDENT_LAW_H

#include "cli/verb.h"

extern const struct verb verb_incident_provision;
extern const struct verb verb_incident_assess;

#endif
