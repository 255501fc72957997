import * as v from 'valibot';
import { isInputType } from '../inputs/registry.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import type { InputDeclaration } from './component.ts';

/*
 * What a bundle declares, as data (the contract's shapes). Fields that nobody knows are dropped, and what only people
 * read may be of any type; what a call depends on has to be right.
 */

const Words = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'string' ? value : '')),
);
const Flag = v.fallback(v.boolean(), false);
const Support = v.picklist(['invalid', 'valid', 'required']);
const Key = v.pipe(v.string(), v.minLength(1, 'is empty'));

const Display = v.object({
  label: v.string(),
  description: v.optional(Words, ''),
  directions: v.exactOptional(v.string()),
  important: v.exactOptional(v.boolean()),
  category: v.exactOptional(v.string()),
  iconPath: v.exactOptional(v.string()),
});

const Choice = v.object({ label: Words, value: Words });

const InputFields = v.pipe(
  v.object({
    key: Key,
    label: v.optional(Words, ''),
    type: v.pipe(
      v.string(),
      v.transform((type) => (isInputType(type) ? type : 'string')),
    ),
    keyLabel: v.exactOptional(v.string()),
    collection: v.exactOptional(v.picklist(['valuelist', 'keyvaluelist'])),
    default: v.exactOptional(v.unknown()),
    placeholder: v.exactOptional(Words),
    comments: v.exactOptional(Words),
    example: v.exactOptional(Words),
    required: v.exactOptional(Flag),
    model: v.exactOptional(v.array(Choice)),
    language: v.exactOptional(v.string()),
    dataSource: v.exactOptional(v.string()),
    shown: v.exactOptional(v.boolean()),
    onPremiseControlled: v.exactOptional(v.boolean()),
    scope: v.exactOptional(v.literal('ON_DEPLOY')),
    inputs: v.exactOptional(v.array(v.lazy(() => Input))),
  }),
  v.transform((input) => ({ ...input, label: input.label || input.key })),
);
const Input: v.GenericSchema<unknown, InputDeclaration> = InputFields;

const Inputs = v.pipe(
  v.array(Input),
  v.check(
    (list) => twinIn(list) === undefined,
    ({ input }) => `has two inputs with the key ${twinIn(input)}`,
  ),
);

const Performed = v.literal(true);
const Branching = {
  allowsBranching: v.exactOptional(Flag),
  staticBranchNames: v.exactOptional(v.array(v.string())),
  dynamicBranchInput: v.exactOptional(v.string()),
};

const Action = v.object({
  key: v.exactOptional(Key),
  display: Display,
  inputs: Inputs,
  hasPerform: Performed,
  ...Branching,
  terminateExecution: v.exactOptional(Flag),
  breakLoop: v.exactOptional(Flag),
  examplePayload: v.exactOptional(v.unknown()),
});

const Count = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'));

const Trigger = v.object({
  key: v.exactOptional(Key),
  display: Display,
  inputs: Inputs,
  hasPerform: Performed,
  ...Branching,
  scheduleSupport: v.optional(Support, 'invalid'),
  synchronousResponseSupport: v.exactOptional(Support),
  isPollingTrigger: v.exactOptional(Flag),
  hasOnInstanceDeploy: v.optional(Flag, false),
  hasOnInstanceDelete: v.optional(Flag, false),
  hasWebhookCreate: v.optional(Flag, false),
  hasWebhookDelete: v.optional(Flag, false),
  triggerResolverSupport: v.exactOptional(Support),
  triggerResolverDefaultBatchSize: v.exactOptional(Count),
  triggerResolverDefaultConcurrentBatchLimit: v.exactOptional(Count),
  hasResolveTriggerItems: v.optional(Flag, false),
  hasGetNextPaginationState: v.optional(Flag, false),
  hasOnDeployPerform: v.optional(Flag, false),
  hasResolveOnDeployItems: v.optional(Flag, false),
  hasGetOnDeployNextPaginationState: v.optional(Flag, false),
  examplePayload: v.exactOptional(v.unknown()),
});

const DataSource = v.object({
  key: v.exactOptional(Key),
  display: Display,
  inputs: Inputs,
  hasPerform: Performed,
  dataSourceType: v.string(),
});

const Connection = v.object({
  key: Key,
  label: v.optional(Words, ''),
  comments: v.exactOptional(Words),
  oauth2Type: v.exactOptional(v.picklist(['authorization_code', 'client_credentials'])),
  oauth2Config: v.exactOptional(
    v.object({
      overrideGrantType: v.exactOptional(v.string()),
      allowedTokenParams: v.exactOptional(v.array(v.string())),
    }),
  ),
  oauth2PkceMethod: v.exactOptional(v.picklist(['S256', 'plain'])),
  inputs: Inputs,
});

/** It stands in addresses and in definitions. */
const ComponentKey = v.pipe(
  Key,
  v.regex(/^[\w.@-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, hyphens or underscores'),
);

/** By the names under which they are exported, which are their keys. */
function partsOf<S extends v.GenericSchema<unknown, { key?: string }>>(part: S) {
  return v.pipe(
    v.record(v.string(), part),
    v.check(
      (parts) => twinIn(keyed(parts)) === undefined,
      ({ input }) => `have two with the key ${twinIn(keyed(input))}`,
    ),
  );
}

const Description = v.object({
  key: ComponentKey,
  public: v.optional(Flag, false),
  display: Display,
  documentationUrl: v.exactOptional(v.string()),
  actions: v.optional(partsOf(Action), {}),
  triggers: v.optional(partsOf(Trigger), {}),
  dataSources: v.optional(partsOf(DataSource), {}),
  connections: v.optional(
    v.pipe(
      v.array(Connection),
      v.check(
        (list) => twinIn(list) === undefined,
        ({ input }) => `have two with the key ${twinIn(input)}`,
      ),
    ),
    [],
  ),
  /** The definition of an integration that is written as code. */
  codeNativeIntegrationYAML: v.exactOptional(v.string()),
  publishingMetadata: v.exactOptional(v.unknown()),
});

/** What an uploaded component declares: data, of its functions only which there are. */
export type BundleDescription = v.InferOutput<typeof Description>;

const MOST_PROBLEMS = 5;

/** @throws AppError `invalid` with an issue for each that is wrong, by its place in the component */
export function readDescription(described: unknown): BundleDescription {
  const read = v.safeParse(Description, described);
  const problems = read.success ? nothingIn(read.output) : read.issues.slice(0, MOST_PROBLEMS).map(problemOf);
  if (read.success && problems.length === 0) return read.output;
  const said = problems.map(({ path, message }) => `${path || 'the default export'} ${message}`).join('; ');
  throw new AppError(
    'invalid',
    `The bundle is not a component: ${said}. Correct this in its source, build it and upload it again.`,
    problems,
  );
}

function problemOf(issue: v.BaseIssue<unknown>): Issue {
  const path = v.getDotPath(issue) ?? '';
  return issue.path?.at(-1)?.key === 'hasPerform'
    ? { path: path.replace(/\.hasPerform$/, ''), message: 'must have a function perform' }
    : { path, message: sentence(issue) };
}

function nothingIn({ actions, triggers, dataSources, connections }: BundleDescription): Issue[] {
  const count = [actions, triggers, dataSources, connections].flatMap(Object.keys).length;
  return count > 0 ? [] : [{ path: '', message: 'declares no action, trigger, data source or connection' }];
}

/** Reads on from the place. */
function sentence({ message, kind, expected, received }: v.BaseIssue<unknown>): string {
  if (kind !== 'schema') return message;
  return received === 'undefined' ? 'is missing' : `must be ${expected} and is ${received}`;
}

const keyed = (parts: Record<string, { key?: string }>) =>
  Object.entries(parts).map(([name, { key = name }]) => ({ key }));

/** The first key that comes twice. */
function twinIn(list: readonly { key: string }[]): string | undefined {
  const keys = list.map(({ key }) => key);
  return keys.find((key, index) => keys.indexOf(key) !== index);
}
