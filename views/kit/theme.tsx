import { Csrf } from './csrf.tsx';
import type { Frame, Organization } from './frame.ts';
import { MenuItem } from './menu.tsx';

/** Text in a style element cannot be escaped, so only what needs no escaping gets there. */
const ACCENT = /^(#[\da-f]{3,8}|[a-z]+|(rgb|hsl|oklch)\([\d.,%/ deg]+\))$/i;
const ADDRESS = /^(https?:\/)?\/[\w./:?=%~-]*$/i;

/** Faces by name, each with those that stand in for it. */
const FONTS = {
  serif: 'Georgia, "Times New Roman", "Liberation Serif", serif',
  rounded: 'ui-rounded, "SF Pro Rounded", "Arial Rounded MT Bold", Nunito, Quicksand, sans-serif',
};

/** The white label: the organization's accent, logo, corners and face. */
export function Theme({ organization, nonce }: { organization: Organization; nonce: string }) {
  const { accent, logo, radius, font } = organization;
  const rules = [
    accent !== undefined && ACCENT.test(accent) ? `--accent: ${accent};` : '',
    logo !== undefined && ADDRESS.test(logo) ? `--logo: url(${logo});` : '',
    radius === undefined ? '' : `--radius: ${radius}px;`,
    font === undefined ? '' : `--font: ${FONTS[font]};`,
  ].filter((rule) => rule !== '');
  if (rules.length === 0) return null;
  return <style nonce={nonce}>{`@layer theme { :root { ${rules.join(' ')} } }`}</style>;
}

const THEMES = [
  ['light', 'sun', 'Light'],
  ['dark', 'moon', 'Dark'],
  ['system', 'monitor', 'As the system'],
] as const;

/** Light, dark or as the system, kept in a cookie. */
export function ThemeForm({ frame }: { frame: Frame }) {
  return (
    <form method="post" action={frame.at.theme} aria-label="Theme">
      <Csrf token={frame.csrf} />
      <input type="hidden" name="return" value={frame.path} />
      {THEMES.map(([value, icon, label]) => (
        <MenuItem name="theme" value={value} icon={icon} current={value === (frame.theme ?? 'system')}>
          {label}
        </MenuItem>
      ))}
    </form>
  );
}
