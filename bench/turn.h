/* SPDX-License-Identifier: Apache-2.0 */
/* turn.h - what one turn of a command or of a function costs, in a process of its own. */
#ifndef VIDIMUS_BENCH_TURN_H
#define VIDIMUS_BENCH_TURN_H

/* Seconds; processor time is that of the process and its threads, in user and in system mode. */
struct turn_cost {
	double processor, wall;
};

/* Runs `work(of)` in a fresh child with its output thrown away; ends the program when it fails. */
struct turn_cost turn_of_function(void (*work)(void *of), void *of);

/* The same of a command; `arguments` ends with NULL. */
struct turn_cost turn_of_command(char *const *arguments);

/* Keeps in *least the smaller of each; a least of { 0, 0 } is none yet. */
void turn_keep_least(struct turn_cost *least, struct turn_cost cost);

#endif
