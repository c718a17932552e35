/* SPDX-License-Identifier: Apache-2.0 */
/* mbedTLS declares its clock type even where it uses no clock. */
#ifndef CORDON_TIME_H
#define CORDON_TIME_H

typedef long time_t;
#endif
