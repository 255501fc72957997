import { plural } from '../../src/lib/format.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { type Tab, Tabs } from './nav.tsx';
import { Tile } from './tile.tsx';

export type PickerItem = {
  id: string;
  href: string;
  name: string;
  note: string;
  hue: number;
  icon?: string | undefined;
  used?: number | undefined;
};

type ComponentPickerProps = {
  title: string;
  action: string;
  close: string;
  query: string;
  kinds: Tab[];
  groups: { label: string; items: PickerItem[] }[];
};

/** The dialog to choose an action from: a combobox with `combobox.js`, a search form and links without. */
export function ComponentPicker({ title, action, close, query, kinds, groups }: ComponentPickerProps) {
  const items = groups.flatMap((group) => group.items);
  const [first] = items;
  const search = (
    <form class="with-icon grow" action={action} role="search">
      <Icon name="search" />
      <input
        role="combobox"
        name="q"
        value={query}
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={first?.id}
        aria-label="Search components and actions"
        autofocus
      />
    </form>
  );
  return (
    <Dialog id="picker" title={title} close={close} head={search} bare>
      <Tabs label="Kind" items={kinds} small />
      <div role="listbox" id="picker-list" aria-label="Actions" tabindex={-1}>
        {groups.map(({ label, items: own }) => (
          <div role="group" aria-label={label}>
            <div class="small muted" role="presentation">
              {label}
            </div>
            {own.map((item) => (
              <PickerOption item={item} query={query} selected={item === first} />
            ))}
          </div>
        ))}
      </div>
      <p class="row small muted">
        <span class="wide">
          <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>↵</kbd> add <kbd>Tab</kbd> read about it
        </span>
        <span class="grow" />
        <span role="status">{plural(items.length, 'action')}</span>
      </p>
    </Dialog>
  );
}

function PickerOption({ item, query, selected }: { item: PickerItem; query: string; selected: boolean }) {
  const { id, href, name, note, hue, icon, used = 0 } = item;
  return (
    <a class="item" role="option" id={id} href={href} aria-selected={selected ? 'true' : 'false'}>
      <Tile hue={hue} icon={icon} kind="soft" />
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
    </a>
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
