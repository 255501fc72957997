/** Every address that names a thing, in everybody's hands: of what is not theirs they learn nothing, and change nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Hono } from 'hono';
import type { UserRole } from '../../src/db/schema.ts';
import { connections, executions, instances, integrations, users } from '../../src/db/schema.ts';
import { newId } from '../../src/lib/ids.ts';
import { putListing } from '../../src/models/listings.ts';
import { RIGHTS } from '../../src/models/rights.ts';
import { CSRF_FIELD } from '../../src/web/kit/csrf.ts';
import { type Place, sitemap } from '../../src/web/sitemap.ts';
import { apiFor, openDesk } from '../support/app.ts';
import { csrfIn } from '../support/markup.ts';
import { type Visitor, visitorAs } from '../support/visitor.ts';
import { makeWorld, type World } from '../support/world.ts';

const desk = openDesk();
const ORIGIN = 'http://stepwell.test';
/** Stands in all that is the other customer's. */
const MARK = 'Quetzalcoatlus';

/** What a part of an address names, by the part before it. */
const THINGS: Record<string, (world: World) => string> = {
  integrations: ({ integration }) => integration,
  trash: ({ trashed }) => trashed,
  customers: ({ customer }) => customer,
  instances: ({ instance }) => instance,
  mine: ({ instance }) => instance,
  'configure-instance': ({ instance }) => instance,
  executions: ({ execution }) => execution,
  activity: ({ execution }) => execution,
  connections: ({ connection }) => connection,
  'shared-connections': ({ shared }) => shared,
  users: ({ person }) => person,
  team: ({ person }) => person,
  staff: ({ invited }) => invited,
  tokens: ({ token }) => token,
  packages: ({ codePackage }) => codePackage,
  monitors: ({ monitor }) => monitor,
  'event-webhooks': ({ eventWebhook }) => eventWebhook,
  deliveries: ({ delivery }) => delivery,
  keys: ({ embeddingKey }) => embeddingKey,
  attachments: ({ attachment }) => attachment,
  payloads: ({ payload }) => payload,
  'test-payloads': ({ payload }) => payload,
  upgrades: ({ upgrade }) => upgrade,
  'instance-upgrades': ({ upgrade }) => upgrade,
  jobs: ({ job }) => job,
  'execution-jobs': ({ job }) => job,
};

/** What is nobody's own: the same for all, or a secret that only its owner has. */
const NOT_OWNED: Record<string, string> = {
  versions: '1',
  filters: 'some',
  states: 'some',
  components: 'http',
  builder: 'some',
  help: 'webhooks',
  'data-sources': 'Shop Name',
  sessions: 'some',
  'set-up': 'some',
  invitations: 'some',
  trigger: 'some',
  public: 'some',
  icons: 'some',
  results: 'some',
  connect: 'some',
  start: 'some',
  answers: '1',
  'own-answers': '1',
  'own-connections': 'some',
  'pinned-outputs': 'orders',
  ':flow': 'note',
  'test-urls': 'orders',
  'endpoint-keys': 'some',
  'polling-cursors': 'orders',
  ':id': 'some',
};

/** In place of each kind of id one of another kind, which is the other customer's too. */
const OTHERS: Record<string, (world: World) => string> = {
  instances: THINGS.executions ?? String,
  mine: THINGS.executions ?? String,
  'configure-instance': THINGS.executions ?? String,
  executions: THINGS.instances ?? String,
  activity: THINGS.instances ?? String,
};

/** `mixed`: the first is one's own; `half-unknown`: and the rest is nobody's. */
type Kind = 'own' | 'foreign' | 'mixed' | 'unknown' | 'half-unknown' | 'other-type';

let own: World;
let foreign: World;

function named(before: string, kind: Kind, isFirst: boolean): string {
  const thing = THINGS[before];
  if (!thing) {
    const fixed = NOT_OWNED[before];
    if (fixed === undefined) throw new Error(`${before} is new in an address: say here what it names.`);
    return fixed;
  }
  const isMixed = kind === 'mixed' || kind === 'half-unknown';
  if (kind === 'own' || (isMixed && isFirst)) return thing(own);
  if (kind === 'unknown' || kind === 'half-unknown')
    return newId('ins').replace('ins', thing(own).split('_')[0] ?? '');
  return kind === 'other-type' ? (OTHERS[before] ?? THINGS.instances ?? thing)(foreign) : thing(foreign);
}

function addressOf(path: string, kind: Kind): string {
  const parts = path.replace(/\/\*$/, '').split('/');
  const first = parts.findIndex((part) => part.startsWith(':'));
  return parts
    .map((part, index) =>
      part.startsWith(':') ? named(parts[index - 1] ?? '', kind, index === first) : part,
    )
    .join('/');
}

/** What the field's library asks for and there is nothing of: it names nothing here. */
const NOT_OFFERED = '/integrations/:id/';
const isOwned = ({ path }: Place) =>
  path !== NOT_OFFERED &&
  path.split('/').some((part, index, parts) => part.startsWith(':') && (parts[index - 1] ?? '') in THINGS);
const isApi = ({ path }: Place) => path.startsWith('/api/');
const owned = sitemap.filter(isOwned);
const pages = owned.filter((place) => !isApi(place));
const calls = owned.filter(isApi);
/** What stands in frames of other sites. */
const isFramed = ({ path }: Place) => path.startsWith('/embedded/') || path.endsWith('/');
const nameOf = ({ method, path }: Place) => `${method} ${path}`;

const people = new Map<UserRole, { visitor: Visitor; csrf: string; api: Hono }>();
const person = (role: UserRole) => {
  const found = people.get(role);
  if (!found) throw new Error(`There is no ${role}.`);
  return found;
};
const STAFF: UserRole[] = ['owner', 'admin', 'builder', 'support'];
const CUSTOMERS: UserRole[] = ['customer_admin', 'customer_member'];

beforeAll(async () => {
  own = await makeWorld(desk, 'Own');
  foreign = await makeWorld(desk, MARK, 'test');
  const labels = [`eu ${MARK}`];
  await desk.deps.store.write((tx) =>
    putListing(tx, foreign.integration, { blurb: MARK, position: 0, labels }),
  );
  for (const role of [...STAFF, ...CUSTOMERS]) {
    const customerId = CUSTOMERS.includes(role) ? own.customer : null;
    const visitor = await visitorAs(desk, role, customerId);
    const home = customerId === null ? '/account' : '/marketplace/account';
    const scope =
      customerId === null ? ({ kind: 'organization' } as const) : ({ kind: 'customer', customerId } as const);
    const api = apiFor(desk.deps, async () => ({ kind: 'token', id: `t:${role}`, name: role, role, scope }));
    people.set(role, { visitor, csrf: csrfIn((await visitor.get(home)).html), api });
  }
});
afterAll(desk.close);

type Answer = { status: number; text: string };

async function ask(role: UserRole, place: Place, address: string): Promise<Answer> {
  const { visitor, csrf, api } = person(role);
  if (isApi(place)) return await askApi(api, place.method, address);
  const { status, html } =
    place.method === 'GET'
      ? await visitor.get(address)
      : await visitor.postBare(
          address,
          new URLSearchParams({ [CSRF_FIELD]: isFramed(place) ? visitor.csrf(address) : csrf }),
        );
  return { status, text: html };
}

async function askApi(api: Hono, method: string, address: string): Promise<Answer> {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const answer = await api.request(address, {
    method,
    headers: hasBody ? { 'content-type': 'application/json', 'if-match': '*' } : {},
    ...(hasBody ? { body: '{}' } : {}),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Without what differs from one answer to the next, and what was asked for. */
function plain(text: string, address: string): string {
  const ids = address.split('/').filter((part) => part.includes('_') || part === address);
  const bare = ids.reduce((rest, id) => rest.replaceAll(id, '…'), text);
  return bare
    .replaceAll(/nonce-[\w-]+|nonce="[^"]*"|value="[^"]*"/g, '')
    .replaceAll(/<code>[\w -]+<\/code>/g, '')
    .replaceAll(/\b[a-z]{3}_[0-9a-z]{20,}\b/g, '…');
}

/** All that is the other customer's, to be compared. */
async function stateOfForeign(): Promise<string> {
  const { read } = desk.deps.store;
  const rows = [instances, users, connections, executions].map((table) => db(read, table));
  const all = (await Promise.all(rows)).flat();
  const theirs = all.filter((row) => Reflect.get(row, 'customerId') === foreign.customer);
  const drafts = await read.select({ id: integrations.id, name: integrations.name }).from(integrations);
  return JSON.stringify([theirs, drafts]);
}

const db = async (
  read: typeof desk.deps.store.read,
  table: typeof instances | typeof users | typeof connections | typeof executions,
): Promise<object[]> => await read.select().from(table);

describe('somebody of a customer', () => {
  for (const role of CUSTOMERS)
    test.each([...pages, ...calls].map((place) => [nameOf(place), place] as const))(
      `${role}: %s is of others as if it were not there`,
      async (_, place) => {
        for (const [kind, none] of [
          ['foreign', 'unknown'],
          ['mixed', 'half-unknown'],
          ['other-type', 'unknown'],
        ] as const) {
          const [address, unknown] = [addressOf(place.path, kind), addressOf(place.path, none)];
          // Where there is one id, its own is no stranger's.
          if (address === addressOf(place.path, 'own')) continue;
          const absent = await ask(role, place, unknown);
          expect([403, 404, 400, 415, 422, 428]).toContain(absent.status);
          const hidden = await ask(role, place, address);
          expect([kind, hidden.status]).toEqual([kind, absent.status]);
          expect(hidden.text).not.toContain(MARK);
          expect(plain(hidden.text, address)).toBe(plain(absent.text, unknown));
        }
      },
    );

  test.each(CUSTOMERS.map((role) => [role] as const))(
    '%s is told that there is nothing wherever the right is theirs',
    async (role) => {
      const allowed = pages.filter(
        ({ path, access }) =>
          /^(\/embedded)?\/marketplace\//.test(path) &&
          (access === 'customers' ||
            Object.entries(RIGHTS).some(([right, roles]) => right === access && roles.includes(role))),
      );
      expect(allowed.length).toBeGreaterThan(role === 'customer_admin' ? 12 : 0);
      for (const place of allowed)
        expect([nameOf(place), (await ask(role, place, addressOf(place.path, 'foreign'))).status]).toEqual([
          nameOf(place),
          404,
        ]);
    },
  );

  test('sees their own there', async () => {
    for (const place of pages.filter(
      ({ method, path }) => method === 'GET' && /^(\/embedded)?\/marketplace\//.test(path),
    ))
      expect([
        nameOf(place),
        // What leads on to a page of theirs, and what their account is not for, is there as well.
        [200, 303, 409].includes((await ask('customer_admin', place, addressOf(place.path, 'own'))).status),
      ]).toEqual([nameOf(place), true]);
  });

  test('finds nothing of others in any list, whatever they ask it for', async () => {
    const lists = sitemap.filter(
      ({ method, path }) => method === 'GET' && !path.includes(':') && !path.endsWith('/stream'),
    );
    const asked = `customer=${foreign.customer}&instance=${foreign.instance}&integration=${foreign.instance}&q=${MARK.slice(0, 7)}`;
    for (const role of CUSTOMERS)
      for (const place of lists)
        for (const query of ['', `?${asked}`]) {
          const { text } = await ask(role, place, place.path + query);
          expect([nameOf(place), query, text.includes(MARK)]).toEqual([nameOf(place), query, false]);
        }
  });

  test('has changed nothing of others by all of that', async () => {
    const before = await stateOfForeign();
    for (const place of pages.filter(({ method }) => method === 'POST'))
      await ask('customer_admin', place, addressOf(place.path, 'foreign'));
    expect(await stateOfForeign()).toBe(before);
    expect(before).toContain(MARK);
    expect(before).toContain('"state":"active"');
  });
});

describe('a stranger', () => {
  test.each([...pages, ...calls].map((place) => [nameOf(place), place] as const))(
    '%s says nothing of what it names',
    async (_, place) => {
      const answer = await desk.app.request(ORIGIN + addressOf(place.path, 'foreign'), {
        method: place.method,
        headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
      });
      expect(isApi(place) ? [401] : [303, 404]).toContain(answer.status);
      expect(await answer.text()).not.toContain(MARK);
    },
  );
});

describe('one of the staff', () => {
  for (const role of STAFF)
    test.each(pages.filter(({ method }) => method === 'GET').map((place) => [nameOf(place), place] as const))(
      `${role}: %s finds nothing by an id of another kind`,
      async (_, place) => {
        const { status, text } = await ask(role, place, addressOf(place.path, 'other-type'));
        // In a frame of another site they are strangers.
        expect(isFramed(place) ? [303] : [403, 404]).toContain(status);
        if (status === 403) expect(text).not.toContain(MARK);
      },
    );

  test('sees nothing of customers under the address of the marketplace', async () => {
    for (const place of sitemap.filter(
      ({ path, access }) => path.startsWith('/marketplace') && access !== 'anyone',
    )) {
      const { status, text } = await ask('owner', place, addressOf(place.path, 'own'));
      expect([nameOf(place), status]).toEqual([nameOf(place), 403]);
      expect(text).toContain('This is what your customers see');
    }
  });
});

test('every part of an address is known here, by what it names', () => {
  for (const { path } of sitemap) expect(addressOf(path, 'own')).not.toContain('/:');
});
