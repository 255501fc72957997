import type { Child, PropsWithChildren } from 'hono/jsx';
import { plural } from '../../src/lib/format.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { type Tab, Tabs } from './nav.tsx';
import { Tile } from './tile.tsx';

export type PickerItem = {
  /** What the form then says that was chosen. */
  value: string;
  name: string;
  note: string;
  hue: number;
  icon?: string | undefined;
  picture?: string | undefined;
  used?: number | undefined;
};

type ComponentPickerProps = PropsWithChildren<{
  title: string;
  /** The page itself, which the search asks again, with what its address says besides. */
  action: string;
  asked: Record<string, string>;
  close: string;
  query: string;
  kinds: Tab[];
  groups: { label: string; items: PickerItem[] }[];
  /** How many there are, whether they are shown or not. */
  found: number;
  /** Where the choice is sent, as `choice`, with the hidden fields that are the children. */
  choose: string;
  /** Where nothing is found. */
  none: Child;
}>;

/** The dialog to choose an action from: a combobox with `combobox.js`, a search form and buttons without. */
export function ComponentPicker(props: ComponentPickerProps) {
  const { title, action, asked, close, query, kinds, groups, found, choose, none, children } = props;
  const items = groups.flatMap((group) => group.items);
  // By their places: the search leaves the field as it is, and with it which one it says is marked.
  const idOf = (item: PickerItem) => `pick-${items.indexOf(item)}`;
  const search = (
    <form class="with-icon grow" action={action} role="search">
      {Object.entries(asked).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Icon name="search" />
      <input
        role="combobox"
        name="q"
        value={query}
        autocomplete="off"
        hx-get={action}
        hx-trigger="input changed delay:150ms"
        hx-include="closest form"
        hx-target="#picker-form"
        hx-select="#picker-form"
        hx-swap="outerHTML"
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={items.length > 0 ? 'pick-0' : undefined}
        aria-label="Search components and actions"
        autofocus
      />
    </form>
  );
  return (
    <Dialog id="picker" title={title} close={close} head={search} bare>
      <Tabs label="Kind" items={kinds} small />
      <form method="post" action={choose} id="picker-form">
        {children}
        <div role="listbox" id="picker-list" aria-label="Actions" tabindex={-1}>
          {groups.map(({ label, items: own }) => (
            <div role="group" aria-label={label}>
              <div class="small muted" role="presentation">
                {label}
              </div>
              {own.map((item) => (
                <PickerOption item={item} id={idOf(item)} query={query} selected={item === items[0]} />
              ))}
            </div>
          ))}
        </div>
        {items.length === 0 ? <p class="muted">{none}</p> : null}
        <p class="row small muted">
          <span class="wide">
            <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>↵</kbd> add
          </span>
          <span class="grow" />
          <span role="status">
            {found > items.length
              ? `${items.length} of ${plural(found, 'action')}; search for the others`
              : plural(found, 'action')}
          </span>
        </p>
      </form>
    </Dialog>
  );
}

type PickerOptionProps = { item: PickerItem; id: string; query: string; selected: boolean };

function PickerOption({ item, id, query, selected }: PickerOptionProps) {
  const { value, name, note, hue, icon, picture, used = 0 } = item;
  const choice = {
    name: 'choice',
    value,
    'aria-selected': selected ? ('true' as const) : ('false' as const),
  };
  return (
    <button type="submit" class="item" role="option" id={id} {...choice}>
      <Tile hue={hue} icon={icon} picture={picture} kind="soft" />
      <span class="grow clip">
        <strong>
          <Marked text={name} query={query} />
        </strong>
        <span class="small muted">
          {' · '}
          <Marked text={note} query={query} />
        </span>
      </span>
      {selected ? <kbd>↵</kbd> : used > 0 ? <span class="small muted">used {used} ×</span> : null}
    </button>
  );
}

/** The text with the first place that matches underlined. */
function Marked({ text, query }: { text: string; query: string }) {
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return <>{text}</>;
  const end = at + query.length;
  return (
    <>
      {text.slice(0, at)}
      <u>{text.slice(at, end)}</u>
      {text.slice(end)}
    </>
  );
}
