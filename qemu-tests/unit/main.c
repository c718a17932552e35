/* SPDX-License-Identifier: Apache-2.0 */
#include "tests.h"

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_monitor_break_before_make),
	cmocka_unit_test(test_monitor_tlbi),
	cmocka_unit_test(test_monitor_tables),
	cmocka_unit_test(test_monitor_contents),
	cmocka_unit_test(test_monitor_lock),
	cmocka_unit_test(test_simple_calls),
	cmocka_unit_test(test_life_calls),
	cmocka_unit_test(test_donate_errors),
	cmocka_unit_test(test_donate_tables),
	cmocka_unit_test(test_hold),
	cmocka_unit_test(test_held),
	cmocka_unit_test(test_commit),
	cmocka_unit_test(test_cancel),
	cmocka_unit_test(test_withdraw),
	cmocka_unit_test(test_reclaim),
	cmocka_unit_test(test_table_return),
	cmocka_unit_test(test_protect),
	cmocka_unit_test(test_destroy_errors),
	cmocka_unit_test(test_destroy_pieces),
	cmocka_unit_test(test_destroy_again),
	cmocka_unit_test(test_split),
	cmocka_unit_test(test_split_gib),
	cmocka_unit_test(test_lend_kinds),
	cmocka_unit_test(test_lend_errors),
	cmocka_unit_test(test_lend),
	cmocka_unit_test(test_unlend),
	cmocka_unit_test(test_lent_stays),
	cmocka_unit_test(test_lend_tables),
	cmocka_unit_test(test_lend_count),
	cmocka_unit_test(test_boot_bad_ranges),
	cmocka_unit_test(test_boot_bad_maps),
	cmocka_unit_test(test_boot_modules),
	cmocka_unit_test(test_boot_banks),
	cmocka_unit_test(test_boot_devices),
	cmocka_unit_test(test_boot_device_tables),
	cmocka_unit_test(test_abort_host),
	cmocka_unit_test(test_abort_partition),
	cmocka_unit_test(test_abort_rights),
	cmocka_unit_test(test_abort_status),
	cmocka_unit_test(test_registers),
	cmocka_unit_test(test_shutdown),
	cmocka_unit_test(test_merge),
	cmocka_unit_test(test_merge_gib),
	cmocka_unit_test(test_random_calls),
};

int main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
