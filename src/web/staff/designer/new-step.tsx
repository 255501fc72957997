import * as v from 'valibot';
import { NewStepPage } from '../../../../views/designer/new-step.tsx';
import type { PickerItem } from '../../../../views/kit/component-picker.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { Component } from '../../../components/component.ts';
import type { Definition } from '../../../definition/document/schema.ts';
import { allSteps } from '../../../definition/document/walk.ts';
import type { EditCommand, Place } from '../../../definition/edit/edit.ts';
import { isSameAction, newStep } from '../../../definition/edit/new-steps.ts';
import { keyOfFlow } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { lookOf } from '../../../lib/ui/step-looks.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import type { Form } from '../../kit/form.ts';
import { pictureOf } from '../../kit/named-components.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { chosenFlow } from './page.tsx';
import { doneInDraft, keyIn, seenPlace, stepLink } from './seen-edit.tsx';

const text = v.optional(v.string());
/** Where it comes: behind a step, or first in a branch or a loop; or in the place of the trigger. */
const newStepQuery = { flow: text, after: text, in: text, branch: text, trigger: text, q: text, kind: text };

export const showNewStep = handler<'id', typeof newStepQuery>(
  { query: newStepQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const { q = '', kind, ...asked } = query;
    const integration = await integrationFrame(deps, user, id, 'flows');
    const row = await getIntegration(deps.store.read, id);
    const draft = await deps.drafts.get(deps.store.read, row);
    const flow = chosenFlow(draft, asked.flow);
    const part: Part = asked.trigger === undefined ? 'action' : 'trigger';
    const given = placeGiven(asked);
    const after = flow.all.find(({ step, key }) => [step.stableKey, key].includes(asked.after ?? asked.in));
    const shown = {
      ...{ frame, integration, part, asked: given, query: q },
      seen: { revision: row.revision, flow: keyOfFlow(flow.flow) },
      newKey: crypto.randomUUID(),
      flow: flow.address,
      after: after?.step.name,
      kinds: kindsOf(deps.catalog, part).map((each) => ({
        label: each ?? 'Everything',
        href: links.newStep(id, { ...given, q: q || undefined, kind: each }),
        current: each === kind,
      })),
      ...groupsOf(deps.catalog, part, draft.definition, q, kind),
    };
    return show(<NewStepPage {...shown} />);
  },
);

/** What an address says, without what it does not. */
export function placeGiven(asked: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

type Part = 'action' | 'trigger';
const partsOf = (component: Component, part: Part) =>
  Object.values(part === 'action' ? component.actions : component.triggers);

/** What flows themselves are made of comes before the systems that they reach. */
const FIRST_KINDS = ['Logic', 'Data'];

function inOrder(catalog: Catalog): Component[] {
  const rankOf = ({ display }: Component) => {
    const at = FIRST_KINDS.indexOf(display.category ?? '');
    return at < 0 ? FIRST_KINDS.length : at;
  };
  return catalog.list().toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The categories of the components, with everything first. */
function kindsOf(catalog: Catalog, part: Part): (string | undefined)[] {
  const kinds = inOrder(catalog).flatMap((component) =>
    partsOf(component, part).length > 0 ? (component.display.category ?? []) : [],
  );
  return [undefined, ...new Set(kinds)];
}

/** So many are shown at once, and so many of each component where nobody has said what they look for. */
const MOST = 200;
const MOST_OF_EACH = 4;

function groupsOf(
  catalog: Catalog,
  part: Part,
  definition: Definition,
  query: string,
  kind: string | undefined,
): { groups: Group[]; found: number } {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const used = usedParts(definition);
  const mostOfEach = words.length > 0 || kind !== undefined ? MOST : MOST_OF_EACH;
  let found = 0;
  let left = MOST;
  const groups = inOrder(catalog).flatMap((component): Group[] => {
    if (kind !== undefined && component.display.category !== kind) return [];
    const look = { ...lookOf(component.key, undefined), picture: pictureOf(component) };
    const all = partsOf(component, part).flatMap((each): PickerItem[] => {
      const { label, description } = each.display;
      const said = `${component.display.label} ${label} ${description}`.toLowerCase();
      if (!words.every((word) => said.includes(word))) return [];
      const value = `${component.key}/${each.key}`;
      return [{ value, name: label, note: description, ...look, used: used.get(value) }];
    });
    const items = all.filter(({ used: times = 0 }, index) => times > 0 || index < mostOfEach).slice(0, left);
    found += all.length;
    left -= items.length;
    return items.length > 0 ? [{ label: component.display.label, items }] : [];
  });
  return { groups: words.length > 0 ? byName(groups, words) : withUsed(groups), found };
}

function usedParts(definition: Definition): Map<string, number> {
  const used = new Map<string, number>();
  for (const flow of definition.flows)
    for (const { step } of allSteps(flow.steps, [])) {
      const value = `${step.action.component.key}/${step.action.key}`;
      used.set(value, (used.get(value) ?? 0) + 1);
    }
  return used;
}

type Group = { label: string; items: PickerItem[] };

/** What is called so comes before what only speaks of it. */
function byName(groups: Group[], words: string[]): Group[] {
  const isCalled = (label: string, { name }: PickerItem) => {
    const own = `${label} ${name}`.toLowerCase();
    return words.every((word) => own.includes(word));
  };
  const partsBy = (called: boolean) =>
    groups.flatMap(({ label, items }) => {
      const some = items.filter((item) => isCalled(label, item) === called);
      return some.length > 0 ? [{ label, items: some }] : [];
    });
  return [...partsBy(true), ...partsBy(false)];
}

/** What the integration uses already comes first. */
function withUsed(groups: Group[]): Group[] {
  const isUsed = ({ used = 0 }: PickerItem) => used > 0;
  const used = groups.flatMap(({ label, items }) =>
    items.filter(isUsed).map((item) => ({ ...item, note: `${label} · ${item.note}` })),
  );
  const others = groups.flatMap(({ label, items }) => {
    const rest = items.filter((item) => !isUsed(item));
    return rest.length > 0 ? [{ label, items: rest }] : [];
  });
  if (used.length === 0) return others;
  return [
    { label: 'Used in this integration', items: used.toSorted((a, b) => (b.used ?? 0) - (a.used ?? 0)) },
    ...others,
  ];
}

/** Adds the step that was chosen, or puts another trigger in the place of the one that is there. */
export const submitNewStep = handler<'id'>(async ({ param, form, ...visit }) => {
  const sent = { ...visit, form, id: param('id') };
  const { flow } = await seenPlace(sent);
  const key = keyOfFlow(flow);
  const [component = '', action = ''] = form.text('choice').split('/');
  const part = form.text('trigger') === '' ? 'action' : 'trigger';
  const stableKey = newKeyIn(form);
  const to = stepLink(sent.id, key, (each) => each.stableKey === stableKey);
  const draft = await getDraft(visit.deps.store.read, sent.id);
  // Sent twice, as by a double click: the first time it was added.
  if (hasStep(draft.definition, stableKey)) return goTo(to(draft.definition));
  const step = newStep({ component, key: action }, part, visit.deps.catalog, flow, stableKey);
  if (!step) throw new AppError('bad_request', 'There is no such action here any more. Choose another one.');
  const commands: EditCommand[] =
    part === 'action'
      ? [{ kind: 'add-steps', flow: key, place: placeOf(form), steps: [step] }]
      : triggerCommands(flow, key, step);
  return await doneInDraft(sent, commands, to);
});

/** The key that was printed for the step to be. */
function newKeyIn(form: Form): string {
  const key = form.text('new');
  return /^[\da-f-]{36}$/.test(key) ? key : crypto.randomUUID();
}

const hasStep = ({ flows }: Definition, key: string) =>
  flows.some(({ steps }) => [...allSteps(steps, [])].some(({ step }) => step.stableKey === key));

type Steps = Parameters<typeof newStep>[3];

/** The same trigger once more is no change. */
function triggerCommands(
  { steps }: Steps,
  flow: string,
  trigger: NonNullable<ReturnType<typeof newStep>>,
): EditCommand[] {
  const former = steps.find(({ isTrigger }) => isTrigger === true);
  return former && isSameAction(former.action, trigger.action)
    ? []
    : [{ kind: 'set-trigger', flow, trigger }];
}

/** Where a form says that steps come. @throws AppError `bad_request` */
export function placeOf(form: Form): Place {
  const [after, firstIn, branch] = [keyIn(form, 'after'), keyIn(form, 'in'), keyIn(form, 'branch')];
  if (after !== '') return { after };
  if (firstIn !== '') return { firstIn, ...(form.values.branch !== undefined && { branch }) };
  throw new AppError('bad_request', 'The form says no place for the step. Open its page again.');
}
