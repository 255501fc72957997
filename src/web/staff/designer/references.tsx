import * as v from 'valibot';
import { ReferenceMembers } from '../../../../views/designer/reference-tree.tsx';
import { type ReferenceGroup, ReferencesPage } from '../../../../views/designer/references.tsx';
import type { OutlinedStep } from '../../../definition/document/outline.ts';
import {
  type EarlierResults,
  earlierResults,
  referencesTo,
} from '../../../definition/read/known-references.ts';
import { foundIn, referenceTree } from '../../../definition/read/reference-tree.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { stepName } from '../../../lib/ui/step-name.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { handler, show } from '../../kit/page.ts';
import { placeInList, searched } from '../../kit/query-types.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { testOf } from '../tests/results.ts';
import { chosenFlow } from './page.tsx';
import { type Tested, testedResults } from './tested-results.ts';

const text = v.optional(v.string());
const referencesQuery = {
  ...{ flow: text, step: text, of: text },
  at: v.optional(v.pipe(v.string(), v.maxLength(10_000)), ''),
  from: v.optional(placeInList, '0'),
  q: v.optional(searched, ''),
};

/** Of so many steps before it the results of the last test are read at once, the nearest first; larger ones when asked for. */
const MOST_STEPS = 30;
const MOST_CHARACTERS = 100_000;

export const showReferences = handler<'id', typeof referencesQuery>(
  { query: referencesQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const integration = await integrationFrame(deps, user, id, 'flows');
    const row = await getIntegration(deps.store.read, id);
    const flow = chosenFlow(await deps.drafts.get(deps.store.read, row), query.flow);
    const step = flow.all.find(({ number }) => number === query.step) ?? flow.all.at(-1);
    if (!step) throw new AppError('not_found', 'This flow has no steps yet.');
    const test = await testOf(deps, viewerOf(user), id, flow.flow);
    const read = async (earlier: OutlinedStep[], most: number) =>
      test && (await testedResults(deps, flow, test, step, earlier, most));
    const href = (of?: string) => links.references({ id, flow: flow.address }, step.number, of);
    const shown = {
      ...{ frame, integration, step: step.step.name, query: query.q },
      search: { href: href(), asked: { flow: flow.address, step: step.number } },
      close: links.flowStep({ id, flow: flow.address }, step.number),
    };
    if (query.of !== undefined) {
      const { of, at, from } = query;
      const asked = flow.all.filter(({ number, key }) => of === number || of.startsWith(`${key}.`));
      const tested = await read(asked, Number.POSITIVE_INFINITY);
      const all = earlierResults(flow, step, deps.catalog, tested);
      const group = all.find((each) => each.values.some(({ root }) => root === of));
      const value = group?.values.find(({ root }) => root === of);
      if (!group || !value) throw new AppError('not_found', 'There is no such result before this step.');
      const tree = referenceTree(value.value, { root: of, at, from });
      if (frame.isFragment) return show(<ReferenceMembers node={tree} more={href(of)} />);
      const groups = [{ ...headOf(group), roots: [{ tree, more: href(of) }] }];
      return show(<ReferencesPage {...shown} groups={groups} references={[]} />);
    }
    const nearest = flow.all.slice(0, flow.all.indexOf(step)).toReversed().slice(0, MOST_STEPS);
    const tested = await read(nearest, MOST_CHARACTERS);
    const earlier = earlierResults(flow, step, deps.catalog, tested);
    const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = earlier.flatMap((each): ReferenceGroup[] => {
      const roots = each.values.flatMap(({ root, value }) => {
        const more = href(root);
        if (words.length > 0) return foundIn(value, root, words).map((tree) => ({ tree, more }));
        const tree = referenceTree(value, { root });
        return { tree, more, isLarge: isLarge(each, tested) };
      });
      return roots.length === 0
        ? []
        : [{ ...headOf(each), isReal: each.isReal || isLarge(each, tested), roots }];
    });
    const references = words.length > 0 ? [] : earlier.flatMap(referencesTo);
    return show(<ReferencesPage {...shown} groups={groups} references={references} />);
  },
);

const isLarge = ({ step }: EarlierResults, tested: Tested | undefined) => tested?.large.has(step) === true;

function headOf({ step: { number, step }, isReal }: EarlierResults) {
  return { name: stepName({ number, name: step.name }), isReal };
}
