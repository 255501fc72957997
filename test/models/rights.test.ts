import { expect, test } from 'bun:test';
import { type Actor, RIGHTS, requireRight } from '../../src/models/rights.ts';

/** Who may do what: owner, admin, builder, support, customer admin, customer member. */
const GOLDEN = `
owners:write             owner
settings:write           owner admin
integrations:read        owner admin builder support
integrations:write       owner admin builder
integrations:restore     owner admin
test-runs:write          owner admin builder
customers:read           owner admin builder support
customers:write          owner admin builder
instances:read           owner admin builder support customer_admin customer_member
instances:deploy         owner admin builder support
instances:write          owner admin builder support customer_admin
instances:remove         owner admin builder customer_admin
connections:read         owner admin builder support customer_admin
connections:write        owner admin builder support customer_admin
executions:read          owner admin builder support customer_admin
executions:write         owner admin builder support customer_admin
alerts:read              owner admin builder support
alerts:write             owner admin builder
people:write             owner admin builder customer_admin
marketplace:write        customer_admin
own-answers:write        customer_admin customer_member
`;

test('each role has the rights that the product promises, and no others', () => {
  const rows = Object.entries(RIGHTS).map(([right, roles]) => `${right.padEnd(24)} ${roles.join(' ')}`);
  expect(rows.join('\n')).toBe(GOLDEN.trim());
});

test('who has not the right is refused by name of the right and the role', () => {
  const actor: Actor = {
    kind: 'token',
    id: 't',
    name: 'T',
    role: 'customer_member',
    scope: { kind: 'organization' },
  };
  expect(() => requireRight(actor, 'instances:read')).not.toThrow();
  expect(() => requireRight(actor, 'instances:write')).toThrow(/instances:write.*customer member/);
});
