/* SPDX-License-Identifier: Apache-2.0 */
/* What of mbedTLS is compiled in: CTR_DRBG over AES-256, tables read-only; SHA-256; no platform. */
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_NO_PLATFORM_ENTROPY
