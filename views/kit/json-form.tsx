import type { Child } from 'hono/jsx';
import type { FormPart, FormRow } from '../../src/lib/json-forms/parts.ts';
import { type RowChange, rowChange } from '../../src/lib/json-forms/row-change.ts';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { FieldGroup, FieldNotes } from './field-frame.tsx';
import { FormControl } from './json-form-control.tsx';
import { Tabs } from './nav.tsx';

export type JsonFormFrame = {
  /** The name of the whole; those of its fields begin with it. */
  name: string;
  errors: Record<string, string>;
  /** Where the form is sent to be printed again as it is then; without one its rows stay as they are. */
  again: string | undefined;
};

type PartsProps = { parts: FormPart[]; frame: JsonFormFrame };

/** The parts of a JSON form, in the order of its layout. */
export function FormParts({ parts, frame }: PartsProps) {
  return (
    <>
      {parts.map((part) => (
        <Part part={part} frame={frame} />
      ))}
    </>
  );
}

const nameOf = ({ name }: JsonFormFrame, part: string) => `${name}.${part}`;

function Part({ part, frame }: { part: FormPart; frame: JsonFormFrame }) {
  switch (part.is) {
    case 'text':
      return <p>{part.text}</p>;
    case 'line':
      return (
        <div class="row spread">
          {part.parts.map((each) => (
            <div class="grow">
              <Part part={each} frame={frame} />
            </div>
          ))}
        </div>
      );
    case 'group':
      return <Group {...part} frame={frame} />;
    case 'sections':
      return <Sections part={part} frame={frame} />;
    case 'rows':
      return <Rows part={part} frame={frame} />;
    case 'alternatives':
      return <Alternatives part={part} frame={frame} />;
    case 'field':
      return <FormControl field={part} name={nameOf(frame, part.name)} error={errorAt(frame, part.name)} />;
  }
}

const errorAt = (frame: JsonFormFrame, part: string) => frame.errors[nameOf(frame, part)];

/** One below the other, so that all of it is there without a script; the tabs lead to them. */
function Sections({ part, frame }: { part: Extract<FormPart, { is: 'sections' }>; frame: JsonFormFrame }) {
  return (
    <>
      <Tabs
        label={part.label === '' ? 'Parts of the form' : part.label}
        items={part.sections.map(({ name, label }) => ({
          href: `#${fieldId({ name: nameOf(frame, name) })}`,
          label,
        }))}
      />
      {part.sections.map((section) => (
        <Group {...section} help="" frame={frame} />
      ))}
    </>
  );
}

type GroupProps = { name: string; label: string; help: string; parts: FormPart[]; frame: JsonFormFrame };

function Group({ name, label, help, parts, frame }: GroupProps) {
  const id = fieldId({ name: nameOf(frame, name) });
  return (
    <section class="stack" id={id} aria-labelledby={label === '' ? undefined : `${id}-title`}>
      {label === '' ? null : <h4 id={`${id}-title`}>{label}</h4>}
      <FieldNotes id={id} help={help} />
      <FormParts parts={parts} frame={frame} />
    </section>
  );
}

type RowsPart = Extract<FormPart, { is: 'rows' }>;

function Rows({ part, frame }: { part: RowsPart; frame: JsonFormFrame }) {
  const { rows, label, help, isDisabled } = part;
  const name = nameOf(frame, part.name);
  return (
    <FieldGroup id={fieldId({ name })} legend={label} help={help} error={errorAt(frame, part.name)}>
      <div class="stack">
        {isDisabled ? null : <input type="hidden" name={`${name}.rows`} value={String(rows.length)} />}
        {rows.map((row, index) => (
          <Row row={row} index={index} part={part} frame={frame} />
        ))}
        {rows.length === 0 ? <p class="small muted">Nothing is in this list yet.</p> : null}
        {isDisabled ? null : (
          <div class="row">
            <RowButton change={{ name: part.name, verb: 'add', index: 0 }} frame={frame} icon="plus">
              Add<span class="sr-only"> to {label}</span>
            </RowButton>
          </div>
        )}
      </div>
    </FieldGroup>
  );
}

function Row({
  row,
  index,
  part,
  frame,
}: {
  row: FormRow;
  index: number;
  part: RowsPart;
  frame: JsonFormFrame;
}) {
  const name = nameOf(frame, row.name);
  const title = `${part.label} ${index + 1}`.trim();
  const button = (verb: RowChange['verb']) => ({ change: { name: part.name, verb, index }, frame });
  return (
    <fieldset class="field" id={fieldId({ name })} aria-label={title}>
      <div class="row">
        {part.isDisabled ? null : <input type="hidden" name={`${name}.was`} value={row.was} />}
        <div class="grow stack">
          <FormParts parts={row.parts} frame={frame} />
        </div>
        {part.isDisabled ? null : (
          <div class="row row-ways">
            {index > 0 ? <RowButton {...button('up')} icon="arrow-up" only={`Move ${title} up`} /> : null}
            {index < part.rows.length - 1 ? (
              <RowButton {...button('down')} icon="arrow-down" only={`Move ${title} down`} />
            ) : null}
            <RowButton {...button('remove')} icon="trash-2" only={`Remove ${title}`} />
          </div>
        )}
      </div>
    </fieldset>
  );
}

type RowButtonProps = {
  change: RowChange;
  frame: JsonFormFrame;
  icon: string;
  only?: string;
  children?: Child;
};

/** Sends the form to be printed again with the row added, moved or gone; nothing is saved. */
function RowButton({ change: { name, verb, index }, frame, icon, only, children }: RowButtonProps) {
  if (frame.again === undefined) return null;
  const part = `#${fieldId({ name: frame.name })}`;
  return (
    <Button
      kind="quiet"
      name={`${frame.name}.do`}
      value={rowChange(name, verb, index)}
      formaction={frame.again}
      formnovalidate
      icon={icon}
      only={only}
      hx-post={frame.again}
      hx-target={part}
      hx-select={part}
      hx-swap="outerMorph"
    >
      {children}
    </Button>
  );
}

type AlternativesPart = Extract<FormPart, { is: 'alternatives' }>;

function Alternatives({ part, frame }: { part: AlternativesPart; frame: JsonFormFrame }) {
  const name = nameOf(frame, part.name);
  const { label, help, options, chosen, isDisabled } = part;
  return (
    <>
      <input type="hidden" name={`${name}.was`} value={String(chosen)} />
      <Field
        kind="select"
        name={name}
        label={label === '' ? 'Which of these' : label}
        help={help}
        error={errorAt(frame, part.name)}
        options={options}
        value={String(chosen)}
        disabled={isDisabled}
      />
      <FormParts parts={part.parts} frame={frame} />
    </>
  );
}
