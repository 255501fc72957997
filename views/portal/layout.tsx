import type { Child, PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Frame } from '../kit/frame.ts';
import { CustomerLayout, FramedLayout } from '../kit/layout.tsx';
import { MenuItem } from '../kit/menu.tsx';

export type PortalPlace = 'marketplace' | 'mine' | 'activity' | 'connections' | 'team';

type PortalLayoutProps = PropsWithChildren<{
  frame: Frame;
  title: string;
  place?: PortalPlace | undefined;
  /** One task in a narrow column. */
  wizard?: boolean | undefined;
  dialog?: Child;
}>;

/** The frame of the pages of a customer's people. */
export function PortalLayout({ frame, title, place, wizard, dialog, children }: PortalLayoutProps) {
  const nav = placesFor(frame).map(({ key, ...item }) => ({ ...item, current: key === place }));
  if (frame.framed) return <FramedLayout {...{ frame, title, nav, wizard, dialog }}>{children}</FramedLayout>;
  const account = (
    <MenuItem href={links.marketplaceAccount()} icon="circle-user">
      Your account
    </MenuItem>
  );
  return (
    <CustomerLayout {...{ frame, title, nav, account, wizard, dialog }} home={links.marketplace()}>
      {children}
    </CustomerLayout>
  );
}

function placesFor({ viewer, framed }: Frame): { key: PortalPlace; href: string; label: string }[] {
  if (viewer === undefined || framed?.view.hidden?.includes('places')) return [];
  return [
    { key: 'marketplace' as const, href: links.marketplace(), label: 'Marketplace', isSeen: true },
    { key: 'mine' as const, href: links.marketplaceMine(), label: 'My integrations', isSeen: true },
    {
      key: 'activity' as const,
      href: links.marketplaceActivity(),
      label: 'Activity',
      isSeen: viewer.may('executions:read'),
    },
    {
      key: 'connections' as const,
      href: links.marketplaceConnections(),
      label: 'Connections',
      isSeen: viewer.may('instances:write'),
    },
    {
      key: 'team' as const,
      href: links.marketplaceTeam(),
      label: 'Team',
      // In a frame they are people of the page around it, which says who they are.
      isSeen: viewer.may('people:write') && framed === undefined,
    },
  ].flatMap(({ isSeen, ...item }) => (isSeen ? item : []));
}
