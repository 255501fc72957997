import type { Child, PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { Extra } from './attributes.ts';
import { Icon } from './icon.tsx';

type MenuProps = PropsWithChildren<{
  /** What the button shows, or with `only` its name. */
  label: Child;
  only?: string | undefined;
  icon?: string | undefined;
  /** How the summary looks. */
  kind?: 'button' | 'quiet' | 'item' | undefined;
  end?: boolean | undefined;
  up?: boolean | undefined;
  grow?: boolean | undefined;
  /** Holds a small form instead of actions. */
  form?: boolean | undefined;
  /** A full name for screen readers, where the label is short. */
  name?: string | undefined;
  id?: string | undefined;
}>;

/** Two to seven actions, or a small form, behind one button. `menus.js` closes it on Esc and on a click outside. */
export function Menu(props: MenuProps) {
  const { label, only, icon, kind = 'button', end, up, grow, form, name, id, children } = props;
  const look = classes(kind === 'quiet' ? 'button quiet' : kind, only !== undefined && 'only');
  return (
    <details name="menu" class={classes('menu', end && 'end', up && 'up', grow && 'grow')} id={id}>
      <summary class={look} aria-label={only ?? name} title={only}>
        {icon === undefined ? null : <Icon name={icon} />}
        {only === undefined ? label : null}
      </summary>
      <div class={form ? 'stack' : undefined}>{children}</div>
    </details>
  );
}

/** The "…" menu of a row or a page. */
export function MoreMenu({ name, up, children }: PropsWithChildren<{ name: string; up?: boolean }>) {
  return (
    <Menu label="" only={name} icon="ellipsis" kind="quiet" end={!up} up={up}>
      {children}
    </Menu>
  );
}

type MenuItemProps = PropsWithChildren<
  Extra & {
    icon?: string | undefined;
    danger?: boolean | undefined;
    current?: boolean | undefined;
    kbd?: string | undefined;
    /** A link; without it the item is a button of the form around it. */
    href?: string | undefined;
    download?: boolean | undefined;
    name?: string | undefined;
    value?: string | undefined;
    formaction?: string | undefined;
    /** Puts this on the clipboard instead. */
    copies?: string | undefined;
  }
>;

/** An action in a menu. */
export function MenuItem(props: MenuItemProps) {
  const { icon, danger, current, kbd, href, download, copies, children, ...sent } = props;
  const { name, value, formaction, ...rest } = sent;
  const look = {
    class: classes('item', danger && 'danger'),
    'aria-current': current ? 'true' : undefined,
    ...rest,
  };
  const content = (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {kbd === undefined ? null : <kbd>{kbd}</kbd>}
    </>
  );
  if (copies !== undefined) {
    return (
      <button type="button" data-copy={copies} {...look}>
        {content}
      </button>
    );
  }
  if (href === undefined) {
    return (
      <button type="submit" name={name} value={value} formaction={formaction} {...look}>
        {content}
      </button>
    );
  }
  return (
    <a href={href} download={download} {...look}>
      {content}
    </a>
  );
}
