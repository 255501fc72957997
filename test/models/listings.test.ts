import { describe, expect, test } from 'bun:test';
import { applyAnswers, saveAnswers } from '../../src/models/activations.ts';
import { askedVersion } from '../../src/models/configuration-drafts.ts';
import { getInstance } from '../../src/models/instances.ts';
import { recentIntegrations } from '../../src/models/integration-list.ts';
import {
  deleteIntegration,
  removeIntegration,
  restoreIntegration,
} from '../../src/models/integration-trash.ts';
import { createIntegration, forkIntegration } from '../../src/models/integrations.ts';
import {
  findListing,
  getListing,
  getOffer,
  type ListingFields,
  offersFor,
  publicOffers,
  putListing,
  removeListing,
} from '../../src/models/listings.ts';
import { activateOffer, isOfCustomer, updateNews, updateToOffer } from '../../src/models/offers.ts';
import { setVersionAvailable } from '../../src/models/versions.ts';
import {
  configured,
  customerNamed,
  definition,
  flow,
  published,
  publishedNext,
  refusal,
  toolsFor,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const PLAIN: ListingFields = { blurb: '', position: 0, labels: [] };

const list = (id: string, fields: Partial<ListingFields> = {}) =>
  at.store.write((tx) => putListing(tx, id, { ...PLAIN, ...fields }));

function ofCustomer(id: string) {
  const viewer = viewerFor(id);
  if (!isOfCustomer(viewer)) throw new Error('Somebody of a customer is meant.');
  return viewer;
}

describe('a listing', () => {
  test('offers the newest available version, with its blurb or else its description', async () => {
    const made = await published(at.store, definition({ name: 'Orders', description: 'Long text' }));
    const { id: customer } = await customerNamed(at.store, 'Acme');
    expect(await offersFor(at.store.read, viewerFor(customer))).toEqual([]);
    await list(made.id);
    const [offer] = await offersFor(at.store.read, viewerFor(customer));
    expect(offer).toMatchObject({ integrationId: made.id, name: 'Orders', text: 'Long text', version: 1 });
    await publishedNext(at.store, made.id, definition({ name: 'Orders' }));
    await list(made.id, { blurb: 'Short' });
    expect(await getOffer(at.store.read, viewerFor(customer), made.id)).toMatchObject({
      text: 'Short',
      version: 2,
    });
    await at.store.write((tx) => setVersionAvailable(tx, made.id, 2, false));
    expect((await getOffer(at.store.read, viewerFor(customer), made.id)).version).toBe(1);
    await at.store.write((tx) => setVersionAvailable(tx, made.id, 1, false));
    expect(await offersFor(at.store.read, viewerFor(customer))).toEqual([]);
  });

  test('keeps who listed it and when as it is changed', async () => {
    const { id } = await published(at.store, definition({ name: 'Orders' }));
    const first = await list(id);
    const changed = await list(id, { position: 7, labels: ['gold'] });
    expect(changed).toEqual({ ...first, position: 7, labels: ['gold'] });
    expect(await getListing(at.store.read, id)).toEqual(changed);
  });

  test('needs a version that can be activated, and an integration that is there', async () => {
    const draft = await at.store.write((tx) => createIntegration(tx, definition({ name: 'Draft' })));
    expect((await refusal(list(draft.id))).code).toBe('version_unavailable');
    expect((await refusal(list('int_0'))).code).toBe('not_found');
    const removal = at.store.write((tx) => removeListing(tx, draft.id));
    expect((await refusal(removal)).code).toBe('not_found');
  });

  test('is for customers who have one of its labels, and not for the public then', async () => {
    const { id } = await published(at.store, definition({ name: 'Gold only' }));
    const all = await published(at.store, definition({ name: 'For all' }));
    await list(id, { labels: ['Gold', 'pilot'] });
    await list(all.id);
    const gold = await customerNamed(at.store, 'A', { labels: ['gold'] });
    const other = await customerNamed(at.store, 'B', { labels: ['silver'] });
    const names = async (customer: string) =>
      (await offersFor(at.store.read, viewerFor(customer))).map(({ name }) => name).sort();
    expect(await names(gold.id)).toEqual(['For all', 'Gold only']);
    expect(await names(other.id)).toEqual(['For all']);
    expect((await refusal(getOffer(at.store.read, viewerFor(other.id), id))).code).toBe('not_found');
    expect((await publicOffers(at.store.read)).map(({ name }) => name)).toEqual(['For all']);
  });

  test('stands by category and then by position; those without a category last', async () => {
    const rows = [
      ['Z', 'Shipping', 2],
      ['Y', '', 0],
      ['X', 'Shipping', 1],
      ['W', 'Accounting', 9],
    ] as const;
    for (const [name, category, position] of rows)
      await list((await published(at.store, definition({ name, category }))).id, { position });
    expect((await publicOffers(at.store.read)).map(({ name }) => name)).toEqual(['W', 'X', 'Z', 'Y']);
  });

  test('is not copied by a fork, is gone from sight in the trash, and goes with the integration', async () => {
    const { store } = at;
    const tools = toolsFor(store);
    const { id } = await published(store, definition({ name: 'Orders' }));
    await list(id);
    const fork = await store.write((tx) => forkIntegration(tx, id, { name: 'Copy' }));
    expect(await findListing(store.read, fork.id)).toBeUndefined();
    const listed = await recentIntegrations(store.read, { state: 'listed' }, { limit: 5 });
    expect(listed.items.map((each) => each.id)).toEqual([id]);
    await removeIntegration(tools, id);
    expect(await publicOffers(store.read)).toEqual([]);
    await restoreIntegration(tools, id);
    expect(await publicOffers(store.read)).toHaveLength(1);
    await deleteIntegration(store, id, () => {});
    expect(await publicOffers(store.read)).toEqual([]);
  });
});

describe('an activation', () => {
  const asking = configured([{ key: 'Shop', dataType: 'string', stableKey: 'shop' }]);

  test('makes one that waits for its answers, once however often it is asked for', async () => {
    const tools = toolsFor(at.store);
    const { id } = await published(at.store, asking);
    await list(id);
    const customer = await customerNamed(at.store, 'Acme');
    const viewer = ofCustomer(customer.id);
    const made = await activateOffer(tools, viewer, id);
    expect(made).toMatchObject({ state: 'needs_configuration', version: 1, customerId: customer.id });
    expect(await activateOffer(tools, viewer, id)).toEqual(made);
    await at.store.write((tx) => removeListing(tx, id));
    expect((await refusal(activateOffer(tools, viewer, id))).code).toBe('not_found');
    expect((await getInstance(at.store.read, EVERYTHING, made.id)).state).toBe('needs_configuration');
  });

  test('is updated to what is offered now, by its own customer alone', async () => {
    const tools = toolsFor(at.store);
    const { id } = await published(at.store, asking);
    await list(id);
    const [own, other] = [await customerNamed(at.store, 'A'), await customerNamed(at.store, 'B')];
    const made = await activateOffer(tools, ofCustomer(own.id), id);
    expect((await updateToOffer(tools, ofCustomer(own.id), made.id)).instance.version).toBe(1);
    await publishedNext(at.store, id, asking);
    expect((await refusal(updateToOffer(tools, ofCustomer(other.id), made.id))).code).toBe('not_found');
    expect((await updateToOffer(tools, ofCustomer(own.id), made.id)).instance.version).toBe(2);
  });

  test('goes on as it is until what an update asks is answered, and says before what it brings', async () => {
    const tools = toolsFor(at.store);
    const { id } = await published(at.store, asking);
    await list(id);
    const viewer = ofCustomer((await customerNamed(at.store, 'A')).id);
    const made = await activateOffer(tools, viewer, id);
    const answer = async (given: Record<string, unknown>) => {
      const number = await askedVersion(at.store.read, await getInstance(at.store.read, viewer, made.id));
      const { configVars } = await tools.compiledVersions.get(at.store.read, id, number);
      await saveAnswers(tools, viewer, made.id, { given, unset: [] }, configVars);
      return (await applyAnswers(tools, viewer, made.id)).instance;
    };
    await answer({ Shop: 'Nord' });
    const none = { isNewer: false, added: [], gone: [], asks: [], waitsForStaff: false };
    expect(await updateNews(tools, viewer, made.id)).toEqual(none);
    const region = { key: 'Region', dataType: 'string', stableKey: 'region' };
    const of = { key: 'Ours', dataType: 'string', stableKey: 'ours', orgOnly: true };
    const flows = [flow('Import'), flow('Export')];
    await publishedNext(
      at.store,
      id,
      configured([...(asking.requiredConfigVars ?? []), region, of], { flows }),
    );
    const news = { ...none, isNewer: true, added: ['Export'], asks: ['Region'], waitsForStaff: true };
    expect(await updateNews(tools, viewer, made.id)).toEqual(news);
    const { instance, asks } = await updateToOffer(tools, viewer, made.id);
    expect([instance.state, instance.version, asks]).toEqual(['active', 1, true]);
    await publishedNext(at.store, id, configured([...(asking.requiredConfigVars ?? []), region], { flows }));
    expect((await updateToOffer(tools, viewer, made.id)).asks).toBe(true);
    expect(await answer({ Region: 'eu' })).toMatchObject({ state: 'active', version: 3 });
    expect(await updateNews(tools, viewer, made.id)).toEqual(none);
  });
});
