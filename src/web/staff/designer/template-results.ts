import type { CompiledValue } from '../../../definition/compile/compiled.ts';
import { evaluate } from '../../../definition/compile/evaluate.ts';
import { compileInput, literalText } from '../../../definition/compile/value.ts';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import { kindOfDefault } from '../../../definition/edit/variable-type.ts';
import { messageOf } from '../../../lib/errors.ts';
import { shortened } from '../../../lib/format.ts';
import { own } from '../../../lib/records.ts';
import { MASK } from '../../../lib/secret-fields.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { shownTestValues } from '../../../models/test-instances.ts';
import type { Deps } from '../../kit/deps.ts';
import type { FlowTest } from '../tests/results.ts';
import { type Tested, testedResults } from './tested-results.ts';

const MOST_CHARACTERS = 100_000;
const LONGEST = 300;
const NOTHING_YET = 'no result yet';

type Given = {
  id: string;
  draft: Draft & { revision: number };
  flow: OutlinedFlow;
  step: OutlinedStep;
  test: FlowTest | undefined;
};
type Template = Extract<CompiledValue, { kind: 'template' }>;

/** What the templates of a step come to with what the last test has answered, by input; secrets are masked. */
export async function templateResults(
  deps: Deps,
  { id, draft, flow, step, test }: Given,
): Promise<ReadonlyMap<string, string>> {
  const templates = Object.entries(step.step.inputs ?? {}).flatMap(([key, input]) => {
    const value = input.type === 'template' ? compileInput(input) : undefined;
    return value?.kind === 'template' ? [{ key, value }] : [];
  });
  if (templates.length === 0) return new Map();
  const read = new Set(templates.flatMap(({ value }) => stepsIn(value)));
  const earlier = flow.all.slice(0, flow.all.indexOf(step)).filter(({ key }) => read.has(key));
  const tested = test && (await testedResults(deps, flow, test, step, earlier, MOST_CHARACTERS));
  const takesVariables = templates.some(({ value }) => value.parts.some(isVariable));
  const variables = takesVariables ? await variablesOf(deps, id, draft) : {};
  return new Map(
    templates.map(({ key, value }) => [key, resultOf(value, earlier, tested, variables)] as const),
  );
}

const isVariable = (part: Template['parts'][number]) => typeof part !== 'string' && part.kind === 'configVar';

const stepsIn = ({ parts }: Template) =>
  parts.flatMap((part) => (typeof part === 'string' || part.kind === 'configVar' ? [] : part.step));

/** Values of tests, or else what is preset. */
async function variablesOf(deps: Deps, id: string, draft: Given['draft']): Promise<Record<string, unknown>> {
  const { text, revision, definition } = draft;
  const { configVars } = await deps.compiledVersions.draft(id, { text, revision });
  const presets = (definition.requiredConfigVars ?? []).map((each) => {
    const preset = literalText(each.defaultValue);
    return [each.key, kindOfDefault(each).isSecret && preset !== '' ? MASK : preset];
  });
  const values = await shownTestValues(deps.store.read, deps, id, configVars);
  return { ...Object.fromEntries(presets), ...values };
}

function resultOf(
  template: Template,
  earlier: readonly OutlinedStep[],
  tested: Tested | undefined,
  variables: Record<string, unknown>,
): string {
  const byKey = new Map(earlier.map((each) => [each.key, each]));
  const steps = stepsIn(template).map((key) => byKey.get(key));
  if (steps.some((each) => each && tested?.large.has(each))) return 'too large to be shown here';
  const isThere = (each: OutlinedStep | undefined) =>
    each !== undefined && (tested?.results.has(each) || tested?.rounds.has(each));
  if (!steps.every(isThere)) return NOTHING_YET;
  try {
    const made = evaluate(template, {
      read(key, root) {
        const step = byKey.get(key);
        if (!step) return undefined;
        return root === 'results' ? tested?.results.get(step) : tested?.rounds.get(step)?.[root];
      },
      configVar: (key) => own(variables, key),
    });
    return shortened(String(made), LONGEST);
  } catch (error) {
    return messageOf(error);
  }
}
