/* SPDX-License-Identifier: Apache-2.0 */
/* The generator that answers TRNG calls, and later makes keys. */
#include <limits.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/platform_util.h>

#include "drbg.h"
#include "memory.h"
#include "panic.h"
#include "sysreg.h"

static mbedtls_ctr_drbg_context drbg;
static u32 seeded;
static u32 drbg_lock;

/* The library's source of entropy: the loader's seed, once. */
static int give_seed(void *seed, unsigned char *to, size_t size)
{
	const u8 *from = seed;

	for (size_t i = 0; i < size; i++) {
		to[i] = from[i];
	}
	return 0;
}

void drbg_seed(u8 *seed, u32 size)
{
	mbedtls_ctr_drbg_init(&drbg);
	mbedtls_ctr_drbg_set_entropy_len(&drbg, size);
	/* There is one source: no nonce from it, and never a second seed. */
	if (mbedtls_ctr_drbg_set_nonce_len(&drbg, 0) != 0 ||
	    mbedtls_ctr_drbg_seed(&drbg, give_seed, seed, 0, 0) != 0) {
		panic("the random generator refused its seed");
	}
	mbedtls_ctr_drbg_set_reseed_interval(&drbg, INT_MAX);
	mbedtls_platform_zeroize(seed, size);
	seeded = 1;
}

static void take_lock(void)
{
	while (__atomic_exchange_n(&drbg_lock, 1, __ATOMIC_ACQUIRE) != 0) {
		__asm__ volatile("yield");
	}
}

u32 drbg_random(u8 *to, u32 size)
{
	u32 done;

	take_lock();
	done = seeded != 0 && mbedtls_ctr_drbg_random(&drbg, to, size) == 0;
	__atomic_store_n(&drbg_lock, 0, __ATOMIC_RELEASE);
	return done;
}

void drbg_wipe(void)
{
	take_lock();
	seeded = 0;
	mbedtls_ctr_drbg_free(&drbg);
	cache_clean((const u8 *)&drbg, sizeof(drbg));
	dsb(sy);
	__atomic_store_n(&drbg_lock, 0, __ATOMIC_RELEASE);
}
