import * as v from 'valibot';
import { OrganizationPage } from '../../../../views/settings/organization.tsx';
import { links } from '../../../lib/links.ts';
import {
  getOrganization,
  ORGANIZATION_FONTS,
  RADII,
  removeLogo,
  setLogo,
  updateOrganization,
} from '../../../models/organization.ts';
import { change } from '../../kit/change.ts';
import { type Form, refusedFields } from '../../kit/form.ts';
import { goTo, handler, show } from '../../kit/page.ts';

export const showOrganization = handler(
  { query: { done: v.optional(v.literal('saved')) } },
  async ({ deps, frame, query }) => {
    const { name, accent, radius, theme, font, ...rest } = await getOrganization(deps.store.read);
    const { logo } = frame.organization;
    const isSaved = query.done === 'saved';
    const look = {
      radius: radius === null ? '' : String(radius),
      theme: theme ?? '',
      font: font ?? '',
      catalogue: rest.isCatalogueOpen,
      mails: rest.mailsCustomers,
    };
    const shown = { frame, name, logo, look, isSaved };
    return show(<OrganizationPage {...shown} accent={accent ?? ''} errors={{}} />);
  },
);

/** Of what can be chosen; anything else is ours. */
function lookIn(form: Form) {
  const theme = form.text('theme');
  return {
    radius: RADII.find((each) => String(each) === form.text('radius')) ?? null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    font: ORGANIZATION_FONTS.find((each) => each === form.text('font')) ?? null,
    isCatalogueOpen: form.text('catalogue') === 'on',
    mailsCustomers: form.text('mails') === 'on',
  } as const;
}

export const submitOrganization = handler(async ({ deps, frame, user, form }) => {
  const name = form.text('name');
  const accent = form.text('accent');
  const file = form.file('logo');
  const bytes = file && new Uint8Array(await file.arrayBuffer());
  const look = lookIn(form);
  try {
    await change(deps, user, async (tx) => {
      await updateOrganization(tx, { name, accent: accent === '' ? null : accent, ...look });
      if (form.text('removeLogo') === 'on') await removeLogo(tx);
      if (bytes) await setLogo(tx, bytes);
    });
  } catch (error) {
    const errors = refusedFields(error, 'name');
    const { logo } = frame.organization;
    const typed = {
      radius: form.text('radius'),
      theme: form.text('theme'),
      font: form.text('font'),
      catalogue: look.isCatalogueOpen,
      mails: look.mailsCustomers,
    };
    const shown = { frame, name, accent, logo, errors, look: typed };
    return show(<OrganizationPage {...shown} isSaved={false} />, 422);
  }
  return goTo(links.settings({ done: 'saved' }));
});
