/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS uses the types of it only. */
#ifndef CORDON_INTTYPES_H
#define CORDON_INTTYPES_H
#include <stdint.h>
#endif
