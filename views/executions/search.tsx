import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { Menu, MenuItem, MoreMenu } from '../kit/menu.tsx';
import { Search } from '../kit/search.tsx';
import type { ExecutionsFilter } from './filter.tsx';

/** Looks for words; what else the list is narrowed to stays. */
export function ExecutionSearch({ filter }: { filter: ExecutionsFilter }) {
  const { status, integration, customer, instance, flow, version, from, to } = filter;
  const kept = { status, integration, customer, instance, flow, version, from, to };
  return (
    <Search
      action={links.executions()}
      label="Search executions by words of their error or of what called them"
      placeholder="Words of the error, or of what called"
      name="text"
      value={filter.text}
    >
      {Object.entries(kept).map(([name, value]) =>
        value === undefined ? null : <input type="hidden" name={name} value={String(value)} />,
      )}
      <Button>Search</Button>
    </Search>
  );
}

export type Saved = { id: string; name: string; href: string; current: boolean };

type SavedProps = { frame: Frame; saved: Saved[]; here: string; isFiltered: boolean };

/** The filters that a person keeps, and where the one that is set is kept. */
export function SavedFilters({ frame, saved, here, isFiltered }: SavedProps) {
  const current = saved.find((each) => each.current);
  if (saved.length === 0 && !isFiltered) return null;
  return (
    <div class="row">
      {saved.map(({ name, href, current }) => (
        <Button kind="quiet" href={href} aria-current={current ? 'true' : undefined}>
          {name}
        </Button>
      ))}
      {current ? (
        <form method="post" action={links.savedFilterDeletion(current.id)}>
          <Csrf token={frame.csrf} />
          <MoreMenu name={`Saved filter ${current.name}`}>
            <MenuItem>Delete this filter</MenuItem>
          </MoreMenu>
        </form>
      ) : null}
      {isFiltered && !current ? (
        <Menu label="Keep this filter" kind="quiet" form>
          <form class="stack" method="post" action={links.savedFilters()}>
            <Csrf token={frame.csrf} />
            <input type="hidden" name="here" value={here} />
            <Field name="name" label="Name" required help="Only you see it." />
            <Button kind="primary">Keep</Button>
          </form>
        </Menu>
      ) : null}
    </div>
  );
}
