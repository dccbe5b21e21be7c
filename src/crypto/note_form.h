/* SPDX-License-Identifier: Apache-2.0 */
/* note_form.h - parts of the note format that reading, signing and vkeys share. */
#ifndef VIDIMUS_CRYPTO_NOTE_FORM_H
#define VIDIMUS_CRYPTO_NOTE_FORM_H

#include <vidimus/types.h>

#define NOTE_DASH "\xe2\x80\x94 " /* em dash and space */
#define NOTE_ED25519 0x01         /* signature type byte */

/* Whether it may be a key name: not empty, UTF-8, no Unicode white space, control or "+". */
bool note_name_is_valid(struct text name);

#endif
