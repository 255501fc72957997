import { classes } from '../../src/lib/ui/class-names.ts';
import { Icon } from './icon.tsx';

type TileProps = {
  hue: number;
  icon?: string | undefined;
  /** Address of its own picture, in place of the icon. */
  picture?: string | undefined;
  kind?: 'soft' | 'large' | undefined;
};

/** The icon of an integration, a component or a listing. */
export function Tile({ hue, icon = 'package', picture, kind }: TileProps) {
  return (
    <span class={classes('tile', kind)} data-hue={String(hue)} aria-hidden="true">
      {picture === undefined ? (
        <Icon name={icon} />
      ) : (
        <img src={picture} alt="" width="400" height="400" decoding="async" />
      )}
    </span>
  );
}
