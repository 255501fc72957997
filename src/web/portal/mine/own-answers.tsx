import { OwnAnswersRemovalDialog } from '../../../../views/portal/own-answers.tsx';
import { PortalWizard } from '../../../../views/portal/wizard.tsx';
import { links } from '../../../lib/links.ts';
import { getOwnConnection } from '../../../models/connection-list.ts';
import { removeOwnAnswers } from '../../../models/own-answers.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { ofPerson } from '../../configuration/targets.ts';
import { type WizardPlace, wizardHandlers } from '../../configuration/wizard.tsx';
import { signInStart } from '../../connection-sign-in.tsx';
import { actingAs } from '../../kit/change.ts';
import { goTo, handler, show } from '../../kit/page.ts';
import { ownViewer } from '../own-customer.ts';
import { ownView } from './show.tsx';

/** The configuration wizard as each of a customer's people fills it in for themselves. */
export const personalWizard: WizardPlace = {
  who: 'Customer',
  target: ofPerson,
  mayConnect: () => true,
  Layout: PortalWizard,
  links: {
    page: links.marketplaceOwnAnswers,
    form: links.marketplaceOwnAnswersForm,
    discard: links.marketplaceOwnAnswersDiscarding,
    signIn: links.marketplaceOwnSignIn,
    instance: links.marketplaceOwn,
  },
};

export const {
  startAnswers: startOwnAnswers,
  showAnswers: showOwnAnswers,
  submitAnswers: submitOwnAnswers,
  submitAnswersForm: submitOwnAnswersForm,
  discardAnswers: discardOwnAnswers,
} = wizardHandlers(personalWizard);

export const startPersonalSignIn = signInStart(
  () => links.marketplaceMine(),
  links.marketplaceOwnSignIn,
  ({ deps, user }, id) => getOwnConnection(deps.store.read, viewerOf(user), id),
);

export const showOwnAnswersRemoval = handler<'id'>(async (visit) => {
  const id = visit.param('id');
  const dialogOf = (name: string) => <OwnAnswersRemovalDialog frame={visit.frame} id={id} name={name} />;
  return show(await ownView(visit, id, { dialogOf }));
});

export const submitOwnAnswersRemoval = handler<'id'>(async ({ deps, user, param }) => {
  await removeOwnAnswers(actingAs(deps, user), ownViewer(user), param('id'));
  return goTo(links.marketplaceOwn(param('id')));
});
