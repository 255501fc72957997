import type { Child } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { Tone } from './attributes.ts';
import { Icon } from './icon.tsx';

export type NavItem = {
  href: string;
  label: string;
  icon?: string | undefined;
  current?: boolean | undefined;
  /** A number or word at the right; with a tone it is a badge. */
  count?: string | undefined;
  /** Of that number, where it changes while the page is open. */
  countId?: string | undefined;
  tone?: Tone | undefined;
  /** Pressed after g, it leads here. */
  shortcut?: string | undefined;
};

type NavProps = {
  label: string;
  items: NavItem[];
  /** Each text in a span, so that the narrow sidebar can hide it. */
  narrow?: boolean | undefined;
  grow?: boolean | undefined;
};

/** The places of a page. */
export function Nav({ label, items, narrow, grow }: NavProps) {
  return (
    <nav class={classes('nav', grow && 'grow')} aria-label={label}>
      {items.map((item) => (
        <a
          class="item"
          href={item.href}
          aria-current={item.current ? 'page' : undefined}
          title={narrow ? item.label : undefined}
          data-place={item.shortcut}
        >
          {item.icon === undefined ? null : <Icon name={item.icon} />}
          {narrow ? <span>{item.label}</span> : item.label}
          <Count {...item} />
        </a>
      ))}
    </nav>
  );
}

function Count({ count, countId, tone }: NavItem) {
  if (count === undefined) return null;
  const look = { class: tone === undefined ? 'muted count' : 'badge count', id: countId };
  return (
    <span {...look} data-tone={tone}>
      {count}
    </span>
  );
}

export type Tab = { href: string; label: Child; current?: boolean | undefined; count?: string | undefined };

/** Views of one thing, or filters that exclude each other. */
export function Tabs({ label, items, small }: { label: string; items: Tab[]; small?: boolean | undefined }) {
  return (
    <nav class={classes('tabs', small && 'small')} aria-label={label}>
      {items.map((tab) => (
        <a href={tab.href} aria-current={tab.current ? 'true' : undefined}>
          {tab.label}
          {tab.count === undefined ? null : <span class="muted"> {tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}
