import { describe, expect, test } from 'bun:test';
import type { InputDeclaration } from '../../../../src/components/component.ts';
import { evaluate } from '../../../../src/definition/compile/evaluate.ts';
import { compileInputs } from '../../../../src/definition/compile/inputs.ts';
import { exportSteps } from '../../../../src/definition/document/export.ts';
import type { Definition, Step, StepInput } from '../../../../src/definition/document/schema.ts';
import { edit } from '../../../../src/definition/edit/edit.ts';
import { maskedSteps } from '../../../../src/definition/read/masked.ts';
import { formOf as readForm } from '../../../../src/web/kit/form.ts';
import { askedInput } from '../../../../src/web/staff/designer/asked-inputs.ts';
import { inputFacts, stepAnswers } from '../../../../src/web/staff/designer/step-answers.ts';
import { StepInputField } from '../../../../views/designer/step-inputs.tsx';
import { action, installed } from '../../../definition/components.ts';
import { formOf } from '../../../support/markup.ts';

const text = (key: string, more: Partial<InputDeclaration> = {}): InputDeclaration => ({
  ...{ key, label: key, type: 'string' as const },
  ...more,
});
const address: InputDeclaration = {
  ...{ key: 'address', label: 'Address', type: 'structuredObject' as const },
  inputs: [text('street'), text('zip', { default: '0000' }), text('code', { type: 'password' })],
};
const target: InputDeclaration = {
  ...{ key: 'target', label: 'Target', type: 'dynamicObject' as const },
  inputs: [
    text('file', { label: 'A file', type: 'structuredObject', inputs: [text('name'), text('size')] }),
    text('table', { label: 'A table', type: 'structuredObject', inputs: [text('name'), address] }),
  ],
};
const catalog = installed({ crm: { actions: [action('save', [address, target])] } });

const stepWith = (inputs: Record<string, StepInput>): Step => ({
  ...{ name: 'Save', stableKey: 'save', action: { key: 'save', component: { key: 'crm' } } },
  inputs,
});
const named = (name: string, value: string): StepInput => ({ type: 'value', value, name });

/** What the fields of a step say as they are printed, by name. */
function printed(step: Step): { html: string; fields: Record<string, string> } {
  const links = { step: () => '', configVar: () => undefined };
  const inputs = inputFacts(step, { catalog }).map((facts) => askedInput(facts, [], []));
  const html = String(
    <form method="post" action="/here">
      {inputs.map((input) => (
        <StepInputField input={input} valueLinks={links} yaml="" references={[]} picker="" />
      ))}
    </form>,
  );
  return { html, fields: formOf(html, '/here') };
}

/** The step after its form was sent. */
function saved(step: Step, change: Record<string, string>): { step: Step | undefined; errors: object } {
  const form = readForm(Object.entries({ ...printed(step).fields, ...change }));
  const at = { flow: 'main', step: 'save' };
  const { answers, errors } = stepAnswers(step, at, form, { catalog });
  let definition: Definition = { name: 'D', flows: [{ name: 'Main', stableKey: 'main', steps: [step] }] };
  for (const command of answers.flatMap(({ commands }) => commands)) {
    const edited = edit(definition, command);
    if ('problem' in edited) throw new Error(edited.problem);
    definition = edited.ok;
  }
  return { step: definition.flows[0]?.steps[0], errors };
}

const WRITTEN = stepWith({
  address: {
    type: 'complex',
    value: [named('street', 'Main St'), { type: 'reference', value: 'start.results.zip', name: 'zip' }],
  },
  target: {
    type: 'complex',
    value: [
      named('configuration', 'file'),
      { type: 'complex', name: 'values', value: [named('name', 'a.csv'), named('size', '7')] },
    ],
  },
});

describe('an input that is an object', () => {
  test('has a field for each of its own, with a mode each, and is as it was when it is saved unchanged', () => {
    const { html, fields } = printed(WRITTEN);
    expect(fields).toMatchObject({
      ...{ 'in.address.street': 'Main St', 'in.address.zip': 'start.results.zip' },
      ...{ 'in.target.configuration': 'file', 'in.target.values.name': 'a.csv' },
    });
    expect(html).toContain('name="in.address.zip-mode"');
    expect(html).toMatch(/<input[^>]*type="password"[^>]*name="in.address.code"/);
    const after = saved(WRITTEN, {}).step;
    expect(after).toBe(WRITTEN);
    const literal = stepWith({ address: { type: 'value', value: '{ "street": "Elm" }' } });
    expect(printed(literal).fields['in.address.street']).toBe('Elm');
    expect(saved(literal, {}).step).toBe(literal);
    const empty = stepWith({});
    expect(saved(empty, {}).step).toBe(empty);
  });

  test('is changed field by field: others stay, what is emptied goes, a literal becomes fields', () => {
    const changed = saved(WRITTEN, { 'in.address.street': 'Elm', 'in.address.zip': '' }).step;
    expect(changed?.inputs?.address).toEqual({ type: 'complex', value: [named('street', 'Elm')] });
    expect(changed?.inputs?.target).toBe(WRITTEN.inputs?.target ?? named('', ''));
    const moded = saved(WRITTEN, { 'in.address.street-mode': 'template' }).step?.inputs?.address;
    expect(moded?.value).toContainEqual({ type: 'template', value: 'Main St', name: 'street' });
    const literal = stepWith({ address: { type: 'value', value: '{"street": "Elm", "zip": 7}' } });
    expect(saved(literal, { 'in.address.street': 'Oak' }).step?.inputs?.address).toEqual({
      type: 'complex',
      value: [named('street', 'Oak'), named('zip', '7')],
    });
    const first = saved(stepWith({}), { 'in.address.street': 'Oak' }).step?.inputs?.address;
    expect(first).toEqual({ type: 'complex', value: [named('street', 'Oak')] });
  });

  test('has the fields of the configuration that is chosen, and keeps what both of two have', () => {
    const other = saved(WRITTEN, { 'in.target.configuration': 'table' }).step ?? WRITTEN;
    expect(other.inputs?.target).toEqual({
      type: 'complex',
      value: [
        named('configuration', 'table'),
        { type: 'complex', name: 'values', value: [named('name', 'a.csv')] },
      ],
    });
    expect(printed(other).fields).toHaveProperty(['in.target.values.address.street']);
    const deep = saved(other, { 'in.target.values.address.street': 'Elm' }).step?.inputs?.target;
    expect(JSON.stringify(deep)).toContain('"name":"address"');
    expect(saved(WRITTEN, { 'in.target.configuration': '' }).step?.inputs).not.toHaveProperty('target');
  });

  test('that says what is not declared stays for the YAML', () => {
    const odd = stepWith({ address: { type: 'complex', value: [named('planet', 'Mars')] } });
    expect(printed(odd).html).toContain('This has no fields here');
    expect(saved(odd, {}).step).toBe(odd);
  });

  test('reaches the action as an object, with defaults, and shows no secret', () => {
    const secret = stepWith({ address: { type: 'complex', value: [named('code', 'hunter2')] } });
    const scope = { read: () => ({ zip: '8000' }), configVar: () => undefined };
    const received = (step: Step) =>
      Object.fromEntries(
        compileInputs(step.inputs, [address, target]).map(({ key, value }) => [key, evaluate(value, scope)]),
      );
    expect(received(WRITTEN)).toEqual({
      address: { street: 'Main St', zip: '8000', code: '' },
      target: { configuration: 'file', values: { name: 'a.csv', size: '7' } },
    });
    const literal = stepWith({ address: { type: 'value', value: '{"street": "Elm"}' } });
    expect(received(literal).address).toEqual({ street: 'Elm', zip: '0000', code: '' });
    expect(exportSteps(maskedSteps([secret], catalog))).not.toContain('hunter2');
    expect(printed(secret).html).not.toContain('hunter2');
  });
});
