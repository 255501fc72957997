import { isRecord } from '../../lib/records.ts';
import { referenceKey } from './references.ts';

/*
 * What the field once called by other names, in files that are still about: it is read as what it is called today.
 */

type Renamed = { component?: string | undefined; key: unknown; inputs?: Record<string, string> | undefined };

/** Actions and triggers by `component.key`, with the keys of inputs where those have changed. */
const PARTS: ReadonlyMap<string, Renamed> = new Map<string, Renamed>([
  ['http.webhook', { component: 'webhook-triggers', key: 'webhook' }],
  ['http.httpRequest', { component: 'http', key: 'rawRequest' }],
  ['cross-flow.triggerFlow', { component: 'cross-flow', key: 'invokeFlow' }],
  ['loop.loopOverCollection', { component: 'loop', key: 'loopOverItems', inputs: { collection: 'items' } }],
]);
const COMPONENTS: ReadonlyMap<string, string> = new Map([['reformat', 'change-data-format']]);

/** The former names that were met, and the reference keys of loops that call their item `current`. */
type Found = { former: Set<string>; loops: Set<string> };

/** A definition with today's names, and the former ones that it had; the very same value where it had none. */
export function withPresentNames(value: unknown): { value: unknown; former: string[] } {
  if (!isRecord(value) || !Array.isArray(value.flows)) return { value, former: [] };
  const former = new Set<string>();
  const flows = value.flows.map((flow: unknown) => flowOf(flow, former));
  const { requiredConfigVars } = value;
  const configVars = Array.isArray(requiredConfigVars)
    ? requiredConfigVars.map((each: unknown) => configVarOf(each, former))
    : requiredConfigVars;
  if (former.size === 0) return { value, former: [] };
  return { value: { ...value, flows, requiredConfigVars: configVars }, former: [...former].sort() };
}

function flowOf(flow: unknown, former: Set<string>): unknown {
  if (!isRecord(flow)) return flow;
  const found = { former, loops: new Set<string>() };
  const steps = stepsOf(flow.steps, found);
  return { ...flow, steps: found.loops.size === 0 ? steps : withCurrentItems(steps, found.loops) };
}

function stepsOf(steps: unknown, found: Found): unknown {
  return Array.isArray(steps) ? steps.map((step: unknown) => stepOf(step, found)) : steps;
}

function stepOf(step: unknown, found: Found): unknown {
  if (!isRecord(step)) return step;
  const read = { ...step };
  if ('steps' in step) read.steps = stepsOf(step.steps, found);
  if (Array.isArray(step.branches)) read.branches = step.branches.map((each: unknown) => stepOf(each, found));
  if (!isRecord(step.action)) return read;
  const { part, inputs } = partOf(step.action, found.former);
  read.action = part;
  if (!inputs) return read;
  found.loops.add(referenceKey(String(step.name)));
  if (isRecord(step.inputs)) read.inputs = renamed(step.inputs, inputs);
  return read;
}

type Part = { part: Record<string, unknown>; inputs?: Renamed['inputs'] };

/** An action, a connection or a data source. What an organization has made itself may be called anything. */
function partOf(written: Record<string, unknown>, former: Set<string>): Part {
  const part = withComponent(written, former);
  const { component, key } = part;
  if (!isRecord(component) || component.isPublic === false) return { part };
  const name = `${String(component.key)}.${String(key)}`;
  const { inputs, ...now }: Renamed = PARTS.get(name) ?? {
    component: COMPONENTS.get(String(component.key)),
    key,
  };
  if (now.component === undefined) return { part };
  former.add(name);
  return { part: { ...part, key: now.key, component: { ...component, key: now.component } }, inputs };
}

/** `{ key, componentKey }` as it was written before components had versions. */
function withComponent(part: Record<string, unknown>, former: Set<string>): Record<string, unknown> {
  const { componentKey, ...rest } = part;
  if (part.component !== undefined || typeof componentKey !== 'string') return part;
  former.add('componentKey');
  return { ...rest, component: { key: componentKey, version: 'LATEST', isPublic: true } };
}

function configVarOf(configVar: unknown, former: Set<string>): unknown {
  if (!isRecord(configVar)) return configVar;
  const { connection, dataSource } = configVar;
  return {
    ...configVar,
    ...(isRecord(connection) && { connection: partOf(connection, former).part }),
    ...(isRecord(dataSource) && { dataSource: partOf(dataSource, former).part }),
  };
}

function renamed(record: Record<string, unknown>, names: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [names[key] ?? key, each]));
}

/** `loop.current` in references and templates is `loop.currentItem`. */
function withCurrentItems(value: unknown, loops: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withCurrentItems(each, loops));
  if (!isRecord(value)) return value;
  const { type, value: text } = value;
  if (typeof text === 'string' && (type === 'reference' || type === 'template')) {
    const start =
      type === 'reference' ? /^()([^.]+)\.current(?=\.|$)/ : /(\{\{\$)([^.{}]+)\.current(?=\.|\}\})/g;
    const read = text.replace(start, (all, open: string, loop: string) =>
      loops.has(loop) ? `${open}${loop}.currentItem` : all,
    );
    return { ...value, value: read };
  }
  const entries = Object.entries(value).map(([key, each]) => [key, withCurrentItems(each, loops)]);
  return Object.fromEntries(entries);
}
