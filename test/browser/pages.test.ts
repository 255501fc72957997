/** Every page in a real browser: both themes, wide and narrow. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { packInRow } from '../../src/db/payload.ts';
import { now } from '../../src/lib/time.ts';
import { makeConnectionLink } from '../../src/models/connection-links.ts';
import { noteEmptyPoll, noteEvent, noteRefusals } from '../../src/models/flow-activity.ts';
import { readIcon } from '../../src/models/icon-files.ts';
import { setIcon } from '../../src/models/icons.ts';
import { getInstance } from '../../src/models/instances.ts';
import { invite } from '../../src/models/invitations.ts';
import { installSample } from '../../src/models/new-sample.ts';
import { updateOrganization } from '../../src/models/organization.ts';
import { pinOutput, stepToPin } from '../../src/models/pinned-outputs.ts';
import { setUpLink } from '../../src/models/set-up.ts';
import { stateOwners, writeStates } from '../../src/models/states.ts';
import { configureTests } from '../../src/models/test-configuration.ts';
import { testRequest } from '../../src/models/test-requests.ts';
import { startTest } from '../../src/models/test-runs.ts';
import { makeTestUrl } from '../../src/models/test-urls.ts';
import { portalRoutes } from '../../src/web/portal/pages.ts';
import { pageRoutes } from '../../src/web/staff/pages.ts';
import { shopValues } from '../support/api-records.ts';
import { goThrough, queue } from '../support/api-runs.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import type { Tab } from '../support/browser/browser.ts';
import { layoutShift, sidewaysScroll, squeezedNames } from '../support/browser/checks.ts';
import { isPage } from '../support/browser/page-routes.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { pageWeight } from '../support/browser/weight.ts';
import { png } from '../support/pictures.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { visitorAs } from '../support/visitor.ts';
import { addressesOf, makeWorld, type World } from '../support/world.ts';

const at = browsedDesk();
/** Beside the navigation there is less room on a tablet than on some phones. */
const TABLETS = [1024, 768];
/** What a first visit may load, compressed. */
const HEAVIEST = 60 * 1024;
// Before anybody has signed in, these are other pages; below they stand with links that work.
const STRANGERS = ['/sign-in', '/forgotten', '/set-up/:token', '/invitations/:token'];
/** The same of customers, which stand below for strangers. */
const ENTRANCES = [
  '/marketplace/sign-in',
  '/marketplace/forgotten',
  '/marketplace/invitations/:token',
  '/marketplace/integrations',
];
const portalPages = portalRoutes
  .filter((route) => isPage(route) && !ENTRANCES.includes(route.path))
  .map(({ path }) => path);
const pages = pageRoutes
  .filter(isPage)
  .map(({ path }) => path)
  .filter((path) => !STRANGERS.includes(path));

/** What a page also looks like: chosen, filtered, asked for step by step, or not there. */
const FURTHER: [name: string, address: (world: World) => string][] = [
  ['overview-of-7-days', () => '/?period=7d'],
  ['overview-as-a-table', () => '/?view=table'],
  ['component-built-in', () => '/components/http'],
  ['integrations-as-cards', () => '/integrations?look=cards'],
  ['nothing-fits', () => '/integrations?q=nothing-like-it'],
  ['import-in-place', ({ integration }) => `/integrations/import?into=${integration}`],
  ['import-in-place-of-what', () => '/integrations/import?choose=yes'],
  ['a-step', ({ integration }) => `/integrations/${integration}?step=1`],
  ['a-trigger', ({ integration }) => `/integrations/${integration}?step=trigger`],
  ['a-variable', ({ integration }) => `/integrations/${integration}/configuration?variable=Region`],
  ['a-connection', ({ integration }) => `/integrations/${integration}/configuration?variable=System`],
  ['a-page-of-the-wizard', ({ integration }) => `/integrations/${integration}/configuration?page=1`],
  ['no-icon-yet', () => `/integrations/${sample}/icon`],
  ['deploy-to-whom', ({ integration }) => `/instances/new?integration=${integration}`],
  ['deploy', ({ integration, customer }) => `/instances/new?integration=${integration}&customer=${customer}`],
  ['a-step-of-a-run', ({ execution }) => `/executions/${execution}?step=note`],
  ['its-error', ({ execution }) => `/executions/${execution}?step=note&tab=error`],
  ['its-logs', ({ execution }) => `/executions/${execution}?step=note&tab=logs`],
  ['a-run-that-waits', ({ queued }) => `/executions/${queued}`],
  ['keys-of-a-flow', ({ instance }) => `/instances/${instance}/endpoint-keys?flow=orders`],
  ['a-polling-cursor', ({ instance }) => `/instances/${instance}/polling-cursor?flow=orders`],
  ['a-connection-in-use', ({ connection }) => `/connections/${connection}`],
  ['a-new-connection', () => '/connections/new?kind=http/basic'],
  ['a-new-shared-connection', () => '/shared-connections/new?kind=http/apiKey'],
  ['no-connection-fits', () => '/connections?state=error'],
  ['failed-runs', () => '/executions?status=failed'],
  ['a-job-to-replay', () => '/executions/jobs/new?kind=replay&status=failed'],
  ['not-there', () => '/integrations/int_nothing'],
  ['help-searched', () => '/help?q=retry-after'],
  ['no-such-help', () => '/help/nothing'],
  ['a-long-address-of-nothing', () => `/${'verkehrsordnungswidrigkeit'.repeat(3)}`],
];

let world: World;
let sample: string;
let links: Record<'invitation' | 'setUp' | 'connect' | 'customerInvitation', string>;
/** What is loaded is the same in both themes, so that each width is opened in one and looked at in both. */
const LOOKS = [
  { width: 1440, theme: 'light', narrower: TABLETS },
  { width: 390, theme: 'dark', narrower: [360] },
] as const;
let tabs: Tab[];
let strangers: Tab[];
let customers: Tab[];

beforeAll(async () => {
  const { deps } = at.desk;
  world = await makeWorld(at.desk, 'Straßenverkehrsordnungswidrigkeit');
  await testNote(at.desk, world.integration);
  await hasPolledAndFailed(at.desk, world);
  sample = (await installSample(deps)).instance.integrationId;
  await deps.store.write((tx) => updateOrganization(tx, { name: 'Larkfield', isCatalogueOpen: true }));
  const icon = await readIcon(png(300, 200));
  await deps.store.write((tx) => setIcon(tx, world.integration, icon));
  const invited = await visitorAs(at.desk, 'support');
  const invitation = await deps.store.write((tx) => invite(tx, invited.user.id, 'set_up'));
  const setUp = await deps.store.write((tx) => setUpLink(tx, deps.vault));
  const { token } = await deps.store.write((tx) =>
    makeConnectionLink(tx, { id: world.signIn, label: 'System', customerId: null }),
  );
  const joining = await deps.store.write((tx) => invite(tx, world.person, 'set_up'));
  links = {
    invitation: `/invitations/${invitation}`,
    setUp: `/set-up/${setUp}`,
    connect: `/connect/${token}`,
    customerInvitation: `/marketplace/invitations/${joining}`,
  };
  const each = (options: { cookies?: Record<string, string> }) =>
    Promise.all(LOOKS.map(({ width, theme }) => at.open('/public/app.css', { width, theme, ...options })));
  tabs = await each({});
  strangers = await each({ cookies: {} });
  const admin = await visitorAs(
    at.desk,
    'customer_admin',
    world.customer,
    'Donaudampfschifffahrtsgesellschaft',
  );
  customers = await each({ cookies: { 'portal-session': admin.token } });
}, 180_000);

/** The step Note of the world's flow has been tested, and is pinned; the flow has a test URL. */
async function testNote({ deps }: typeof at.desk, integration: string): Promise<void> {
  await configureTests(deps, integration, shopValues);
  await makeTestUrl(deps, integration, 'orders');
  const request = testRequest({ headers: { 'X-Shop': 'nord' }, body: { order: 7 } });
  const { id } = await startTest(deps, integration, { flow: 'orders', request });
  await goThrough(deps, id, [{ path: 'note', input: { text: 'a' }, output: { data: 7 } }], {
    status: 'succeeded',
  });
  const place = await stepToPin(deps, integration, { flow: 'orders', step: 'note' });
  await deps.store.write((tx) => pinOutput(tx, deps, integration, place, { output: null }));
}

/** The instance's flow has looked and found nothing, has refused a call, and could not do what it has to do at a deployment. */
async function hasPolledAndFailed({ deps }: typeof at.desk, { instance }: World): Promise<void> {
  const id = await queue(deps, instance, { kind: 'deploy' });
  const error = { message: 'The other system did not answer within 30 seconds.' };
  await goThrough(deps, id, [], { status: 'failed', error });
  const place = { instanceId: instance, flowKey: 'orders' };
  await deps.store.write(async (tx) => {
    const owners = stateOwners(await getInstance(tx, EVERYTHING, instance), { stableKey: 'orders' });
    const value = await packInRow('{"polling":{"since":"2026-01-31T08:00:00Z"}}');
    await writeStates(tx, owners, [{ scope: 'flow', key: '__prismaticInternal', size: 60, value }]);
    await noteEmptyPoll(tx, place, now());
    await noteRefusals(tx, [{ ...place, count: 3 }], now());
    await noteEvent(tx, place, id);
  });
}

/** Looks at a page at each width and in each theme; on a desk it is a first visit, which is weighed. */
async function look(inTabs: Tab[], address: string, name: string): Promise<void> {
  for (const [index, { width, theme, narrower }] of LOOKS.entries()) {
    const tab = inTabs[index];
    if (!tab) throw new Error('There is no tab.');
    const loaded = index === 0 ? await firstVisit(tab, address) : await load(tab, address);
    expect({ width, ...loaded }).toEqual({ width, shift: [], problems: [] });
    // Before the pictures, for which the window grows.
    expect({ width, axe: await axeViolationsInBothThemes(tab, theme) }).toEqual({ width, axe: [] });
    await shootInBothThemes(tab, `pages${name}-${width}`);
    await fit(tab, narrower);
    expect(await tab.problems()).toEqual([]);
  }
}

/** What goes wrong while a page is loaded. */
async function load(tab: Tab, address: string) {
  await tab.goto(at.url + address);
  return { shift: await layoutShift(tab), problems: await tab.problems() };
}

/** What goes wrong while somebody loads a page who has nothing of it yet: also more than 60 KB, and what is from elsewhere. */
async function firstVisit(tab: Tab, address: string) {
  const { total, parts } = await pageWeight(tab, () => tab.goto(at.url + address));
  expect(total).toBeLessThanOrEqual(HEAVIEST);
  expect(parts.filter(({ url }) => !url.startsWith(at.url))).toEqual([]);
  return { shift: await layoutShift(tab), problems: await tab.problems() };
}

/** In a window that is made narrower step by step, and is as wide as before afterwards. */
async function fit(tab: Tab, widths: readonly number[]): Promise<void> {
  const before = tab.viewportSize();
  for (const width of widths) {
    await tab.setViewportSize({ width, height: 800 });
    const found = { sideways: await sidewaysScroll(tab), squeezed: await squeezedNames(tab) };
    expect({ width, ...found }).toEqual({ width, sideways: [], squeezed: [] });
  }
  if (before) await tab.setViewportSize(before);
}

describe('every page, light and dark, wide and narrow, at most 60 KB at a first visit and nothing from elsewhere', () => {
  test.each(pages.map((path) => [path] as const))(
    '%s',
    (path) => look(tabs, addressesOf(path, world, 'known'), path.replaceAll(/[:/]+/g, '-')),
    180_000,
  );

  test.each(FURTHER)('%s', (name, address) => look(tabs, address(world), `-${name}`), 180_000);

  test.each(portalPages.map((path) => [path] as const))(
    'of customers: %s',
    (path) => look(customers, addressesOf(path, world, 'known'), path.replaceAll(/[:/]+/g, '-')),
    180_000,
  );

  test.each([
    ['marketplace-nothing-fits', '/marketplace?q=nothing-like-it'],
    ['activity-failed', '/marketplace/activity?outcome=failed'],
    ['activity-nothing-fits', '/marketplace/activity?outcome=stopped'],
    ['customer-not-there', '/marketplace/mine/ins_nothing'],
  ])('of customers: %s', (name, address) => look(customers, address, `-${name}`), 180_000);

  test(
    'what staff see of the customers’ pages',
    () => look(tabs, '/marketplace', '-marketplace-for-staff'),
    180_000,
  );

  test.each([
    ['sign-in', () => '/sign-in', 'Sign in'],
    ['forgotten', () => '/forgotten', 'Forgotten password'],
    ['set-up', () => links.setUp, 'Set up Stepwell'],
    ['invitation', () => links.invitation, 'Welcome to Larkfield'],
    ['connect', () => links.connect, 'Connect System Straßenverkehrsordnungswidrigkeit'],
    ['sign-in-out-of-date', () => '/oauth/callback?state=x', 'This sign-in is out of date'],
    ['used-link', () => '/invitations/used', 'This link is used up'],
    ['customers-sign-in', () => '/marketplace/sign-in', 'Sign in'],
    ['customers-forgotten', () => '/marketplace/forgotten', 'Forgotten password'],
    ['customers-invitation', () => links.customerInvitation, 'Welcome to Larkfield'],
    ['catalogue', () => '/marketplace/integrations', 'What Larkfield connects to'],
    ['help', () => '/help', 'Help'],
    ['settings-in-help', () => '/help/settings', 'Settings'],
    ['a-component-in-help', () => '/help/writing-a-component', 'Writing a component'],
    ['no-such-help', () => '/help/nothing', 'There is no such help page'],
  ])(
    'for a stranger: %s',
    async (name, address, heading) => {
      await look(strangers, address(), `-stranger-${name}`);
      expect(await strangers[0]?.getByRole('heading', { level: 1 }).textContent()).toBe(heading);
    },
    180_000,
  );
});
