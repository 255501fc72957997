import * as v from 'valibot';
import { applyChanges, replaceEntries, TrackedRecords } from '../lib/record-changes.ts';
import { type BundleDescription, readDescription } from './bundle-description.ts';
import type { Catalog, PartReference } from './catalog.ts';
import { logTo } from './code-logs.ts';
import type { ActionContext, Params, PartContext, TriggerPayload } from './component.ts';
import { hostsOfConnections } from './connection-hosts.ts';
import { CONTEXT_FIELDS, STATES } from './context-fields.ts';
import type { BundleReference, Host } from './host.ts';
import { isRecord } from './records.ts';

/** How a process of the sandbox is asked; it answers `[answer, changes of the states]`. */
export type BundleProcess = (call: {
  bundle: BundleReference;
  part: readonly string[];
  context: Record<string, unknown>;
  args: readonly unknown[];
  /** All that it may reach; undefined where nothing is said. */
  hosts?: readonly string[] | undefined;
  onLog?: (level: string, text: string) => void;
  onRequest?: (request: unknown) => Promise<{ answer: unknown; changes: unknown }>;
}) => Promise<unknown>;

/**
 * What an uploaded component declares, as data.
 * @throws AppError `invalid` that says what is wrong with it, as its author would want to read it
 */
export async function describeBundle(
  run: BundleProcess,
  bundle: BundleReference,
): Promise<BundleDescription> {
  // what describes itself calls nobody
  return readDescription(await run({ bundle, part: [], context: {}, args: [], hosts: [] }));
}

/** The part of a host that calls uploaded components, for one run. */
export function bundleCalls(
  run: BundleProcess,
  catalog: Pick<Catalog, 'action' | 'trigger'>,
): Pick<Host, 'callBundle'> {
  return {
    async callBundle(bundle, part, context, args) {
      const data = dataOf(context);
      const hosts = bundle.hosts?.();
      const answered = await run({
        ...{ bundle, part, args },
        hosts: hosts && [...hosts, ...hostsOfConnections([data.configVars, ...args])],
        context: data,
        onLog: logTo(context.logger),
        ...(isOfRun(context) && { onRequest: (request: unknown) => invoked(catalog, context, request) }),
      });
      const [answer, changes]: unknown[] = Array.isArray(answered) ? answered : [];
      applyChanges(context, changes, STATES);
      return answer;
    },
  };
}

const isOfRun = (context: PartContext | ActionContext): context is ActionContext => 'executionId' in context;

function dataOf(context: object): Record<string, unknown> {
  const names = [...CONTEXT_FIELDS, ...STATES].filter((name) => name in context);
  return Object.fromEntries(names.map((name) => [name, Reflect.get(context, name)]));
}

const Text = v.pipe(v.string(), v.maxLength(500));
const EVENTS = ['perform', 'onInstanceDeploy', 'onInstanceDelete', 'webhookCreate', 'webhookDelete'] as const;
const Request = v.strictTuple([
  v.picklist(['invoke', 'invokeTrigger']),
  v.object({
    component: v.object({ key: Text, signature: v.nullish(Text), isPublic: v.nullish(v.boolean()) }),
    key: Text,
    triggerEventFunctionName: v.optional(v.picklist(EVENTS), 'perform'),
  }),
  v.pipe(v.array(v.unknown()), v.maxLength(2)),
  v.unknown(),
]);
type Reference = v.InferOutput<typeof Request>[1];

/** Components may call others, which may call others: not for ever. */
const MOST_DEPTH = 4;
const depths = new WeakMap<object, number>();

/** The same context, of which is known how many calls lead to it. */
function deeper(context: ActionContext): ActionContext {
  const depth = (depths.get(context) ?? 0) + 1;
  if (depth > MOST_DEPTH) throw new Error(`Components call each other more than ${MOST_DEPTH} times over.`);
  const nested = new Proxy(context, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  depths.set(nested, depth);
  return nested;
}

/** Runs the part of another component that a bundle asks for, with the context that the bundle was called with. */
async function invoked(
  catalog: Pick<Catalog, 'action' | 'trigger'>,
  context: ActionContext,
  request: unknown,
): Promise<{ answer: unknown; changes: unknown }> {
  const read = v.safeParse(Request, request);
  if (!read.success)
    throw new Error('Name the component and its action as the manifest of the component does.');
  const [kind, reference, args, changes] = read.output;
  const nested = deeper(context);
  applyChanges(context, changes, STATES);
  const states = new TrackedRecords(dataOf(context), STATES);
  const answer =
    kind === 'invoke'
      ? await performAction(catalog, reference, nested, args)
      : await performTrigger(catalog, reference, nested, args);
  for (const name of STATES) {
    const returned: unknown = isRecord(answer) ? answer[name] : undefined;
    if (isRecord(returned) && returned !== context[name]) replaceEntries(context[name], returned);
  }
  return { answer, changes: states.changes() };
}

async function performAction(
  catalog: Pick<Catalog, 'action'>,
  reference: Reference,
  context: ActionContext,
  [params]: unknown[],
): Promise<unknown> {
  const action = found(reference, (each) => catalog.action(each));
  if (!action) throw new Error(missing('action', reference));
  const result = await action.perform(context, paramsIn(params));
  if (result?.failed) throw result.error ?? new Error(`${reference.key} reports that it failed.`);
  return result ?? {};
}

async function performTrigger(
  catalog: Pick<Catalog, 'trigger'>,
  reference: Reference,
  context: ActionContext,
  [payload, params]: unknown[],
): Promise<unknown> {
  const trigger = found(reference, (each) => catalog.trigger(each));
  if (!trigger) throw new Error(missing('trigger', reference));
  const event = reference.triggerEventFunctionName;
  if (event !== 'perform') return (await trigger[event]?.(context, paramsIn(params))) ?? {};
  return (await trigger.perform(context, payloadIn(payload, context), paramsIn(params))) ?? { payload };
}

const paramsIn = (value: unknown): Params => (isRecord(value) ? value : {});

const Body = v.object({ data: v.unknown(), contentType: v.exactOptional(v.string()) });
const Called = v.object({
  headers: v.fallback(v.record(v.string(), v.string()), {}),
  queryParameters: v.fallback(v.record(v.string(), v.union([v.string(), v.array(v.string())])), {}),
  rawBody: v.fallback(Body, { data: null }),
  body: v.fallback(Body, { data: null }),
  pathFragment: v.fallback(v.string(), ''),
});

function payloadIn(value: unknown, context: ActionContext): TriggerPayload {
  const { webhookUrls, webhookApiKeys, invokeUrl, executionId, customer, instance, user } = context;
  const { integration, flow, startedAt, globalDebug } = context;
  return {
    ...v.parse(Called, paramsIn(value)),
    ...{ webhookUrls, webhookApiKeys, invokeUrl, executionId, customer, instance, user },
    ...{ integration, flow, startedAt, globalDebug },
  };
}

/** Of a public component any version will do where the one that it was built with is not here. */
function found<Part>(
  { component, key }: Reference,
  find: (reference: PartReference) => Part | undefined,
): Part | undefined {
  const { signature, ...unsigned } = component;
  const exact = find({ component: signature ? component : unsigned, key });
  return exact ?? (component.isPublic === false ? undefined : find({ component: unsigned, key }));
}

function missing(what: string, { component, key }: Reference): string {
  return `There is no ${what} ${component.key}.${key} in this installation. Add the component, and run again.`;
}
