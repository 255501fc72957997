import * as v from 'valibot';
import { NotOfferedPage } from '../../../../views/portal/not-offered.tsx';
import { OpeningPage } from '../../../../views/portal/opening.tsx';
import { AppError } from '../../../lib/errors.ts';
import { EMBEDDED, links } from '../../../lib/links.ts';
import { getListedInstance, recentInstances } from '../../../models/instance-list.ts';
import { offersFor } from '../../../models/listings.ts';
import { ownSetUps } from '../../../models/own-answers.ts';
import { goTo, handler, openHandler, ownPath, show } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';
import { toldOn } from './told.ts';

/** What a browser fetches beforehand, so that the first screen is there at once. */
export const showPreload = openHandler(async ({ frame }) => {
  const headers = new Headers({ 'cache-control': 'private, max-age=3600' });
  // A page around that has another frame open would answer it.
  return { ...show(<OpeningPage frame={{ ...frame, framed: { view: {} } }} />), headers };
});

/** Until the page around the frame has said who looks. */
export const showOpening = openHandler(
  { query: { return: v.optional(v.string()) } },
  async ({ deps, frame, query }) => {
    const address = new URL(ownPath(query.return), 'http://here.invalid');
    const wanted = address.searchParams.get('theme');
    address.searchParams.delete('embed');
    const back = address.pathname + address.search;
    const theme = wanted === 'DARK' ? 'dark' : wanted === 'LIGHT' ? 'light' : frame.theme;
    const told = toldOn({ deps, frame }, { back: back === '/' ? EMBEDDED + links.marketplace() : back });
    return show(<OpeningPage frame={{ ...frame, theme, framed: { view: {}, told } }} />);
  },
);

const text = v.optional(v.pipe(v.string(), v.maxLength(200)));

/** One integration, by how the page around the frame knows it: what the customer has of it, or else the offer. */
export const showFound = handler(
  { query: { integrationName: text, integrationId: text, instanceId: text } },
  async ({ deps, user, query: { integrationName, integrationId, instanceId } }) => {
    const { read } = deps.store;
    const viewer = ownViewer(user);
    if (instanceId !== undefined)
      return goTo(links.marketplaceOwn((await getListedInstance(read, viewer, instanceId)).id));
    const offers = await offersFor(read, viewer);
    const offer = offers.find(
      (each) => each.integrationId === integrationId || (!integrationId && each.name === integrationName),
    );
    const filter = { integration: offer?.integrationId ?? integrationId };
    const { items } = await recentInstances(read, viewer, filter, { limit: filter.integration ? 1 : 100 });
    const own = filter.integration
      ? items[0]
      : items.find((each) => each.integrationName === integrationName);
    if (own) return goTo(links.marketplaceOwn(own.id));
    if (offer) return goTo(links.marketplaceIntegration(offer.integrationId));
    throw new AppError('not_found', 'There is no such integration.');
  },
);

/** The answers of one that the customer has, or those of the person who looks. */
export const showConfigured = handler<'id', { userLevelConfigured: typeof text }>(
  { query: { userLevelConfigured: text } },
  async ({ deps, frame, user, param, query }) => {
    const { read } = deps.store;
    const instance = await getListedInstance(read, ownViewer(user), param('id'));
    const { id } = instance;
    if (query.userLevelConfigured !== 'true') return goTo(links.marketplaceAnswers(id));
    const setUps = await ownSetUps(read, deps, ownViewer(user), [instance]);
    if (!setUps.has(id))
      return show(<NotOfferedPage frame={frame} text="It asks nothing of each person alone." />);
    return goTo(links.marketplaceOwnAnswers(id));
  },
);

/** What customers would build themselves. */
export const showNotOffered = handler(async ({ frame }) =>
  show(
    <NotOfferedPage
      frame={frame}
      text={`Building your own is not part of what ${frame.organization.name} offers here. What is ready to use is on the marketplace.`}
    />,
  ),
);
