import * as v from 'valibot';
import type { CompiledFlow, CompiledStep } from '../definition/compile/compiled.ts';
import { stepPlaces } from '../definition/read/step-paths.ts';
import { AppError } from '../lib/errors.ts';
import { keptFilesIn } from '../lib/kept-file.ts';
import { isRecord } from '../lib/records.ts';
import { MASK } from '../lib/secret-fields.ts';
import { encode } from '../lib/wire.ts';
import type { DeploymentTools } from './deployments.ts';
import { getDraftText } from './integrations.ts';
import { canBePinned, pinOutput } from './pinned-outputs.ts';
import { addPayload, type NamedPayload } from './test-payloads.ts';

/*
 * An execution as one file, to be looked into on another server: there its call becomes a test payload, and what its steps
 * gave may stand for them in tests. It holds no secret: what is masked on pages is masked in it.
 */

const record = v.custom<Record<string, unknown>>(isRecord, 'must be an object');
const texts = v.custom<Record<string, string>>(
  (value) => isRecord(value) && Object.values(value).every((item) => typeof item === 'string'),
  'must be an object of texts',
);
const parameters = v.custom<Record<string, string | string[]>>(
  (value) =>
    isRecord(value) &&
    Object.values(value).every(
      (item) =>
        typeof item === 'string' || (Array.isArray(item) && item.every((each) => typeof each === 'string')),
    ),
  'must be an object of texts and lists of texts',
);

const stepSchema = v.looseObject({
  path: v.string(),
  /** By which the step is known, whatever its name. */
  key: v.string(),
  name: v.string(),
  status: v.string(),
  input: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
});

export const executionFileSchema = v.looseObject({
  stepwell: v.literal('execution', 'must be "execution": this is no file of an execution'),
  format: v.literal(1, 'must be 1: this file is of a newer version'),
  id: v.string(),
  integration: v.looseObject({ name: v.string() }),
  version: v.number(),
  flow: v.looseObject({ name: v.string(), key: v.string() }),
  status: v.string(),
  error: v.nullish(record),
  isRedacted: v.boolean(),
  request: v.nullable(
    v.looseObject({ headers: texts, queryParameters: parameters, body: v.optional(v.unknown()) }),
  ),
  steps: v.array(stepSchema),
  log: v.array(v.looseObject({ level: v.string(), step: v.string(), message: v.string() })),
});
export type ExecutionFile = v.InferOutput<typeof executionFileSchema>;

/** The same without a single value: texts and numbers give way, and what has them stays as it is. */
export function redactedFile(file: ExecutionFile): ExecutionFile {
  const { request, steps, error } = file;
  return {
    ...file,
    isRedacted: true,
    error: error && { name: error.name, step: error.step, message: MASK },
    request: request && {
      ...request,
      ...('pathFragment' in request && { pathFragment: MASK }),
      headers: Object.fromEntries(Object.keys(request.headers).map((name) => [name, MASK])),
      queryParameters: Object.fromEntries(Object.keys(request.queryParameters).map((name) => [name, MASK])),
      body: withoutValues(request.body),
    },
    steps: steps.map((step) => ({
      ...step,
      input: withoutValues(step.input),
      output: withoutValues(step.output),
      ...(step.error !== undefined && { error: { message: MASK } }),
    })),
    log: file.log.map((line) => ({ ...line, message: MASK })),
  };
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutValues);
  if (isRecord(value) && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutValues(item)]));
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  return typeof value === 'number' ? 0 : MASK;
}

/** What of an imported file cannot be used, and why. */
export type Skipped = { step: string; reason: string };
export type Imported = { payload: NamedPayload | undefined; pinned: string[]; skipped: Skipped[] };

/** Headers that say how a call was sent, not what. */
const OF_THE_WIRE = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'user-agent']);

/**
 * Makes the call of an execution a test payload of an integration, and pins what its steps gave in the draft as it is now.
 * @param name of the payload
 * @throws AppError `not_found`; `invalid` where the draft has no such flow; `conflict` where another payload has the name
 */
export async function importExecution(
  tools: DeploymentTools,
  integrationId: string,
  file: ExecutionFile,
  { name, pins }: { name: string; pins: boolean },
): Promise<Imported> {
  const flow = await flowOf(tools, integrationId, file);
  const { pinnable, skipped } = pins ? stepsToPin(flow, file) : { pinnable: [], skipped: [] };
  return await tools.store.write(async (tx) => {
    const payload =
      file.request && (await addPayload(tx, tools.vault, integrationId, name, payloadIn(file.request)));
    for (const { step, output } of pinnable)
      await pinOutput(tx, tools, integrationId, { flow, step }, { output });
    return {
      payload: payload ?? undefined,
      pinned: pinnable.map(({ step }) => step.name),
      skipped: file.request ? skipped : [{ step: 'trigger', reason: 'The file has no call.' }, ...skipped],
    };
  });
}

async function flowOf(
  { store, compiledVersions }: DeploymentTools,
  integrationId: string,
  { flow: wanted }: ExecutionFile,
): Promise<CompiledFlow> {
  const draft = await getDraftText(store.read, integrationId);
  const { flows } = await compiledVersions.draft(store.read, integrationId, draft);
  const flow =
    flows.find(({ stableKey }) => stableKey === wanted.key) ?? flows.find(({ name }) => name === wanted.name);
  if (flow) return flow;
  const message = `is of the flow ${wanted.name}, which the draft does not have`;
  throw new AppError('invalid', `The file ${message}.`, [{ path: 'flow', message }]);
}

/** The last output of each step that has one and can be stood for. */
function stepsToPin(flow: CompiledFlow, { steps }: ExecutionFile) {
  const places = stepPlaces(flow);
  const found = new Map<CompiledStep, unknown>();
  const skipped: Skipped[] = [];
  for (const { key, name, path, status, output } of steps) {
    const ownName = path.slice(path.lastIndexOf('.') + 1);
    const place =
      places.find(({ step }) => step.stableKey === key) ?? places.find((each) => each.name === ownName);
    if (!place) skipped.push({ step: name, reason: 'The draft has no such step.' });
    else if (status !== 'succeeded' || !canBePinned(place.step)) continue;
    else if (output === undefined) skipped.push({ step: name, reason: 'The file has no output of it.' });
    else {
      const text = encode(output);
      if (text.includes(MASK)) skipped.push({ step: name, reason: 'Its output is masked.' });
      else if (keptFilesIn(text).length > 0) skipped.push({ step: name, reason: 'It gave a file.' });
      else found.set(place.step, output);
    }
  }
  const pinnable = [...found].map(([step, output]) => ({ step, output }));
  const isOpen = ({ step }: Skipped) => !pinnable.some((each) => each.step.name === step);
  return {
    pinnable,
    skipped: [...new Map(skipped.filter(isOpen).map((each) => [each.step, each])).values()],
  };
}

/** What a test can be called with: what is masked, and what only says how it was sent, is left out. */
export function payloadIn({ headers, queryParameters, body }: NonNullable<ExecutionFile['request']>) {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== MASK && !OF_THE_WIRE.has(name.toLowerCase()),
  );
  const asked = Object.entries(queryParameters).filter(([, value]) => value !== MASK);
  return {
    headers: Object.fromEntries(kept),
    queryParameters: Object.fromEntries(asked),
    ...(body === undefined || body === null || body instanceof Uint8Array ? {} : { body }),
  };
}
