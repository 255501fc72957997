import * as v from 'valibot';
import { OrganizationPage } from '../../../../views/settings/organization.tsx';
import { links } from '../../../lib/links.ts';
import { getOrganization, removeLogo, setLogo, updateOrganization } from '../../../models/organization.ts';
import { change } from '../../kit/change.ts';
import { refusedFields } from '../../kit/form.ts';
import { goTo, handler, show } from '../../kit/page.ts';

export const showOrganization = handler(
  { query: { done: v.optional(v.literal('saved')) } },
  async ({ deps, frame, query }) => {
    const { name, accent } = await getOrganization(deps.store.read);
    const { logo } = frame.organization;
    const isSaved = query.done === 'saved';
    return show(<OrganizationPage {...{ frame, name, logo, isSaved }} accent={accent ?? ''} errors={{}} />);
  },
);

export const submitOrganization = handler(async ({ deps, frame, user, form }) => {
  const name = form.text('name');
  const accent = form.text('accent');
  const file = form.file('logo');
  const bytes = file && new Uint8Array(await file.arrayBuffer());
  try {
    await change(deps, user, async (tx) => {
      await updateOrganization(tx, { name, accent: accent === '' ? null : accent });
      if (form.text('removeLogo') === 'on') await removeLogo(tx);
      if (bytes) await setLogo(tx, bytes);
    });
  } catch (error) {
    const errors = refusedFields(error, 'name');
    const { logo } = frame.organization;
    return show(<OrganizationPage {...{ frame, name, accent, logo, errors }} isSaved={false} />, 422);
  }
  return goTo(links.settings({ done: 'saved' }));
});
