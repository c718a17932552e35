/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS includes <stdio.h>, and uses none of it in this configuration. */
#ifndef CORDON_STDIO_H
#define CORDON_STDIO_H
#endif
