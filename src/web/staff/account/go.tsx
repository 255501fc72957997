import * as v from 'valibot';
import { GoPage, type Place, type PlaceGroup } from '../../../../views/account/go.tsx';
import { KeyboardPage } from '../../../../views/account/keyboard.tsx';
import { isId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import { may, type User } from '../../../models/rights.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { manual } from '../help/manual.ts';

const PAGES: Place[] = [
  { href: links.overview(), label: 'Overview', note: 'what needs someone', icon: 'layout-dashboard' },
  { href: links.integrations(), label: 'Integrations', note: '', icon: 'blocks' },
  { href: links.newIntegration(), label: 'New integration', note: '', icon: 'plus' },
  { href: links.importIntegration(), label: 'Import YAML', note: '', icon: 'upload' },
  { href: links.customers(), label: 'Customers', note: '', icon: 'building-2' },
  { href: links.instances(), label: 'Instances', note: '', icon: 'layers' },
  { href: links.newInstance(), label: 'New instance', note: 'deploy to a customer', icon: 'plus' },
  { href: links.executions(), label: 'Executions', note: '', icon: 'activity' },
  { href: links.executions({ status: 'failed' }), label: 'Failed executions', note: '', icon: 'activity' },
  { href: links.components(), label: 'Components', note: '', icon: 'puzzle' },
  { href: links.settings(), label: 'Settings', note: 'organization and theme', icon: 'settings' },
  { href: links.staff(), label: 'Staff', note: 'settings', icon: 'settings' },
  { href: links.tokens(), label: 'API tokens', note: 'settings', icon: 'settings' },
  { href: links.audit(), label: 'Audit', note: 'settings: who changed what', icon: 'settings' },
  { href: links.system(), label: 'System', note: 'settings', icon: 'settings' },
  { href: links.account(), label: 'Your account', note: 'password, sign-ins', icon: 'circle-user' },
  { href: links.keyboard(), label: 'Keyboard', note: 'all keys', icon: 'keyboard' },
  { href: links.help(), label: 'Help', note: 'how things work', icon: 'book-open' },
];
const MOST = 6;

export const showGo = handler(
  { query: { q: v.optional(searched, '') } },
  async ({ deps, frame, user, query: { q } }) =>
    show(<GoPage frame={frame} query={q} groups={await placesFor(deps, user, q)} />),
);

export const showKeyboard = handler(async ({ frame }) => show(<KeyboardPage frame={frame} />));

async function placesFor({ store }: Deps, user: User, q: string): Promise<PlaceGroup[]> {
  const pages = PAGES.filter(
    ({ href, label }) => mayGo(user, href) && label.toLowerCase().includes(q.toLowerCase()),
  );
  const help = manual()
    .filter(({ title }) => title.toLowerCase().includes(q.toLowerCase()))
    .map(({ href, title }) => ({ href, label: title, note: '', icon: 'book-open' }));
  if (q === '') return [...groupOf('Pages', pages), ...groupOf('Help', help)];
  if (isId('exe', q)) return [{ name: 'Executions', places: [placeOf(links.execution(q), q, 'activity')] }];
  const limit = { limit: MOST };
  const integrations = await recentIntegrations(store.read, { name: q }, limit);
  const customers = await customersByName(store.read, viewerOf(user), { text: q }, limit);
  return [
    ...groupOf('Pages', pages.slice(0, MOST)),
    ...groupOf(
      'Integrations',
      integrations.items.map(({ id, name }) => placeOf(links.integration(id), name, 'blocks')),
    ),
    ...groupOf(
      'Customers',
      customers.items.map(({ id, name }) => placeOf(links.customer(id), name, 'building-2')),
    ),
    ...groupOf('Help', help),
  ];
}

function groupOf(name: string, places: Place[]): PlaceGroup[] {
  return places.length === 0 ? [] : [{ name, places }];
}

function placeOf(href: string, label: string, icon: string): Place {
  return { href, label, note: '', icon };
}

function mayGo(user: User, href: string): boolean {
  if (href.startsWith(links.settings())) return may(user, 'settings:write');
  if ([links.newIntegration(), links.importIntegration()].includes(href))
    return may(user, 'integrations:write');
  return true;
}
