import * as v from 'valibot';
import { VersionPage } from '../../../../views/integrations/version.tsx';
import type { Tab } from '../../../../views/kit/nav.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { nextTurn } from '../../../lib/next-turn.ts';
import { findIcon } from '../../../models/icons.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { getDraftText, getIntegration } from '../../../models/integrations.ts';
import { getVersion, getVersionText } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { number } from '../../kit/query-types.ts';
import { archiveDownload, definitionDownload } from './definition-download.ts';
import { COUNTED, integrationFrame } from './integration-frame.ts';
import { shownDiff, versionNumber } from './version-diff.ts';

/** The number of another version, or the draft. */
type Other = number | 'draft';

const versionQuery = {
  against: v.optional(v.union([v.literal('draft'), number])),
  /** Another one that was chosen to be looked at. */
  version: v.optional(number),
};

export const showVersion = handler<'id' | 'number', typeof versionQuery>(
  { query: versionQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const own = versionNumber(param('number'));
    const { version: chosen, against } = query;
    if (chosen !== undefined && chosen !== own) return goTo(links.version(id, chosen, { against }));
    const { read } = deps.store;
    const version = await getVersion(read, id, own);
    const integration = await integrationFrame(deps, user, id, 'versions');
    const { publishedVersion } = await getIntegration(read, id);
    const isDraftOther = integration.hasDraft || publishedVersion !== own;
    const others = othersOf(own, isDraftOther);
    const other = against ?? others[0];
    const { note, createdAt, publishedBy, available } = version;
    const facts = { number: own, note, publishedAt: createdAt, publishedBy, available };
    const count = await countInstances(read, viewerOf(user), { integration: id, version: own }, COUNTED);
    const shown = {
      ...{ frame, integration, ...facts },
      instances: atMost(count, COUNTED),
      canRestore: isDraftOther && integration.canWrite,
      newest: publishedVersion ?? own,
      against: String(other ?? 'draft'),
      tabs: others.map((each) => tabOf(id, own, each, other)),
      diff: other === undefined ? undefined : await diffOf(deps, id, own, other),
    };
    return show(<VersionPage {...shown} />);
  },
);

export const downloadVersion = handler<'id' | 'number'>(async ({ deps, user, param }) => {
  const own = versionNumber(param('number'));
  const text = await getVersionText(deps.store.read, param('id'), own);
  const { name } = await getIntegration(deps.store.read, param('id'));
  return definitionDownload({ deps, user }, text, name, `v${own}`);
});

export const downloadDraft = handler<'id'>(async ({ deps, user, param }) => {
  const { text } = await getDraftText(deps.store.read, param('id'));
  const { name } = await getIntegration(deps.store.read, param('id'));
  return definitionDownload({ deps, user }, text, name);
});

export const downloadArchive = handler<'id'>(async ({ deps, user, param }) => {
  const { text } = await getDraftText(deps.store.read, param('id'));
  const { name } = await getIntegration(deps.store.read, param('id'));
  return archiveDownload({ deps, user }, text, name, await findIcon(deps.store.read, param('id')));
});

/** The version before comes first where there is one: what this one has changed. */
function othersOf(number: number, isDraftOther: boolean): Other[] {
  return [...(number > 1 ? [number - 1] : []), ...(isDraftOther ? ['draft' as const] : [])];
}

function tabOf(id: string, number: number, other: Other, chosen: Other | undefined): Tab {
  return {
    href: links.version(id, number, { against: other }),
    label: other === 'draft' ? 'Against the draft' : `Against v${other}`,
    current: other === chosen,
  };
}

/** From the older one to the newer one, whichever was asked for first. */
async function diffOf(deps: Deps, id: string, number: number, other: Other) {
  const { read } = deps.store;
  const [older, newer] =
    other === 'draft' ? [number, other] : [Math.min(number, other), Math.max(number, other)];
  const before = await getVersionText(read, id, older);
  // Both may be large, and each is read in one turn.
  await nextTurn();
  const after =
    newer === 'draft' ? (await getDraftText(read, id)).text : await getVersionText(read, id, newer);
  const names = { before: `v${older}`, after: newer === 'draft' ? 'the draft' : `v${newer}` };
  return { ...names, ...(await shownDiff(deps, before, after)) };
}
