/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CORDON_FEATURES_H
#define CORDON_FEATURES_H

/* Stops with a message if this CPU lacks what Cordon builds on; see features.c for the list. */
void features_check(void);
#endif
