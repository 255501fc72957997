import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Extra, Tone } from './attributes.ts';
import { Icon } from './icon.tsx';

const ICONS: Record<Tone, string> = {
  ok: 'circle-check',
  bad: 'circle-alert',
  warn: 'triangle-alert',
  run: 'info',
  brand: 'info',
};

type BannerProps = PropsWithChildren<
  Extra & {
    tone: Tone;
    icon?: string | undefined;
    /** It just happened: screen readers say it at once. */
    alert?: boolean | undefined;
    action?: Child;
    id?: string | undefined;
  }
>;

/** Something true of the whole page. */
export function Banner({ tone, icon, alert, action, children, ...rest }: BannerProps) {
  return (
    <div class="banner" data-tone={tone} role={alert ? 'alert' : undefined} {...rest}>
      <Icon name={icon ?? ICONS[tone]} />
      <span class="grow">{children}</span>
      {action}
    </div>
  );
}
