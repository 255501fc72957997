import type { DataPath } from './scope.ts';

/** A choice of a list: by its place, since what stands for it may be any value. */
export type FormOption = { value: string; label: string };

/** How one value is asked for. */
export type FieldControl =
  | { as: 'line'; type: LineType; value: string; placeholder: string }
  | { as: 'lines' | 'json'; value: string }
  | { as: 'number'; value: string; isWhole: boolean }
  | { as: 'switch'; isOn: boolean }
  | { as: 'pick'; value: string; options: FormOption[]; canBeEmpty: boolean }
  | { as: 'picks'; chosen: string[]; options: FormOption[] };

export type LineType = 'text' | 'password' | 'email' | 'url' | 'date' | 'time' | 'datetime-local';

/** What every part that holds a value has: names are positions, so that nothing of a name is taken for markup. */
export type Named = { name: string; path: DataPath; label: string; help: string; isDisabled: boolean };

/** A form as values, in the order of its layout: what a view draws. */
export type FormPart =
  | { is: 'text'; text: string }
  | { is: 'line'; parts: FormPart[] }
  | { is: 'group'; name: string; label: string; help: string; parts: FormPart[] }
  | { is: 'sections'; name: string; label: string; sections: FormSection[] }
  | ({ is: 'rows'; rows: FormRow[] } & Named)
  | ({ is: 'alternatives'; chosen: number; options: FormOption[]; parts: FormPart[] } & Named)
  | ({ is: 'field'; optional: boolean; control: FieldControl } & Named);

export type FormSection = { name: string; label: string; parts: FormPart[] };

/** A row of a list. @property was its place in what is stored; empty for a new one */
export type FormRow = { name: string; was: string; parts: FormPart[] };

/** All parts, also those within others. */
export function everyPart(parts: readonly FormPart[]): FormPart[] {
  return parts.flatMap((part) => [part, ...everyPart(within(part))]);
}

function within(part: FormPart): FormPart[] {
  switch (part.is) {
    case 'sections':
      return part.sections.flatMap(({ parts }) => parts);
    case 'rows':
      return part.rows.flatMap(({ parts }) => parts);
    case 'text':
    case 'field':
      return [];
    default:
      return part.parts;
  }
}
