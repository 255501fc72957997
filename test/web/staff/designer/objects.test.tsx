import { describe, expect, test } from 'bun:test';
import type { InputDeclaration } from '../../../../src/components/component.ts';
import { checkDefinition } from '../../../../src/definition/check/check.ts';
import { evaluate } from '../../../../src/definition/compile/evaluate.ts';
import { compileInputs } from '../../../../src/definition/compile/inputs.ts';
import { exportSteps } from '../../../../src/definition/document/export.ts';
import { outlineDefinition } from '../../../../src/definition/document/outline.ts';
import type { Definition, Step, StepInput } from '../../../../src/definition/document/schema.ts';
import { edit } from '../../../../src/definition/edit/edit.ts';
import { maskedSteps } from '../../../../src/definition/read/masked.ts';
import { formOf as readForm } from '../../../../src/web/kit/form.ts';
import { fieldsIn } from '../../../../src/web/staff/designer/asked-fields.ts';
import { askedInput } from '../../../../src/web/staff/designer/asked-inputs.ts';
import { editedStep } from '../../../../src/web/staff/designer/panel.ts';
import { inputFacts, stepAnswers } from '../../../../src/web/staff/designer/step-answers.ts';
import { listedProblems, placedProblems } from '../../../../src/web/staff/integrations/draft-problems.ts';
import { StepInputField } from '../../../../views/designer/step-inputs.tsx';
import { action, installed } from '../../../definition/components.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow } from '../../../support/records.ts';

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
const inRows = {
  lines: { ...address, key: 'lines', label: 'Line', collection: 'valuelist' },
  shops: { ...address, key: 'shops', label: 'Shop', collection: 'keyvaluelist' },
} satisfies Record<string, InputDeclaration>;
const ofLists = installed({ crm: { actions: [action('save', Object.values(inRows))] } });

const stepWith = (inputs: Record<string, StepInput>): Step => ({
  ...{ name: 'Save', stableKey: 'save', action: { key: 'save', component: { key: 'crm' } } },
  inputs,
});
const named = (name: string, value: string): StepInput => ({ type: 'value', value, name });

/** What the fields of a step say as they are printed, by name. */
function printed(step: Step, known = catalog): { html: string; fields: Record<string, string> } {
  const links = { step: () => '', configVar: () => undefined };
  const inputs = inputFacts(step, { catalog: known }).map((facts) => askedInput(facts, [], []));
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
function saved(
  step: Step,
  change: Record<string, string>,
  known = catalog,
): { step: Step | undefined; errors: object } {
  const form = readForm(Object.entries({ ...printed(step, known).fields, ...change }));
  const at = { flow: 'main', step: 'save' };
  const { answers, errors } = stepAnswers(step, at, form, { catalog: known });
  let draft: Definition = { name: 'D', flows: [{ name: 'Main', stableKey: 'main', steps: [step] }] };
  for (const command of answers.flatMap(({ commands }) => commands)) {
    const edited = edit(draft, command);
    if ('problem' in edited) throw new Error(edited.problem);
    draft = edited.ok;
  }
  return { step: draft.flows[0]?.steps[0], errors };
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

test('what is wrong with a field of an object is told at that field, and links lead there', () => {
  const street = text('street', { label: 'Street', required: true });
  const one: InputDeclaration = { ...address, inputs: [street] };
  const known = installed({
    crm: { actions: [action('save', [one, { ...inRows.lines, inputs: [street] }])] },
  });
  const lacking = stepWith({
    address: { type: 'complex', value: [{ type: 'reference', value: 'nowhere.results', name: 'street' }] },
    lines: { type: 'complex', value: [{ type: 'complex', value: [] }] },
  });
  const written = definition({ flows: [flow('Main', { stableKey: 'main', steps: [lacking] })] });
  const outline = outlineDefinition(written);
  const [main] = outline.flows;
  const [step] = main?.all ?? [];
  if (!main || !step) throw new Error('The step is not there.');
  const { problems } = checkDefinition(written, known);
  const placed = placedProblems({ outline, problems }, main);
  const nothing = { errors: {}, typed: {} };
  const [said, lines] = editedStep(
    { catalog: known },
    written,
    main,
    step,
    placed,
    nothing,
    new Map(),
  ).inputs;
  expect(said?.errors).toEqual([expect.stringContaining('There is no step nowhere')]);
  expect(lines?.errors).toEqual([]);
  expect(lines && fieldsIn(lines).map(({ name, errors }) => [name, errors.length])).toEqual([
    ['in.lines.0.street', 1],
  ]);
  const hrefs = listedProblems({ id: 'int_1', canWrite: true }, placed, main).map(({ href }) => href);
  expect(hrefs).toContainEqual(expect.stringContaining('#field-in.address'));
  expect(hrefs).toContainEqual(expect.stringContaining('#field-in.lines.0.street'));
});

describe('a list of objects', () => {
  const row = (...fields: StepInput[]): StepInput => ({ type: 'complex', value: fields });
  const two = stepWith({
    lines: { type: 'complex', value: [row(named('street', 'Main St')), row(named('code', 'hunter2'))] },
  });
  const press = (step: Step, verb: string, change: Record<string, string> = {}) =>
    saved(step, { ...change, rows: `in.${verb}` }, ofLists).step?.inputs ?? {};

  test('has the fields of an object in each row, and is as it was when it is saved unchanged', () => {
    const { html, fields } = printed(two, ofLists);
    expect(fields).toMatchObject({ 'in.lines.0.street': 'Main St', 'in.lines.1.street': '' });
    expect(html).not.toContain('hunter2');
    expect(html).toContain('aria-label="Remove Line 2"');
    expect(saved(two, {}, ofLists).step).toBe(two);
    const changed = saved(two, { 'in.lines.1.street': 'Elm' }, ofLists).step?.inputs?.lines;
    expect(changed?.value).toEqual([
      row(named('street', 'Main St')),
      row(named('code', 'hunter2'), named('street', 'Elm')),
    ]);
  });

  test('gets a row, loses one and has another order by its buttons, and keeps what was typed', () => {
    const [first, second] = [row(named('street', 'Main St')), row(named('code', 'hunter2'))];
    expect(press(two, 'lines add 2').lines?.value).toEqual([first, second, row()]);
    expect(press(two, 'lines up 1').lines?.value).toEqual([second, first]);
    expect(press(two, 'lines down 0', { 'in.lines.0.street': 'Elm' }).lines?.value).toEqual([
      second,
      row(named('street', 'Elm')),
    ]);
    expect(press(two, 'lines remove 0').lines?.value).toEqual([second]);
    expect(press(stepWith({ lines: { type: 'complex', value: [row()] } }), 'lines remove 0')).toEqual({});
    expect(press(stepWith({}), 'lines add 0')).toEqual({ lines: { type: 'complex', value: [row()] } });
  });

  test('of which each has a name says it in a field of its own', () => {
    const made = stepWith(press(stepWith({}), 'shops add 0'));
    const called = saved(made, { 'in.shops.0.key': 'nord', 'in.shops.0.street': 'Elm' }, ofLists).step;
    expect(called?.inputs?.shops?.value).toEqual([
      { ...row(named('street', 'Elm')), name: { type: 'value', value: 'nord' } },
    ]);
    expect(called && printed(called, ofLists).fields['in.shops.0.key']).toBe('nord');
    expect(called && saved(called, {}, ofLists).step).toBe(called);
  });

  test('with a row that is none stays for the YAML', () => {
    const odd = stepWith({ lines: { type: 'complex', value: [row(), 'text'] } });
    expect(printed(odd, ofLists).html).toContain('This has no fields here');
    expect(saved(odd, {}, ofLists).step).toBe(odd);
  });

  test('reaches the action as a list of objects, with defaults, and shows no secret', () => {
    const scope = { read: () => ({ zip: '8000' }), configVar: () => undefined };
    const written = stepWith({
      ...two.inputs,
      shops: { type: 'complex', value: [{ ...row(named('street', 'Elm')), name: 'nord' }] },
    });
    const compiled = compileInputs(written.inputs, Object.values(inRows));
    expect(compiled.map(({ value }) => evaluate(value, scope))).toEqual([
      [
        { street: 'Main St', zip: '0000', code: '' },
        { street: '', zip: '0000', code: 'hunter2' },
      ],
      [{ key: 'nord', value: { street: 'Elm', zip: '0000', code: '' } }],
    ]);
    const literal = stepWith({ lines: { type: 'value', value: '[{"code": "hunter2"}]' } });
    for (const step of [two, literal]) {
      expect(exportSteps(maskedSteps([step], ofLists))).not.toContain('hunter2');
      expect(JSON.stringify(inputFacts(step, { catalog: ofLists }))).not.toContain('"text":"hunter2"');
    }
    expect(printed(literal, ofLists).html).not.toContain('hunter2');
  });
});
