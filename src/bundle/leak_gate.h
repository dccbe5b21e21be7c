/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak_gate.h - does anything that stays at home stand in what is about to
 * leave? It holds the protected values of the catalogue that this export does
 * not open and searches each file for them, in the forms in which they could
 * hide. It cannot see pixels, hear speech or know a paraphrase.
 */
#ifndef VIDIMUS_BUNDLE_LEAK_GATE_H
#define VIDIMUS_BUNDLE_LEAK_GATE_H

#include "base/json.h"
#include "base/scoped.h"
#include "bundle/selection.h"

struct leak_gate;

/*
 * Gathers what is protected: members of the classes person to internal-note
 * of the events near the exhibits that `selection` does not open; ids, UUIDs,
 * hashes and names of items near them that are not exported; the class person
 * of the whole catalogue. A value that the selection opens elsewhere is not
 * protected. Both are borrowed until it ends.
 */
CHECKED enum status leak_gate_open(struct leak_gate **out, struct ledger *ledger,
                                   const struct bundle_selection *selection, struct error *err);
void leak_gate_close(struct leak_gate *gate);
DEFINE_SCOPED_POINTER(leak_gate, leak_gate_close);

/* Searches a file that was made here: text, JSON, HTML, or what a renderer was given; its name too. */
CHECKED enum status leak_gate_text(struct leak_gate *gate, const char *file, struct text bytes,
                                   struct error *err);

/*
 * Searches an exhibit's bytes (borrowed descriptor, read by pread, mapped
 * nowhere): regions that hold metadata fully, the rest for encoded forms of at
 * least 8 bytes. Of an original that is given as it is, values that an
 * examination read out of files are no finds. Read once, however often the object
 * is given.
 */
CHECKED enum status leak_gate_object(struct leak_gate *gate, const char *file, int fd,
                                     uint64_t size, const struct digest *object,
                                     struct error *err);

/*
 * What was found, borrowed: {"file","place","form","class","record"} each, never
 * the value itself. `place` is an offset, or a line and column.
 */
const json_t *leak_gate_finds(const struct leak_gate *gate);

/*
 * The first find from `count` on that is of no value found before it, borrowed; NULL
 * when there is none: whoever accepted the first `count` knows of all.
 */
const json_t *leak_gate_news(const struct leak_gate *gate, size_t count);

#endif
