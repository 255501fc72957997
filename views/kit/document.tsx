import type { Child, PropsWithChildren } from 'hono/jsx';
import type { Frame } from './frame.ts';
import { Sprite } from './sprite.tsx';
import { Theme } from './theme.tsx';

const HTMX = JSON.stringify({ includeIndicatorCSS: false, morphIgnore: ['data-htmx-powered', 'open'] });

type DocumentProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  /** Customers read larger text, in the organization's colours and under its name. */
  customer?: boolean | undefined;
  whiteLabel?: boolean | undefined;
  /** In front of everything: the page is then inert. */
  dialog?: Child;
  /** Styles and scripts of `public/` that this page alone needs. */
  loads?: string[] | undefined;
}>;

/** The whole page; who answers puts the doctype before it. */
export function Document(props: DocumentProps) {
  const { frame, title, customer, whiteLabel, dialog, loads = [], children } = props;
  const { assets, theme, organization } = frame;
  const name = [title, customer ? organization.name : 'Stepwell'].filter(Boolean).join(' · ');
  if (frame.isFragment) {
    return (
      <>
        <title>{name}</title>
        {children}
        {dialog}
      </>
    );
  }
  return (
    <html lang="en" class={customer ? 'customer' : undefined} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{name}</title>
        {/* Of a page that is drawn before it is all there, parts move as the rest comes. Hono drops blocking without itemProp. */}
        <link rel="expect" href="#said" blocking="render" itemProp={undefined} />
        <link rel="stylesheet" href={assets('app.css')} />
        {whiteLabel ? <Theme organization={organization} nonce={frame.nonce} /> : null}
        <meta name="htmx-config" content={HTMX} />
        <script src={assets('htmx.js')} defer />
        <script src={assets('app.js')} defer />
        {loads.map((file) =>
          file.endsWith('.css') ? (
            <link rel="stylesheet" href={assets(file)} />
          ) : (
            <script src={assets(file)} defer />
          ),
        )}
      </head>
      <body data-editor={assets('editor.js')}>
        {dialog ? <div inert>{children}</div> : children}
        {dialog}
        <dialog class="dialog" id="dialog" />
        <p class="sr-only" id="said" role="status" />
        <Sprite />
      </body>
    </html>
  );
}

/** The first thing on a page that Tab reaches. */
export function SkipLink() {
  return (
    <a class="button sr-only" href="#main">
      Skip to content
    </a>
  );
}
