/** The places of the staff's pages, each with the key that leads to it after `g`. */
export const PLACES = [
  { section: 'overview', href: '/', icon: 'layout-dashboard', label: 'Overview', shortcut: 'o' },
  { section: 'integrations', href: '/integrations', icon: 'blocks', label: 'Integrations', shortcut: 'i' },
  { section: 'customers', href: '/customers', icon: 'building-2', label: 'Customers', shortcut: 'c' },
  { section: 'instances', href: '/instances', icon: 'layers', label: 'Instances', shortcut: 'n' },
  { section: 'executions', href: '/executions', icon: 'activity', label: 'Executions', shortcut: 'e' },
  { section: 'components', href: '/components', icon: 'puzzle', label: 'Components', shortcut: undefined },
  { section: 'settings', href: '/settings', icon: 'settings', label: 'Settings', shortcut: undefined },
] as const;

/** `undefined` for pages that are in none, such as the account. */
export type Section = (typeof PLACES)[number]['section'] | undefined;
