import { links } from '../links.ts';
/** The places of the staff's pages, each with the key that leads to it after `g`. */
export const PLACES = [
  { section: 'overview', href: links.overview(), icon: 'layout-dashboard', label: 'Overview', shortcut: 'o' },
  {
    section: 'integrations',
    href: links.integrations(),
    icon: 'blocks',
    label: 'Integrations',
    shortcut: 'i',
  },
  { section: 'customers', href: links.customers(), icon: 'building-2', label: 'Customers', shortcut: 'c' },
  { section: 'instances', href: links.instances(), icon: 'layers', label: 'Instances', shortcut: 'n' },
  { section: 'executions', href: links.executions(), icon: 'activity', label: 'Executions', shortcut: 'e' },
  {
    section: 'connections',
    href: links.connections(),
    icon: 'plug',
    label: 'Connections',
    shortcut: undefined,
  },
  {
    section: 'components',
    href: links.components(),
    icon: 'puzzle',
    label: 'Components',
    shortcut: undefined,
  },
  {
    section: 'alerts',
    href: links.alerts(),
    icon: 'triangle-alert',
    label: 'Alerts',
    shortcut: undefined,
  },
  { section: 'settings', href: links.settings(), icon: 'settings', label: 'Settings', shortcut: undefined },
] as const;

/** `undefined` for pages that are in none, such as the account. */
export type Section = (typeof PLACES)[number]['section'] | undefined;
