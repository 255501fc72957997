import { shortened } from '../../lib/format.ts';
import { withPlainEnds } from '../../lib/plain-ends.ts';
import { type Form, type FormErrors, formOf } from './form.ts';

/**
 * A form about something that others may have changed since it was printed: fields that it leaves as they were take what
 * is saved now, and those that both have changed are told.
 * @param saved what the fields would hold if the form was printed now
 */
export function mergedForm(form: Form, saved: Record<string, string>): { form: Form; conflicts: FormErrors } {
  const conflicts: FormErrors = {};
  const entries = Object.entries(saved).map(([name, now]): [string, string] => {
    const typed = form.values[name] ?? '';
    const was = form.values[`was.${name}`];
    if (was === undefined || alike(was, now)) return [name, typed];
    if (alike(typed, was)) return [name, now];
    if (!alike(typed, now)) conflicts[name] = conflictWith(now);
    return [name, typed];
  });
  return { form: formOf(entries), conflicts };
}

function alike(a: string, b: string): boolean {
  const plain = (text: string) => withPlainEnds(text).trim();
  return plain(a) === plain(b);
}

/** @param now what was saved; undefined for what no word says */
export function conflictWith(now: string | undefined): string {
  return `Somebody ${changeTo(now)} meanwhile. Save again to put yours in its place.`;
}

function changeTo(now: string | undefined): string {
  if (now === undefined) return 'changed this';
  return now === '' ? 'emptied this' : `changed this to “${shortened(now, 200)}”`;
}
