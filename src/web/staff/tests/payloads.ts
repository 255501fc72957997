import type { Option } from '../../../../views/kit/control.tsx';
import type { OutlinedFlow } from '../../../definition/document/outline.ts';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { relativeTime } from '../../../lib/format.ts';
import { asRecord, isRecord } from '../../../lib/records.ts';
import { MASK } from '../../../lib/secret-fields.ts';
import { now } from '../../../lib/time.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { type Execution, getExecution } from '../../../models/executions.ts';
import type { StoredRequest } from '../../../models/requests.ts';
import { getPayload, listPayloads } from '../../../models/test-payloads.ts';
import { testRequest } from '../../../models/test-requests.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { requestBody, shownRequest } from '../../kit/shown-requests.ts';

/** The choice that leads to a page where a payload is typed. */
export const TYPED = 'typed';

const MOST_NAMED = 50;

/** What a flow can be tested with. */
export async function payloadChoices(
  deps: Deps,
  viewer: Viewer,
  integrationId: string,
  flow: OutlinedFlow,
): Promise<Option[]> {
  const real = await latestReal(deps, viewer, integrationId, flow);
  const named = (await listPayloads(deps.store.read, integrationId, { limit: MOST_NAMED })).items;
  return [
    ...(real ? [{ value: 'latest', label: `Last real call, ${relativeTime(real.queuedAt, now())}` }] : []),
    ...(exampleOf(deps, flow) === undefined ? [] : [{ value: 'example', label: 'Example of the trigger' }]),
    ...named.map(({ id, name }) => ({ value: id, label: name })),
    { value: 'empty', label: 'An empty body' },
    { value: TYPED, label: 'Type one …' },
  ];
}

/** The choice as long as it is there; undefined for one that is gone, whose place the first takes. */
export async function standingChoice(
  { store, vault }: Pick<Deps, 'store' | 'vault'>,
  integrationId: string,
  choices: Option[],
  choice: string | undefined,
): Promise<string | undefined> {
  if (choice === undefined || choices.length === 0) return choice;
  if (choices.some(({ value }) => value === choice)) return choice;
  // There may be more than are listed.
  return (await unlessGone(getPayload(store.read, vault, integrationId, choice)))?.id;
}

/** What a choice stands for. @throws AppError `not_found` where it is no longer there */
export async function chosenRequest(
  deps: Deps,
  viewer: Viewer,
  integrationId: string,
  flow: OutlinedFlow,
  choice: string,
): Promise<StoredRequest> {
  if (choice === 'latest') return await requestOf(deps, await latestReal(deps, viewer, integrationId, flow));
  if (choice.startsWith('exe_')) {
    const execution = await getExecution(deps.store.read, viewer, choice);
    return await requestOf(deps, execution.integrationId === integrationId ? execution : undefined);
  }
  if (choice === 'example') return testRequest(exampleOf(deps, flow) ?? {});
  if (choice === 'empty' || choice === '') return testRequest({});
  return testRequest((await getPayload(deps.store.read, deps.vault, integrationId, choice)).payload);
}

/** The latest execution of the flow that a customer's instance has made. */
async function latestReal(
  { store }: Deps,
  viewer: Viewer,
  integration: string,
  { flow }: OutlinedFlow,
): Promise<Execution | undefined> {
  const filter = { integration, flow: flow.name };
  return (await listExecutions(store.read, viewer, filter, { limit: 1 })).items[0];
}

async function requestOf(deps: Deps, real: Execution | undefined): Promise<StoredRequest> {
  // Without the secrets of the customer: what a test is given is shown to whoever tests.
  const shown = real && (await shownRequest(deps, real));
  const sent = real && (await requestBody(deps, real));
  if (shown && sent) {
    const { body } = sent;
    return {
      ...shown,
      body:
        typeof body === 'string'
          ? { kind: 'text', text: body }
          : { kind: 'bytes', bytes: new Uint8Array(body) },
    };
  }
  throw new AppError(
    'not_found',
    'This call is no longer kept, or is none of this integration. Test with something else.',
  );
}

/** What the trigger of the flow declares as an example: a payload as steps see it, or a body alone. */
function exampleOf({ catalog }: Pick<Deps, 'catalog'>, { trigger }: OutlinedFlow) {
  const example = trigger && catalog.trigger(trigger.step.action)?.examplePayload;
  if (example === undefined) return undefined;
  const { body } = asRecord(asRecord(example).payload ?? example);
  return { body: isRecord(body) && 'data' in body ? body.data : (body ?? example) };
}

/** What fills in the form where a payload is typed: what is no text is left out. */
export function typedAs({ headers, queryParameters, body }: StoredRequest): Record<string, string> {
  const shown = Object.entries(headers).filter(([name, value]) => value !== MASK && !OF_THE_WIRE.has(name));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(queryParameters))
    for (const text of [value].flat()) query.append(name, text);
  return {
    body: body.kind === 'text' ? body.text : '',
    headers: shown.map(([name, value]) => `${name}: ${value}`).join('\n'),
    query: query.toString(),
  };
}

const OF_THE_WIRE = new Set([
  'host',
  'connection',
  'content-length',
  'accept-encoding',
  'user-agent',
  'accept',
]);
