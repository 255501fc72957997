import { links } from '../../src/lib/links.ts';
import { classes } from '../../src/lib/ui/class-names.ts';
import { hueOf } from '../../src/lib/ui/hue.ts';
import { monogramOf } from '../../src/lib/ui/monogram.ts';
import { Icon } from './icon.tsx';

type IntegrationTileProps = {
  id: string;
  name: string;
  /** Hash of its picture; null where its first letters stand for it. */
  icon: string | null;
  large?: boolean | undefined;
  /** Where the picture is changed, for those who may. */
  change?: string | undefined;
};

/** What an integration is known by: its picture, or else the first letters of its name. */
export function IntegrationTile({ id, name, icon, large, change }: IntegrationTileProps) {
  const look = { class: classes('tile', large && 'large'), 'data-hue': String(hueOf(id)) };
  const shown = (
    <Shown letters={monogramOf(name)} picture={icon === null ? undefined : links.icon(id, icon)} />
  );
  if (change === undefined) {
    return (
      <span {...look} aria-hidden="true">
        {shown}
      </span>
    );
  }
  return (
    <a href={change} {...look} title="Change the icon">
      {shown}
      <span class="sr-only">Change the icon</span>
    </a>
  );
}

function Shown({ letters, picture }: { letters: string; picture: string | undefined }) {
  if (picture !== undefined) return <img src={picture} alt="" width="400" height="400" decoding="async" />;
  return letters === '' ? <Icon name="package" /> : <span aria-hidden="true">{letters}</span>;
}
