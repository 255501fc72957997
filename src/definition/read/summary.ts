import type { InputDeclaration } from '../../components/component.ts';
import { withDistance } from '../../lib/cron-distance.ts';
import { cronWords } from '../../lib/cron-words.ts';
import { plural, shortened } from '../../lib/format.ts';
import { own } from '../../lib/records.ts';
import { literalText } from '../compile/value.ts';
import type { Flow, Schedule, Step, StepInput } from '../document/schema.ts';
import { isSecret } from '../document/secret-inputs.ts';
import { visitInputs } from '../document/walk.ts';
import type { Declared } from './declared.ts';

const LONGEST = 200;
const VERB = /^http(Get|Post|Put|Patch|Delete|Head)$/;

/** What a step does, on one line: made of its inputs, and never of a secret. */
export function summaryOf(step: Step, declared: Declared): string {
  const own = step.isTrigger ? undefined : SUMMARIES.get(step.action.component.key)?.(step);
  return oneLine(own ?? [...namesOf(declared), mainInput(step, declared.inputs)].filter(Boolean).join(' · '));
}

/** What starts a flow and how its caller is answered, on one line. */
export function triggerSummary(step: Step, declared: Declared, flow: Flow): string {
  const parts = namesOf(declared);
  if (step.schedule?.value) parts.push(...scheduleParts(step.schedule));
  else if (isCalled(declared))
    parts.push(answerWords(flow), SECURITY[flow.endpointSecurityType ?? 'customer_optional']);
  return oneLine(parts.join(' · '));
}

/** Whether a trigger waits for calls from outside; one that is not known here may. */
export function isCalled({ trigger }: Declared): boolean {
  return trigger?.scheduleSupport !== 'required' && trigger?.lifecycleEvent === undefined;
}

const SECURITY = {
  unsecured: 'anyone may call it',
  customer_optional: 'customer may set a key',
  customer_required: 'customer must set a key',
  organization: 'key of the organization',
} as const;

/** `Every 15 minutes`, or the cron line itself where words would be longer than it. */
export function scheduleWords(schedule: Schedule): string {
  const { type, value } = schedule;
  if (type === 'configVar') return `As “${value ?? ''}” says`;
  return cronWords(lineOf(schedule)) ?? value ?? '';
}

/** The line that a schedule fires by; empty where it has none. */
export function lineOf({ type, value, meta }: Schedule): string {
  return type === 'value' && value ? withDistance(value, meta?.keepsDistance === true) : '';
}

function scheduleParts(schedule: Schedule): string[] {
  const zone = schedule.meta?.timeZone;
  return zone ? [scheduleWords(schedule), zone] : [scheduleWords(schedule)];
}

function answerWords({ isSynchronous }: Flow): string {
  return isSynchronous ? 'answers with the result' : 'answers at once';
}

function namesOf({ component, action }: Declared): string[] {
  return component === action ? [component] : [component, action];
}

/** Summaries of those components whose work has better words than their names. */
const SUMMARIES: ReadonlyMap<string, (step: Step) => string | undefined> = new Map([
  ['http', httpSummary],
  ['branch', branchSummary],
  ['loop', loopSummary],
  ['code', codeSummary],
]);

function httpSummary({ action, inputs }: Step): string | undefined {
  const verb = VERB.exec(action.key)?.[1] ?? textOf(inputs?.method ?? inputs?.httpMethod) ?? 'Request';
  const url = inputs?.url;
  const text = url?.type === 'configVar' && url.value ? `{{#${url.value}}}` : textOf(url);
  return text === undefined ? undefined : `${verb.toUpperCase()} ${text}`;
}

function branchSummary({ inputs }: Step): string | undefined {
  const read = inputs?.conditions ? readsOf(inputs.conditions) : [textOf(inputs?.inputValue)];
  const [first, ...others] = new Set(read.filter((text) => text !== undefined));
  if (first === undefined) return undefined;
  return others.length === 0 ? `Branch on ${first}` : `Branch on ${first} and ${others.length} more`;
}

function loopSummary({ action, inputs }: Step): string | undefined {
  if (action.key === 'breakLoop') return 'Leaves the loop';
  const items = textOf(inputs?.items);
  if (items !== undefined) return `Loop over ${items}`;
  const count = textOf(inputs?.iterationCount);
  return count === undefined ? undefined : `Loop ${count} times`;
}

function codeSummary({ action, inputs }: Step): string | undefined {
  const text = action.key === 'runCode' ? textOf(inputs?.code) : undefined;
  if (text === undefined) return undefined;
  const lines = text.trimEnd().split('\n').length;
  return `Code · ${plural(lines, 'line')}`;
}

/** What conditions look at: the references, config variables and templates among their terms. */
function readsOf(conditions: StepInput): string[] {
  const found: string[] = [];
  visitInputs(conditions, [], (input) => {
    const text = input.type === 'value' || input.type === 'complex' ? undefined : textOf(input);
    if (text !== undefined) found.push(text);
  });
  return found;
}

/** The input that says most: what comes from elsewhere before what is written here, and what is required first. */
function mainInput({ inputs }: Step, declared: readonly InputDeclaration[]): string | undefined {
  const known = new Map(declared.map((each) => [each.key, each]));
  const keys = [...known.keys(), ...Object.keys(inputs ?? {}).filter((key) => !known.has(key))];
  const set = keys.flatMap((key) => {
    const input = own(inputs, key);
    const text = textOf(input);
    const isHidden = isSecret(key, known.get(key)) || input?.meta?.writeOnly === true;
    if (!input || text === undefined || isHidden) return [];
    if (input.type === 'value' && text === literalText(known.get(key)?.default)) return [];
    return {
      text: input.type === 'reference' || input.type === 'configVar' ? text : `“${text}”`,
      rank: rankOf(input, known.get(key)),
    };
  });
  return set.sort((a, b) => a.rank - b.rank)[0]?.text;
}

function rankOf(input: StepInput, declared: InputDeclaration | undefined): number {
  return (input.type === 'value' ? 2 : 0) + (declared?.required ? 0 : 1);
}

function textOf(input: StepInput | undefined): string | undefined {
  if (!input || input.type === 'complex') return undefined;
  return literalText(input.value) || undefined;
}

function oneLine(text: string): string {
  return shortened(text.replaceAll(/\s+/g, ' ').trim(), LONGEST - 1);
}
