/** (c) One integration for two customers: each with its own values, both watched live, one cancelled, one replayed. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { browsedApp } from '../support/browser/browsed-binary.ts';
import type { Tab } from '../support/browser/browser.ts';
import { shoot } from '../support/browser/shots.ts';
import {
  configVar,
  flow,
  integration,
  page,
  post,
  step,
  template,
  variable,
  webhook,
} from '../support/definitions.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

let upstream: Upstream;
const curls: Record<string, string> = {};

const at = browsedApp('/integrations/import', { settings: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });

beforeAll(() => {
  upstream = startUpstream();
});
afterAll(() => upstream.stop());

const definition = () =>
  integration(
    'Order desk',
    [
      flow('Orders', [
        webhook(),
        step('Greet', 'log.writeLog', { message: template('Hello from {{#Shop}}') }),
        step('Wait', 'sleep.sleep', { ms: configVar('Patience') }),
        post('Book', template(`${upstream.url}/{{#Shop}}`)),
        step('Done', 'log.writeLog', { message: template('Booked for {{#Shop}}') }),
      ]),
    ],
    {
      requiredConfigVars: [
        variable('Shop', 'string'),
        variable('Patience', 'number', { defaultValue: '1' }),
        variable('Region', 'picklist', { pickList: ['eu', 'us'], defaultValue: 'eu' }),
      ],
      configPages: [page('Shop', 'Patience', 'Region')],
    },
  );

/** A line of the log: the panel of a step that is just then looked at may say the same as its input. */
const logged = (tab: Tab, text: string) => tab.locator('#execution-log').getByText(text);

test('an integration of one’s own is imported and published', async () => {
  await at.tab.getByLabel('Text of the definition').fill(JSON.stringify(definition()));
  await at.tab.getByRole('button', { name: 'Check' }).click();
  await at.tab.getByRole('button', { name: 'Import', exact: true }).click();
  await at.tab.waitForURL('**/integrations/int_*');
  await at.tab.getByRole('link', { name: 'Version history' }).first().click();
  await at.tab.getByLabel('What did you change?').fill('First');
  await at.tab.getByRole('button', { name: 'Save & publish' }).click();
  await at.tab.getByRole('rowheader', { name: 'v1' }).waitFor();
}, 180_000);

test.each([
  ['Bramble & Co', 'bramble', '60000'],
  ['Halden Foods', 'halden', '1'],
])(
  '%s gets it with values of its own',
  async (name, shop, patience) => {
    await at.tab.goto(`${at.app.url}/customers/new`);
    await at.tab.getByLabel('Name').fill(name);
    await at.tab
      .getByRole('button', { name: /add|create|save/i })
      .first()
      .click();
    await at.tab.waitForURL('**/customers/cus_*');
    const customer = at.tab.url().split('/').at(-1) ?? '';
    await at.tab.goto(`${at.app.url}/instances/new?customer=${customer}`);
    await at.tab.getByRole('link', { name: 'Order desk' }).first().click();
    await at.tab.getByRole('button', { name: 'Activate' }).waitFor();
    await at.tab.getByRole('button', { name: 'Activate' }).click();
    // A required value is asked for beside its field, and what was typed stays.
    await at.tab.getByLabel('Shop').fill(shop);
    await at.tab.getByLabel('Patience').fill(patience);
    await shoot(at.tab, `journey-c-1-deploy-${shop}`);
    await at.tab.getByRole('button', { name: 'Activate' }).click();
    await at.tab.waitForURL('**/instances/ins_*');
    await shoot(at.tab, `journey-c-2-instance-${shop}`);
    const line = (await at.tab.locator('code', { hasText: 'curl' }).first().textContent()) ?? '';
    curls[shop] = /https?:\/\/\S+\/trigger\/[\w-]+/.exec(line)?.[0] ?? '';
    expect(curls[shop]).toStartWith(at.app.url);
  },
  180_000,
);

test('both are called, and both are watched live; each books with its own value', async () => {
  upstream.answer = () => Response.json({ error: 'closed' }, { status: 503 });
  const runs: Record<string, string> = {};
  for (const shop of ['bramble', 'halden']) {
    const answer = await fetch(curls[shop] ?? '', { method: 'POST' });
    runs[shop] = answer.headers.get('stepwell-executionid') ?? '';
  }
  const slow = await at.browser.page({
    url: `${at.app.url}/executions/${runs.bramble}`,
    cookies: at.cookies,
  });
  const quick = await at.browser.page({
    url: `${at.app.url}/executions/${runs.halden}`,
    cookies: at.cookies,
  });
  await quick.getByText('Failed at step 3').first().waitFor();
  expect(upstream.calls.map(({ path }) => path)).toEqual(['/halden']);
  await slow.getByText('Running').first().waitFor();
  await logged(slow, 'Hello from bramble').waitFor();
  await shoot(slow, 'journey-c-3-running');
  await shoot(quick, 'journey-c-4-failed');

  await slow.getByRole('button', { name: 'Cancel' }).click();
  await slow.getByText('Cancelled').first().waitFor();
  await shoot(slow, 'journey-c-5-cancelled');
  expect(upstream.calls).toHaveLength(1);

  upstream.answer = () => Response.json({ ok: true });
  await quick.getByRole('button', { name: 'Replay from step 3' }).click();
  await quick.waitForURL((url) => !url.pathname.includes(runs.halden ?? ''));
  await quick.getByText('Succeeded').first().waitFor();
  await logged(quick, 'Booked for halden').waitFor();
  await shoot(quick, 'journey-c-6-replayed');
  expect(upstream.calls.map(({ path }) => path)).toEqual(['/halden', '/halden']);
  // The steps before the failed one are taken over, not run again.
  expect(await logged(quick, 'Hello from halden').count()).toBeLessThanOrEqual(1);
  await quick
    .getByRole('link', { name: new RegExp(runs.halden?.slice(0, 12) ?? 'x') })
    .first()
    .waitFor();
  for (const each of [slow, quick]) {
    expect(await each.problems()).toEqual([]);
    await each.close();
  }
}, 180_000);

test('the list shows all three, by customer and by state', async () => {
  await at.tab.goto(`${at.app.url}/executions`);
  await at.tab.locator('table.table tbody tr').nth(2).waitFor();
  await shoot(at.tab, 'journey-c-7-list');
  await at.tab.goto(`${at.app.url}/executions?status=cancelled`);
  expect(await at.tab.locator('table.table tbody tr').count()).toBe(1);
  expect(await at.tab.problems()).toEqual([]);
}, 180_000);
