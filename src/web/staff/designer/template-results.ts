import type { AskedCondition, AskedItem } from '../../../../views/designer/list-fields.tsx';
import type { AskedStepInput } from '../../../../views/designer/step-inputs.tsx';
import type { CompiledValue } from '../../../definition/compile/compiled.ts';
import { evaluate } from '../../../definition/compile/evaluate.ts';
import { compileInput, literalText } from '../../../definition/compile/value.ts';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import type { ComplexValue } from '../../../definition/document/schema-input.ts';
import { kindOfDefault } from '../../../definition/edit/variable-type.ts';
import { messageOf } from '../../../lib/errors.ts';
import { shortened } from '../../../lib/format.ts';
import { isRecord, own } from '../../../lib/records.ts';
import { MASK } from '../../../lib/secret-fields.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { shownTestValues } from '../../../models/test-instances.ts';
import type { Deps } from '../../kit/deps.ts';
import type { FlowTest } from '../tests/results.ts';
import { mapFields } from './asked-fields.ts';
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

/** What the templates of a step come to with what the last test has answered, by their texts; secrets are masked. */
export async function templateResults(
  deps: Deps,
  { id, draft, flow, step, test }: Given,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Set(Object.values(step.step.inputs ?? {}).flatMap(templatesIn));
  const templates = [...texts].flatMap((text) => {
    const value = compileInput({ type: 'template', value: text });
    return value?.kind === 'template' ? [{ text, value }] : [];
  });
  if (templates.length === 0) return new Map();
  const read = new Set(templates.flatMap(({ value }) => stepsIn(value)));
  const earlier = flow.all.slice(0, flow.all.indexOf(step)).filter(({ key }) => read.has(key));
  const tested = test && (await testedResults(deps, flow, test, step, earlier, MOST_CHARACTERS));
  const takesVariables = templates.some(({ value }) => value.parts.some(isVariable));
  const variables = takesVariables ? await variablesOf(deps, id, draft) : {};
  return new Map(
    templates.map(({ text, value }) => [text, resultOf(value, earlier, tested, variables)] as const),
  );
}

/** Texts of templates, also of those inside lists, objects and conditions. */
function templatesIn(item: ComplexValue): string[] {
  if (Array.isArray(item)) return item.flatMap(templatesIn);
  if (!isRecord(item)) return [];
  if (item.type === 'template') return typeof item.value === 'string' ? [item.value] : [];
  return item.type === 'complex' ? templatesIn(item.value) : [];
}

/** An input with what each of its templates comes to, as it is shown: what is hidden of it has no text. */
export function withResults(input: AskedStepInput, results: ReadonlyMap<string, string>): AskedStepInput {
  const { asked, mode } = input;
  const itemWith = (item: AskedItem): AskedItem =>
    item.mode === 'template' ? { ...item, result: results.get(item.value) } : item;
  const termWith = (term: AskedCondition): AskedCondition =>
    term.kind === 'group'
      ? { ...term, terms: term.terms.map(termWith) }
      : { ...term, left: itemWith(term.left), right: term.right && itemWith(term.right) };
  switch (asked.as) {
    case 'text':
      return mode === 'template' ? { ...input, result: results.get(asked.value) } : input;
    case 'items':
      return { ...input, asked: { ...asked, items: asked.items.map(itemWith) } };
    case 'branches': {
      const branches = asked.branches.map((each) => ({ ...each, condition: termWith(each.condition) }));
      return { ...input, asked: { ...asked, branches } };
    }
    default:
      return mapFields(input, (field) => withResults(field, results));
  }
}

const isVariable = (part: Template['parts'][number]) => typeof part !== 'string' && part.kind === 'configVar';

const stepsIn = ({ parts }: Template) =>
  parts.flatMap((part) => (typeof part === 'string' || part.kind === 'configVar' ? [] : part.step));

/** Values of tests, or else what is preset. */
async function variablesOf(deps: Deps, id: string, draft: Given['draft']): Promise<Record<string, unknown>> {
  const { text, revision, definition } = draft;
  const { configVars } = await deps.compiledVersions.draft(deps.store.read, id, { text, revision });
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
