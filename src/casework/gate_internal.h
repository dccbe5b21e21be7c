/* SPDX-License-Identifier: Apache-2.0 */
/* gate_internal.h - what the parts of the gate share. */
#ifndef VIDIMUS_CASEWORK_GATE_INTERNAL_H
#define VIDIMUS_CASEWORK_GATE_INTERNAL_H

#include "casework/gate.h"

/* What a use asks of consents and restrictions. */
struct gate_rule {
	const char *name;
	const char *purpose, *wider; /* of consent-scope: either is enough; wider may be NULL */
	const char *uses[3];         /* of restricted-use, any of which stands in the way */
	bool        tolerates_silence; /* nobody need have been asked yet */
	bool        passes_on;         /* it leaves: what came from others may not, on their terms */
	bool        publishes;         /* as evidence, which a lead is not */
};

/* One subject that is asked about, and where what is found goes. */
struct gate {
	struct ledger          *ledger;
	const struct gate_rule *rule;
	struct instant          now;
	struct text             subject; /* KIND/UUID */
	const json_t           *scope;   /* of it */
	json_t                 *blocks;
};

/* Appends one; `record` may be NULL. The text begins with the subject's id. */
CHECKED enum status gate_block(struct gate *gate, const char *code, const char *record,
                               const char *text, struct error *err);

/* The parts. */
CHECKED enum status gate_consents(struct gate *gate, struct error *err);
CHECKED enum status gate_received(struct gate *gate, struct error *err);

#endif
