import * as v from 'valibot';
import {
  CataloguePage,
  type CategoryOfCards,
  MarketplacePage,
} from '../../../../views/portal/marketplace.tsx';
import type { Database } from '../../../db/store.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { OwnState } from '../../../lib/ui/customer-words.ts';
import type { EmbeddedView } from '../../../models/embedding.ts';
import { isWanted } from '../../../models/integration-conditions.ts';
import { integrationsById } from '../../../models/integration-list.ts';
import { type Offer, publicOffers } from '../../../models/listings.ts';
import { getOrganization } from '../../../models/organization.ts';
import { may } from '../../../models/rights.ts';
import { goTo, handler, openHandler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { type Own, ownAndOffered } from '../mine/own.ts';
import { ownViewer } from '../own-customer.ts';
import { stoppedOf } from '../stopped.ts';

const text = v.optional(searched, '');
const NEEDS_SOMEONE: OwnState[] = ['attention', 'unfinished'];

export const showMarketplace = handler(
  { query: { q: text, category: text } },
  async ({ deps, frame, user, query }) => {
    const viewer = ownViewer(user);
    const everything = await ownAndOffered(deps, viewer);
    const all = await wantedOf(deps.store.read, everything, frame.framed?.view ?? {});
    const had = new Set(everything.own.map(({ integrationId }) => integrationId));
    const left = all.offers.filter(({ integrationId }) => !had.has(integrationId));
    const facts = {
      ...{ frame, query },
      own: all.own.filter((each) => fits(each, query)).toSorted(neediestFirst),
      categories: inCategories(left.filter((offer) => fits(offer, query))),
      tabs: categoriesOf([...all.own, ...all.offers]),
      count: new Set([...all.own, ...all.offers].map(({ integrationId }) => integrationId)).size,
      working: all.own.filter(({ state }) => state === 'active' || state === 'update').length,
      waiting: all.own.filter(({ state }) => NEEDS_SOMEONE.includes(state)).length,
      stopped: await stoppedOf(deps, viewer),
      mayActivate: may(user, 'marketplace:write'),
    };
    return show(<MarketplacePage {...facts} />);
  },
);

type Seen = Awaited<ReturnType<typeof ownAndOffered>>;

/** What of it a page of another site wants in its frame. */
async function wantedOf(db: Database, all: Seen, { filters, hidden }: EmbeddedView): Promise<Seen> {
  const own = hidden?.includes('own') ? [] : all.own;
  if (!filters) return { ...all, own };
  const ids = [...own, ...all.offers].map(({ integrationId }) => integrationId);
  const described = await integrationsById(db, ids);
  const isIn = ({ integrationId }: { integrationId: string }, isHad: boolean) => {
    const integration = described.get(integrationId);
    return integration !== undefined && isWanted(filters, integration, isHad);
  };
  return {
    own: own.filter((each) => isIn(each, true)),
    offers: all.offers.filter((each) => isIn(each, false)),
  };
}

/** What everybody may see, where the organization wants it. */
export const showCatalogue = openHandler(
  { query: { q: text, category: text } },
  async ({ deps, frame, user, query }) => {
    if (user) return goTo(links.marketplace(query));
    const { isCatalogueOpen } = await getOrganization(deps.store.read);
    if (!isCatalogueOpen) throw new AppError('not_found', 'There is no public page of what is listed.');
    const offers = await publicOffers(deps.store.read);
    const shown = inCategories(offers.filter((offer) => fits(offer, query)));
    return show(<CataloguePage {...{ frame, query }} categories={shown} tabs={categoriesOf(offers)} />);
  },
);

type Asked = { q: string; category: string };

function fits({ name, text, category }: Pick<Offer, 'name' | 'text' | 'category'>, asked: Asked): boolean {
  const isFound = `${name} ${text}`.toLowerCase().includes(asked.q.toLowerCase());
  return isFound && (asked.category === '' || category === asked.category);
}

function neediestFirst(a: Own, b: Own): number {
  return Number(NEEDS_SOMEONE.includes(b.state)) - Number(NEEDS_SOMEONE.includes(a.state));
}

function inCategories(offers: Offer[]): CategoryOfCards[] {
  const groups = Map.groupBy(offers, ({ category }) => category);
  return [...groups].map(([name, cards]) => ({ name, cards }));
}

function categoriesOf(all: { category: string }[]): string[] {
  return [...new Set(all.map(({ category }) => category))].filter((name) => name !== '').sort();
}
