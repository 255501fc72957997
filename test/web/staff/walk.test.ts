/** Every row of the table of pages, in the hands of everybody: what each may do, and what none may break. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { UserRole } from '../../../src/db/schema.ts';
import { RIGHTS, type Right } from '../../../src/models/rights.ts';
import type { PageRoute } from '../../../src/web/kit/page.ts';
import { pageRoutes } from '../../../src/web/staff/pages.ts';
import { openDesk } from '../../support/app.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';
import { addressesOf, makeWorld, PROBE, type World } from '../../support/world.ts';

const desk = openDesk();
const ORIGIN = 'http://stepwell.test';
const ROLES: UserRole[] = ['owner', 'admin', 'builder', 'support'];
const nameOf = ({ method, path }: PageRoute) => `${method} ${path}`;
const guarded = pageRoutes.filter(({ access }) => access !== 'anyone');
const pages = pageRoutes.filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream'));
const forms = pageRoutes.filter(({ method }) => method === 'POST');

let world: World;
const people = new Map<UserRole, Visitor>();
const person = (role: UserRole): Visitor => {
  const found = people.get(role);
  if (!found) throw new Error(`There is no ${role}.`);
  return found;
};

beforeAll(async () => {
  world = await makeWorld(desk);
  for (const role of ROLES) people.set(role, await visitorAs(desk, role, null, `${role} ${PROBE}`));
  people.set('customer_admin', await visitorAs(desk, 'customer_admin', world.customer));
});
afterAll(desk.close);

const mayBe = (role: UserRole, access: PageRoute['access']): boolean =>
  access === 'staff' || access === 'anyone' || (access !== 'customers' && RIGHTS[access].includes(role));

describe('whoever is not signed in', () => {
  test.each(guarded.map((route) => [nameOf(route), route] as const))(
    '%s leads to the sign-in',
    async (_, route) => {
      const path = addressesOf(route.path, world, 'known');
      const answer = await desk.app.request(ORIGIN + path, {
        method: route.method,
        headers: { 'sec-fetch-site': 'same-origin' },
      });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toStartWith('/sign-in');
    },
  );
});

describe('every page', () => {
  for (const role of ROLES) {
    test.each(pages.map((route) => [nameOf(route), route] as const))(`${role}: %s`, async (_, route) => {
      const answer = await person(role).get(addressesOf(route.path, world, 'known'));
      if (!mayBe(role, route.access)) {
        expect(answer.status).toBe(403);
        expect(answer.html).toContain('Your role does not include this');
        return;
      }
      expect([200, 303, 404, 410]).toContain(answer.status);
      if (route.access !== 'anyone' && !route.path.startsWith('/sample')) expect(answer.status).not.toBe(404);
      // The probe is there as text or not at all: never as markup.
      if (answer.headers.get('content-type')?.startsWith('text/html')) {
        expect(answer.html).not.toContain('<script>alert');
        expect(answer.html).not.toContain('<img src=x');
        expect(answer.html).not.toMatch(/(href|src)="\s*javascript:/i);
      } else if (answer.status === 200) {
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('content-disposition') ?? '').toStartWith('attachment');
      }
    });
  }

  test.each(guarded.filter(({ method }) => method === 'GET').map((route) => [nameOf(route), route] as const))(
    'is not for people of customers: %s',
    async (_, route) => {
      const answer = await person('customer_admin').get(addressesOf(route.path, world, 'known'));
      expect(answer.status).toBe(403);
    },
  );
});

describe('every form', () => {
  test.each(forms.map((route) => [nameOf(route), route] as const))(
    'without its token changes nothing: %s',
    async (_, route) => {
      const answer = await person('owner').postBare(
        addressesOf(route.path, world, 'known'),
        new URLSearchParams({ name: 'x' }),
      );
      expect(answer.status).toBe(403);
    },
  );

  test.each(
    forms.filter(({ access }) => access !== 'anyone').map((route) => [nameOf(route), route] as const),
  )('is refused to whom the table does not allow it: %s', async (_, route) => {
    for (const role of [...ROLES, 'customer_admin'] as const) {
      if (role !== 'customer_admin' && mayBe(role, route.access)) continue;
      expect((await person(role).post(addressesOf(route.path, world, 'known'))).status).toBe(403);
    }
  });

  test.each(forms.map((route) => [nameOf(route), route] as const))(
    'that is empty is refused by a page, or does what needs nothing more: %s',
    async (_, route) => {
      // Somebody new each time: one of the forms signs out.
      const someone = await visitorAs(desk, 'owner');
      const answer = await someone.post(addressesOf(route.path, world, 'unknown'));
      expect([200, 303, 400, 404, 409, 410, 422]).toContain(answer.status);
    },
  );
});

describe('ids that are not there', () => {
  const withIds = guarded.filter(({ path }) => /:(id|key|number)/.test(path));
  for (const kind of ['unknown', 'malformed'] as const) {
    test.each(withIds.map((route) => [nameOf(route), route] as const))(`${kind}: %s`, async (_, route) => {
      const path = addressesOf(route.path, world, kind);
      const answer =
        route.method === 'GET'
          ? await person('owner').get(path)
          : await person('owner').post(path, { name: 'x' });
      expect(answer.status).toBe(404);
      expect(answer.html).toContain('There is nothing here');
      expect(answer.html).toMatch(/href="\/\w*" class="button primary"/);
    });
  }
});

test('the table asks for a right wherever something is changed', () => {
  const open = forms.filter(({ access }) => access === 'anyone').map(({ path }) => path);
  expect(open.sort()).toEqual(['/invitations/:token', '/set-up/:token', '/sign-in', '/sign-out', '/theme']);
  const own = forms.filter(({ access }) => access === 'staff').map(({ path }) => path);
  expect(own.every((path) => path.startsWith('/account'))).toBe(true);
});

test('who may do what is what the contract says', () => {
  const table: Record<string, UserRole[]> = {};
  for (const { method, path, access } of guarded) {
    if (access === 'staff' || access === 'anyone') continue;
    table[access] ??= RIGHTS[access as Right].filter((role) => ROLES.includes(role));
    expect([method, path, access]).toHaveLength(3);
  }
  expect(table['settings:write']).toEqual(['owner', 'admin']);
  expect(table['integrations:write']).toEqual(['owner', 'admin', 'builder']);
  expect(table['integrations:read']).toEqual(ROLES);
});
