import type { PropsWithChildren } from 'hono/jsx';
import { classes } from '../../src/lib/ui/class-names.ts';
import type { Extra } from './attributes.ts';
import { Icon } from './icon.tsx';

export type ButtonProps = PropsWithChildren<
  Extra & {
    /** A link, for what only goes somewhere. */
    href?: string | undefined;
    kind?: 'primary' | 'quiet' | 'danger' | undefined;
    icon?: string | undefined;
    /** The name of a button that shows its icon alone. */
    only?: string | undefined;
    wide?: boolean | undefined;
    id?: string | undefined;
    type?: 'submit' | 'button' | undefined;
    name?: string | undefined;
    value?: string | undefined;
    form?: string | undefined;
    formaction?: string | undefined;
    formnovalidate?: boolean | undefined;
    disabled?: boolean | undefined;
    autofocus?: boolean | undefined;
    busy?: boolean | undefined;
    download?: boolean | undefined;
    rel?: string | undefined;
  }
>;

/** Something happens; with `href` a link in the same look. */
export function Button(props: ButtonProps) {
  const { href, kind, icon, only, wide, busy, children, ...rest } = props;
  const { type = 'submit', name, value, form, formaction, formnovalidate, disabled, ...shared } = rest;
  const { download, rel, ...both } = shared;
  const look = {
    class: classes('button', kind, only !== undefined && 'only', wide && 'wide'),
    'aria-label': only,
    title: only,
    'aria-busy': busy ? 'true' : undefined,
    ...both,
  };
  const content = (
    <>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </>
  );
  if (href !== undefined) {
    return (
      <a href={href} download={download} rel={rel} {...look}>
        {content}
      </a>
    );
  }
  const acts = { type, name, value, form, formaction, formnovalidate, disabled };
  return (
    <button {...acts} {...look}>
      {content}
    </button>
  );
}

/** Puts `text` on the clipboard; `copy.js` does it, since nothing else can. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string | undefined }) {
  return <Button kind="quiet" type="button" icon="copy" only={label} data-copy={text} />;
}
