/* SPDX-License-Identifier: Apache-2.0 */
/* The measurement of a protected partition: SHA-256 (FIPS 180-4, mbedTLS) of what it was given with
 * contents and of how it begins. What is hashed: docs/measurement.md. Under the memory lock. */
#ifndef CORDON_MEASUREMENT_H
#define CORDON_MEASUREMENT_H
#include "types.h"

/* The partition begins: nothing is measured. */
void measurement_begin(u64 part);
/* After the call measure has succeeded: hashes piece number piece of frame pfn, which will be at
 * frame number gfn. A page that is all zero counts as none. */
void measurement_piece(u64 part, u64 pfn, u64 piece, u64 gfn);
/* After seal has: hashes how the partition begins, and ends the measurement. */
void measurement_end(u64 part, u64 first, u64 count, u64 pc, u64 context, u64 vcpus);
/* A word of it, below DIGEST_WORDS; the first byte is the lowest. */
u64 measurement_word(u64 part, u64 word);
#endif
