import * as v from 'valibot';
import { StatesPage } from '../../../../views/instances/states.tsx';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { getListedInstance } from '../../../models/instance-list.ts';
import { deleteState, getState, listStates, resetStates, setState } from '../../../models/state-values.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs } from '../../kit/change.ts';
import type { Form } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';

const PER_PAGE = 50;

const statesQuery = {
  flow: v.optional(v.string()),
  /** The one that is edited; a new one where it is empty. */
  key: v.optional(v.string()),
  cursor: v.optional(v.string()),
};

type Asked = { flow?: string | undefined; key?: string | undefined; cursor?: string | undefined };
type Typed = { key: string; value: string; errors: { key?: string; value?: string } };

async function statesPage({ deps, frame, user }: SignedIn, id: string, asked: Asked, typed?: Typed) {
  const { read } = deps.store;
  const viewer = viewerOf(user);
  const instance = await getListedInstance(read, viewer, id);
  const { flows } = await deps.compiledVersions.get(read, instance.integrationId, instance.version);
  const { flow, cursor } = asked;
  const { items, nextCursor } = await listStates(deps, viewer, id, flow, { limit: PER_PAGE, cursor });
  const tab = (label: string, to: string | undefined) => ({
    label,
    href: links.instanceStates(id, { flow: to }),
    current: to === flow,
  });
  const shown = {
    ...{ frame, instance, flow },
    states: items,
    tabs: [tab('All flows together', undefined), ...flows.map(({ name }) => tab(name, name))],
    edited: typed ?? (await editedIn(deps, viewer, id, asked)),
    pages: listAddresses(links.instanceStates(id), { flow }, cursor, nextCursor),
  };
  return show(<StatesPage {...shown} />, typed === undefined ? 200 : 422);
}

async function editedIn(
  deps: SignedIn['deps'],
  viewer: ReturnType<typeof viewerOf>,
  id: string,
  { flow, key }: Asked,
): Promise<Typed | undefined> {
  const found = key ? await unlessGone(getState(deps, viewer, id, flow, key)) : undefined;
  if (found?.value.kind !== 'json') return undefined;
  return { key: found.key, value: indented(found.value.text), errors: {} };
}

const indented = (json: string) => JSON.stringify(JSON.parse(json), null, 2);

export const showStates = handler<'id', typeof statesQuery>(
  { query: statesQuery },
  async (visit) => await statesPage(visit, visit.param('id'), visit.query),
);

const flowIn = (form: Form) => form.text('flow') || undefined;

export const submitState = handler<'id'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const [key, text] = [form.text('key'), form.text('value')];
  const refused = async (errors: Typed['errors']) =>
    await statesPage(visit, param('id'), { flow: flowIn(form) }, { key, value: text, errors });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return await refused({ value: 'This is no JSON. Text stands in quotes: "like this".' });
  }
  try {
    await setState(actingAs(deps, user), viewerOf(user), param('id'), flowIn(form), { key, value });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    const [issue] = error.issues;
    const message = `This ${issue?.message ?? error.message}.`;
    return await refused(issue?.path === 'key' ? { key: message } : { value: message });
  }
  return goTo(links.instanceStates(param('id'), { flow: flowIn(form) }));
});

export const submitStateRemoval = handler<'id'>(async ({ deps, user, param, form }) => {
  await deleteState(actingAs(deps, user), viewerOf(user), param('id'), flowIn(form), form.text('key'));
  return goTo(links.instanceStates(param('id'), { flow: flowIn(form) }));
});

export const submitStatesReset = handler<'id'>(async ({ deps, user, param, form }) => {
  await resetStates(actingAs(deps, user), viewerOf(user), param('id'), flowIn(form));
  return goTo(links.instanceStates(param('id'), { flow: flowIn(form) }));
});
