import { AccountMenu } from './account-menu.tsx';
import type { Frame } from './frame.ts';
import { Mark } from './icon.tsx';
import { Nav } from './nav.tsx';

const SECTIONS = [
  ['overview', '/', 'layout-dashboard', 'Overview'],
  ['integrations', '/integrations', 'blocks', 'Integrations'],
  ['customers', '/customers', 'building-2', 'Customers'],
  ['instances', '/instances', 'layers', 'Instances'],
  ['executions', '/executions', 'activity', 'Executions'],
  ['components', '/components', 'puzzle', 'Components'],
  ['settings', '/settings', 'settings', 'Settings'],
] as const;

/** The places of the staff's pages; `undefined` for those that are in none, such as the account. */
export type Section = (typeof SECTIONS)[number][0] | undefined;

/** The staff's navigation. */
export function Sidebar({ frame, section }: { frame: Frame; section: Section }) {
  const items = SECTIONS.filter(
    ([key]) => key !== 'settings' || frame.viewer?.may('settings:write') === true,
  );
  return (
    <header class="sidebar">
      <a class="brand" href="/">
        <Mark />
        <span>Stepwell</span>
      </a>
      <Nav
        label="Main"
        narrow
        items={items.map(([key, href, icon, label]) => ({ href, icon, label, current: key === section }))}
      />
      <AccountMenu frame={frame} />
    </header>
  );
}
