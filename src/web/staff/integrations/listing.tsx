import * as v from 'valibot';
import { ListingPage, type ListingValues } from '../../../../views/integrations/listing.tsx';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { typed } from '../../../models/fields.ts';
import { findListing, putListing, removeListing } from '../../../models/listings.ts';
import { newestAvailable } from '../../../models/versions.ts';
import { change } from '../../kit/change.ts';
import { checkForm, type FormErrors } from '../../kit/form.ts';
import { labelList } from '../../kit/label-list.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { integrationFrame } from './integration-frame.ts';

const fields = {
  blurb: typed.description,
  labels: labelList,
  position: v.pipe(v.string(), v.regex(/^\d{0,6}$/, 'Type a whole number from 0 on.'), v.transform(Number)),
};

async function listingView(visit: SignedIn, id: string, errors: FormErrors, values?: ListingValues) {
  const { deps, frame, user } = visit;
  const integration = await integrationFrame(deps, user, id, undefined);
  const listing = await findListing(deps.store.read, id);
  const saved: ListingValues = {
    blurb: listing?.blurb ?? '',
    labels: listing?.labels.join(', ') ?? '',
    position: String(listing?.position ?? 0),
  };
  const shown = {
    ...{ frame, integration, errors },
    listed: listing && { at: listing.listedAt, by: listing.listedBy },
    version: (await newestAvailable(deps.store.read, id))?.number,
    values: values ?? saved,
  };
  return <ListingPage {...shown} />;
}

export const showListing = handler<'id'>(async (visit) =>
  show(await listingView(visit, visit.param('id'), {})),
);

export const submitListing = handler<'id'>(async (visit) => {
  const { deps, user, param, form } = visit;
  const id = param('id');
  const values = { blurb: form.text('blurb'), labels: form.text('labels'), position: form.text('position') };
  const checked = checkForm(fields, form);
  if (!checked.ok) return show(await listingView(visit, id, checked.errors, values), 422);
  try {
    await change(deps, user, (tx) => putListing(tx, id, checked.output));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'version_unavailable') throw error;
    return show(await listingView(visit, id, { blurb: error.message }, values), 422);
  }
  return goTo(links.integrationListing(id));
});

export const submitListingRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => removeListing(tx, param('id')));
  return goTo(links.integrationListing(param('id')));
});
