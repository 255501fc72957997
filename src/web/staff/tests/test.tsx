import * as v from 'valibot';
import { NewTestPage } from '../../../../views/tests/new-test.tsx';
import type { OutlinedFlow } from '../../../definition/document/outline.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { typed } from '../../../models/fields.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { addPayload } from '../../../models/test-payloads.ts';
import { type TestPayload, testRequest } from '../../../models/test-requests.ts';
import { startTest } from '../../../models/test-runs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { actingAs, change } from '../../kit/change.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { type Answer, goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { stream } from '../../kit/sse.ts';
import { chosenFlow, designerPage, unlessStale } from '../designer/page.tsx';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { chosenRequest, TYPED, typedAs } from './payloads.ts';
import { watchTest } from './watch.tsx';

const looked = {
  flow: v.optional(v.string()),
  step: v.optional(v.string()),
  rounds: v.optional(v.string()),
};

export const streamTest = handler<'id', typeof looked>({ query: looked }, async (visit) => {
  // One that is not there is told before anything streams.
  await getIntegration(visit.deps.store.read, visit.param('id'));
  return stream(visit, watchTest(visit.deps, visit.user, visit.param('id'), visit.query));
});

const newTestQuery = {
  flow: v.optional(v.string()),
  until: v.optional(v.string(), ''),
  /** What the form is filled in with: `example`, `latest`, or the id of an execution. */
  fill: v.optional(v.pipe(v.string(), v.trim()), ''),
};

export const showNewTest = handler<'id', typeof newTestQuery>(
  { query: newTestQuery },
  async ({ query, param, ...visit }) => {
    const draft = await draftOf(visit, param('id'));
    const flow = chosenFlow(draft, query.flow);
    const { fill, until } = query;
    if (fill === '') return show(await typedView(visit, param('id'), flow, until, {}, {}));
    const refused = async (message: string) =>
      show(await typedView(visit, param('id'), flow, until, { fill }, { fill: message }), 422);
    if (!/^(example|latest|exe_\w+)$/.test(fill))
      return await refused('Write the id of an execution, for example exe_01….');
    try {
      const request = await chosenRequest(visit.deps, viewerOf(visit.user), param('id'), flow, fill);
      return show(await typedView(visit, param('id'), flow, until, typedAs(request), {}));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      return await refused(error.message);
    }
  },
);

export const submitTest = handler<'id'>(async ({ param, form, ...visit }) =>
  unlessStale(visit, param('id'), form, () => tested(visit, param('id'), form)),
);

async function tested(visit: SignedIn, id: string, form: Form): Promise<Answer> {
  const { deps, user } = visit;
  const flow = await testedFlow(visit, id, form.text('flow'));
  const [until, choice] = [form.text('until'), form.text('payload')];
  const named = form.text('from') || until;
  if (named !== '' && !flow.all.some((each) => keyOfStep(each.step) === named))
    throw new AppError('not_found', 'The step is no longer there. Choose one of the list.');
  if (form.text('from') !== '') return await runFrom(visit, id, flow, form);
  if (choice === TYPED) return goTo(links.newTest(id, { flow: flow.address, until }));
  let [kept, request] = [choice, testRequest({})];
  if (form.values.body === undefined) request = await chosenRequest(deps, viewerOf(user), id, flow, choice);
  else {
    const read = readPayload(form);
    const named = read.ok ? await keptPayload(visit, id, form, read.payload) : read;
    if (!read.ok || !named.ok) {
      const errors = named.ok ? {} : named.errors;
      return show(await typedView(visit, id, flow, until, form.values, errors), 422);
    }
    kept = named.id;
    request = testRequest(read.payload);
  }
  try {
    const wanted = { flow: keyOfFlow(flow.flow), until: until || undefined, request };
    await startTest(actingAs(deps, user), id, wanted);
  } catch (error) {
    // Values are missing: they are typed there.
    if (isConfiguration(error)) return goTo(links.testConfiguration(id));
    throw error;
  }
  const step = flow.all.find((each) => keyOfStep(each.step) === (form.text('step') || until));
  const at = { id, flow: flow.address, payload: kept };
  return goTo(step && step !== flow.trigger ? links.flowStep(at, step.number) : links.flow(at));
}

/** Runs a step on what the latest test has given before it, alone or with all after it. */
async function runFrom(visit: SignedIn, id: string, flow: OutlinedFlow, form: Form): Promise<Answer> {
  const [from, payload, rounds] = [form.text('from'), form.text('payload'), form.text('rounds')];
  const step = flow.all.find((each) => keyOfStep(each.step) === from);
  const beginning = { step: from, only: form.text('only') !== '', rounds: roundsIn(rounds) };
  try {
    const wanted = { flow: keyOfFlow(flow.flow), from: beginning, request: undefined };
    await startTest(actingAs(visit.deps, visit.user), id, wanted);
  } catch (error) {
    if (isConfiguration(error)) return goTo(links.testConfiguration(id));
    // Only the panel of a step has a place where this is told.
    const hasPanel = step !== undefined && step !== flow.trigger;
    if (!(error instanceof AppError) || error.code === 'not_found' || !hasPanel) throw error;
    const looked = { flow: flow.address, step: step.number, payload, rounds };
    const refused = { errors: {}, typed: {}, test: error.message };
    return show(await designerPage(visit, id, looked, refused), 409);
  }
  const at = { id, flow: flow.address, payload };
  return goTo(step ? links.flowStep(at, step.number) : links.flow(at));
}

function roundsIn(text: string): number[] | undefined {
  return /^\d{1,9}(\.\d{1,9})*$/.test(text) ? text.split('.').map(Number) : undefined;
}

async function draftOf({ deps }: Pick<SignedIn, 'deps'>, id: string) {
  return await deps.drafts.get(deps.store.read, await getIntegration(deps.store.read, id));
}

async function testedFlow(visit: Pick<SignedIn, 'deps'>, id: string, key: string): Promise<OutlinedFlow> {
  const { flows } = (await draftOf(visit, id)).outline;
  const flow = flows.find((each) => keyOfFlow(each.flow) === key);
  if (flow) return flow;
  throw new AppError('not_found', 'The flow is no longer there.');
}

function isConfiguration(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.code === 'invalid' &&
    error.issues.some(({ path }) => path.startsWith('configVariables.'))
  );
}

async function typedView(
  { deps, frame, user }: SignedIn,
  id: string,
  flow: OutlinedFlow,
  until: string,
  values: Record<string, string>,
  errors: FormErrors,
) {
  const integration = await integrationFrame(deps, user, id, 'flows');
  const { address } = flow;
  const shown = { name: flow.flow.name, key: keyOfFlow(flow.flow), address };
  return <NewTestPage {...{ frame, integration, flow: shown, until, values, errors }} />;
}

type Read = { ok: true; payload: TestPayload } | { ok: false; errors: FormErrors };

function readPayload(form: Form): Read {
  const headers = new Map<string, string>();
  for (const line of form.text('headers').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+):(.*)$/.exec(line.trim()) ?? [];
    if (name === '')
      return { ok: false, errors: { headers: `“${line.trim()}” is no header. Write it as Name: value.` } };
    headers.set(name, value.trim());
  }
  const body = form.values.body ?? '';
  const query = new URLSearchParams(form.text('query'));
  const asked = [...new Set(query.keys())].map((name): [string, string | string[]] => {
    const [first = '', ...more] = query.getAll(name);
    return [name, more.length > 0 ? [first, ...more] : first];
  });
  const sent = { 'content-type': typeOf(body), ...Object.fromEntries(headers) };
  return { ok: true, payload: { headers: sent, queryParameters: Object.fromEntries(asked), body } };
}

function typeOf(body: string): string {
  try {
    JSON.parse(body);
    return 'application/json';
  } catch {
    return body.trim() === '' ? 'application/json' : 'text/plain';
  }
}

type Kept = { ok: true; id: string } | { ok: false; errors: FormErrors };

/** Keeps what was typed, where it was given a name. */
async function keptPayload(
  { deps, user }: SignedIn,
  id: string,
  form: Form,
  payload: TestPayload,
): Promise<Kept> {
  if (form.text('name') === '') return { ok: true, id: '' };
  const name = v.safeParse(typed.name(), form.text('name'));
  if (!name.success) return { ok: false, errors: { name: name.issues[0].message } };
  try {
    const kept = await change(deps, user, (tx) => addPayload(tx, deps.vault, id, name.output, payload));
    return { ok: true, id: kept.id };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return { ok: false, errors: { name: error.message } };
  }
}
