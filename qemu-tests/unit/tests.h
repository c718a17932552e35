/* SPDX-License-Identifier: Apache-2.0 */
/* All unit tests, by the file that has them. */
#ifndef UNIT_TESTS_H
#define UNIT_TESTS_H
#include "harness.h"

/* test_calls.c */
void test_simple_calls(void **state);
void test_life_calls(void **state);
void test_donate_errors(void **state);
void test_donate_tables(void **state);
void test_hold(void **state);
void test_held(void **state);
void test_commit(void **state);
void test_cancel(void **state);
void test_withdraw(void **state);
void test_reclaim(void **state);
void test_table_return(void **state);
void test_protect(void **state);
void test_destroy_errors(void **state);
void test_destroy_pieces(void **state);
void test_destroy_again(void **state);
void test_split(void **state);
void test_split_gib(void **state);
/* test_lend.c */
void test_lend_kinds(void **state);
void test_lend_errors(void **state);
void test_lend(void **state);
void test_lend_block_errors(void **state);
void test_lend_block(void **state);
void test_unlend(void **state);
void test_lent_stays(void **state);
void test_lend_tables(void **state);
void test_lend_count(void **state);
/* test_run.c */
void test_run_errors(void **state);
void test_run(void **state);
void test_run_all(void **state);
void test_run_end(void **state);
void test_exit(void **state);
void test_exit_device(void **state);
void test_exit_served(void **state);
void test_register(void **state);
/* test_share.c */
void test_share_errors(void **state);
void test_share(void **state);
void test_share_block(void **state);
void test_share_ended(void **state);
/* test_boot.c */
void test_boot_bad_ranges(void **state);
void test_boot_bad_maps(void **state);
void test_boot_modules(void **state);
void test_boot_banks(void **state);
void test_boot_devices(void **state);
void test_boot_device_tables(void **state);
/* test_abort.c */
void test_abort_host(void **state);
void test_abort_partition(void **state);
void test_abort_rights(void **state);
void test_abort_status(void **state);
void test_registers(void **state);
void test_shutdown(void **state);
/* test_monitor.c */
void test_monitor_break_before_make(void **state);
void test_monitor_tlbi(void **state);
void test_monitor_tables(void **state);
void test_monitor_contents(void **state);
void test_monitor_lock(void **state);
/* test_merge.c */
void test_merge(void **state);
void test_merge_gib(void **state);
/* test_random.c */
void test_random_calls(void **state);
#endif
