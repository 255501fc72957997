import type { Child } from 'hono/jsx';
import type { KnownReference } from '../../src/definition/read/known-references.ts';
import type { ShownValue } from '../../src/definition/read/shown-inputs.ts';
import type { Control as AskedControl, Editor } from '../../src/inputs/control.ts';
import { fieldId, REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import { Value, type ValueLinks } from '../integrations/step-value.tsx';
import { CodeField } from '../kit/code-field.tsx';
import type { Option } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup, FieldNotes } from '../kit/field-frame.tsx';
import { InputField } from '../kit/input.tsx';
import { type InputMode, InputModes } from '../kit/input-modes.tsx';
import { type AskedCondition, type AskedItem, BranchFields, InLastTest, ItemRow } from './list-fields.tsx';
import { ObjectRows } from './object-rows.tsx';
import { ReferencePicker } from './reference-picker.tsx';

/** What an input of a step is asked by. */
export type AskedValue =
  | { as: 'control'; control: AskedControl }
  | { as: 'text'; value: string; editor?: Editor }
  | { as: 'pick'; value: string; options: Option[] }
  | { as: 'items'; isNamed: boolean; items: AskedItem[] }
  | { as: 'branches'; branches: { name: string; title: string; condition: AskedCondition }[] }
  /** The fields of an object; of a dynamic one those of the configuration that is chosen. */
  | {
      as: 'object';
      choice?: { name: string; value: string; options: Option[] };
      fields: AskedStepInput[];
    }
  /** A list of objects, each with its fields; of a named one also its name. */
  | { as: 'objects'; isNamed: boolean; rows: AskedRow[] }
  /** What no fields are there for: it stays as it is. */
  | { as: 'shown'; value: ShownValue };

/** A row of a list of objects; `key` is its name, where it has one. */
export type AskedRow = { name: string; key: string; fields: AskedStepInput[] };

/** An input of a step in the form. */
export type AskedStepInput = {
  name: string;
  label: string;
  help: string;
  errors: string[];
  isOptional: boolean;
  mode: InputMode;
  modes: InputMode[];
  asked: AskedValue;
  /** What a template came to in the last test. */
  result?: string | undefined;
};

type StepInputFieldProps = {
  input: AskedStepInput;
  valueLinks: ValueLinks;
  yaml: string;
  references: KnownReference[];
  /** Where there are all of them, to choose from; a connection reads none. */
  picker?: string | undefined;
};

/** An input with the switch of how it gets its value. */
export function StepInputField({ input, valueLinks, yaml, references, picker }: StepInputFieldProps) {
  const { name, label, help, errors, isOptional, mode, modes, asked } = input;
  const error = errors.join(' ') || undefined;
  const common = { name, label, help, error, optional: isOptional };
  const switches =
    modes.length > 1 ? <InputModes name={name} label={label} mode={mode} modes={modes} /> : undefined;
  const aside =
    asked.as === 'text' && picker !== undefined ? (
      <>
        <ReferencePicker href={picker} label={label} fills={fieldId({ name })} />
        {switches}
      </>
    ) : (
      switches
    );
  switch (asked.as) {
    case 'control':
      return <InputField field={{ ...common, control: asked.control }} aside={aside} />;
    case 'text':
      return <TextInput input={input} text={asked} aside={aside} references={references} />;
    case 'pick':
      return <VariableInput input={input} value={asked.value} options={asked.options} aside={aside} />;
    case 'items':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error} optional={isOptional}>
          {aside === undefined ? null : <div class="row">{aside}</div>}
          {asked.items.map((item, index) => (
            <ItemRow
              item={item}
              label={`${label}, item ${index + 1}`}
              isNamed={asked.isNamed}
              picker={picker}
            />
          ))}
        </FieldGroup>
      );
    case 'branches':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error}>
          {asked.branches.map((branch, index) => (
            <BranchFields
              branch={branch}
              number={index + 1}
              isNew={index === asked.branches.length - 1}
              picker={picker}
            />
          ))}
        </FieldGroup>
      );
    case 'object': {
      const { choice, fields } = asked;
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error} optional={isOptional}>
          {aside === undefined ? null : <div class="row">{aside}</div>}
          {choice === undefined ? null : (
            <Field
              name={choice.name}
              label="Configuration"
              kind="select"
              options={withUnknown(choice.options, choice.value)}
              value={choice.value}
            />
          )}
          {fields.map((field) => (
            <StepInputField
              input={field}
              valueLinks={valueLinks}
              yaml={yaml}
              references={references}
              picker={picker}
            />
          ))}
        </FieldGroup>
      );
    }
    case 'objects':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error} optional={isOptional}>
          {aside === undefined ? null : <div class="row">{aside}</div>}
          <ObjectRows name={name} label={label} isNamed={asked.isNamed} rows={asked.rows}>
            {(field) => (
              <StepInputField
                input={field}
                valueLinks={valueLinks}
                yaml={yaml}
                references={references}
                picker={picker}
              />
            )}
          </ObjectRows>
        </FieldGroup>
      );
    case 'shown':
      return (
        <div class="field">
          <strong>{label}</strong>
          <Value value={asked.value} valueLinks={valueLinks} label={label} />
          <FieldNotes id={fieldId({ name })} error={error} help={<ShownHelp yaml={yaml} />} />
        </div>
      );
  }
}

function ShownHelp({ yaml }: { yaml: string }) {
  return (
    <>
      This has no fields here: change it in the <a href={yaml}>YAML of the draft</a>.
    </>
  );
}

type Aside = { aside: Child };

type TextInputProps = Aside & {
  input: AskedStepInput;
  text: Extract<AskedValue, { as: 'text' }>;
  references: KnownReference[];
};

function TextInput({ input, text: { value, editor }, aside, references }: TextInputProps) {
  const { name, label, help, errors, isOptional, result } = input;
  const common = { name, label, optional: isOptional, error: errors.join(' ') || undefined, aside };
  if (editor !== undefined) {
    const rows = Math.min(8, Math.max(2, value.split('\n').length));
    const notes =
      result === undefined ? (
        help
      ) : (
        <>
          {help === '' ? '' : `${help} `}
          <InLastTest result={result} />
        </>
      );
    return <CodeField {...common} help={notes} rows={rows} value={value} editor={editor} />;
  }
  const example = references.find(({ path }) => path === value)?.example ?? '';
  const shown =
    example === '' ? (
      help
    ) : (
      <>
        For example <span class="mono">{example}</span>
      </>
    );
  return (
    <Field
      {...common}
      mono
      value={value}
      list={REFERENCES_ID}
      spellcheck={false}
      autocomplete="off"
      placeholder="step.results.field"
      help={shown}
    />
  );
}

/** What is there no more is still what is chosen. */
function withUnknown(options: Option[], value: string): Option[] {
  const isKnown = value === '' || options.some((option) => option.value === value);
  return [{ value: '', label: 'Not set' }, ...options, ...(isKnown ? [] : [{ value }])];
}

type VariableProps = { input: AskedStepInput; value: string; options: Option[] } & Aside;

function VariableInput({ input, value, options, aside }: VariableProps) {
  const { name, label, help, errors, isOptional } = input;
  const error = errors.join(' ') || undefined;
  return (
    <Field
      {...{ name, label, help, error, aside }}
      kind="select"
      optional={isOptional}
      options={withUnknown(options, value)}
      value={value}
    />
  );
}
