import type { AskedStepInput } from '../../../../views/designer/step-inputs.tsx';

type Change = (field: AskedStepInput) => AskedStepInput;

/** An input with other fields in its object, or in each row of its list of objects. */
export function mapFields(input: AskedStepInput, change: Change): AskedStepInput {
  const { asked } = input;
  if (asked.as === 'object') return { ...input, asked: { ...asked, fields: asked.fields.map(change) } };
  if (asked.as !== 'objects') return input;
  const rows = asked.rows.map((row) => ({ ...row, fields: row.fields.map(change) }));
  return { ...input, asked: { ...asked, rows } };
}

/** All fields of the objects in an input, however deep. */
export function fieldsIn({ asked }: AskedStepInput): AskedStepInput[] {
  const fields =
    asked.as === 'object'
      ? asked.fields
      : asked.as === 'objects'
        ? asked.rows.flatMap((row) => row.fields)
        : [];
  return fields.flatMap((field) => [field, ...fieldsIn(field)]);
}
