import * as v from 'valibot';
import { type VersionRow, VersionsPage } from '../../../../views/integrations/versions.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { codeVersions } from '../../../models/component-uses.ts';
import { typed as texts } from '../../../models/fields.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { getIntegration, hasDraft } from '../../../models/integrations.ts';
import {
  listVersions,
  publishSeenDraft,
  setVersionAvailable,
  type Version,
} from '../../../models/versions.ts';
import { type Viewer, viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import type { Deps } from '../../kit/deps.ts';
import { checkForm, type FormErrors } from '../../kit/form.ts';
import { goTo, handler, ownPath, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { draftFacts, faultsOf } from './draft.tsx';
import { COUNTED, integrationFrame } from './integration-frame.ts';
import { versionNumber } from './version-diff.ts';

const PER_PAGE = 20;
const note = texts.note('Say what you changed, for example: retries the order call three times.');

const versionsQuery = { cursor: v.optional(v.string()) };

export const showVersions = handler<'id', typeof versionsQuery>({ query: versionsQuery }, async (visit) =>
  show(await historyPage(visit, visit.param('id'), visit.query)),
);

export const submitVersion = handler<'id'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const id = param('id');
  const checked = checkForm({ note }, form);
  const typed = { note: form.values.note ?? '', errors: checked.ok ? {} : checked.errors };
  if (!checked.ok) return show(await historyPage(visit, id, { typed }), 422);
  const row = await getIntegration(deps.store.read, id);
  const faults = hasDraft(row) ? faultsOf(await deps.drafts.get(deps.store.read, row), id) : [];
  if (faults.length > 0) return show(await historyPage(visit, id, { typed, isRefused: true }), 422);
  const seen = {
    ...checked.output,
    seenRevision: Number(form.text('revision')),
    publishedBy: user.name,
    catalog: deps.catalog,
  };
  const outcome = await change(deps, user, (tx) => publishSeenDraft(tx, id, seen));
  if (outcome === 'published') return goTo(links.versions(id));
  const refused = outcome === 'changed' ? { typed, isOutdated: true } : { unused: typed.note };
  return show(await historyPage(visit, id, refused), 409);
});

export const submitAvailability = handler<'id' | 'number'>(async ({ deps, user, param, form }) => {
  const number = versionNumber(param('number'));
  const isAvailable = form.text('available') !== '';
  await change(deps, user, (tx) => setVersionAvailable(tx, param('id'), number, isAvailable));
  const back = form.text('return');
  return goTo(back === '' ? links.versions(param('id')) : ownPath(back));
});

type Seen = {
  cursor?: string | undefined;
  typed?: { note: string; errors: FormErrors };
  isOutdated?: boolean;
  /** For its errors. */
  isRefused?: boolean;
  /** The note of somebody whose draft was published by another meanwhile. */
  unused?: string;
};

async function historyPage({ deps, frame, user }: SignedIn, id: string, seen: Seen) {
  const { cursor, typed, isOutdated = false, isRefused = false, unused } = seen;
  const integration = await integrationFrame(deps, user, id, 'versions');
  const { items, nextCursor } = await listVersions(deps.store.read, id, { limit: PER_PAGE, cursor });
  const facts = cursor === undefined ? await draftFacts(deps, id) : undefined;
  const draft = facts && { ...facts, note: '', errors: {}, ...typed, isOutdated, isRefused };
  const pages = listAddresses(links.versions(id), {}, cursor, nextCursor);
  const rows = await rowsOf(deps, viewerOf(user), items);
  const newest = items[0] && (await getIntegration(deps.store.read, id)).publishedVersion;
  return <VersionsPage {...{ frame, integration, draft, newest, rows, unused, ...pages }} />;
}

async function rowsOf({ store: { read } }: Deps, viewer: Viewer, items: Version[]): Promise<VersionRow[]> {
  const rows: VersionRow[] = [];
  const [first] = items;
  const numbers = items.map(({ number }) => number);
  const codes = first ? await codeVersions(read, first.integrationId, numbers) : undefined;
  for (const { integrationId: integration, number, note, createdAt, publishedBy, available } of items) {
    const count = await countInstances(read, viewer, { integration, version: number }, COUNTED);
    rows.push({
      number,
      note,
      publishedAt: createdAt,
      publishedBy,
      available,
      code: codes?.get(number),
      instances: atMost(count, COUNTED),
    });
  }
  return rows;
}
