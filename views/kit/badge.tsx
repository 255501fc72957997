import type { PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { Tone } from './attributes.ts';
import { Icon } from './icon.tsx';

type BadgeProps = PropsWithChildren<{
  tone?: Tone | undefined;
  icon?: string | undefined;
  title?: string | undefined;
  mono?: boolean | undefined;
  wide?: boolean | undefined;
}>;

/** A fact about a thing: Draft, 2 behind, hidden. */
export function Badge({ tone, icon, title, mono, wide, children }: BadgeProps) {
  return (
    <span class={classes('badge', mono && 'mono', wide && 'wide')} data-tone={tone} title={title}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}
