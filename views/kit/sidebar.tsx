import { links } from '../../src/lib/links.ts';
import { PLACES, type Section } from '../../src/lib/ui/places.ts';
import { AccountMenu } from './account-menu.tsx';
import type { Frame } from './frame.ts';
import { Mark } from './icon.tsx';
import { Nav } from './nav.tsx';

/** The staff's navigation. */
export function Sidebar({ frame, section }: { frame: Frame; section: Section }) {
  const places = PLACES.filter(
    (place) => place.section !== 'settings' || frame.viewer?.may('settings:write') === true,
  );
  return (
    <header class="sidebar" data-go={links.go()}>
      <a class="brand" href={links.overview()}>
        <Mark />
        <span>Stepwell</span>
      </a>
      <Nav
        label="Main"
        narrow
        items={places.map((place) => ({ ...place, current: place.section === section }))}
      />
      <AccountMenu frame={frame} />
    </header>
  );
}
