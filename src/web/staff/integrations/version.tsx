import * as v from 'valibot';
import { VersionPage } from '../../../../views/integrations/version.tsx';
import type { Tab } from '../../../../views/kit/nav.tsx';
import { atMost } from '../../../lib/format.ts';
import { links } from '../../../lib/links.ts';
import { nextTurn } from '../../../lib/next-turn.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { getDraftText, getIntegration } from '../../../models/integrations.ts';
import { getVersion, getVersionText } from '../../../models/versions.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { definitionDownload } from './definition-download.ts';
import { COUNTED, integrationFrame } from './integration-frame.ts';
import { shownDiff, versionNumber } from './version-diff.ts';

type Other = 'before' | 'draft';

const versionQuery = { with: v.optional(v.picklist(['before', 'draft'])) };

export const showVersion = handler<'id' | 'number', typeof versionQuery>(
  { query: versionQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const number = versionNumber(param('number'));
    const { read } = deps.store;
    const version = await getVersion(read, id, number);
    const integration = await integrationFrame(deps, user, id, 'versions');
    const { publishedVersion } = await getIntegration(read, id);
    const isDraftOther = integration.hasDraft || publishedVersion !== number;
    const others = othersOf(number, isDraftOther);
    const other = others.find((each) => each === query.with) ?? others[0];
    const { note, createdAt, publishedBy, available } = version;
    const facts = { number, note, publishedAt: createdAt, publishedBy, available };
    const count = await countInstances(read, viewerOf(user), { integration: id, version: number }, COUNTED);
    const shown = {
      ...{ frame, integration, ...facts },
      instances: atMost(count, COUNTED),
      canRestore: isDraftOther && integration.canWrite,
      tabs: others.map((each) => tabOf(id, number, each, other)),
      diff: other && (await diffOf(deps, id, number, other)),
    };
    return show(<VersionPage {...shown} />);
  },
);

export const downloadVersion = handler<'id' | 'number'>(async ({ deps, user, param }) => {
  const number = versionNumber(param('number'));
  const text = await getVersionText(deps.store.read, param('id'), number);
  const { name } = await getIntegration(deps.store.read, param('id'));
  return definitionDownload({ deps, user }, text, name, `v${number}`);
});

export const downloadDraft = handler<'id'>(async ({ deps, user, param }) => {
  const { text } = await getDraftText(deps.store.read, param('id'));
  const { name } = await getIntegration(deps.store.read, param('id'));
  return definitionDownload({ deps, user }, text, name);
});

/** The version before comes first where there is one: what this one has changed. */
function othersOf(number: number, isDraftOther: boolean): Other[] {
  return [...(number > 1 ? ['before' as const] : []), ...(isDraftOther ? ['draft' as const] : [])];
}

function tabOf(id: string, number: number, other: Other, chosen: Other | undefined): Tab {
  return {
    href: links.version(id, number, { with: other }),
    label: other === 'draft' ? 'Against the draft' : `Against v${number - 1}`,
    current: other === chosen,
  };
}

async function diffOf(deps: Deps, id: string, number: number, other: Other) {
  const { read } = deps.store;
  const own = await getVersionText(read, id, number);
  const name = `v${number}`;
  // Both may be large, and each is read in one turn.
  await nextTurn();
  if (other === 'draft') {
    const draft = await getDraftText(read, id);
    return { before: name, after: 'the draft', ...(await shownDiff(deps, own, draft.text)) };
  }
  const former = await getVersionText(read, id, number - 1);
  return { before: `v${number - 1}`, after: name, ...(await shownDiff(deps, former, own)) };
}
