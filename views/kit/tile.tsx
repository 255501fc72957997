import { classes } from './attributes.ts';
import { Icon } from './icon.tsx';

/** The colour (1–6) of a thing: always the same for the same key. */
export function hueOf(key: string): number {
  let hash = 0;
  for (const letter of key) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return (hash % 6) + 1;
}

type TileProps = { hue: number; icon?: string | undefined; kind?: 'soft' | 'large' | undefined };

/** The icon of an integration, a component or a listing. */
export function Tile({ hue, icon = 'package', kind }: TileProps) {
  return (
    <span class={classes('tile', kind)} data-hue={String(hue)} aria-hidden="true">
      <Icon name={icon} />
    </span>
  );
}
