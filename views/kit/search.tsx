import type { PropsWithChildren } from 'hono/jsx';
import { Icon } from './icon.tsx';

type SearchProps = PropsWithChildren<{
  action: string;
  /** "Search integrations by name". */
  label: string;
  placeholder: string;
  name?: string | undefined;
  value?: string | undefined;
  /** The id of the list that is searched while one types. */
  list?: string | undefined;
}>;

/** The search row of a list. Its children are selects and the Filter menu, in the same form. */
export function Search({ action, label, placeholder, name = 'q', value, list, children }: SearchProps) {
  const live = list === undefined ? {} : whileTyping(action, `#${list}`);
  return (
    <form class="row" role="search" action={action}>
      <div class="with-icon grow">
        <Icon name="search" />
        <input
          type="search"
          name={name}
          value={value}
          aria-label={label}
          placeholder={placeholder}
          {...live}
        />
        <kbd>/</kbd>
      </div>
      {children}
    </form>
  );
}

function whileTyping(action: string, list: string) {
  return {
    'hx-get': action,
    'hx-trigger': 'input changed delay:200ms',
    // Field by field: of a whole form htmx takes whatever has a name, menus too, as `menu=undefined`.
    'hx-include': 'main [role=search] :is(input, select)',
    'hx-select': list,
    'hx-target': list,
    'hx-swap': 'outerMorph',
    'hx-push-url': 'true',
  };
}
