import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Menu } from '../kit/menu.tsx';
import { Pager } from '../kit/pager.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { Settings } from './settings.tsx';

export type AuditRow = {
  at: Instant;
  actor: string;
  /** The list of what the same actor did. */
  byActor: string;
  /** "paused" */
  done: string;
  /** "Instance" */
  kind: string;
  subject: string;
  /** Its page, where it is there still. */
  href: string | undefined;
  details: string;
};

type Option = { value: string; label: string };

export type AuditFilterProps = {
  actor: string;
  kind: string;
  from: string | undefined;
  to: string | undefined;
  actors: Option[];
  kinds: Option[];
  /** What the list is narrowed to, each with the address without it. */
  chips: { label: string; without: string }[];
};

type AuditProps = {
  frame: Frame;
  rows: AuditRow[];
  filter: AuditFilterProps;
  pages: { first: string | undefined; older: string | undefined };
};

const COLUMNS = [{ label: 'What' }, { label: 'Who' }, { label: 'When', num: true }];

export function AuditPage({ frame, rows, filter, pages }: AuditProps) {
  return (
    <Settings frame={frame} tab="audit">
      <FilterRow filter={filter} />
      {rows.length === 0 ? (
        <Nothing isFiltered={filter.chips.length > 0} />
      ) : (
        <Table label="What was changed" columns={COLUMNS}>
          {rows.map((row) => (
            <AuditLine row={row} />
          ))}
        </Table>
      )}
      <Pager {...pages} />
    </Settings>
  );
}

function FilterRow({ filter }: { filter: AuditFilterProps }) {
  const { actor, kind, from, to, actors, kinds, chips } = filter;
  return (
    <div class="row">
      <span class="small muted grow">
        What people and tokens have changed, kept for 400 days. Times are UTC.
      </span>
      {chips.map(({ label, without }) => (
        <Button href={without} icon="x" aria-label={`Clear the filter: ${label}`}>
          <span class="clip">{label}</span>
        </Button>
      ))}
      <Menu label="Filter" icon="list-filter" end form>
        <form class="stack" action={links.audit()}>
          <Field name="actor" label="By" kind="select" value={actor} options={actors} />
          <Field name="kind" label="On" kind="select" value={kind} options={kinds} />
          <Field name="from" label="From, UTC" kind="datetime-local" value={from} />
          <Field name="to" label="Before, UTC" kind="datetime-local" value={to} />
          <Button kind="primary">Apply filter</Button>
        </form>
      </Menu>
    </div>
  );
}

function AuditLine({ row }: { row: AuditRow }) {
  const { at, actor, byActor, done, kind, subject, href, details } = row;
  return (
    <tr>
      <th scope="row">
        {kind} {href === undefined ? subject : <a href={href}>{subject}</a>}: {done}
        {details === '' ? null : <div class="small muted">{details}</div>}
      </th>
      <td>
        <a href={byActor}>{actor}</a>
      </td>
      <td class="num muted">
        <Time at={at} />
      </td>
    </tr>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState title="Nothing fits" actions={<Button href={links.audit()}>Clear filter</Button>}>
        <p>Nothing that is kept was changed so.</p>
      </EmptyState>
    );
  return (
    <EmptyState title="Nothing changed yet">
      <p>Whatever people and API tokens change from now on appears here, with who did it and when.</p>
    </EmptyState>
  );
}
