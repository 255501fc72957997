import * as v from 'valibot';
import {
  CataloguePage,
  type CategoryOfCards,
  MarketplacePage,
} from '../../../../views/portal/marketplace.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { OwnState } from '../../../lib/ui/customer-words.ts';
import { type Offer, publicOffers } from '../../../models/listings.ts';
import { getOrganization } from '../../../models/organization.ts';
import { may } from '../../../models/rights.ts';
import { goTo, handler, openHandler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { type Own, ownAndOffered } from '../mine/own.ts';
import { ownViewer } from '../own-customer.ts';

const text = v.optional(searched, '');
const NEEDS_SOMEONE: OwnState[] = ['attention', 'unfinished'];

export const showMarketplace = handler(
  { query: { q: text, category: text } },
  async ({ deps, frame, user, query }) => {
    const all = await ownAndOffered(deps, ownViewer(user));
    const had = new Set(all.own.map(({ integrationId }) => integrationId));
    const left = all.offers.filter(({ integrationId }) => !had.has(integrationId));
    const facts = {
      ...{ frame, query },
      own: all.own.filter((each) => fits(each, query)).toSorted(neediestFirst),
      categories: inCategories(left.filter((offer) => fits(offer, query))),
      tabs: categoriesOf([...all.own, ...all.offers]),
      count: new Set([...had, ...all.offers.map(({ integrationId }) => integrationId)]).size,
      working: all.own.filter(({ state }) => state === 'active' || state === 'update').length,
      waiting: all.own.filter(({ state }) => NEEDS_SOMEONE.includes(state)).length,
      mayActivate: may(user, 'marketplace:write'),
    };
    return show(<MarketplacePage {...facts} />);
  },
);

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
