/** What a control needs to be tied to its help and its error. */
export type Ties = { 'aria-describedby': string | undefined; 'aria-invalid': 'true' | undefined };

/** Whether a part of the markup, which may be left out, is there. */
export function isShown(child: unknown): boolean {
  return child !== undefined && child !== null && child !== false && child !== '';
}

type Tied = { id: string; help?: unknown; error?: string | undefined };

export function ties({ id, help, error }: Tied): Ties {
  const ids = [error ? `${id}-error` : '', isShown(help) ? `${id}-help` : ''].filter((each) => each !== '');
  return { 'aria-describedby': ids.join(' ') || undefined, 'aria-invalid': error ? 'true' : undefined };
}

/** The id that a field's control has, for links to it. */
export function fieldId({ name, id }: { name: string; id?: string | undefined }): string {
  return id ?? `field-${name.replace(/[^\w.-]+/g, '-')}`;
}

/** The name of the field of an input of a step. */
export const inputField = (key: string) => `in.${key}`;

/** The field in which a button of a list of objects says what it does with its rows. */
export const ROWS_FIELD = 'rows';

/** Id of the list of earlier results that the fields of a step complete from. */
export const REFERENCES_ID = 'known-references';
