import { classes } from '../../src/lib/ui/class-names.ts';
import { Icon } from './icon.tsx';

type TileProps = { hue: number; icon?: string | undefined; kind?: 'soft' | 'large' | undefined };

/** The icon of an integration, a component or a listing. */
export function Tile({ hue, icon = 'package', kind }: TileProps) {
  return (
    <span class={classes('tile', kind)} data-hue={String(hue)} aria-hidden="true">
      <Icon name={icon} />
    </span>
  );
}
