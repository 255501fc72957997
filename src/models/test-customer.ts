/** The customer that has all test instances. Whoever looks at the organization's things sees nothing of it. */
export const TEST_CUSTOMER = `cus_${'0'.repeat(26)}`;

/** Whether an instance is a test instance, or an execution that of a test or one that a test has led to. */
export function isOfTests({ customerId }: { customerId: string }): boolean {
  return customerId === TEST_CUSTOMER;
}
