import * as v from 'valibot';
import { type VersionRow, VersionsPage } from '../../../../views/integrations/versions.tsx';
import { atMost } from '../../../lib/words.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { listVersions, publishVersion, setVersionAvailable, type Version } from '../../../models/versions.ts';
import type { Deps } from '../../deps.ts';
import type { User } from '../../rights.ts';
import { listAddresses } from '../addresses.ts';
import { checkForm, type FormErrors } from '../form.ts';
import { filled } from '../form-fields.ts';
import { action, goTo, ownPath, type PageRoute, page, type Shown, show, type Visit } from '../page.ts';
import { draftFacts } from './draft.tsx';
import { COUNTED, hasDraft, integrationFrame } from './integration-frame.ts';
import { versionNumber } from './version-diff.ts';

const PER_PAGE = 20;
const note = filled('Say what you changed, for example: retries the order call three times.', 20_000);

export const versionPages: PageRoute[] = [
  page({
    path: '/integrations/:id/versions',
    access: 'integrations:read',
    query: { cursor: v.optional(v.string()) },
    handler: async ({ deps, frame, user, param, query: { cursor } }) =>
      show(await historyPage({ deps, frame, user, id: param('id'), cursor })),
  }),
  action({
    path: '/integrations/:id/versions',
    access: 'integrations:write',
    handler: async ({ deps, frame, user, param, form }) => {
      const id = param('id');
      const checked = checkForm({ note }, form);
      const typed = { note: form.values.note ?? '', errors: checked.ok ? {} : checked.errors };
      if (!checked.ok) return show(await historyPage({ deps, frame, user, id, typed }), 422);
      const outcome = await publishSeen(deps, user, id, checked.output.note, form.text('revision'));
      if (outcome === 'published') return goTo(`/integrations/${id}/versions`);
      return show(await historyPage({ deps, frame, user, id, typed, isOutdated: true }), 409);
    },
  }),
  action({
    path: '/integrations/:id/versions/:number/availability',
    access: 'integrations:write',
    handler: async ({ deps, param, form }) => {
      const number = versionNumber(param('number'));
      const isAvailable = form.text('available') !== '';
      await deps.store.write((tx) => setVersionAvailable(tx, param('id'), number, isAvailable));
      const back = form.text('return');
      return goTo(back === '' ? `/integrations/${param('id')}/versions` : ownPath(back));
    },
  }),
];

/** Publishes the draft that somebody has seen; a second press finds it published already. */
async function publishSeen(deps: Deps, user: User, id: string, note: string, seen: string) {
  return await deps.store.write(async (tx) => {
    const integration = await getIntegration(tx, id);
    if (hasDraft(integration)) {
      if (String(integration.revision) !== seen) return 'changed';
      await publishVersion(tx, id, note, user.name);
    }
    return 'published';
  });
}

type History = Pick<Visit<string, unknown, User>, 'deps' | 'frame' | 'user'> & {
  id: string;
  cursor?: string | undefined;
  typed?: { note: string; errors: FormErrors };
  isOutdated?: boolean;
};

async function historyPage({
  deps,
  frame,
  user,
  id,
  cursor,
  typed,
  isOutdated,
}: History): Promise<Shown['view']> {
  const integration = await integrationFrame(deps, user, id, 'versions');
  const { items, nextCursor } = await listVersions(deps.store.read, id, { limit: PER_PAGE, cursor });
  const facts = cursor === undefined ? await draftFacts(deps, id) : undefined;
  const draft = facts && { ...facts, note: '', errors: {}, ...typed, isOutdated: isOutdated === true };
  const pages = listAddresses(`/integrations/${id}/versions`, {}, cursor, nextCursor);
  const rows = await rowsOf(deps, items);
  return <VersionsPage frame={frame} integration={integration} draft={draft} rows={rows} {...pages} />;
}

async function rowsOf({ store: { read } }: Deps, items: Version[]): Promise<VersionRow[]> {
  const rows: VersionRow[] = [];
  for (const { integrationId: integration, number, note, createdAt, publishedBy, available } of items) {
    const count = await countInstances(read, { integration, version: number }, COUNTED);
    rows.push({
      number,
      note,
      publishedAt: createdAt,
      publishedBy,
      available,
      instances: atMost(count, COUNTED),
    });
  }
  return rows;
}
