import * as v from 'valibot';
import { GoPage, type Place, type PlaceGroup } from '../../../../views/account/go.tsx';
import { KeyboardPage } from '../../../../views/account/keyboard.tsx';
import { isId } from '../../../lib/ids.ts';
import { customersByName } from '../../../models/customer-list.ts';
import { recentIntegrations } from '../../../models/integration-list.ts';
import { may, type User } from '../../../models/rights.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { manual } from '../help/manual.ts';

const PAGES: Place[] = [
  { href: '/', label: 'Overview', note: 'what needs someone', icon: 'layout-dashboard' },
  { href: '/integrations', label: 'Integrations', note: '', icon: 'blocks' },
  { href: '/integrations/new', label: 'New integration', note: '', icon: 'plus' },
  { href: '/integrations/import', label: 'Import YAML', note: '', icon: 'upload' },
  { href: '/customers', label: 'Customers', note: '', icon: 'building-2' },
  { href: '/instances', label: 'Instances', note: '', icon: 'layers' },
  { href: '/instances/new', label: 'New instance', note: 'deploy to a customer', icon: 'plus' },
  { href: '/executions', label: 'Executions', note: '', icon: 'activity' },
  { href: '/executions?status=failed', label: 'Failed executions', note: '', icon: 'activity' },
  { href: '/components', label: 'Components', note: '', icon: 'puzzle' },
  { href: '/settings', label: 'Settings', note: 'organization and theme', icon: 'settings' },
  { href: '/settings/staff', label: 'Staff', note: 'settings', icon: 'settings' },
  { href: '/settings/tokens', label: 'API tokens', note: 'settings', icon: 'settings' },
  { href: '/settings/audit', label: 'Audit', note: 'settings: who changed what', icon: 'settings' },
  { href: '/settings/system', label: 'System', note: 'settings', icon: 'settings' },
  { href: '/account', label: 'Your account', note: 'password, sign-ins', icon: 'circle-user' },
  { href: '/keyboard', label: 'Keyboard', note: 'all keys', icon: 'keyboard' },
  { href: '/help', label: 'Help', note: 'how things work', icon: 'book-open' },
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
  if (isId('exe', q)) return [{ name: 'Executions', places: [placeOf('/executions', q, q, 'activity')] }];
  const limit = { limit: MOST };
  const integrations = await recentIntegrations(store.read, { name: q }, limit);
  const customers = await customersByName(store.read, { text: q }, limit);
  return [
    ...groupOf('Pages', pages.slice(0, MOST)),
    ...groupOf(
      'Integrations',
      integrations.items.map(({ id, name }) => placeOf('/integrations', id, name, 'blocks')),
    ),
    ...groupOf(
      'Customers',
      customers.items.map(({ id, name }) => placeOf('/customers', id, name, 'building-2')),
    ),
    ...groupOf('Help', help),
  ];
}

function groupOf(name: string, places: Place[]): PlaceGroup[] {
  return places.length === 0 ? [] : [{ name, places }];
}

function placeOf(list: string, id: string, label: string, icon: string): Place {
  return { href: `${list}/${id}`, label, note: '', icon };
}

function mayGo(user: User, href: string): boolean {
  if (href.startsWith('/settings')) return may(user, 'settings:write');
  if (/^\/integrations\/(new|import)/.test(href)) return may(user, 'integrations:write');
  return true;
}
