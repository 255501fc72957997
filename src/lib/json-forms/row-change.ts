/** What a button of a list does with its rows. */
export type RowChange = { name: string; verb: 'add' | 'remove' | 'up' | 'down'; index: number };

/** The value of such a button: `1.0 remove 2`. */
export function rowChange(name: string, verb: RowChange['verb'], index = 0): string {
  return `${name} ${verb} ${index}`;
}

/** The change that a button stands for; undefined where none was pressed. */
export function readRowChange(text: string): RowChange | undefined {
  const [, name, verb, index] = /^([^\n]*) (add|remove|up|down) (\d{1,6})$/.exec(text) ?? [];
  if (name === undefined || (verb !== 'add' && verb !== 'remove' && verb !== 'up' && verb !== 'down'))
    return undefined;
  return { name, verb, index: Number(index) };
}

/** The rows after a change. @param added what a new row holds */
export function withChange<Row>(rows: readonly Row[], { verb, index }: RowChange, added: Row): Row[] {
  if (verb === 'add') return [...rows, added];
  const others = rows.filter((_, place) => place !== index);
  if (verb === 'remove' || index >= rows.length) return others;
  const to = Math.max(0, verb === 'up' ? index - 1 : index + 1);
  return [...others.slice(0, to), ...rows.slice(index, index + 1), ...others.slice(to)];
}
