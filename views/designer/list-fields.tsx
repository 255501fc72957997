import { fieldId, REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import { OPERATOR_CHOICES } from '../../src/lib/ui/operator-words.ts';
import { textareaText } from '../../src/lib/ui/textarea-text.ts';
import type { Option } from '../kit/control.tsx';
import { Options } from '../kit/control.tsx';
import { Field } from '../kit/field.tsx';
import type { InputMode } from '../kit/input-modes.tsx';
import { ReferencePicker } from './reference-picker.tsx';

/** An item of a list; `key` is its name, where it has one. */
export type AskedItem = {
  name: string;
  key: string;
  mode: InputMode;
  value: string;
  /** A secret: what is kept is not printed, and stays where nothing is typed. */
  isHidden?: boolean;
  /** What a template came to in the last test. */
  result?: string | undefined;
};

/** A condition of a branch: rows whose two sides are compared, in groups. */
export type AskedCondition =
  | { kind: 'group'; name: string; all: boolean; terms: AskedCondition[] }
  | { kind: 'compare'; name: string; operator: string; left: AskedItem; right: AskedItem | undefined };

const MODE_CHOICES: Option[] = [
  { value: 'value', label: 'Value' },
  { value: 'reference', label: 'Reference' },
  { value: 'template', label: 'Template' },
  { value: 'config', label: 'Variable' },
];

type ItemRowProps = { item: AskedItem; label: string; isNamed?: boolean; picker: string | undefined };

/** An item: its name, how it gets its value, and that. Emptied, it goes. */
export function ItemRow({ item, label, isNamed = false, picker }: ItemRowProps) {
  const { name, key, mode, value, isHidden = false, result } = item;
  const fields = (
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
        <>
          <ItemText name={name} value={value} label={label} />
          {picker === undefined ? null : (
            <ReferencePicker href={picker} label={label} fills={fieldId({ name })} />
          )}
        </>
      )}
    </div>
  );
  if (result === undefined) return fields;
  return (
    <div class="stack">
      {fields}
      <p class="help">
        <InLastTest result={result} />
      </p>
    </div>
  );
}

export function InLastTest({ result }: { result: string }) {
  return (
    <>
      In the last test: <span class="mono">{result}</span>
    </>
  );
}

/** A field of one line would lose the others. */
function ItemText({ name, value, label }: { name: string; value: string; label: string }) {
  if (/[\r\n]/.test(value)) {
    const rows = Math.min(8, value.split('\n').length);
    return (
      <textarea
        class="mono grow"
        id={fieldId({ name })}
        name={name}
        rows={rows}
        aria-label={label}
        spellcheck={false}
      >
        {textareaText(value)}
      </textarea>
    );
  }
  return (
    <input
      type="text"
      class="grow"
      id={fieldId({ name })}
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
  picker: string | undefined;
};

export function BranchFields({ branch, number, isNew, picker }: BranchFieldsProps) {
  const { name, title, condition } = branch;
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
      <ConditionFields condition={condition} label={label} picker={picker} />
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

type ConditionProps = { condition: AskedCondition; label: string; picker: string | undefined };

function ConditionFields({ condition, ...shown }: ConditionProps) {
  return condition.kind === 'group' ? (
    <GroupFields group={condition} {...shown} />
  ) : (
    <CompareFields compare={condition} {...shown} />
  );
}

/** One that is none stays as it was written, to be corrected. */
const withOperator = (operator: string): Option[] =>
  ROW_CHOICES.some(({ value }) => value === operator) ? ROW_CHOICES : [...ROW_CHOICES, { value: operator }];

type CompareProps = {
  compare: Extract<AskedCondition, { kind: 'compare' }>;
  label: string;
  picker: string | undefined;
};

function CompareFields({ compare: { name, operator, left, right }, label, picker }: CompareProps) {
  return (
    <fieldset class="field">
      <legend class="sr-only">{`Condition of ${label}`}</legend>
      <input type="hidden" name={`${name}.was`} value={operator} />
      <ItemRow item={left} label={`First side, ${label}`} picker={picker} />
      <select name={`${name}.op`} aria-label={`Comparison, ${label}`}>
        <Options options={withOperator(operator)} value={operator} />
      </select>
      {right === undefined ? null : <ItemRow item={right} label={`Second side, ${label}`} picker={picker} />}
    </fieldset>
  );
}

type GroupProps = {
  group: Extract<AskedCondition, { kind: 'group' }>;
  label: string;
  picker: string | undefined;
};

/** A group ends with a row for one more, folded while there are others. */
function GroupFields({ group: { name, all, terms }, label, picker }: GroupProps) {
  const rows = terms.map((term, index) => (
    <ConditionFields condition={term} label={`${label}, ${index + 1}`} picker={picker} />
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
