/** A version with a new required variable, from the list of instances to the end of the wizard. */
import { expect, test } from 'bun:test';
import { deployInstance } from '../../src/models/deployments.ts';
import { findInstance } from '../../src/models/instances.ts';
import { openUpgrades } from '../../src/models/upgrade-list.ts';
import { goOnWithUpgrade } from '../../src/models/upgrades.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import type { Tab } from '../support/browser/browser.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { configured, customerNamed, onDeploy, published, publishedNext } from '../support/records.ts';

const at = browsedDesk({ role: 'support' });
const PREFIX = { key: 'Prefix', dataType: 'string', stableKey: 'prefix' };

async function look(tab: Tab, name: string): Promise<void> {
  expect(await axeViolationsInBothThemes(tab)).toEqual([]);
  await shootInBothThemes(tab, `upgrade-${name}-1440`);
  await tab.setViewportSize({ width: 360, height: 800 });
  expect(await sidewaysScroll(tab)).toEqual([]);
  await shootInBothThemes(tab, `upgrade-${name}-360`);
  await tab.setViewportSize({ width: 1440, height: 900 });
}

test('instances are upgraded, and the one that needs a new value goes on until its wizard is finished', async () => {
  const { store } = at.desk.deps;
  const { id: integrationId } = await published(store, configured([], { flows: [onDeploy] }));
  await publishedNext(store, integrationId, configured([PREFIX], { flows: [onDeploy] }));
  const ids: string[] = [];
  for (const name of ['Bramble & Co', 'Halden Maschinenbaugesellschaft']) {
    const customer = await customerNamed(store, name);
    const wanted = { integrationId, customerId: customer.id };
    const filled = name.startsWith('Halden')
      ? { version: 2, configVariables: { Prefix: 'H-' } }
      : { version: 1, configVariables: {} };
    ids.push((await deployInstance(at.desk.deps, { ...wanted, ...filled })).instance.id);
  }
  await publishedNext(
    store,
    integrationId,
    configured([PREFIX], { flows: [onDeploy], description: 'Third' }),
  );

  const tab = await at.open(`/integrations/${integrationId}/instances`);
  await look(tab, 'list');
  await tab.getByLabel('Select all').check();
  await tab.getByRole('button', { name: 'Change version' }).click();
  await tab.getByText('1 instance changes at once; one needs configuration for v3').waitFor();
  await look(tab, 'plan');
  await tab.getByRole('button', { name: 'Upgrade 1 instance' }).click();
  await tab.getByText('0 of 2 instances done.').waitFor();
  await look(tab, 'job');
  for (const job of await openUpgrades(store.read)) while (await goOnWithUpgrade(at.desk.deps, job));
  // The page hears of it by itself.
  await tab.getByText('1 instance put on v3, 1 waits for configuration.').waitFor();
  await tab.getByRole('link', { name: 'Fill in Prefix' }).waitFor();
  await look(tab, 'done');
  await tab.goto(`${at.url}/integrations/${integrationId}/instances`);
  await look(tab, 'list-after');
  await tab.getByRole('link', { name: 'Bramble & Co' }).click();
  await tab.getByText('v1 → v3: needs configuration.').waitFor();
  await look(tab, 'instance');
  await tab.getByRole('link', { name: 'Version', exact: true }).click();
  await tab.getByRole('heading', { name: 'v3 waits for its configuration' }).waitFor();
  await look(tab, 'version');
  await tab.getByRole('link', { name: 'Fill it in' }).click();
  await tab.getByLabel('Prefix').fill('B-');
  await look(tab, 'wizard');
  await tab.getByRole('button', { name: 'Next: Review' }).click();
  await tab.getByText('It is updated when you save it').waitFor();
  await look(tab, 'review');
  await tab.getByRole('button', { name: 'Save' }).click();
  await tab.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  for (const id of ids)
    expect(await findInstance(store.read, id)).toMatchObject({ version: 3, state: 'active' });
  expect(await tab.problems()).toEqual([]);
}, 180_000);
