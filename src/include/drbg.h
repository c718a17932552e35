/* SPDX-License-Identifier: Apache-2.0 */
/* Cordon's random numbers: CTR_DRBG (NIST SP 800-90A) of mbedTLS, seeded once by the loader. */
#ifndef CORDON_DRBG_H
#define CORDON_DRBG_H
#include "types.h"

/* Bytes of seed: the key of AES-256 and, with less, no start. */
#define DRBG_SEED_MIN 32
#define DRBG_SEED_MAX 256

/* Seeds the generator from [seed, seed + size), DRBG_SEED_MIN to DRBG_SEED_MAX bytes, and wipes
 * them. Stops the start if the library refuses. */
void drbg_seed(u8 *seed, u32 size);
/* Fills [to, to + size), at most 1024 bytes. False if there was no seed. */
u32 drbg_random(u8 *to, u32 size);
/* Forgets the generator's state, in memory too: before a reset. From then on there are no bytes. */
void drbg_wipe(void);
#endif
