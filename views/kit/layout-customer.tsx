import type { Child, PropsWithChildren } from 'hono/jsx';
import { AccountItems } from './account-menu.tsx';
import { Document, SkipLink } from './document.tsx';
import type { Frame, Organization } from './frame.ts';
import { Icon } from './icon.tsx';
import { Nav, type NavItem } from './nav.tsx';

type CustomerLayoutProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  /** The places of the customer's pages, the current one marked. */
  nav: NavItem[];
  home: string;
  /** Items of the account menu above theme and sign-out. */
  account?: Child;
  /** One task in steps, in a narrow column. */
  wizard?: boolean | undefined;
  dialog?: Child;
}>;

/** The frame of the customers' pages, in the organization's look. */
export function CustomerLayout(props: CustomerLayoutProps) {
  const { frame, title, nav, home, account, wizard, dialog, children } = props;
  return (
    <Document frame={frame} title={title} dialog={dialog} customer whiteLabel>
      <SkipLink />
      <header class="topbar">
        <a class="brand" href={home}>
          <Logo organization={frame.organization} />
        </a>
        {nav.length === 0 ? null : <Nav label="Main" items={nav} grow />}
        {frame.viewer === undefined ? null : (
          <details name="menu" class="menu end">
            <summary class="button quiet" aria-label={`Your account, ${frame.viewer.name}`}>
              <Icon name="circle-user" />
              <span class="wide">{frame.viewer.name}</span>
            </summary>
            <AccountItems frame={frame} note={frame.viewer.email}>
              {account}
            </AccountItems>
          </details>
        )}
      </header>
      <main id="main" tabindex={-1} class={wizard ? 'wizard' : 'page'}>
        {children}
      </main>
    </Document>
  );
}

/** The organization's logo, or its name where it has none. */
export function Logo({ organization }: { organization: Organization }) {
  if (organization.logo === undefined) return <span>{organization.name}</span>;
  return (
    <span class="logo" role="img" aria-label={organization.name}>
      {organization.name}
    </span>
  );
}
