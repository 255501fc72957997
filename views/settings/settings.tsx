import type { Child, PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Tabs } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';

const TABS = [
  ['organization', links.settings(), 'Organization'],
  ['staff', links.staff(), 'Staff'],
  ['tokens', links.tokens(), 'API tokens'],
  ['embedding', links.embedding(), 'Embedding'],
  ['audit', links.audit(), 'Audit'],
  ['system', links.system(), 'System'],
] as const;

export type SettingsTab = (typeof TABS)[number][0];

type SettingsProps = PropsWithChildren<{ frame: Frame; tab: SettingsTab; dialog?: Child }>;

/** What frames each page of the settings. */
export function Settings({ frame, tab, dialog, children }: SettingsProps) {
  const title = TABS.find(([key]) => key === tab)?.[2] ?? '';
  return (
    <StaffLayout frame={frame} title={`${title} · Settings`} section="settings" dialog={dialog}>
      <PageHead title="Settings" />
      <Tabs
        label="Settings"
        items={TABS.map(([key, href, label]) => ({ href, label, current: key === tab }))}
      />
      {children}
    </StaffLayout>
  );
}
