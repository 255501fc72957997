import * as v from 'valibot';
import { type InputType, isInputType } from '../inputs/registry.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import type { InputDeclaration } from './component.ts';

/*
 * What a bundle declares, as data: its functions are left out, and `has…` says which were there. It is foreign, so every
 * field that is used is looked at; those of later releases are kept.
 */

const text = v.exactOptional(v.string(), '');
const optionalText = v.exactOptional(v.string());
const flag = v.exactOptional(v.boolean());

const display = v.looseObject({
  label: v.pipe(v.string(), v.nonEmpty('must not be empty')),
  description: text,
  directions: v.exactOptional(v.string()),
  important: flag,
});

const key = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const lazyInputs: v.GenericSchema<unknown, InputDeclaration[]> = v.lazy(() => inputs);
const input = v.looseObject({
  key,
  label: text,
  // What a later release knows is asked for as text, as it is in the field.
  type: v.pipe(
    v.string(),
    v.transform((word): InputType => (isInputType(word) ? word : 'string')),
  ),
  keyLabel: optionalText,
  collection: v.exactOptional(v.picklist(['valuelist', 'keyvaluelist'])),
  default: v.exactOptional(v.unknown()),
  placeholder: optionalText,
  comments: optionalText,
  example: optionalText,
  required: flag,
  model: v.exactOptional(v.array(v.looseObject({ label: v.string(), value: v.string() }))),
  language: optionalText,
  dataSource: optionalText,
  shown: flag,
  onPremiseControlled: flag,
  inputs: v.exactOptional(lazyInputs),
});
const inputs = v.pipe(
  v.array(input),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const keys = dataset.value.map((each) => each.key);
    const twice = keys.find((each, index) => keys.indexOf(each) !== index);
    if (twice !== undefined) addIssue({ message: `has two inputs with the key ${twice}` });
  }),
);

const function_ = v.literal(true, 'must be a function');
const part = { key, display, inputs: v.exactOptional(inputs, []), hasPerform: function_ };
const branching = {
  allowsBranching: flag,
  staticBranchNames: v.exactOptional(v.array(v.string())),
  dynamicBranchInput: v.exactOptional(v.string()),
};
const support = v.picklist(['invalid', 'valid', 'required']);

const action = v.looseObject({
  ...part,
  ...branching,
  terminateExecution: flag,
  breakLoop: flag,
  examplePayload: v.exactOptional(v.unknown()),
});
const trigger = v.pipe(
  v.looseObject({
    ...part,
    ...branching,
    scheduleSupport: v.exactOptional(support, 'invalid'),
    synchronousResponseSupport: v.exactOptional(support),
    isPollingTrigger: flag,
    examplePayload: v.exactOptional(v.unknown()),
  }),
  v.transform(({ synchronousResponseSupport: said, ...rest }) => ({
    ...rest,
    synchronousResponseSupport: said ?? (rest.scheduleSupport === 'invalid' ? 'valid' : 'invalid'),
  })),
);
const dataSource = v.looseObject({ ...part, dataSourceType: v.exactOptional(v.string(), 'string') });
const connection = v.looseObject({
  key,
  label: text,
  comments: optionalText,
  oauth2Type: v.exactOptional(v.picklist(['authorization_code', 'client_credentials'])),
  oauth2Config: v.exactOptional(
    v.looseObject({
      overrideGrantType: v.exactOptional(v.string()),
      allowedTokenParams: v.exactOptional(v.array(v.string())),
    }),
  ),
  oauth2PkceMethod: v.exactOptional(v.picklist(['S256', 'plain'])),
  inputs: v.exactOptional(inputs, []),
});

/** It stands in addresses and in definitions. */
const componentKey = v.pipe(
  v.string(),
  v.regex(/^[\w.@-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, hyphens or underscores'),
);

const schema = v.looseObject({
  key: componentKey,
  public: v.exactOptional(v.boolean(), false),
  display: v.looseObject({ ...display.entries, category: optionalText, iconPath: optionalText }),
  documentationUrl: optionalText,
  actions: v.exactOptional(partsOf(action), {}),
  triggers: v.exactOptional(partsOf(trigger), {}),
  dataSources: v.exactOptional(partsOf(dataSource), {}),
  connections: v.exactOptional(
    v.pipe(
      v.array(connection),
      v.check((all) => new Set(all.map((each) => each.key)).size === all.length, 'has two with the same key'),
    ),
    [],
  ),
  /** Of a code-native integration: its definition. */
  codeNativeIntegrationYAML: optionalText,
});

function partsOf<S extends v.GenericSchema<unknown, { key: string }>>(schema: S) {
  return v.pipe(
    v.record(v.string(), schema),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const keys = Object.values(dataset.value).map((each) => each.key);
      const twice = keys.find((each, index) => keys.indexOf(each) !== index);
      if (twice !== undefined) addIssue({ message: `has two with the key ${twice}` });
    }),
  );
}

/** A bundle as it describes itself. */
export type BundleDescription = v.InferOutput<typeof schema>;

const MOST_TOLD = 20;

/** @throws AppError `invalid` with an issue for each field that is not as it should be */
export function readDescription(described: unknown): BundleDescription {
  if (described === null || typeof described !== 'object')
    throw new AppError(
      'invalid',
      'The bundle has no default export. Let src/index.ts end with “export default component({ … })”, build it again, and upload what is then in dist.',
    );
  const read = v.safeParse(schema, described);
  if (!read.success) {
    const issues = read.issues.slice(0, MOST_TOLD).map(told);
    const first = issues[0] ?? { path: '', message: 'is wrong' };
    throw new AppError(
      'invalid',
      `The bundle is no component as the SDK makes it: ${first.path || 'the default export'} ${first.message}. Correct that in its source, build it again, and upload what is then in dist.`,
      issues,
    );
  }
  const { actions, triggers, dataSources, connections } = read.output;
  if ([actions, triggers, dataSources, connections].every((parts) => Object.keys(parts).length === 0))
    throw new AppError(
      'invalid',
      'The component declares no action, trigger, data source or connection. Add one, build it again, and upload what is then in dist.',
    );
  return read.output;
}

function told(issue: v.BaseIssue<unknown>): Issue {
  const path = v
    .getDotPath(issue)
    ?.replace(/\.has([A-Z])(\w*)$/, (_, first, rest) => `.${first.toLowerCase()}${rest}`);
  const isOurs = issue.type === 'raw_check' || issue.kind === 'validation' || issue.type === 'literal';
  const message = isOurs ? issue.message : `must be ${issue.expected ?? 'another'}, and is ${issue.received}`;
  return { path: path ?? '', message };
}
