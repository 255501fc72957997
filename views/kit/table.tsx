import type { Child, PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';

export type Column = {
  label: Child;
  num?: boolean | undefined;
  /** Hidden on phones; its cells carry `class="wide"` too. */
  wide?: boolean | undefined;
  /** A name for screen readers alone, above actions. */
  hidden?: boolean | undefined;
};

type TableProps = PropsWithChildren<{
  label: string;
  columns?: Column[] | undefined;
  id?: string | undefined;
  /** The id of the body, where rows are morphed into. */
  bodyId?: string | undefined;
  /** For a table whose cells cannot wrap: it scrolls by itself. */
  scroll?: boolean | undefined;
  /** Long values break, so that several tables of a page have the same columns. */
  even?: boolean | undefined;
  /** Names on the left, values on the right. */
  named?: boolean | undefined;
}>;

/** A list that staff scan. Its children are the rows. */
export function Table(props: TableProps) {
  const { label, columns = [], id, bodyId, scroll, even, named, children } = props;
  const table = (
    <table
      class={classes('table', even && 'even-columns', named && 'named-values')}
      id={id}
      aria-label={label}
    >
      {columns.length === 0 ? null : (
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={classes(column.wide && 'wide', column.num && 'num')}>
                {column.hidden ? <span class="sr-only">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody id={bodyId}>{children}</tbody>
    </table>
  );
  if (!scroll) return table;
  return (
    <div class="table-wrap" tabindex={0} role="group" aria-label={label}>
      {table}
    </div>
  );
}

type TitleCellProps = { href: string; title: Child; note?: Child; tile?: Child; mono?: boolean | undefined };

/** The first cell of a row: the link, a second line, and a tile if there is one. */
export function TitleCell({ href, title, note, tile, mono }: TitleCellProps) {
  const text = (
    <>
      <a class={classes('title', mono && 'mono')} href={href}>
        {title}
      </a>
      {note ? <div class="small muted">{note}</div> : null}
    </>
  );
  if (!tile) return <td>{text}</td>;
  return (
    <td>
      <div class="row">
        {tile}
        <div class="grow">{text}</div>
      </div>
    </td>
  );
}
