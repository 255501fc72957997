import * as v from 'valibot';
import { type Change, VersionPage } from '../../../../views/instances/version.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { giveUpUpgrade } from '../../../models/activations.ts';
import { missingNames } from '../../../models/config-variables.ts';
import { getListedInstance, type ListedInstance } from '../../../models/instance-list.ts';
import { valuesUnder } from '../../../models/moved-secrets.ts';
import { upgradeNow } from '../../../models/upgrades.ts';
import { getVersion, listVersions, newestAvailable, type Version } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { shownOf } from '../../configuration/asked.ts';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { number } from '../../kit/query-types.ts';

const PER_PAGE = 30;

type Seen = { to?: number | undefined; cursor?: string | undefined; refused?: string | undefined };

async function view({ deps, frame, user }: SignedIn, id: string, { to, cursor, refused }: Seen) {
  const { read } = deps.store;
  const instance = await getListedInstance(read, viewerOf(user), id);
  const { items, nextCursor } = await listVersions(read, instance.integrationId, { limit: PER_PAGE, cursor });
  const newest = cursor === undefined ? await newestAvailable(read, instance.integrationId) : undefined;
  const isNewer = newest !== undefined && newest.number > instance.version;
  const chosen =
    to === undefined ? (isNewer ? newest : undefined) : await getVersion(read, instance.integrationId, to);
  const isChange = chosen?.available === true && chosen.number !== instance.version;
  const facts = {
    ...{ frame, instance, refused },
    versions: items,
    change: isChange ? await changeTo(deps, instance, chosen) : undefined,
    pages: listAddresses(links.instanceVersion(id), {}, cursor, nextCursor),
  };
  return <VersionPage {...facts} />;
}

async function changeTo(deps: SignedIn['deps'], instance: ListedInstance, version: Version): Promise<Change> {
  const { integrationId, id } = instance;
  const of = (number: number) => deps.compiledVersions.get(deps.store.read, integrationId, number);
  const { configVars } = await of(version.number);
  const stored = new Map(Object.entries(await shownOf(deps, id)));
  const carried = valuesUnder((await of(instance.version)).configVars, configVars, stored);
  return { version, asks: missingNames(configVars, new Map([...stored, ...carried])) };
}

const versionQuery = { to: v.optional(number), cursor: v.optional(v.string()) };

export const showVersion = handler<'id', typeof versionQuery>({ query: versionQuery }, async (visit) =>
  show(await view(visit, visit.param('id'), visit.query)),
);

export const submitVersion = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const id = param('id');
  const before = await getListedInstance(deps.store.read, viewerOf(user), id);
  const wanted = v.safeParse(number, form.text('version'));
  if (!wanted.success) throw new AppError('bad_request', 'Choose a version of the list.');
  // Pressed twice: the second time it runs that version already, and its deploy flows need not run again.
  if (before.version === wanted.output) return goTo(links.instance(id));
  const upgrade = { integrationId: before.integrationId, version: wanted.output, instances: [id] };
  try {
    const [done] = await upgradeNow(actingAs(deps, user), viewerOf(user), upgrade);
    if (done?.outcome === 'failed') return show(await view(visit, id, { refused: done.reason ?? '' }), 409);
    const { state, target } = await getListedInstance(deps.store.read, viewerOf(user), id);
    if (target !== null) return goTo(links.answers(id));
    return goTo(state === 'needs_configuration' ? links.instanceConfiguration(id) : links.instance(id));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'version_unavailable') throw error;
    return show(await view(visit, id, { refused: error.message }), 409);
  }
});

export const submitUpgradeRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await giveUpUpgrade(actingAs(deps, user), viewerOf(user), param('id'));
  return goTo(links.instance(param('id')));
});
