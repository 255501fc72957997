import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { OwnPage, OwnRemovalDialog } from '../../../../views/portal/own.tsx';
import { UpdateDialog } from '../../../../views/portal/update.tsx';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { setActive, updateInstance } from '../../../models/deployments.ts';
import { listExecutions } from '../../../models/execution-list.ts';
import { typed } from '../../../models/fields.ts';
import { getListedInstance } from '../../../models/instance-list.ts';
import { removeInstance } from '../../../models/instance-removal.ts';
import { getOffer } from '../../../models/listings.ts';
import { updateNews, updateToOffer } from '../../../models/offers.ts';
import { ownSetUps } from '../../../models/own-answers.ts';
import { may } from '../../../models/rights.ts';
import { listUserConfigurations } from '../../../models/user-configurations.ts';
import { actingAs } from '../../kit/change.ts';
import { checkForm, type FormErrors } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { ownRuns } from '../activity/runs.ts';
import { ownViewer } from '../own-customer.ts';
import { asOwn } from './own.ts';

const NEWEST = 5;
const PEOPLE = 100;

type Extras = { name?: string; errors?: FormErrors; isSaved?: boolean; dialogOf?: (name: string) => Child };

/** The page of one that a customer has, with a dialog in front of it where one is open. @throws AppError `not_found` */
export async function ownView({ deps, frame, user }: SignedIn, id: string, extras: Extras) {
  const { read } = deps.store;
  const viewer = ownViewer(user);
  const instance = await getListedInstance(read, viewer, id);
  const offer = await unlessGone(getOffer(read, viewer, instance.integrationId));
  const [own] = await asOwn(deps, viewer, [instance], offer ? [offer] : []);
  if (!own) throw new AppError('not_found', 'There is nothing here.');
  const found = await listExecutions(read, viewer, { instance: id }, { limit: NEWEST });
  const runs = may(user, 'executions:read') ? await ownRuns(read, viewer, found.items) : undefined;
  const setUp = (await ownSetUps(read, deps, viewer, [instance])).get(id);
  const people =
    setUp && may(user, 'connections:read')
      ? await listUserConfigurations(read, viewer, id, { limit: PEOPLE })
      : undefined;
  const facts = {
    ...{ frame, own, runs, setUp },
    setUpBy: people && { people: people.items, hasMore: people.nextCursor !== null },
    createdAt: instance.createdAt,
    integrationName: instance.integrationName,
    isOffered: offer !== undefined,
    isNewer: offer !== undefined && offer.version > instance.version,
    isPaused: instance.state === 'paused',
    needsAnswers: instance.state === 'needs_configuration',
    mayChange: may(user, 'instances:write'),
    mayUpdate: may(user, 'marketplace:write'),
    name: extras.name ?? instance.name,
    errors: extras.errors ?? {},
    isSaved: extras.isSaved ?? false,
  };
  return <OwnPage {...facts} dialog={extras.dialogOf?.(instance.name)} />;
}

export const showOwn = handler<'id', { saved: v.OptionalSchema<v.LiteralSchema<'1', undefined>, undefined> }>(
  { query: { saved: v.optional(v.literal('1')) } },
  async (visit) => show(await ownView(visit, visit.param('id'), { isSaved: visit.query.saved === '1' })),
);

export const submitName = handler<'id'>(async (visit) => {
  const { deps, user, form, param } = visit;
  const checked = checkForm({ name: typed.name('Type a name.') }, form);
  if (!checked.ok) {
    const extras = { name: form.values.name ?? '', errors: checked.errors };
    return show(await ownView(visit, param('id'), extras), 422);
  }
  await updateInstance(actingAs(deps, user), ownViewer(user), param('id'), checked.output);
  return goTo(links.marketplaceOwn(param('id')));
});

/** Pauses it, or lets it go on; what lacks an answer asks for it first. */
export const submitOwnActivation = handler<'id'>(async ({ deps, user, form, param }) => {
  const id = param('id');
  try {
    await setActive(actingAs(deps, user), ownViewer(user), id, form.text('active') === 'true');
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return goTo(links.marketplaceAnswers(id));
  }
  return goTo(links.marketplaceOwn(id));
});

/** What an update brings, before it is made. */
export const showUpdate = handler<'id'>(async (visit) => {
  const { deps, frame, user, param } = visit;
  const news = await updateNews(deps, ownViewer(user), param('id'));
  const dialogOf = (name: string) => <UpdateDialog {...{ frame, name, news }} id={param('id')} />;
  return show(await ownView(visit, param('id'), { dialogOf }));
});

export const submitUpdate = handler<'id'>(async ({ deps, user, param }) => {
  const { asks } = await updateToOffer(actingAs(deps, user), ownViewer(user), param('id'));
  return goTo(asks ? links.marketplaceAnswers(param('id')) : links.marketplaceOwn(param('id')));
});

export const showOwnRemoval = handler<'id'>(async (visit) => {
  const id = visit.param('id');
  const dialogOf = (name: string) => <OwnRemovalDialog frame={visit.frame} id={id} name={name} />;
  return show(await ownView(visit, id, { dialogOf }));
});

export const submitOwnRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await removeInstance(actingAs(deps, user), ownViewer(user), param('id'));
  return goTo(links.marketplaceMine({ removed: 1 }));
});
