import * as v from 'valibot';
import { VersionPage } from '../../../../views/integrations/version.tsx';
import type { Tab } from '../../../../views/kit/nav.tsx';
import { atMost } from '../../../lib/format.ts';
import { countInstances } from '../../../models/instance-counts.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { getVersion, getVersionDefinition } from '../../../models/versions.ts';
import type { Deps } from '../../kit/deps.ts';
import { type PageRoute, page, show } from '../../kit/page.ts';
import { definitionDownload } from './definition-download.ts';
import { COUNTED, integrationFrame } from './integration-frame.ts';
import { CHANGES_SHOWN, diffRows, shownChanges, versionNumber } from './version-diff.ts';

type Other = 'before' | 'draft';

export const versionPages: PageRoute[] = [
  page({
    path: '/integrations/:id/versions/:number',
    access: 'integrations:read',
    query: { with: v.optional(v.picklist(['before', 'draft'])) },
    handler: async ({ deps, frame, user, param, query }) => {
      const id = param('id');
      const number = versionNumber(param('number'));
      const { read } = deps.store;
      const version = await getVersion(read, id, number);
      const integration = await integrationFrame(deps, user, id, 'versions');
      const { publishedVersion } = await getIntegration(read, id);
      const others = othersOf(number, integration.hasDraft || publishedVersion !== number);
      const other = others.find((each) => each === query.with) ?? others[0];
      const { note, createdAt, publishedBy, available } = version;
      const facts = { number, note, publishedAt: createdAt, publishedBy, available };
      const count = await countInstances(read, { integration: id, version: number }, COUNTED);
      const shown = {
        ...{ frame, integration, ...facts },
        instances: atMost(count, COUNTED),
        tabs: others.map((each) => tabOf(id, number, each, other)),
        diff: other && (await diffOf(deps, id, number, other)),
      };
      return show(<VersionPage {...shown} />);
    },
  }),
  page({
    path: '/integrations/:id/versions/:number/definition',
    access: 'integrations:read',
    handler: async ({ deps, user, param }) => {
      const number = versionNumber(param('number'));
      const definition = await getVersionDefinition(deps.store.read, param('id'), number);
      return definitionDownload({ deps, user }, definition, definition.name, `v${number}`);
    },
  }),
  page({
    path: '/integrations/:id/definition',
    access: 'integrations:read',
    handler: async ({ deps, user, param }) => {
      const { definition } = await getDraft(deps.store.read, param('id'));
      return definitionDownload({ deps, user }, definition, definition.name);
    },
  }),
];

/** The version before comes first where there is one: what this one has changed. */
function othersOf(number: number, isDraftOther: boolean): Other[] {
  return [...(number > 1 ? ['before' as const] : []), ...(isDraftOther ? ['draft' as const] : [])];
}

function tabOf(id: string, number: number, other: Other, chosen: Other | undefined): Tab {
  return {
    href: `/integrations/${id}/versions/${number}?with=${other}`,
    label: other === 'draft' ? 'Against the draft' : `Against v${number - 1}`,
    current: other === chosen,
  };
}

async function diffOf(deps: Deps, id: string, number: number, other: Other) {
  const { read } = deps.store;
  const own = await getVersionDefinition(read, id, number);
  const name = `v${number}`;
  const [before, after, changes] =
    other === 'draft'
      ? [name, 'the draft', shownChanges(own, (await getDraft(read, id)).definition, deps)]
      : [`v${number - 1}`, name, shownChanges(await getVersionDefinition(read, id, number - 1), own, deps)];
  return { before, after, rows: diffRows(changes.slice(0, CHANGES_SHOWN)), count: changes.length };
}
