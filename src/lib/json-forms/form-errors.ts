import type { JsonForm } from './controls.ts';
import { describeForm } from './describe.ts';
import { type Fault, faultsOf } from './faults.ts';
import { everyPart, type FormPart, type Named } from './parts.ts';
import type { DataPath } from './scope.ts';

/** What is wrong at a field of a form; under no name it is the whole form. */
export type FormError = { name: string; message: string };

/**
 * What is wrong with the data of a form, in the order of its fields. Of what a rule hides nothing is told: nobody could
 * correct it.
 * @param label of the form, for what stands in none of its fields
 */
export function formErrors(form: JsonForm, data: unknown, label: string): FormError[] {
  const faults = faultsOf(form.schema, data);
  if (faults.length === 0) return [];
  const shown = namedIn(describeForm(form, data));
  const hidden = new Set(namedIn(describeForm(form, data, { isWhole: true })).map(({ path }) => keyOf(path)));
  const told = faults.flatMap((fault) => {
    const part = shown.find(({ path }) => keyOf(path) === keyOf(fault.path));
    if (part)
      return [{ place: shown.indexOf(part), name: part.name, message: sentence(part.label || label, fault) }];
    return hidden.has(keyOf(fault.path)) ? [] : [elsewhere(fault, shown, label)];
  });
  return told.sort((a, b) => a.place - b.place).map(({ name, message }) => ({ name, message }));
}

/** The closest list or choice around it, or the form as a whole. */
function elsewhere(fault: Fault, shown: Named[], label: string) {
  const around = shown
    .filter(
      ({ path }) => path.length < fault.path.length && path.every((key, index) => fault.path[index] === key),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
  const from = around?.path.length ?? 0;
  const inner = fault.path.slice(from).map((key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : key));
  const name = [around?.label || label, ...inner].join(', ');
  return {
    place: around ? shown.indexOf(around) : -1,
    name: around?.name ?? '',
    message: sentence(name, fault),
  };
}

const sentence = (label: string, { words }: Fault) => `${label} ${words}`;
const keyOf = (path: DataPath) => JSON.stringify(path);

function namedIn(parts: FormPart[]): Named[] {
  return everyPart(parts).flatMap((part) =>
    part.is === 'field' || part.is === 'rows' || part.is === 'alternatives' ? [part] : [],
  );
}
