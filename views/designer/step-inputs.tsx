import type { ShownValue } from '../../src/definition/read/shown-inputs.ts';
import type { Control as AskedControl } from '../../src/inputs/control.ts';
import { fieldId, REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import { OPERATOR_CHOICES, takesOneSide } from '../../src/lib/ui/operator-words.ts';
import { Value, type ValueLinks } from '../integrations/step-value.tsx';
import type { Option } from '../kit/control.tsx';
import { Options } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import { FieldGroup, FieldNotes } from '../kit/field-frame.tsx';
import { InputField } from '../kit/input.tsx';
import { InputModes } from '../kit/input-modes.tsx';

type Mode = 'value' | 'reference' | 'template' | 'config';

/** An item of a list; `key` is its name, where it has one. */
export type AskedItem = {
  name: string;
  key: string;
  mode: Mode;
  value: string;
  /** A secret: what is kept is not printed, and stays where nothing is typed. */
  isHidden?: boolean;
};

/** A condition of a branch: rows whose two sides are compared, in groups. */
export type AskedCondition =
  | { kind: 'group'; name: string; all: boolean; terms: AskedCondition[] }
  | { kind: 'compare'; name: string; operator: string; left: AskedItem; right: AskedItem };

/** What an input of a step is asked by. */
export type AskedValue =
  | { as: 'control'; control: AskedControl }
  | { as: 'text'; value: string }
  | { as: 'pick'; value: string; options: Option[] }
  | { as: 'items'; isNamed: boolean; items: AskedItem[] }
  | { as: 'branches'; branches: { name: string; title: string; condition: AskedCondition }[] }
  /** What no fields are there for: it stays as it is. */
  | { as: 'shown'; value: ShownValue };

/** An input of a step in the form. */
export type AskedStepInput = {
  name: string;
  label: string;
  help: string;
  errors: string[];
  isOptional: boolean;
  mode: Mode;
  modes: Mode[];
  asked: AskedValue;
};

type StepInputFieldProps = { input: AskedStepInput; valueLinks: ValueLinks; yaml: string };

/** An input with the switch of how it gets its value. */
export function StepInputField({ input, valueLinks, yaml }: StepInputFieldProps) {
  const { name, label, help, errors, isOptional, mode, modes, asked } = input;
  const error = errors.join(' ') || undefined;
  const common = { name, label, help, error, optional: isOptional };
  const aside =
    modes.length > 1 ? <InputModes name={name} label={label} mode={mode} modes={modes} /> : undefined;
  switch (asked.as) {
    case 'control':
      return <InputField field={{ ...common, control: asked.control }} aside={aside} />;
    case 'text':
      return <TextInput input={input} value={asked.value} aside={aside} />;
    case 'pick':
      return <VariableInput input={input} value={asked.value} options={asked.options} aside={aside} />;
    case 'items':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error} optional={isOptional}>
          {aside === undefined ? null : <div class="row">{aside}</div>}
          {asked.items.map((item, index) => (
            <ItemRow item={item} label={`${label}, item ${index + 1}`} isNamed={asked.isNamed} />
          ))}
        </FieldGroup>
      );
    case 'branches':
      return (
        <FieldGroup id={fieldId({ name })} legend={label} help={help} error={error}>
          {asked.branches.map((branch, index) => (
            <BranchFields branch={branch} number={index + 1} isNew={index === asked.branches.length - 1} />
          ))}
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

type Aside = { aside: ReturnType<typeof InputModes> | undefined };

function TextInput({ input, value, aside }: { input: AskedStepInput; value: string } & Aside) {
  const { name, label, help, errors, isOptional, mode } = input;
  const common = { name, label, help, optional: isOptional, error: errors.join(' ') || undefined, aside };
  if (mode === 'reference')
    return (
      <Field {...common} mono value={value} list={REFERENCES_ID} spellcheck={false} autocomplete="off" />
    );
  const rows = Math.min(8, Math.max(2, value.split('\n').length));
  return <Field {...common} kind="textarea" mono rows={rows} value={value} spellcheck={false} />;
}

type VariableProps = { input: AskedStepInput; value: string; options: Option[] } & Aside;

function VariableInput({ input, value, options, aside }: VariableProps) {
  const { name, label, help, errors, isOptional } = input;
  const isKnown = value === '' || options.some((option) => option.value === value);
  const all = [{ value: '', label: 'Not set' }, ...options, ...(isKnown ? [] : [{ value }])];
  const error = errors.join(' ') || undefined;
  return (
    <Field
      {...{ name, label, help, error, aside }}
      kind="select"
      optional={isOptional}
      options={all}
      value={value}
    />
  );
}

const MODE_CHOICES: Option[] = [
  { value: 'value', label: 'Value' },
  { value: 'reference', label: 'Reference' },
  { value: 'template', label: 'Template' },
  { value: 'config', label: 'Variable' },
];

type ItemRowProps = { item: AskedItem; label: string; isNamed?: boolean };

/** An item: its name, how it gets its value, and that. Emptied, it goes. */
function ItemRow({ item, label, isNamed = false }: ItemRowProps) {
  const { name, key, mode, value, isHidden = false } = item;
  return (
    <div class="row">
      {isNamed ? (
        <input
          type="text"
          class="grow"
          name={`${name}.key`}
          value={key}
          aria-label={`${label}, name`}
          placeholder="Name"
        />
      ) : null}
      <select class="auto" name={`${name}.mode`} aria-label={`${label}, how it gets its value`}>
        <Options options={MODE_CHOICES} value={mode} />
      </select>
      {isHidden ? (
        <input
          type="password"
          class="grow"
          name={name}
          aria-label={label}
          placeholder="kept, not shown"
          autocomplete="new-password"
        />
      ) : (
        <ItemText name={name} value={value} label={label} />
      )}
    </div>
  );
}

/** A field of one line would lose the others. */
function ItemText({ name, value, label }: { name: string; value: string; label: string }) {
  if (/[\r\n]/.test(value)) {
    const rows = Math.min(8, value.split('\n').length);
    return (
      <textarea class="mono grow" name={name} rows={rows} aria-label={label} spellcheck={false}>
        {value.startsWith('\n') ? `\n${value}` : value}
      </textarea>
    );
  }
  return (
    <input
      type="text"
      class="grow"
      name={name}
      value={value}
      aria-label={label}
      list={REFERENCES_ID}
      autocomplete="off"
    />
  );
}

type BranchFieldsProps = {
  branch: { name: string; title: string; condition: AskedCondition };
  number: number;
  isNew: boolean;
};

function BranchFields({ branch: { name, title, condition }, number, isNew }: BranchFieldsProps) {
  const label = title === '' ? `branch ${number}` : title;
  const fields = (
    <>
      <input type="hidden" name={`${name}.was`} value={title} />
      <Field
        name={`${name}.key`}
        label={isNew ? 'Name of another branch' : 'Branch'}
        value={title}
        help={isNew ? undefined : 'Emptied, the branch goes.'}
      />
      <ConditionFields condition={condition} label={label} />
    </>
  );
  if (!isNew) return <div class="stack">{fields}</div>;
  return (
    <details>
      <summary class="small">Another branch</summary>
      <div class="stack">{fields}</div>
    </details>
  );
}

const GROUP_CHOICES: Option[] = [
  { value: 'and', label: 'all of these hold' },
  { value: 'or', label: 'any of these holds' },
];

/** Offered in place of a comparison: the row becomes a group of its own. */
const ROW_CHOICES: Option[] = [
  { value: '', label: 'Choose …' },
  ...OPERATOR_CHOICES,
  { value: 'and', label: 'a group, all of …' },
  { value: 'or', label: 'a group, any of …' },
];

function ConditionFields({ condition, label }: { condition: AskedCondition; label: string }) {
  return condition.kind === 'group' ? (
    <GroupFields group={condition} label={label} />
  ) : (
    <CompareFields compare={condition} label={label} />
  );
}

type CompareProps = { compare: Extract<AskedCondition, { kind: 'compare' }>; label: string };

function CompareFields({ compare: { name, operator, left, right }, label }: CompareProps) {
  return (
    <fieldset class="field">
      <legend class="sr-only">{`Condition of ${label}`}</legend>
      <ItemRow item={left} label={`First side, ${label}`} />
      <select name={`${name}.op`} aria-label={`Comparison, ${label}`}>
        <Options options={ROW_CHOICES} value={operator} />
      </select>
      {takesOneSide(operator) ? null : <ItemRow item={right} label={`Second side, ${label}`} />}
    </fieldset>
  );
}

type GroupProps = { group: Extract<AskedCondition, { kind: 'group' }>; label: string };

/** A group ends with a row for one more, folded while there are others. */
function GroupFields({ group: { name, all, terms }, label }: GroupProps) {
  const rows = terms.map((term, index) => (
    <ConditionFields condition={term} label={`${label}, ${index + 1}`} />
  ));
  const [another] = rows.splice(-1);
  return (
    <div class="stack">
      <select name={`${name}.op`} aria-label={`Taken when, ${label}`}>
        <Options options={GROUP_CHOICES} value={all ? 'and' : 'or'} />
      </select>
      <div class="rail" data-kind="branch">
        <div class="stack">
          {rows}
          {rows.length === 0 ? (
            another
          ) : (
            <details>
              <summary class="small">Another condition</summary>
              {another}
            </details>
          )}
        </div>
      </div>
    </div>
  );
}
