import type { CompiledIntegration, CompiledStep, CompiledValue } from '../compile/compiled.ts';
import { isSecret, secretPart } from '../document/secret-inputs.ts';

/** Secrets that are written into the steps of an integration: whatever `maskedDefinitions` would mask of their inputs. */
export function literalSecrets({ flows }: CompiledIntegration): string[] {
  const found = new Set<string>();
  for (const { trigger, steps } of flows) {
    collectInputs(trigger, found);
    collectSteps(
      trigger.branches.flatMap((branch) => branch.steps),
      found,
    );
    collectSteps(steps, found);
  }
  return [...found].map(secretPart);
}

type Written = Pick<CompiledStep, 'inputs' | 'secretInputs'>;

function collectSteps(steps: CompiledStep[], found: Set<string>): void {
  for (const step of steps) {
    collectInputs(step, found);
    collectSteps(step.steps, found);
    for (const branch of step.branches) collectSteps(branch.steps, found);
  }
}

function collectInputs({ inputs, secretInputs }: Written, found: Set<string>): void {
  for (const { key, value } of inputs) collect(value, secretInputs.includes(key), found);
}

function collect(value: CompiledValue, secret: boolean, found: Set<string>): void {
  switch (value.kind) {
    case 'value':
      if (secret) found.add(value.value);
      return;
    case 'template':
      if (secret) for (const part of value.parts) if (typeof part === 'string') found.add(part);
      return;
    case 'list':
      for (const item of value.items) collect(item, secret, found);
      return;
    case 'object':
      for (const { key, value: field } of value.fields)
        collect(field, secret || value.secretInputs.includes(key), found);
      return;
    case 'pairs':
      for (const { name, value: item } of value.items)
        collect(item, secret || (name.kind === 'value' && isSecret(name.value)), found);
  }
}
